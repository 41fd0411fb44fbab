"""What goes wrong: one clear line each, the rest goes on where it can, exit 2 only where the user must act."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from canary import EMAIL, LINES

from .conftest import Piiscan, Write

DIRTY = LINES["EMAIL"] + "\n"

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def assert_one_line(err: str, *parts: str) -> None:
    """A message, perhaps a hint, and nothing else."""
    lines = err.splitlines()
    assert lines, "nothing was said"
    assert lines[0].startswith("piiscan: error: "), err
    assert len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("  hint: ")), err
    assert [part for part in parts if part not in err] == []


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("-o", "xml"), ("xml", "sarif")),
        (("-o", "json:"), ("json:", "file name")),
        (("-o", ":out.json"), ("format",)),
        (("-o", "json", "-o", "full"), ("standard output",)),
        (("-o", "json", "-o", "json"), ("standard output",)),
        (("--select", "SEC99999"), ("SEC99999",)),
        (("--select", "github-patt"), ("github-patt", "did you mean `github-pat`")),
        (("--ignore", "EMIAL"), ("EMIAL", "did you mean `EMAIL`")),
        (("--include", "licenze"), ("licenze",)),
        (("--fail-on", "sometimes"), ("sometimes", "never")),
        (("--min-confidence", "2"), ("2",)),
        (("--preset", "luck"), ("luck",)),
        (("--jobs", "-1"), ("-1",)),
        (("--jobs", "many"), ("many",)),
        (("--model", "./nowhere"), ("./nowhere", "one of auto")),
        (("--model", "nowhere/at/all"), ("nowhere/at/all",)),
        (("--model", "."), ("model",)),
        (("--config", "nowhere.toml"), ("nowhere.toml",)),
        (("--config", "no-such-key = 1"), ("no-such-key",)),
        (("--config", "jobs = "), ("--config", "TOML")),
        (("--config", "fail-onn=error"), ("fail-onn", "fail-on")),
        (("--no-such-option",), ("--no-such-option",)),
        (("-", "."), ("standard input",)),
        (("--staged", "."), ("--staged",)),
        (("--stdin-filename", "a.py"), ("--stdin-filename",)),
    ],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense(
    piiscan: Piiscan, write: Write, arguments: tuple[str, ...], parts: tuple[str, ...]
):
    write({"a.py": DIRTY})
    result = piiscan("scan", *arguments)
    assert (result.code, result.out) == (2, "")
    assert_one_line(result.err, *parts)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("scna", "."), ("scna", "Did you mean 'scan'")),
        (("frobnicate",), ("frobnicate",)),
        (("--frobnicate",), ("--frobnicate",)),
        (("mask",), ("PATH",)),
        (("mask", "-"), ("standard input",)),
        (("mask", "--severity", "huge", "."), ("huge",)),
        (("rule",), ("CODE",)),
        (("rule", "SEC1O1"), ("SEC1O1", "did you mean")),
        (("rule", "zzzzzzzz"), ("zzzzzzzz", "piiscan rules")),
        (("rules", "test"), ("FILE",)),
        (("rules", "test", "nowhere.toml"), ("nowhere.toml",)),
        (("rules", "--output-format", "xml"), ("xml",)),
        (("config", "sohw"), ("sohw",)),
        (("completion", "powershell"), ("powershell", "zsh")),
    ],
    ids=" ".join,
)
def test_other_commands_explain_themselves_as_briefly(
    piiscan: Piiscan, arguments: tuple[str, ...], parts: tuple[str, ...]
):
    result = piiscan(*arguments)
    assert (result.code, result.out) == (2, "")
    assert_one_line(result.err, *parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (b"jobs = = 3\n", ("piiscan.toml:1:", "TOML")),
        (b"jobs = 3\njobs = 4\n", ("piiscan.toml",)),
        (b"\xff\xfe\x00", ("piiscan.toml", "UTF-8")),
        (b"no-such-key = 1\n", ("piiscan.toml", "no-such-key")),
        (b"selct = ['EMAIL']\n", ("selct", "did you mean `select`")),
        (b"jobs = 'three'\n", ("piiscan.toml", "jobs")),
        (b"select = ['NOPE']\n", ("NOPE",)),
        (b"rules = ['nowhere.toml']\n", ("nowhere.toml",)),
        (b"extend = 'nowhere.toml'\n", ("nowhere.toml",)),
        (b"output = ['sarif:out.sarif']\n", ("output",)),
        (b"[per-file-ignores]\n'a[z-a]' = ['EMAIL']\n", ("piiscan.toml: `per-file-ignores`", "a[z-a]")),
    ],
    ids=lambda value: value[:24].decode("ascii", "replace").strip() if isinstance(value, bytes) else "",
)
@pytest.mark.parametrize("command", ["scan", "mask"])
def test_a_wrong_configuration_stops_before_anything_is_touched(
    piiscan: Piiscan, write: Write, tree: Path, command: str, text: bytes, parts: tuple[str, ...]
):
    write({"piiscan.toml": text, "a.py": DIRTY})
    result = piiscan(command, ".")
    assert (result.code, result.out) == (2, "")
    assert_one_line(result.err, *parts)
    assert (tree / "a.py").read_text() == DIRTY


def test_a_path_that_is_not_there_does_not_keep_the_others_from_being_scanned(piiscan: Piiscan, write: Write):
    write({"a.py": DIRTY, "b/c.py": DIRTY})
    result = piiscan("scan", "nowhere.py", "a.py", "not/here", "b", "-o", "concise", "-q")
    assert result.code == 2
    assert [line.split(":")[0] for line in result.out.splitlines()] == ["a.py", "b/c.py"]
    assert result.err.splitlines() == [
        "piiscan: not/here: no such file or directory",
        "piiscan: nowhere.py: no such file or directory",
    ]


def test_a_missing_path_is_an_error_whatever_the_exit_code_was_to_be(piiscan: Piiscan, write: Write):
    write({"a.py": DIRTY})
    assert piiscan("scan", "nowhere.py", "--exit-zero").code == 2
    assert piiscan("scan", "nowhere.py", "--fail-on", "never").code == 2
    assert piiscan("mask", "nowhere.py").code == 2


def test_nothing_named_and_nothing_there_is_said(piiscan: Piiscan):
    result = piiscan("scan")
    assert (result.code, result.out) == (0, "")
    assert "No file was scanned" in result.err


@posix
def test_a_fifo_is_never_opened(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    os.mkfifo(tree / "pipe")
    for arguments in ((".",), ("pipe", "a.py")):
        result = piiscan("scan", *arguments, "-o", "concise")
        assert result.code == 1
        assert result.out.startswith("a.py:")
        assert "piiscan: pipe: not a regular file" in result.err
        assert "1 special" in result.err


@posix
def test_links_that_lead_nowhere_or_in_a_circle_are_survived(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY, "sub/b.py": DIRTY})
    (tree / "loop").symlink_to("loop")
    (tree / "dangling").symlink_to("nowhere")
    (tree / "sub" / "up").symlink_to("..")
    result = piiscan("scan", ".", "-o", "concise")
    assert [line.split(":")[0] for line in result.out.splitlines()] == ["a.py", "sub/b.py"]
    named = piiscan("scan", "loop", "dangling", "a.py", "-o", "concise")
    assert named.out.startswith("a.py:")
    assert "piiscan: loop: " in named.err
    assert "piiscan: dangling: " in named.err


@posix
@pytest.mark.skipif(
    os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="the superuser reads anything"
)
def test_a_file_that_may_not_be_read_is_named_and_counted(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY, "b.py": DIRTY})
    (tree / "a.py").chmod(0)
    result = piiscan("scan", ".", "-o", "concise")
    assert (result.code, result.out.split(":")[0]) == (1, "b.py")
    assert "a.py: cannot read" in result.err
    assert "1 unreadable" in result.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_spelt_out(piiscan: Piiscan, tree: Path):
    with open(os.path.join(os.fsencode(tree), b"caf\xe9\n\x1b[2J.py"), "wb") as handle:
        handle.write(DIRTY.encode())
    assert r"caf\xe9\n\x1b[2J.py:1:10: " in piiscan("scan", "-o", "concise").out
    found = json.loads(piiscan("scan", "-o", "json").out)["findings"]
    assert [item["path"] for item in found] == ["caf\\xe9\n\x1b[2J.py"]
    json.loads(piiscan("scan", "-o", "sarif").out)
    masked = piiscan("mask", ".")
    assert r"masked caf\xe9\n\x1b[2J.py" in masked.out
    assert piiscan("scan").code == 0


def test_binary_files_are_counted_and_not_named(piiscan: Piiscan, write: Write):
    write({"a.bin": b"\0\1\2" + EMAIL.encode(), "b.py": "x = 1\n"})
    result = piiscan("scan", ".")
    assert result.code == 0
    assert "1 binary" in result.err
    assert "a.bin" not in result.err


def test_a_report_that_cannot_be_written_is_an_error(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    for place in ("not/there/out.json", "."):
        result = piiscan("scan", "a.py", "-o", f"json:{place}")
        assert (result.code, result.out) == (2, "")
        assert f"cannot write {place}" in result.err


def test_staged_outside_of_a_repository(piiscan: Piiscan, write: Write):
    write({"a.py": DIRTY})
    result = piiscan("scan", "--staged")
    assert (result.code, result.out) == (2, "")
    assert_one_line(result.err, "git")


@posix
def test_a_current_directory_that_is_gone(piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch):
    gone = tree / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)
    try:
        result = piiscan("scan")
    finally:
        os.chdir(tree)
    assert result.code == 2
    assert_one_line(result.err, "current directory")


def test_an_interrupt_has_the_exit_code_that_shells_know(piiscan: Piiscan, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("piiscan.run.scan.scan", interrupted)
    result = piiscan("scan")
    assert (result.code, result.err.lstrip("\n")) == (130, "piiscan: interrupted\n")


def test_hundreds_of_notices_do_not_scroll_the_findings_away(piiscan: Piiscan, write: Write):
    write({"a.py": DIRTY})
    result = piiscan("scan", "a.py", *(f"nowhere/{number}" for number in range(300)))
    assert result.err.count("no such file") == 50
    assert "and 250 more; -o json names them all" in result.err
    assert (
        len(
            json.loads(piiscan("scan", *(f"nowhere/{number}" for number in range(300)), "-o", "json").out)[
                "notices"
            ]
        )
        == 300
    )

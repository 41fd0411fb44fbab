"""Whatever a file is called, its name stays on its line and does nothing to a terminal or a GitHub runner."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from canary import LINES
from piiscan.report.escape import defused, visible
from piiscan.report.registry import FORMATS as ALL_FORMATS

from .conftest import Piiscan, Result

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")

DIRTY = LINES["EMAIL"].encode() + b"\n"
NAMES = {
    "newline that forges a line": b"a\nb.py:1:1: SEC101 error",
    "carriage return": b"a\rb.py",
    "escape sequence": b"a\x1b[2J\x1b]0;x\x07.py",
    "C1 control": "a\x9b31m.py".encode(),
    "right to left": "a\u202egpj.py".encode(),
    "line separator": "a\u2028b.py".encode(),
    "tag characters": "a\U000e0041.py".encode(),
    "bytes that are no text": b"a\xff\x80\xed\xa0\x80.py",
    "half a character": b"\xe2\x82",
    "runner command": b"::error::x",
    "older runner command": b"##[add-mask]x",
    "as an option": b"--exit-zero",
    "markup": b"[red]x[_red]:smile:",
}
#: The lines of CSV end in CR LF, as its standard has it: tests/report/test_csv.py looks at them.
FORMATS = tuple(name for name in ALL_FORMATS if name != "csv")


@pytest.fixture(params=NAMES.values(), ids=NAMES.keys())
def name(request: pytest.FixtureRequest, tree: Path) -> str:
    """A file of that name with a finding, and beside it what leads to a notice."""
    raw: bytes = request.param
    folder = os.fsencode(tree)
    with open(os.path.join(folder, raw), "wb") as handle:
        handle.write(DIRTY)
    os.mkfifo(os.path.join(folder, b"z" + raw))
    return os.fsdecode(raw)


def assert_harmless(result: Result, *, runner: bool = False) -> None:
    for text in (result.out, result.err):
        lines = text.replace("\t", " ").split("\n")  # a preview shows the tabs of the file
        assert [line for line in lines if line != visible(line)] == []
        assert not runner or text == defused(text)
    assert "internal error" not in result.err


@pytest.mark.parametrize("output", FORMATS)
def test_reports_and_notices(piiscan: Piiscan, name: str, output: str):
    result = piiscan("scan", "-o", output)
    assert result.code == 1
    assert_harmless(result)
    assert f"piiscan: z{visible(name)}: not a regular file" in result.err
    if output == "concise":
        assert result.out.startswith(f"{visible(name)}:1:10: PII101")
        assert result.out.count("\n") == 1
    elif output in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(result.out)


def test_paths_that_are_named(piiscan: Piiscan, name: str):
    result = piiscan("scan", "-o", "concise", "--", name, f"z{name}", f"nowhere/{name}")
    assert result.code == 2
    assert_harmless(result)
    assert f"piiscan: nowhere/{visible(name)}: no such file or directory" in result.err


def test_masking(piiscan: Piiscan, name: str, tree: Path):
    assert_harmless(piiscan("mask", "--diff", "."))
    os.link(tree / name, tree / "other")
    refused = piiscan("mask", ".")
    assert refused.code == 2
    assert_harmless(refused)
    assert f"piiscan: {visible(name)}: not masked: " in refused.err
    (tree / "other").unlink()
    done = piiscan("mask", ".")
    assert (done.code, done.out) == (0, f"masked {visible(name)}: 1 finding\n")
    assert_harmless(done)


def test_errors(piiscan: Piiscan, name: str, tree: Path):
    (tree / "folder").mkdir()
    for arguments in (
        ("scan", "-o", f"json:nowhere/{name}"),
        ("scan", "--config", f"nowhere/{name}"),
        ("scan", "--config", name),
        ("scan", "--model", f"nowhere/{name}"),
        ("scan", "--select", name if not name.startswith("-") else "x" + name),
        ("scan", f"--{name}"),
        ("rules", "test", f"./{name}"),
        ("rules", "test", f"nowhere/{name}"),
        ("rule", "--", name),
        ("rules", "stats", f"nowhere/{name}"),
    ):
        result = piiscan(*arguments)
        assert result.code == 2
        assert_harmless(result)


def test_a_configuration_below_such_a_name(piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch):
    folder = os.path.join(os.fsencode(tree), b"a\xff\x1b[2J\n")
    os.mkdir(folder)
    monkeypatch.chdir(os.fsdecode(folder))
    Path("piiscan.toml").write_text("rules = []\nmodel = 'x'\n")
    for arguments in (
        ("config", "show"),
        ("scan",),
        ("scan", "-o", "sarif", "--model", "off"),
        ("config", "init"),
    ):
        assert_harmless(piiscan(*arguments))


def test_a_runner_obeys_nothing(piiscan: Piiscan, name: str, tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    text = b"::error::1\n  ::error::2\n" + DIRTY + b"\t::error::3\n##[error]4\n"
    with open(os.path.join(os.fsencode(tree), os.fsencode(name)), "wb") as handle:
        handle.write(text)
    for arguments in (("scan",), ("scan", "-o", "concise"), ("mask", "--diff", "."), ("mask", ".")):
        assert_harmless(piiscan(*arguments), runner=True)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_knows_few_characters_stops_nothing(process, tree: Path, encoding: str):
    for raw in ("größe.py".encode(), "日本.py".encode(), b"\xff.py"):
        with open(os.path.join(os.fsencode(tree), raw), "wb") as handle:
            handle.write(DIRTY)
    for arguments, code in (
        (("scan",), 1),
        (("mask", "--diff", "."), 1),
        (("mask", "."), 0),
        (("rules",), 0),
    ):
        result = process(*arguments, PYTHONIOENCODING=encoding)
        assert (result.code, "internal error" in result.err) == (code, False)
    assert {path.read_bytes() for path in tree.iterdir()} == {b"mail_to('<EMAIL>')\n"}

"""`--inside`: what lies in archives and documents, from the command line to every report."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, LINES, SECRETS, TOKEN, leaks
from piiscan.report.registry import FORMATS
from sources.containers.built import (
    docx_of,
    paragraph,
    pdf_of,
    pptx_of,
    slide,
    tar_member,
    tar_of,
    xlsx_of,
    zip_of,
)

from .conftest import Piiscan, Write

TOKEN_LINE = LINES["KEY"] + "\n"
HOSTILE = "a\x1b[2J\n::error::b\udcff.py"


def places(out: str) -> list[str]:
    return [line.split(": ", 1)[0] for line in out.splitlines()]


def sheet_row(*texts: str) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="7">{cells}</row>'


class TestUnread:
    """Each: a line that says why, the rest scanned, and 2."""

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (zip_of({"a.py": TOKEN_LINE, "b": "x" * 999})[:-40], "a.zip: its directory is damaged: read as far as it goes"),
            (zip_of({"a.py": TOKEN_LINE, "bomb": b"\n" * (80 << 20)}, level=9), "a.zip: unpacks to more than 200 times its size"),
            (tar_of({"a.py": TOKEN_LINE}, "w:gz")[:-12], "cut off: read as far as it goes"),
            (zip_of({"a.py": TOKEN_LINE, "b.7z": bytes.fromhex("377abcaf271c") + b"\0" * 40}), "a.zip!/b.7z: 7z: not read by this version"),
        ],
        ids=["cut", "bomb", "cut tar", "7z"],
    )  # fmt: skip
    def test_it_is_said_the_rest_is_scanned_and_the_code_is_2(
        self, piiscan: Piiscan, write: Write, data, words
    ):
        write({"a.zip": data, "plain.py": TOKEN_LINE})
        found = piiscan("scan", "--inside", "all", "-o", "concise", "--exit-zero")
        assert found.code == 2
        assert words in found.err
        assert places(found.out) == ["a.zip!/a.py:1:10", "plain.py:1:10"]

    def test_links_are_named_and_no_error(self, piiscan: Piiscan, write: Write):
        write({"a.tar": tar_member("link", tarfile.SYMTYPE, "/etc/passwd")})
        found = piiscan("scan", "--inside", "archives")
        assert found.code == 0
        assert "piiscan: a.tar!/link: a link: not followed" in found.err

    @pytest.mark.parametrize("kinds", ["zip", "archives,zip", ""])
    def test_kinds_that_there_are_not(self, piiscan: Piiscan, write: Write, kinds):
        write({"a.py": "x"})
        found = piiscan("scan", "--inside", kinds)
        assert (found.code, found.out) == ((2, "") if kinds else (0, ""))
        assert not kinds or "`inside` must be a list of `archives` and `documents`, or `all`" in found.err

    @pytest.mark.parametrize("option", ["--history", "--diff=HEAD~1..HEAD"])
    def test_commits_are_not_opened_and_that_is_said(self, piiscan: Piiscan, repository: Path, option):
        found = piiscan("scan", option, "--inside", "all")
        assert found.code == 2
        assert "archives and documents in commits are not opened in this version" in found.err
        (repository / "piiscan.toml").write_text('inside = ["archives"]\n')
        found = piiscan("scan", "--history")
        assert found.code == 0
        assert "`inside`: archives and documents in commits are not opened" in found.err

    def test_masking_a_history_refuses_too(self, piiscan: Piiscan, repository: Path):
        found = piiscan("mask", "--history", "--inside", "all", "--dry-run")
        assert found.code == 2
        assert "--inside does not go with --history" in found.err


@pytest.fixture
def repository(tree: Path) -> Path:
    """With an archive that is committed."""
    (tree / "a.zip").write_bytes(zip_of({"a.py": TOKEN_LINE}))
    for args in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *args], check=True)
    return tree


@pytest.mark.parametrize("inside", [(), ("--inside", "documents")])
def test_nothing_is_opened_that_nobody_asks_for(piiscan: Piiscan, write: Write, inside):
    write({"a.zip": zip_of({"a.py": TOKEN_LINE}), "b.py": "x = 1\n"})
    found = piiscan("scan", *inside)
    assert found.code == 0
    assert "Skipped 1 binary." in found.err


def test_a_plain_scan_imports_nothing_of_it(write: Write, tree: Path):
    write({"a.zip": zip_of({"a.py": TOKEN_LINE}), "b.py": TOKEN_LINE})
    program = (
        "import sys\nfrom piiscan.cli.entry import main\nmain(['scan', '--model', 'off', '.'])\n"
        "print([name for name in sys.modules if 'containers' in name or name.split('.')[0] in "
        "('zipfile', 'tarfile', 'bz2', 'lzma', 'pyexpat', 'pypdf') or name in ('piiscan.run.spots', 'piiscan.sources.notebook')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tree
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_members_are_scanned_and_shown_with_their_archives(piiscan: Piiscan, write: Write):
    jar = zip_of({"src/App.java": TOKEN_LINE})
    write({"lib/x.tgz": tar_of({"in.jar": jar}, "w:gz"), "dump.sql.gz": gzip.compress(TOKEN_LINE.encode())})
    found = piiscan("scan", "--inside", "archives", "-o", "concise")
    assert found.code == 1
    assert places(found.out) == ["dump.sql.gz!/dump.sql:1:10", "lib/x.tgz!/in.jar!/src/App.java:1:10"]


def test_documents_say_where(piiscan: Piiscan, write: Write):
    pytest.importorskip("pypdf")
    write(
        {
            "a.docx": docx_of(paragraph("x"), paragraph(LINES["KEY"])),
            "b.xlsx": xlsx_of({"Staff": sheet_row("mail", TOKEN)}),
            "c.pptx": pptx_of(
                {"slide1": slide("x"), "slide2": slide(LINES["KEY"])}, ["slide1", "slide2"], {}
            ),
            "d.pdf": pdf_of("x", LINES["KEY"]),
        }
    )
    found = piiscan("scan", "--inside", "documents", "-o", "concise", "--select", "KEY")
    assert [line.rpartition(" at ")[2] for line in found.out.splitlines()] == [
        "paragraph 2", "Staff!B7", "slide 2", "page 2"
    ]  # fmt: skip
    assert found.code == 1


def test_a_notebook_says_where_and_keeps_its_bytes(piiscan: Piiscan, write: Write, tree: Path):
    cells = [
        {"cell_type": "markdown", "source": ["x\n"]},
        {"cell_type": "code", "source": ["a\n", TOKEN_LINE], "outputs": []},
    ]
    write({"n.ipynb": json.dumps({"cells": cells}, indent=1)})
    report = json.loads(piiscan("scan", "-o", "json").out)
    (finding,) = report["findings"]
    assert finding["spot"] == "cell 2, line 2"
    assert (tree / "n.ipynb").read_bytes()[finding["start_offset"] : finding["end_offset"]] == TOKEN.encode()
    assert (
        "SEC101 error GitHub personal access token (KEY, confidence 0.99) at cell 2, line 2\n"
        in piiscan("scan").out
    )
    assert piiscan("mask", "--no-journal", "n.ipynb").code == 0
    assert json.loads((tree / "n.ipynb").read_text())["cells"][1]["source"] == ["a\n", 'token = "<KEY>"\n']


def test_the_configuration_asks_for_it_too(piiscan: Piiscan, write: Write):
    inner = zip_of({"in.zip": zip_of({"a.py": TOKEN_LINE})})
    write({"a.zip": inner, "piiscan.toml": 'inside = ["archives"]\n[inside-limits]\ndepth = 1\n'})
    found = piiscan("scan")
    assert found.code == 2
    assert (
        "a.zip!/in.zip: lies in 1 others: not opened (--config inside-limits.depth=2 opens it)" in found.err
    )
    assert piiscan("scan", "--config", "inside-limits.depth=2").code == 1
    assert "depth = 2" in piiscan("config", "show", "--config", "inside-limits.depth=2").out


def test_comments_paths_and_rules_count_as_in_files(piiscan: Piiscan, write: Write):
    files = {
        "a.py": TOKEN_LINE,
        "ok.py": f'k = "{TOKEN}"  # piiscan: ignore\n',
        "tests/b.py": TOKEN_LINE,
        "v/c.py": TOKEN_LINE,
    }
    write(
        {
            "a.zip": zip_of(files),
            "piiscan.toml": 'inside = ["archives"]\nexclude = ["v/"]\n[per-file-ignores]\n"tests/" = ["SEC101"]\n',
        }
    )
    found = piiscan("scan", "-o", "concise")
    assert places(found.out) == ["a.zip!/a.py:1:10"]
    assert "Suppressed 1 finding." in found.err


def test_fingerprints_tell_members_apart_and_stay(piiscan: Piiscan, write: Write):
    def prints() -> dict[str, str]:
        found = json.loads(piiscan("scan", "--inside", "all", "-o", "json").out)["findings"]
        return {item["path"]: item["fingerprint"] for item in found}

    write({"a.zip": zip_of({"a.py": TOKEN_LINE, "b.py": TOKEN_LINE})})
    before = prints()
    assert len(set(before.values())) == 2
    write({"a.zip": zip_of({"new": "x", "b.py": "\n\n" + TOKEN_LINE, "a.py": TOKEN_LINE}, level=1)})
    assert prints() == before


def test_the_baseline_knows_members_whether_they_are_opened_or_not(
    piiscan: Piiscan, write: Write, tree: Path
):
    write({"a.zip": zip_of({"a.py": TOKEN_LINE, "b.py": TOKEN_LINE}), ".git/HEAD": "ref: refs/heads/main\n"})
    assert piiscan("baseline", "create", "--inside", "archives").code == 0
    assert piiscan("scan", "--inside", "archives").code == 0
    found = piiscan("scan")
    assert (found.code, "stale" in found.err) == (0, False)
    assert "removed 0" in piiscan("baseline", "prune").err + piiscan("baseline", "prune").out
    write({"a.zip": zip_of({"a.py": TOKEN_LINE})})
    assert "1 entry of the baseline is stale" in piiscan("scan", "--inside", "archives").err
    write({"a.zip": zip_of({"a.py": TOKEN_LINE})[:-30]})
    assert "stale" not in piiscan("scan", "--inside", "archives").err
    os.remove(tree / "a.zip")
    assert "2 entries of the baseline are stale" in piiscan("scan").err
    write({"a.zip": zip_of({"a.py": TOKEN_LINE, "c.py": f'x = "{TOKEN[:-1]}"\nmail_to("{EMAIL}")\n'})})
    assert places(piiscan("scan", "--inside", "archives", "-o", "concise").out) == ["a.zip!/c.py:2:10"]


def test_masking_says_what_it_leaves_and_the_code_is_2(piiscan: Piiscan, write: Write, tree: Path):
    data = zip_of({"a.py": TOKEN_LINE})
    write({"a.zip": data, "b.docx": docx_of(paragraph(LINES["KEY"])), "c.py": TOKEN_LINE})
    found = piiscan("mask", "--no-journal", "--inside", "all", ".")
    assert found.code == 2
    assert (
        "piiscan: 2 findings not masked in 2 archives and documents: the first is a.zip; piiscan does not write into them"
        in found.err
    )
    assert (tree / "a.zip").read_bytes() == data
    assert TOKEN not in (tree / "c.py").read_text()
    assert piiscan("mask", "--no-journal", "--diff", "--inside", "all", ".").code == 2
    assert piiscan("mask", "--no-journal", ".").code == 0
    write({"a.zip": zip_of({"a.py": "x = 1\n"}), "b.docx": docx_of(paragraph("x"))})
    assert piiscan("mask", "--no-journal", "--inside", "all", ".").code == 0


def test_what_is_staged_is_opened(piiscan: Piiscan, repository: Path):
    large = tar_of({"pad.bin": os.urandom(17 << 20), "a.py": TOKEN_LINE}, "w:gz")
    (repository / "b.tgz").write_bytes(large)
    (repository / "c.zip").write_bytes(zip_of({"c.py": TOKEN_LINE}))
    subprocess.run(["git", "add", "."], check=True)
    found = piiscan("scan", "--staged", "--inside", "archives", "-o", "concise")
    assert places(found.out) == ["b.tgz!/a.py:1:10", "c.zip!/c.py:1:10"]


def test_standard_input_is_opened(piiscan: Piiscan):
    found = piiscan(
        "scan",
        "--inside",
        "all",
        "-o",
        "concise",
        "-",
        "--stdin-filename",
        "x.zip",
        stdin=zip_of({"a.py": TOKEN_LINE}),
    )
    assert places(found.out) == ["x.zip!/a.py:1:10"]


def test_any_number_of_processes_finds_the_same(piiscan: Piiscan, write: Write):
    write({f"d/{n}.zip": zip_of({"a.py": TOKEN_LINE, "b": f"{n}"}) for n in range(320)})
    one = piiscan("scan", "--inside", "all", "-o", "json", "--jobs", "1")
    two = piiscan("scan", "--inside", "all", "-o", "json", "--jobs", "2")
    assert one.out == two.out
    assert one.out.count('"SEC101"') > 319


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_names_of_members_harm_no_report(piiscan: Piiscan, write: Write, name: str):
    write({"a.tar": tar_of({HOSTILE: TOKEN_LINE, "../../../up.py": TOKEN_LINE})})
    found = piiscan("scan", "--inside", "all", "-o", name, "--color", "never")
    assert found.code == 1
    assert "\x1b" not in found.out + found.err
    assert not re.search(r"^::error::b", found.out, re.MULTILINE)
    if name == "sarif":
        uris = [
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for each in json.loads(found.out)["runs"][0]["results"]
        ]
        assert uris == [
            "a.tar!/%252E%252E/%252E%252E/%252E%252E/up.py",
            "a.tar!/a%1B%5B2J%0A%3A%3Aerror%3A%3Ab%FF.py",
        ]


@pytest.mark.parametrize("name", FORMATS)
def test_no_value_comes_out_of_anything(piiscan: Piiscan, write: Write, tree: Path, name: str):
    pytest.importorskip("pypdf")
    lines = EVERYTHING.splitlines()
    rows = "".join(sheet_row(value) for value in SECRETS.values())
    write(
        {
            "a.zip": zip_of({"a.py": EVERYTHING}),
            "cut.tgz": tar_of({"a.py": EVERYTHING, "b.py": EVERYTHING}, "w:gz")[:-20],
            "b.docx": docx_of(*(paragraph(line) for line in lines)),
            "c.xlsx": xlsx_of({TOKEN[:31]: rows}),
            "g.xlsx": xlsx_of({f"to {EMAIL}": rows}),
            "d.pptx": pptx_of({"slide1": slide(*lines)}, ["slide1"], {"slide1": slide(*lines)}),
            "e.pdf": pdf_of(*lines),
            "f.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": lines}]}, indent=1),
        }
    )
    everything = ("--inside", "all", "--show-notes", "--include", "licence,placeholder")
    found = piiscan("scan", *everything, "-o", name)
    assert found.code == 2  # one is cut off
    assert leaks(found.out) == []
    assert leaks(found.err) == []
    assert found.out


def test_nobody_suggests_a_line_of_an_archive_or_a_document(piiscan: Piiscan, write: Write):
    write(
        {
            "a.zip": zip_of({"a.py": TOKEN_LINE}),
            "b.docx": docx_of(paragraph(LINES["KEY"])),
            "c.py": TOKEN_LINE,
        }
    )
    found = json.loads(piiscan("scan", "--inside", "all", "-o", "rdjson").out)["diagnostics"]
    assert {each["location"]["path"]: "suggestions" in each for each in found} == {
        "a.zip!/a.py": False,
        "b.docx": False,
        "c.py": True,
    }


def test_the_place_is_in_every_format_that_has_one_for_it(piiscan: Piiscan, write: Write):
    write({"b.xlsx": xlsx_of({"Staff": sheet_row("mail", TOKEN)})})
    for name in FORMATS:
        found = piiscan("scan", "--inside", "documents", "-o", name, "--select", "KEY", "--color", "never")
        assert "Staff!A7" not in found.out
        assert "Staff!B7" in found.out, name

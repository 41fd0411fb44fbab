"""What the command line does for single formats, and that their places are right in real files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canary import CARD, EMAIL, KEY_BLOCK, LINES, PASSWORD, TOKEN, leaks
from piiscan.report.base import RenderContext
from piiscan.report.registry import FORMATS

from .conftest import SOURCE, Piiscan, Write


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_tree(piiscan: Piiscan, write: Write, name: str):
    write({"a.py": "x = 1\n"})
    result = piiscan("scan", "-o", name)
    assert result.code == 0
    assert "a.py" not in result.out


def test_the_help_names_every_format(piiscan: Piiscan):
    text = " ".join(piiscan("scan", "--help").out.split())
    assert [name for name in FORMATS if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "html", "junit", "rdjson", "csv"])
def test_notes_are_in_machine_formats_with_their_masked_line(piiscan: Piiscan, write: Write, name: str):
    write({"a.py": LINES["USERNAME"] + "\n"})
    result = piiscan("scan", "-o", name)
    assert "a.py" in result.out
    assert name == "json" or name in ("junit", "rdjson") or "/home/" in result.out
    assert leaks(result.out) == []


#: Bytes and characters before a value differ, in every way there is.
TEXTS = {
    "ASCII": f"token = '{TOKEN}'\n",
    "accents": f"# Grüße aus Köln, 日本 😀 an '{EMAIL}' und '{EMAIL}'\n",
    "a tab": f"\t\t'é'\tmail('{EMAIL}')\n",
    "CR LF": f"x\r\nä = 1; password = '{PASSWORD}'\r\n",
    "the same line": f"ä = mail('{EMAIL}', 'ö {EMAIL}', 'ü'); token = '{TOKEN}'\n",
    "a card in quotes": f"ä = 1; card = '{CARD}'\n",
}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_reviewdog_suggests_removes_every_value(piiscan: Piiscan, write: Write, text: str, codec: str):
    data = text.replace("日本 😀", "xx").encode(codec) if codec == "latin-1" else text.encode(codec)
    write({"a.py": data})
    found = json.loads(piiscan("scan", "-o", "rdjson").out)["diagnostics"]
    mark = 3 if codec == "utf-8-sig" else 0
    lines = data[mark:].split(b"\n")
    assert found
    suggested = [each["suggestions"][0] for each in found]
    for each in sorted(suggested, key=lambda each: -each["range"]["start"]["column"]):
        start, end = each["range"]["start"], each["range"]["end"]
        line = lines[start["line"] - 1]
        assert start["line"] == end["line"]
        lines[start["line"] - 1] = (
            line[: start["column"] - 1] + each["text"].encode() + line[end["column"] - 1 :]
        )
    after = b"\n".join(lines)
    assert leaks(after) == []
    assert after.count(b"\n") == data.count(b"\n")
    assert after.count(b"'") == data.count(b"'")
    write({"a.py": data[:mark] + after})
    assert json.loads(piiscan("scan", "-o", "json").out)["findings"] == []


def test_a_block_has_no_suggestion(piiscan: Piiscan, write: Write):
    write({"id_rsa": KEY_BLOCK + "\n"})
    (found,) = json.loads(piiscan("scan", "-o", "rdjson").out)["diagnostics"]
    assert "suggestions" not in found


def test_gitlab_gets_paths_from_the_root_and_a_time(
    piiscan: Piiscan, write: Write, tree: Path, git, monkeypatch: pytest.MonkeyPatch
):
    git("add", ".")
    write({"sub/a.py": LINES["EMAIL"] + "\n"})
    monkeypatch.chdir(tree / "sub")
    report = json.loads(piiscan("scan", "-o", "gitlab").out)
    assert report["vulnerabilities"][0]["location"]["file"] == "sub/a.py"
    assert report["scan"]["end_time"].startswith(time.strftime("%Y-", time.gmtime()))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    report = json.loads(piiscan("scan", "-o", "gitlab").out)
    assert report["scan"]["end_time"] == "2023-11-14T22:13:20"


@pytest.mark.parametrize("said", ["", "yesterday", "-1", "9" * 400, "²"])
def test_a_date_that_is_none_is_not_taken(piiscan: Piiscan, tree: Path, monkeypatch, said: str):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    report = json.loads(piiscan("scan", "-o", "gitlab").out)
    assert report["scan"]["end_time"].startswith(time.strftime("%Y-", time.gmtime()))


def test_the_page_names_the_commit(piiscan: Piiscan, write: Write, git):
    write({"a.py": LINES["EMAIL"] + "\n"})
    git("add", "."), git("commit", "-qm", "x")
    git("remote", "add", "origin", f"https://ann:{TOKEN}@git.example.org/o/p.git")
    result = piiscan("scan", "-o", "html")
    assert git("rev-parse", "HEAD")[:12] in result.out
    assert ">https://git.example.org/o/p.git</a>" in result.out
    assert leaks(result.out) == []


def test_a_page_that_leaves_findings_out_says_so(piiscan: Piiscan, write: Write, monkeypatch):
    monkeypatch.setattr("piiscan.report.html_.table.FINDING_CAP", 2)
    write({f"{number}.py": LINES["EMAIL"] + "\n" for number in range(5)})
    said = "the table of the HTML page holds the 20,000 worst findings, 3 more are left out"
    assert said in piiscan("scan", "-o", "html").err
    assert said not in piiscan("scan", "-o", "csv").err


def test_nothing_is_loaded_for_formats_that_are_not_asked_for(write: Write, tree: Path):
    write({"a.py": LINES["EMAIL"] + "\n"})
    code = (
        "import sys; from piiscan.cli.entry import main; main(['scan', '-q', '-j', '1', '-o', 'concise']);"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    loaded = {name.rpartition(".")[2] for name in done.stdout.split() if name.startswith("piiscan.report.")}
    assert "concise" in loaded
    assert not loaded & {"html_", "junit", "rdjson", "gitlab", "csv_", "sarif", "markup", "json_values"}


def test_the_context_has_no_clock_of_its_own():
    assert RenderContext().finished == 0.0

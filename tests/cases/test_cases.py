"""Golden cases; tests/cases/README.md says what a case consists of, and how to write them anew."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from canary import forms
from piiscan.cli.entry import main
from piiscan.detect.engine.choose import hyperscan_version

from .case import Case, File, names, read_txtar, write_txtar

CASES = {name: Case(name) for name in names()}
REGENERATE = bool(os.environ.get("PIISCAN_REGENERATE"))
FIELDS = (
    "path", "code", "category", "label", "status", "severity", "mask",
    "start_line", "start_column", "end_line", "end_column",
)  # fmt: skip
#: Reports that go to files beside the tree; `concise` goes to standard output.
REPORTS = ("json-lines", "full", "github", "sarif")
#: Shorter values are words of their own right: an account `ci` says nothing when it stands in a title.
TELLING = 6

Output = dict[str, str]
Run = Callable[..., Output]


def cases(step: str = "") -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case",
        [
            pytest.param(
                case,
                id=name,
                marks=[pytest.mark.xfail(reason=case.xfail[step], strict=True)] if step in case.xfail else [],
            )
            for name, case in CASES.items()
        ],
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a tree of the case: the exit code, what came out, and every report."""

    def go(command: str, tree: Path, *arguments: str) -> Output:
        monkeypatch.chdir(tree)
        capsys.readouterr()
        reports = {name: tmp_path / f"report.{name}" for name in REPORTS if command == "scan"}
        where = [item for name, path in reports.items() for item in ("-o", f"{name}:{path}")]
        code = main([command, *arguments, *where])
        out, err = capsys.readouterr()
        texts = {name: path.read_text("utf-8") for name, path in reports.items() if path.exists()}
        return {"exit": str(code), "out": out, "err": err, **texts}

    return go


def scan(run: Run, case: Case, tree: Path, *more: str) -> Output:
    return run("scan", tree, ".", *case.arguments, *case.scan, *more, "-j", "1", "-o", "concise")


def findings(output: Output) -> list[dict[str, object]]:
    return [
        {name: item[name] for name in FIELDS} for item in map(json.loads, output["json-lines"].splitlines())
    ]


def golden(path: Path, text: str) -> str:
    """What ``path`` holds; empty where there is no such file."""
    if REGENERATE:
        if text:
            path.write_text(text, "utf-8")
        else:
            path.unlink(missing_ok=True)
    return path.read_text("utf-8") if path.exists() else ""


def betrayed(case: Case, output: Output) -> list[str]:
    """Where a value got out, in clear, in part, or in a form from which it can be had back."""
    telling = [value for value in sorted(case.values, key=len, reverse=True) if len(value) >= TELLING]
    rest = "".join(part for file in case.files for part in file.between)
    for value in telling:
        rest = rest.replace(value, "\0")
    public = rest.encode()  # such as the domain that an address shares with a host
    return [
        f"{name}: {form!r}"
        for name, text in output.items()
        for value in telling
        for form in forms(value)
        if form in text.encode() and form not in public
    ]


def test_the_cases_are_there():
    assert len(CASES) >= 25
    assert sum(not case.marks for case in CASES.values()) >= 10


@cases("scan")
def test_what_is_found(case: Case, run: Run, tmp_path: Path):
    output = scan(run, case, case.write(tmp_path / "tree"))
    found = findings(output)
    places = ("path", "label", "start_line", "start_column", "end_line", "end_column")
    assert [tuple(item[name] for name in places) for item in found] == [astuple(mark) for mark in case.marks]
    lines = "".join(json.dumps(item) + "\n" for item in found)
    assert lines == golden(case.folder / "expected.jsonl", lines)
    assert output["out"] == golden(case.folder / "expected.txt", output["out"])
    assert output["exit"] == str(case.exit)


@pytest.mark.skipif(not hyperscan_version(), reason="Hyperscan has no wheel for this platform")
@cases()
def test_both_engines_give_the_same(case: Case, run: Run, tmp_path: Path):
    tree = case.write(tmp_path / "tree")
    fast, slow = (scan(run, case, tree, "--engine", name) for name in ("hyperscan", "python"))
    assert fast["json-lines"] == slow["json-lines"]
    assert {**fast, "err": ""} == {**slow, "err": ""}


@cases()
def test_no_output_holds_a_value(case: Case, run: Run, tmp_path: Path):
    tree = case.write(tmp_path / "tree")
    assert betrayed(case, scan(run, case, tree, "--show-notes")) == []
    assert betrayed(case, run("mask", tree, ".", "--diff", *case.arguments)) == []
    assert betrayed(case, run("mask", tree, ".", *case.arguments)) == []


#: Those too that masking leaves alone unless they are named (tests/cli/test_mask_keep.py).
ALL = ("--policy", "IP_ADDRESS=placeholder")


def masked_text(tree: Path, file: File) -> str:
    return file.read((tree / file.path).read_bytes())


@cases("mask")
def test_masking(case: Case, run: Run, tmp_path: Path):
    tree = case.write(tmp_path / "tree")
    arguments = (".", *case.arguments, *ALL)
    assert run("mask", tree, *arguments)["exit"] == "0"

    for file in case.files:  # everything round the marks is as it was, to the byte
        assert re.fullmatch("(?s:.+?)".join(map(re.escape, file.between)), masked_text(tree, file)), file.path
    changed = [file for file in case.files if masked_text(tree, file) != file.text]
    assert {file.path for file in changed} == {mark.path for mark in case.marks}
    text = write_txtar({file.path: file.written(masked_text(tree, file)) for file in changed})
    assert read_txtar(text) == read_txtar(golden(case.folder / "masked.txtar", text))

    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    again = run("mask", tree, *arguments)
    assert (again["exit"], again["out"]) == ("0", "")
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before

    after = run("scan", tree, ".", *case.arguments, "--fail-on", "warning", "-o", "concise")
    assert (after["exit"], after["json-lines"]) == ("0", "")

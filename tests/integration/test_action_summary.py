"""scripts/action_summary.py: numbers, the worst findings, and names that hostile strangers chose."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from .conftest import CHECKOUT

_SPEC = importlib.util.spec_from_file_location("action_summary", CHECKOUT / "scripts/action_summary.py")
assert _SPEC is not None
assert _SPEC.loader is not None
summary = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(summary)


def finding(**more: Any) -> dict[str, Any]:
    plain = {
        "severity": "error",
        "code": "SEC101",
        "title": "A token",
        "path": "a.env",
        "start_line": 3,
        "confidence": 0.9,
    }
    return {**plain, **more}


def document(*findings: dict[str, Any], **more: int) -> dict[str, Any]:
    counts = {"errors": len(findings), "warnings": 0, "notes": 0, "files": 1_234, "bytes": 5}
    return {"summary": {**counts, **more}, "findings": list(findings)}


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")][2:]


def test_a_clean_scan_has_no_table():
    text = summary.markdown(0, document(), "the files of the checkout", "")
    assert text == (
        "**piiscan**: 0 error(s), 0 warning(s), 0 note(s) in 1,234 file(s), 5 bytes.\n\n"
        "Scanned: the files of the checkout.\n"
    )


def test_a_scan_that_did_not_finish():
    text = summary.markdown(2, None, "the files", "shallow")
    assert "did not finish (exit code 2)" in text
    assert "> **Warning**: shallow" in text


def test_commits_are_counted():
    assert "in 7 commit(s), 1,234 version(s) of files" in summary.markdown(0, document(commits=7), "x", "")


def test_worst_first_and_notes_only_counted():
    findings = [
        finding(severity="note", path="n"),
        finding(severity="warning", path="w"),
        finding(confidence=0.5, path="e1"),
        finding(confidence=0.9, path="e2"),
    ]
    found = rows(summary.markdown(1, document(*findings), "x", ""))
    assert [row.split("`")[1] for row in found] == ["e2:3", "e1:3", "w:3"]


def test_what_is_left_out_is_counted():
    text = summary.markdown(1, document(*(finding(path=str(i)) for i in range(25))), "x", "")
    assert len(rows(text)) == 20
    assert "… and 5 more error(s) and warning(s)." in text


def test_findings_of_history_name_their_commit():
    (row,) = rows(summary.markdown(1, document(finding(origin={"commit": "ab" * 20})), "x", ""))
    assert row.endswith("`a.env:3` in abababababab |")
    (row,) = rows(summary.markdown(1, document(finding(origin={"commit": None})), "x", ""))
    assert row.endswith("`a.env:3` |")


@pytest.mark.parametrize(
    "path",
    [
        "a|b",
        "a`b`` [x](http://x)",
        "a\nb",
        "<img src=x>",
        "\x1b[2J",
        "\u202ea",
        "@everyone",
        "a\\",
        "x" * 900,
        "\ud800",
    ],
)
def test_hostile_paths_stay_in_their_cell(path):
    text = summary.markdown(1, document(finding(path=path)), "x", "")
    (row,) = rows(text)
    assert row.count("`") == 2
    assert row.count("|") == 5
    assert row.isprintable()
    assert len(row) < 400
    text.encode()


def test_titles_of_foreign_rules_stay_text():
    title = "<b>|x\n@you https://example.org [a](b) `c` &lt;"
    (row,) = rows(summary.markdown(1, document(finding(title=title)), "x", ""))
    cell = row.split("|")[3]
    assert not set(cell) & set("<>|@:/[]`&\n")

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from piiscan.report.base import RenderContext
from piiscan.report.junit import render
from piiscan.types import NoticeKind, Origin

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, RULES, TOKEN, finding, many, notice, result


def _suites(*findings: object, **changes: object) -> Element:
    text = render(result(*findings, **changes), RenderContext())  # type: ignore[arg-type]
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    for element in (root, *root):
        cases = element.findall(".//testcase")
        assert element.get("tests") == str(len(cases)), "servers believe the numbers"
        assert element.get("failures") == str(len(element.findall(".//failure")))
        assert element.get("skipped") == str(len(element.findall(".//skipped")))
        assert element.get("errors") == "0"
    return root


def test_nothing_found_is_one_test_that_passes() -> None:
    (suite,) = _suites()
    (case,) = suite
    assert (suite.get("name"), case.get("name"), list(case)) == ("piiscan", "nothing found", [])


def test_a_finding() -> None:
    (suite,) = _suites(TOKEN)
    (case,) = suite
    (failure,) = case
    assert suite.get("name") == "config/prod.env"
    assert case.attrib == {
        "name": "SEC101 GitHub token, line 12, column 9",
        "classname": "config/prod.env",
        "file": "config/prod.env",
        "line": "12",
    }
    assert failure.attrib == {
        "type": "error",
        "message": "GitHub token (KEY, confidence 0.98) in line 12",
    }
    assert failure.text == (
        "token = <KEY>  # of the bot\n"
        "Revoke it in the account's settings, then read the new one from the environment."
    )


def test_a_suite_for_each_file_and_a_note_fails_nothing() -> None:
    root = _suites(TOKEN, EMAIL, NAME)
    assert [suite.get("name") for suite in root] == ["config/prod.env", "src/authors.py"]
    assert [[child.tag for child in case] for case in root[1]] == [["failure"], ["skipped"]]
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "2", "1")


def test_no_two_tests_of_a_file_have_the_same_name() -> None:
    (suite,) = _suites(*many(9), finding(start_column=60, start_line=1, end_line=1, start_offset=190))
    names = [case.get("name") for case in suite]
    assert len(set(names)) == len(names) == 10


def test_what_was_not_scanned_is_skipped() -> None:
    kinds = (NoticeKind.UNREADABLE, NoticeKind.BINARY)
    (suite,) = _suites(notices=tuple(notice(kind, f"{kind}.x") for kind in kinds))
    assert [case.get("name") for case in suite] == ["nothing found", "unreadable.x: unreadable"]
    assert suite[1][0].get("message") == "not scanned: permission denied"


def test_where_in_history() -> None:
    origin = Origin("file", "ab" * 20, "2024-03-01T10:00:00+01:00", "cd" * 20, False)
    (case,) = _suites(finding(origin=origin))[0]
    assert ", first in commit abababababab of 2024-03-01" in str(case.get("name"))


@pytest.mark.parametrize("path", (HOSTILE_PATHS | ODD_PATHS).values(), ids=(HOSTILE_PATHS | ODD_PATHS).keys())
def test_any_path_makes_xml(path: str) -> None:
    (suite,) = _suites(finding(path=path), notices=(notice(NoticeKind.BINARY, path),))
    if path in ODD_PATHS.values():
        assert suite.get("name") == suite[0].get("file") == path


def test_hostile_texts_stay_text() -> None:
    hostile = "]]></failure><testcase name='forged'/>\x00&amp;<!-- \ufffe"
    rules = {"github-pat": RULES["github-pat"]._replace(fix=hostile)}
    (suite,) = _suites(finding(title=hostile, frame=hostile, path=hostile), rules=rules)
    assert len(suite) == 1
    assert "<testcase name='forged'/>\\x00&amp;" in str(suite[0][0].text)

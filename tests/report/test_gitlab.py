from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator

from piiscan.report.base import RenderContext
from piiscan.report.gitlab import MESSAGE_CAP, render
from piiscan.types import NoticeKind, Origin, Revision, Severity

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, RULES, TOKEN, finding, notice, result

SCHEMA = Path(__file__).parent / "data" / "gitlab-secret-detection-15.2.1.json"
VALIDATOR = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
ORIGIN = Origin("file", "ab" * 20, "2024-03-01T10:00:00+01:00", "cd" * 20, False)


def _report(*findings: Any, context: RenderContext | None = None, **changes: Any) -> dict[str, Any]:
    text = render(result(*findings, **changes), context or RenderContext())
    assert text.isascii()
    report = json.loads(text)
    VALIDATOR.validate(report)
    assert isinstance(report, dict)
    return report


def _found(*findings: Any, **changes: Any) -> list[dict[str, Any]]:
    found = _report(*findings, **changes)["vulnerabilities"]
    assert isinstance(found, list)
    return found


def test_the_schema_refuses_what_is_wrong() -> None:
    report = _report(TOKEN)
    report["vulnerabilities"][0]["raw_source_code_extract"] = "x"
    assert not VALIDATOR.is_valid(report)
    assert not VALIDATOR.is_valid({})


def test_a_clean_run_is_a_whole_report() -> None:
    report = _report()
    assert report["vulnerabilities"] == []
    assert report["version"] == "15.2.1"
    assert report["schema"].endswith("/v15.2.1/dist/secret-detection-report-format.json")
    assert report["scan"]["status"] == "success"
    assert report["scan"]["analyzer"]["version"] == "0.1.0"
    assert report["scan"]["messages"] == []


def test_a_finding() -> None:
    (found,) = _found(TOKEN)
    assert found == {
        "id": "01234567-89ab-cdef-0123-456789abcdef",
        "name": "GitHub token",
        "description": "Whoever reads it can push to your repositories.",
        "severity": "Critical",
        "solution": "Revoke it in the account's settings, then read the new one from the environment.",
        "identifiers": [
            {"type": "piiscan_rule_id", "name": "piiscan SEC101 github-pat", "value": "github-pat"},
            {
                "type": "cwe",
                "name": "CWE-798",
                "value": "798",
                "url": "https://cwe.mitre.org/data/definitions/798.html",
            },
        ],
        "links": [{"url": "https://docs.github.com/authentication"}],
        "details": {
            "label": {"name": "Label", "type": "text", "value": "KEY"},
            "confidence": {"name": "Confidence", "type": "value", "value": 0.98},
            "masked_line": {"name": "Masked line", "type": "code", "value": "token = <KEY>  # of the bot"},
        },
        "location": {
            "file": "config/prod.env",
            "start_line": 12,
            "end_line": 12,
            "commit": {"sha": "0000000"},
        },
    }


def test_worst_first_and_notes_too() -> None:
    found = _found(NAME, EMAIL, TOKEN)
    assert [each["severity"] for each in found] == ["Critical", "Medium", "Low"]
    assert [each["identifiers"][1]["value"] for each in found] == ["798", "359", "359"]


def test_the_severity_is_that_of_the_run() -> None:
    (found,) = _found(finding(severity=Severity.NOTE))
    assert found["severity"] == "Low"


def test_an_id_for_each_and_the_same_in_each_run() -> None:
    twice = [TOKEN, finding(start_offset=900), finding(start_offset=950, fingerprint="")]
    ids = [each["id"] for each in _found(*twice)]
    assert len({UUID(each) for each in ids}) == 3
    assert ids == [each["id"] for each in _found(*twice)]


def test_which_commit() -> None:
    revision = Revision("https://example.org/o/p.git", "12" * 20, "main")
    commits = [
        _found(*each, revision=revision)[0]["location"]["commit"]
        for each in ([TOKEN], [finding(origin=ORIGIN)], [finding(origin=ORIGIN._replace(commit="", date=""))])
    ]
    assert commits == [
        {"sha": "12" * 20},
        {"sha": "ab" * 20, "date": "2024-03-01T10:00:00+01:00"},
        {"sha": "12" * 20},
    ]


def test_when_is_said_in_whole_seconds() -> None:
    scan = _report(context=RenderContext(finished=1_700_000_000.9), seconds=2.5)["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2023-11-14T22:13:18", "2023-11-14T22:13:20")


def test_notices_are_messages_and_their_number_is_limited_aloud() -> None:
    notices = tuple(notice(NoticeKind.UNREADABLE, f"{number:03}\x1b") for number in range(MESSAGE_CAP + 7))
    messages = _report(notices=(*notices, notice(NoticeKind.SHALLOW, "", "parts are missing")))["scan"][
        "messages"
    ]
    assert len(messages) == MESSAGE_CAP + 1
    assert messages[0] == {"level": "warn", "value": "parts are missing"}
    assert messages[1]["value"] == "000\\x1b: permission denied"
    assert messages[-1]["value"].startswith("8 notices are left out")


def test_long_texts_are_cut_to_what_gitlab_takes() -> None:
    rules = {"github-pat": RULES["github-pat"]._replace(fix="x" * 9_000)}
    (found,) = _found(finding(title="y" * 900, frame="z" * 900, frame_end=13), rules=rules)
    assert (len(found["name"]), len(found["solution"])) == (255, 7_000)
    assert len(found["details"]["masked_line"]["value"]) <= 200


def test_without_frames() -> None:
    assert "masked_line" not in _found(finding(frame=""))[0]["details"]


@pytest.mark.parametrize("path", (HOSTILE_PATHS | ODD_PATHS).values(), ids=(HOSTILE_PATHS | ODD_PATHS).keys())
def test_any_path(path: str) -> None:
    (found,) = _found(finding(path=path))
    if path in ODD_PATHS.values():
        assert found["location"]["file"] == path

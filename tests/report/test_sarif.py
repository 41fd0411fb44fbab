from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from piiscan.report.base import RenderContext
from piiscan.report.sarif import SARIF_RESULT_CAP, left_out, render, semantic_version
from piiscan.report.sarif_notices import NOTICE_CAP
from piiscan.types import NoticeKind, Revision

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, TOKEN, finding, many, notice, result

SCHEMA = Path(__file__).parent / "data" / "sarif-schema-2.1.0.json"
VALIDATOR = Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


def _run(*findings: Any, **changes: Any) -> dict[str, Any]:
    text = render(result(*findings, **changes), RenderContext())
    assert text.isascii()
    log = json.loads(text)
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def _notifications(run: dict[str, Any]) -> list[dict[str, Any]]:
    found = run["invocations"][0]["toolExecutionNotifications"]
    assert isinstance(found, list)
    return found


def _uri(path: str) -> dict[str, Any]:
    (found,) = _run(finding(path=path))["results"]
    location = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert isinstance(location, dict)
    return location


def test_a_clean_run_is_a_whole_log() -> None:
    run = _run()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert _notifications(run) == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_the_log_names_its_schema_and_version() -> None:
    log = json.loads(render(result(), RenderContext()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")


def test_the_tool() -> None:
    run = _run(TOKEN, NAME, version="1.2.0rc1")
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["semanticVersion"]) == (
        "piiscan",
        "1.2.0rc1",
        "1.2.0-rc1",
    )
    assert driver["informationUri"].startswith("https://")
    assert [rule["id"] for rule in driver["rules"]] == ["PII301", "SEC101"]
    assert "extensions" not in run["tool"]
    assert _run(model="tiny-1")["tool"]["extensions"] == [{"name": "tiny-1"}]
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["automationDetails"] == {"id": "piiscan/"}


def test_the_log_does_not_say_where_on_the_machine_it_was_made() -> None:
    text = render(result(TOKEN, notices=(notice(NoticeKind.UNREADABLE, "a.py"),)), RenderContext())
    assert "/home/runner" not in text
    (run,) = json.loads(text)["runs"]
    assert run["originalUriBaseIds"].keys() == {"%SRCROOT%"}
    assert run["originalUriBaseIds"]["%SRCROOT%"].keys() == {"description"}


def test_what_was_scanned_is_named_where_it_is_known() -> None:
    known = Revision("https://example.org/o/p.git", "0" * 40, "main")
    assert _run(revision=known)["versionControlProvenance"] == [
        {
            "repositoryUri": "https://example.org/o/p.git",
            "revisionId": "0" * 40,
            "branch": "main",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
        }
    ]
    assert "branch" not in _run(revision=known._replace(branch=""))["versionControlProvenance"][0]


@pytest.mark.parametrize(
    "revision",
    [None, Revision("", "0" * 40, "main"), Revision("https://example.org/p", "", "main")],
    ids=["nothing", "no remote", "no commit"],
)
def test_half_of_a_provenance_is_left_out(revision: Revision | None) -> None:
    assert "versionControlProvenance" not in _run(revision=revision)


def test_a_result() -> None:
    (found,) = _run(finding(start_column_utf16=10, end_column_utf16=50))["results"]
    assert found == {
        "ruleId": "SEC101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "GitHub token (KEY) in line 12; `piiscan rule SEC101` says how to fix it."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "config/prod.env", "uriBaseId": "%SRCROOT%"},
                    "region": {
                        "startLine": 12,
                        "startColumn": 10,
                        "endLine": 12,
                        "endColumn": 50,
                        "snippet": {"text": "<KEY>"},
                    },
                    "contextRegion": {
                        "startLine": 12,
                        "endLine": 12,
                        "snippet": {"text": "token = <KEY>  # of the bot"},
                    },
                }
            }
        ],
        "partialFingerprints": {
            "primaryLocationLineHash": "a23a3dc5e078b07b:1",
            "piiscan/v1": "0123456789abcdef0123456789abcdef",
        },
        "rank": 98.0,
        "properties": {
            "category": "KEY",
            "label": "KEY",
            "status": "live",
            "confidence": 0.98,
            "layers": ["rule", "proof"],
        },
    }


def test_what_belongs_with_a_result_is_a_related_location() -> None:
    (found,) = _run(finding(related=(finding(EMAIL, start_line=3, end_line=3),)))["results"]
    (location,) = found["relatedLocations"]
    assert (location["id"], location["message"]) == (0, {"text": "E-mail address (PII101)"})
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "src/authors.py"
    assert (physical["region"]["startLine"], physical["region"]["snippet"]) == (3, {"text": "<EMAIL>"})


def test_without_frame_and_hash_they_are_left_out() -> None:
    (found,) = _run(finding(frame="", frame_start=0, frame_end=0, line_hash=""))["results"]
    physical = found["locations"][0]["physicalLocation"]
    assert "contextRegion" not in physical
    assert physical["region"].keys() == {"startLine", "startColumn", "endLine", "endColumn"}
    assert found["partialFingerprints"].keys() == {"piiscan/v1"}


def test_a_long_line_does_not_make_a_long_snippet() -> None:
    (found,) = _run(finding(frame="a" * 10_000 + "<KEY>", frame_start=10_000, frame_end=10_005))["results"]
    physical = found["locations"][0]["physicalLocation"]
    assert physical["region"]["snippet"] == {"text": "<KEY>"}
    assert len(physical["contextRegion"]["snippet"]["text"]) <= 200


def test_every_severity_is_in_it_worst_first() -> None:
    results = _run(NAME, EMAIL, finding(path="z"), finding(path="y"))["results"]
    places = [
        (found["level"], found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for found in results
    ]
    assert places == [
        ("error", "y"),
        ("error", "z"),
        ("warning", "src/authors.py"),
        ("note", "src/authors.py"),
    ]


def test_rule_index_points_at_the_rule() -> None:
    run = _run(TOKEN, EMAIL, NAME)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("my file.py", "my%20file.py"),
        ("a%0Ab.py", "a%250Ab.py"),
        ("größe.py", "gr%C3%B6%C3%9Fe.py"),
        ("a\udcff\n.py", "a%FF%0A.py"),
        ("./src/a.py", "src/a.py"),
        ("/home/runner/work/shop/src/a.py", "src/a.py"),
    ],
)
def test_a_path_below_the_root_is_relative(path: str, uri: str) -> None:
    assert _uri(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("path", "uri"), [("/etc/a b", "file:///etc/a%20b"), ("../x.py", "file:///home/runner/work/x.py")]
)
def test_a_path_outside_of_the_root_is_a_file_uri(path: str, uri: str) -> None:
    assert _uri(path) == {"uri": uri}


PATHS = HOSTILE_PATHS | ODD_PATHS


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_any_path_makes_a_valid_log(path: str) -> None:
    run = _run(finding(path=path), notices=[notice(NoticeKind.UNREADABLE, path, path)])
    assert _notifications(run)[0]["message"]["text"].isprintable()


def test_the_worst_5000_are_kept_and_the_cut_is_said() -> None:
    given = result(*many(SARIF_RESULT_CAP, EMAIL), *many(2, NAME, path="a"), *many(3, TOKEN, path="z"))
    assert left_out(given) == 5
    run = _run(*given.findings)
    assert len(run["results"]) == SARIF_RESULT_CAP
    assert [found["level"] for found in run["results"][:4]] == ["error", "error", "error", "warning"]
    (said,) = _notifications(run)
    assert said["level"] == "warning"
    assert said["message"]["text"].startswith("5 findings are left out: GitHub keeps 5000 results")


def test_5000_are_not_cut() -> None:
    given = result(*many(SARIF_RESULT_CAP))
    assert left_out(given) == 0
    assert _notifications(_run(*given.findings)) == []


def test_notices_are_notifications() -> None:
    notices = (
        notice(NoticeKind.UNREADABLE, "b.py"),
        notice(NoticeKind.EXCLUDED, "a.py", "excluded by the configuration"),
        notice(NoticeKind.SPECIAL, "", "a pipe"),
    )
    found = _notifications(_run(notices=notices))
    assert [(each["level"], each["descriptor"]["id"], each["message"]["text"]) for each in found] == [
        ("warning", "special", "a pipe"),
        ("note", "excluded", "a.py: excluded by the configuration"),
        ("warning", "unreadable", "b.py: permission denied"),
    ]
    assert "locations" not in found[0]


def test_many_notices_are_cut_and_the_cut_is_said() -> None:
    notices = tuple(notice(NoticeKind.UNREADABLE, f"{number}.py") for number in range(NOTICE_CAP + 7))
    found = _notifications(_run(notices=notices))
    assert len(found) == NOTICE_CAP + 1
    assert found[-1]["message"]["text"].startswith("7 notices are left out")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2", "1.2.0"),
        ("0.1.0.dev3", "0.1.0-dev3"),
        ("1.0.0rc1+g12ab", "1.0.0-rc1+g12ab"),
        ("unknown", "0.0.0-unknown"),
    ],
)
def test_semantic_version(version: str, expected: str) -> None:
    assert semantic_version(version) == expected

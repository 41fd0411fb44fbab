from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from piiscan.report import json_, json_lines
from piiscan.report.base import RenderContext
from piiscan.report.json_values import laid_out
from piiscan.types import NoticeKind, Origin, Severity, Status, Totals

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, TOKEN, finding, notice, result

PLAIN = RenderContext()
SCHEMA: dict[str, Any] = json.loads(
    files("piiscan.report").joinpath("schemas/findings.schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)
FINDING = Draft202012Validator({**SCHEMA["$defs"]["finding"], "$defs": SCHEMA["$defs"]})


def _document(*findings: Any, **changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json_.render(result(*findings, **changes), PLAIN))
    VALIDATOR.validate(document)
    return document


def test_the_schema_is_a_schema_and_refuses_what_it_does_not_know() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = _document(TOKEN)
    document["findings"][0]["value"] = "x"
    assert not VALIDATOR.is_valid(document)


def test_an_empty_document() -> None:
    assert _document() == {
        "schema_version": 1,
        "tool": {"name": "piiscan", "version": "0.1.0", "model": None},
        "summary": {
            "files": 812,
            "bytes": 9_300_000,
            "errors": 0,
            "warnings": 0,
            "notes": 0,
            "suppressed": 0,
            "baselined": 0,
            "stale": 0,
            "skipped": {},
        },
        "findings": [],
        "notices": [],
        "rules": {},
    }


def test_notes_are_in_it_whatever_the_text_formats_show() -> None:
    assert _document(NAME)["summary"]["notes"] == 1
    assert json_lines.render(result(NAME), PLAIN).count("\n") == 1


def test_a_finding() -> None:
    (found,) = _document(TOKEN)["findings"]
    assert found == {
        "path": "config/prod.env",
        "code": "SEC101",
        "rule": "github-pat",
        "title": "GitHub token",
        "category": "KEY",
        "label": "KEY",
        "status": "live",
        "severity": "error",
        "confidence": 0.98,
        "layers": ["rule", "proof"],
        "start_line": 12,
        "start_column": 9,
        "end_line": 12,
        "end_column": 49,
        "start_offset": 110,
        "end_offset": 150,
        "length": 40,
        "mask": "KEY",
        "fingerprint": "0123456789abcdef0123456789abcdef",
        "related": [],
    }
    assert [*found] == SCHEMA["$defs"]["finding"]["required"]


def test_where_a_finding_of_history_comes_from() -> None:
    origin = Origin("file", "c" * 40, "2021-03-04T05:06:07+08:30", "b" * 40, True)
    loose = Origin("file", "", "", "b" * 40, False)
    document = _document(finding(TOKEN, origin=origin), finding(TOKEN, path="z", origin=loose))
    assert [each["origin"]["commit"] for each in document["findings"]] == ["c" * 40, None]
    assert document["findings"][0]["origin"].keys() == SCHEMA["$defs"]["origin"]["properties"].keys()


def test_what_belongs_with_a_finding() -> None:
    (found,) = _document(finding(TOKEN, related=(EMAIL,)))["findings"]
    (part,) = found["related"]
    assert part == {
        "path": "src/authors.py",
        "code": "PII101",
        "rule": "email-address",
        "title": "E-mail address",
        "start_line": 12,
        "start_column": 9,
        "end_line": 12,
        "end_column": 49,
        "start_offset": 110,
        "end_offset": 150,
    }
    assert part.keys() == SCHEMA["$defs"]["related"]["properties"].keys()


def test_the_label_carries_the_status() -> None:
    found = [finding(EMAIL, status=status, path=status.value) for status in Status]
    labels = {each["status"]: each["label"] for each in _document(*found)["findings"]}
    assert labels == {"live": "EMAIL", "licence": "EMAIL_LICENSE", "placeholder": "EMAIL_EXAMPLE"}


def test_only_rules_that_fired_sorted_by_code() -> None:
    document = _document(TOKEN, NAME)
    assert list(document["rules"]) == ["PII301", "SEC101"]
    assert document["rules"]["SEC101"]["rule"] == "github-pat"


def test_counts_and_notices() -> None:
    document = _document(
        TOKEN,
        EMAIL,
        finding(NAME, severity=Severity.ERROR),
        totals=Totals(files=3, bytes=9, suppressed=2, skipped={"special": 1, "binary": 4}),
        notices=tuple(notice(kind, f"{kind}\udcff") for kind in reversed(NoticeKind)),
        model="tiny-1",
    )
    assert document["summary"]["errors"] == 2
    assert list(document["summary"]["skipped"]) == ["binary", "special"]
    assert [each["kind"] for each in document["notices"]] == sorted(kind.value for kind in NoticeKind)
    assert document["notices"][0]["path"] == "binary\\xff"
    assert document["tool"]["model"] == "tiny-1"


def test_no_duration_and_no_place_of_this_machine() -> None:
    one, other = (
        json_.render(result(TOKEN, seconds=seconds, root=root), PLAIN)
        for seconds, root in ((0.1, "/home/a"), (9.9, "C:\\b"))
    )
    assert one == other


PATHS = HOSTILE_PATHS | ODD_PATHS


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_any_path_makes_valid_json_in_ascii(path: str) -> None:
    for module in (json_, json_lines):
        text = module.render(result(finding(path=path)), PLAIN)
        assert text.isascii()
        assert text.replace("\n", "").isprintable()
    read = json.loads(json_lines.render(result(finding(path=path)), PLAIN))["path"]
    read.encode("utf-8")
    if path in ODD_PATHS.values():
        assert read == path


def test_an_undecodable_byte_is_named() -> None:
    assert _document(finding(path="a\udcff.py"))["findings"][0]["path"] == "a\\xff.py"


def test_json_lines_holds_the_findings_of_json() -> None:
    given = result(TOKEN, EMAIL, NAME)
    lines = [json.loads(line) for line in json_lines.render(given, PLAIN).splitlines()]
    for line in lines:
        FINDING.validate(line)
    assert lines == json.loads(json_.render(given, PLAIN))["findings"]
    assert json_lines.render(result(), PLAIN) == ""


def test_a_finding_takes_one_line() -> None:
    text = json_.render(result(TOKEN, EMAIL), PLAIN)
    assert sum(line.startswith('    {"path":') for line in text.splitlines()) == 2


@pytest.mark.parametrize(
    ("value", "depth", "expected"),
    [
        ({}, 3, "{}"),
        ([], 3, "[]"),
        ({"a": [1, 2]}, 0, '{"a":[1,2]}'),
        ({"a": [1, {"b": 2}], "c": None}, 2, '{\n  "a": [\n    1,\n    {"b":2}\n  ],\n  "c": null\n}'),
        (["é"], 1, '[\n  "\\u00e9"\n]'),
    ],
)
def test_layout(value: object, depth: int, expected: str) -> None:
    assert laid_out(value, depth) == expected
    assert json.loads(expected) == value

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from piiscan.report.base import RenderContext
from piiscan.report.rdjson import placeholder, render
from piiscan.types import Category, Origin

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, TOKEN, finding, result

_POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
_RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "additionalProperties": False,
    "properties": {"start": _POSITION, "end": _POSITION},
}
_NAMED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "value": {"type": "string"}, "url": {"type": "string"}},
}
#: The messages of reviewdog's proto/rdf/reviewdog.proto, as far as piiscan writes them, and nothing else.
VALIDATOR = Draft202012Validator(
    {
        "type": "object",
        "required": ["source", "diagnostics"],
        "additionalProperties": False,
        "properties": {
            "source": _NAMED,
            "diagnostics": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["message", "location", "severity", "code"],
                    "additionalProperties": False,
                    "properties": {
                        "message": {"type": "string", "minLength": 1},
                        "location": {
                            "type": "object",
                            "required": ["path", "range"],
                            "additionalProperties": False,
                            "properties": {"path": {"type": "string"}, "range": _RANGE},
                        },
                        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                        "code": _NAMED,
                        "suggestions": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["range", "text"],
                                "additionalProperties": False,
                                "properties": {"range": _RANGE, "text": {"type": "string"}},
                            },
                        },
                    },
                },
            },
        },
    }
)


def _diagnostics(*findings: Any) -> list[dict[str, Any]]:
    text = render(result(*findings), RenderContext())
    assert text.isascii()
    document = json.loads(text)
    VALIDATOR.validate(document)
    found = document["diagnostics"]
    assert isinstance(found, list)
    return found


def test_nothing_found_is_a_whole_document() -> None:
    assert _diagnostics() == []


def test_a_finding() -> None:
    (found,) = _diagnostics(finding(start_byte=11, end_byte=51))
    span = {"start": {"line": 12, "column": 11}, "end": {"line": 12, "column": 51}}
    assert found == {
        "message": "GitHub token (KEY) in line 12. Revoke it in the account's settings, then read the new one "
        "from the environment.",
        "location": {"path": "config/prod.env", "range": span},
        "severity": "ERROR",
        "code": {"value": "SEC101", "url": "https://docs.github.com/authentication"},
        "suggestions": [{"range": span, "text": "REDACTED_KEY"}],
    }


def test_worst_first_and_notes_too() -> None:
    found = _diagnostics(NAME, EMAIL, TOKEN)
    assert [each["severity"] for each in found] == ["ERROR", "WARNING", "INFO"]
    assert "url" not in found[1]["code"]


NUMBER = finding(
    category=Category.ID, mask="ID", frame="n = <ID>", frame_start=4, frame_end=8, start_byte=5, end_byte=21
)


@pytest.mark.parametrize(
    "found",
    [
        finding(end_line=38),
        finding(category=Category.IP_ADDRESS, mask="IPV4"),
        finding(origin=Origin("file", "ab" * 20, "", "cd" * 20, True)),
        NUMBER,
        NUMBER._replace(frame=""),
        NUMBER._replace(frame="n = '<ID>", frame_start=5, frame_end=9),
        NUMBER._replace(frame="n = '<ID>\"", frame_start=5, frame_end=9),
    ],
    ids=["a block", "an address", "history", "a bare number", "no frame", "one quote", "two kinds of quotes"],
)
def test_nothing_is_suggested_where_masking_is_not_plain(found: Any) -> None:
    assert placeholder(found) == ""
    assert "suggestions" not in _diagnostics(found)[0]


def test_what_history_holds_names_its_first_commit() -> None:
    (found,) = _diagnostics(
        finding(origin=Origin("file", "ab" * 20, "2024-03-01T10:00:00Z", "cd" * 20, False))
    )
    assert "in line 12, first in commit abababababab of 2024-03-01, not in HEAD." in found["message"]


def test_a_number_in_quotes_has_a_suggestion() -> None:
    assert placeholder(NUMBER._replace(frame="n = '<ID>'", frame_start=5, frame_end=9)) == "REDACTED_ID"


@pytest.mark.parametrize("path", (HOSTILE_PATHS | ODD_PATHS).values(), ids=(HOSTILE_PATHS | ODD_PATHS).keys())
def test_any_path(path: str) -> None:
    (found,) = _diagnostics(finding(path=path))
    if path in ODD_PATHS.values():
        assert found["location"]["path"] == path

"""The schema says yes and no where validation does."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from piiscan.cli import reports
from piiscan.errors import PiiscanError
from piiscan.report.registry import FORMATS
from piiscan.settings import policies
from piiscan.settings import values as v
from piiscan.settings.json_schema import document, text
from piiscan.settings.load import load
from piiscan.settings.schema import KEYS, validate
from piiscan.settings.toml import write_key, write_value

COMMITTED = Path(__file__).parents[2] / "docs" / "piiscan.schema.json"
SCHEMA = document(tuple(FORMATS))
VALIDATOR = Draft202012Validator(SCHEMA)


def accepted(table: dict[str, Any]) -> bool:
    """By validation, and by what takes the outputs."""
    try:
        reports.parse(validate(table, "x").get("output", ()))
    except PiiscanError:
        return False
    return not any(":" in each for each in table.get("output", ()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_file_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == text(tuple(FORMATS)), (
        "renew it: piiscan config schema > docs/piiscan.schema.json"
    )


def test_every_key_is_described_and_typed() -> None:
    properties = SCHEMA["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == [key.name for key in KEYS]
    for key in KEYS:
        own = set(properties[key.name]) - {"description", "default"}
        assert own, f"{key.name}: json_schema.py does not know this kind"
        assert properties[key.name]["description"] == key.doc


def test_the_defaults_are_valid() -> None:
    for key in KEYS:
        if key.name != "extend":
            assert VALIDATOR.is_valid({key.name: key.default}), key.name


INVALID: list[dict[str, Any]] = [
    {"unknown": 1},
    {"Select": ["ALL"]},
    {"select": "ALL"},
    {"select": [1]},
    {"ignore": {"a": 1}},
    {"exclude": ["a\0"]},
    {"respect-gitignore": "yes"},
    {"respect-gitignore": 1},
    {"include": ["live"]},
    {"include": "licence"},
    {"preset": "best"},
    {"min-confidence": 1.1},
    {"min-confidence": -0.1},
    {"min-confidence": True},
    {"min-confidence": "0.5"},
    {"fail-on": "warn"},
    {"fail-on": "Error"},
    {"jobs": -1},
    {"jobs": 1025},
    {"jobs": 1.5},
    {"jobs": False},
    {"model": 1},
    {"rules": "a"},
    {"rules": [["a"]]},
    {"output": ["sarif:x"]},
    {"output": ["yaml"]},
    {"output": ["full", "json"]},
    {"per-file-ignores": ["a"]},
    {"per-file-ignores": {"a": "NAME"}},
    {"severity": {"NAME": "never"}},
    {"severity": {"NAME": "WARNING"}},
    {"severity": ["NAME"]},
    {"inside": ["files"]},
    {"inside-limits": {"depth": 0}},
    {"inside-limits": {"depth": 17}},
    {"inside-limits": {"width": 1}},
    {"mask": "fake"},
    {"mask": {"polices": {}}},
    {"mask": {"policy": "faked"}},
    {"mask": {"policies": {"EMAIL": 1}}},
    {"mask": {"policies": ["fake"]}},
    *({"mask": {"policy": f"template:{rest}"}} for rest in ("", " ", " x", "x ", "a//b", "{x}", "}", "a\n", "é", "'", "x" * 101)),
]  # fmt: skip


@pytest.mark.parametrize("table", INVALID, ids=str)
def test_both_refuse(table: dict[str, Any]) -> None:
    assert not accepted(table)
    assert not VALIDATOR.is_valid(table)


VALID: list[dict[str, Any]] = [
    {},
    {"select": ["ALL", "SEC1", "github-pat"], "ignore": []},
    {"include": ["license", "licence", "placeholder"]},
    {"min-confidence": 1, "preset": "recall"},
    {"jobs": 1024, "fail-on": "never"},
    {"model": "../models/mine", "rules": ["rules/"]},
    {"output": ["sarif"]},
    {"per-file-ignores": {"tests/": ["NAME"], "!src/": []}},
    {"severity": {"NAME": "error", "github-pat": "note"}},
    {"inside": ["all", "archives"], "inside-limits": {"depth": 16, "member-mib": 1}},
    {"mask": {}},
    {"mask": {"policy": "stars", "policies": {"EMAIL": "template:<{category} {n}>"}}},
    {"mask": {"policy": "template:" + "x" * 100}},
]


@pytest.mark.parametrize("table", VALID, ids=str)
def test_both_take(tmp_path: Path, table: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(table)
    lines = [f"{write_key(name)} = {write_value(value)}" for name, value in table.items()]
    (tmp_path / "piiscan.toml").write_text("\n".join(lines), encoding="utf-8")
    load(str(tmp_path))


WORDS = st.sampled_from(
    ["ALL", "NAME", "SEC1", "error", "note", "never", "recall", "licence", "auto", "full", "sarif", "csv:x", "fake", ""]
)  # fmt: skip
SCALARS = st.one_of(
    WORDS,
    st.text(max_size=5),
    st.booleans(),
    st.integers(-2, 2000),
    st.floats(-0.5, 1.5).filter(lambda number: number != int(number)),
)  # Not 1.0: JSON has no whole numbers apart from others, and TOML has.
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["policy", "policies", "a/"]) | WORDS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.sampled_from(KEYS), VALUES)
def test_they_agree(key: Any, value: Any) -> None:
    table = {key.name: value}
    assume(key.kind is not v.IGNORES_BY_PATTERN or "!" not in str(value))  # whether it is a pattern
    assume(key.kind is not v.LIMITS or "'" not in str(value))  # `--config` brings numbers as words
    assert VALIDATOR.is_valid(table) == accepted(table), list(VALIDATOR.iter_errors(table))


@given(
    st.text(st.sampled_from("ab {}/x") | st.characters(), max_size=8)
    | st.sampled_from(["{n}", "{category}a", "a{code}"])
)
def test_they_agree_on_templates(rest: str) -> None:
    policy = policies.TEMPLATE + rest
    assert VALIDATOR.is_valid({"mask": {"policy": policy}}) == (policies.complaint(policy) == "")


def test_the_file_is_json_for_any_reader() -> None:
    assert json.loads(COMMITTED.read_text(encoding="ascii")) == SCHEMA

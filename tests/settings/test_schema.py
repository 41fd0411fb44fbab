import math

import pytest

from piiscan.errors import ConfigError
from piiscan.settings.schema import KEYS, validate
from piiscan.types import Severity, Status


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"selct": []}, "x.toml: unknown key `selct`", "did you mean `select`?"),
        ({"fail_on": "error"}, "x.toml: unknown key `fail_on`", "did you mean `fail-on`?"),
        ({"Jobs": 1}, "x.toml: unknown key `Jobs`", "did you mean `jobs`?"),
        ({"zzz": 1}, "x.toml: unknown key `zzz`", "docs/configuration.md lists every key"),
        ({"": 1}, "x.toml: unknown key ``", "docs/configuration.md lists every key"),
        (
            {"fail-on": "eror"},
            'x.toml: `fail-on` must be `error`, `warning`, `note` or `never`, not "eror"',
            "did you mean `error`?",
        ),
        (
            {"include": ["placeholders"]},
            'x.toml: `include` must be a list of `licence` and `placeholder`, not "placeholders"',
            "did you mean `placeholder`?",
        ),
        ({"jobs": "many"}, 'x.toml: `jobs` must be a whole number from 0 to 1024, not "many"', ""),
        ({"jobs": True}, "x.toml: `jobs` must be a whole number from 0 to 1024, not true", ""),
        ({"jobs": -1}, "x.toml: `jobs` must be a whole number from 0 to 1024, not -1", ""),
        (
            {"jobs": 1 << 100_000},
            "x.toml: `jobs` must be a whole number from 0 to 1024, not a huge number",
            "",
        ),
        ({"min-confidence": 1.01}, "x.toml: `min-confidence` must be a number from 0 to 1, not 1.01", ""),
        ({"min-confidence": math.nan}, "x.toml: `min-confidence` must be a number from 0 to 1, not nan", ""),
        ({"show-notes": "yes"}, 'x.toml: `show-notes` must be true or false, not "yes"', ""),
        (
            {"select": "SEC101"},
            'x.toml: `select` must be a list of selectors such as ["SEC1", "EMAIL"], not "SEC101"',
            "",
        ),
        (
            {"select": ["SEC", 5]},
            'x.toml: `select` must be a list of selectors such as ["SEC1", "EMAIL"], not 5',
            "",
        ),
        (
            {"exclude": [["a"]]},
            'x.toml: `exclude` must be a list of path patterns such as ["docs/"], not a list',
            "",
        ),
        (
            {"severity": {"NAME": "warn"}},
            "x.toml: `severity` must be a table of selectors, each with `error`, `warning` or `note`, "
            'not "warn"',
            "did you mean `warning`?",
        ),
        (
            {"severity": "error"},
            "x.toml: `severity` must be a table of selectors, each with `error`, `warning` or `note`, "
            'not "error"',
            "did you mean `error`?",
        ),
        (
            {"per-file-ignores": {"a": "ALL"}},
            "x.toml: `per-file-ignores` must be a table of path patterns, each with a list of selectors, "
            'not "ALL"',
            "",
        ),
        ({"preset": "fast"}, 'x.toml: `preset` must be `precision`, `balanced` or `recall`, not "fast"', ""),
        (
            {"model": {}},
            "x.toml: `model` must be `auto`, `off`, `shipped`, `full` or a path, not a table",
            "",
        ),
        ({"extend": "a\0b"}, 'x.toml: `extend` must be a path in quotes, not "a\\x00b"', ""),
    ],
)
def test_what_is_wrong_is_named(table: dict[str, object], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(table, "x.toml")
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    "table", [{"\x1b]0;x\x07\n" + "k" * 100_000: 1}, {"model": 5, "fail-on": "\u202e" * 9999}]
)
def test_hostile_text_is_cut_and_escaped(table: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(table, "x.toml")
    assert (caught.value.message + caught.value.hint).isprintable()
    assert len(caught.value.message) < 400


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("fail-on", "never", None),
        ("fail-on", Severity.NOTE, Severity.NOTE),
        ("include", ["license", "placeholder"], frozenset({Status.LICENCE, Status.PLACEHOLDER})),
        ("include", frozenset({Status.LICENCE}), frozenset({Status.LICENCE})),
        ("min-confidence", 1, 1.0),
        ("select", ("A", "B"), ("A", "B")),
        ("severity", {"NAME": "error"}, (("NAME", Severity.ERROR),)),
    ],
)
def test_values_are_converted(key: str, value: object, expected: object) -> None:
    assert validate({key: value}, "x") == {key: expected}


def test_the_defaults_pass_their_own_validation() -> None:
    validate({key.name: key.default for key in KEYS}, "x")
    assert len({key.name for key in KEYS}) == len(KEYS)

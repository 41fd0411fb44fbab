"""Every mistake in a rule is named by file, rule and key; what is left out has a default."""

from __future__ import annotations

import sys

import pytest

from piiscan.catalog.rule import BOUNDARIES, MAX_LEN_LIMIT, Example
from piiscan.catalog.schema import build_rule
from piiscan.errors import RuleError
from piiscan.types import Category, Severity

from .rule_table import GONE, GOOD, build

REQUIRED = list(GOOD)
NAN, INFINITY = float("nan"), float("inf")


def mistake(**changes: object) -> RuleError:
    with pytest.raises(RuleError) as caught:
        build(**changes)
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        # Wrong types
        ("title", 1, "must be a string"),
        ("pattern", ["a"], "must be a string"),
        ("split", True, "must be a string"),
        ("keywords", "acme_", "must be a list"),
        ("checks", "entropy.mixed", "must be a list"),
        ("match", {"text": "a"}, "must be a list"),
        ("references", "https://acme.example", "must be a list"),
        ("max_len", "40", "must be a whole number"),
        ("max_len", 40.0, "must be a whole number"),
        ("max_len", True, "must be a whole number"),
        ("confidence", "0.9", "must be a number"),
        ("confidence", True, "must be a number"),
        ("ignore_case", "yes", "must be true or false"),
        ("multiline", 1, "must be true or false"),
        ("generic", 0, "must be true or false"),
        # Names
        ("id", "", "kebab-case"),
        ("id", "Acme-Token", "kebab-case"),
        ("id", "acme_token", "kebab-case"),
        ("id", "acme--token", "kebab-case"),
        ("id", "-acme", "kebab-case"),
        ("code", "ACM01", "such as SEC101"),
        ("code", "AC001", "such as SEC101"),
        ("code", "ACMES001", "such as SEC101"),
        ("code", "acm001", "such as SEC101"),
        ("code", "ACM0010", "such as SEC101"),
        ("mask", "Key", "must be capitals"),
        ("mask", "9KEYS", "must be capitals"),
        ("mask", "<KEY>", "must be capitals"),
        # One of several words
        ("category", "SECRET", "must be one of NAME, EMAIL, USERNAME, IP_ADDRESS, PASSWORD, KEY, ID"),
        ("category", "key", "must be one of"),
        ("severity", "fatal", "must be one of error, warning, note"),
        ("severity", "ERROR", "must be one of error, warning, note"),
        ("boundary", "line", "must be one of token, word,"),
        # Numbers
        ("confidence", 0, "above 0 and at most 1"),
        ("confidence", -0.5, "above 0 and at most 1"),
        ("confidence", 1.001, "above 0 and at most 1"),
        ("confidence", 95, "above 0 and at most 1"),
        ("confidence", NAN, "above 0 and at most 1"),
        ("confidence", INFINITY, "above 0 and at most 1"),
        ("max_len", 0, f"must be 1 to {MAX_LEN_LIMIT}"),
        ("max_len", -1, f"must be 1 to {MAX_LEN_LIMIT}"),
        ("max_len", MAX_LEN_LIMIT + 1, f"must be 1 to {MAX_LEN_LIMIT}"),
        # Regular expressions
        ("pattern", "acme_[a-z", "does not compile"),
        ("pattern", "(acme_", "does not compile"),
        ("pattern", "acme_{2,1}", "does not compile"),
        ("pattern", "", "matches the empty string"),
        ("pattern", "(?:acme)?", "matches the empty string"),
        ("pattern", "acme_(?=x)", "look-around"),
        ("pattern", "(?<!x)acme_", "look-around"),
        ("anchor", "acme_[", "does not compile"),
        ("anchor", "x*", "matches the empty string"),
        ("anchor", "acme_(?!x)", "look-around"),
        ("anchor", "(?<=x)acme_", "look-around"),
        ("anchor", r"(['\"])acme_\1", "back-references"),
        ("anchor", "(?P<q>['\"])acme_(?P=q)", "back-references"),
        ("path", r"\.env[", "does not compile"),
        # Lists
        ("keywords", [], "needs at least one literal"),
        ("keywords", [""], "list of non-empty strings"),
        ("keywords", [1], "list of non-empty strings"),
        ("keywords", ["Acme_"], "must be lower case"),
        ("keywords", ["acme_", "ÄCME"], "must be lower case"),
        ("checks", [""], "list of non-empty strings"),
        ("checks", [["entropy.mixed"]], "list of non-empty strings"),
        ("references", ["http://acme.example"], "must be https:// links"),
        ("references", ["https://acme.example", "acme.example"], "must be https:// links"),
        # Examples
        ("match", [], "needs at least one example"),
        ("no_match", [], "needs at least one example"),
        ("match", [1], "an example is a string, or a table"),
        ("match", [{"path": "a.py"}], "an example is a string, or a table"),
        ("match", [{"text": "a", "file": "a.py"}], "an example is a string, or a table"),
        ("no_match", [{"text": 1}], "an example is a string, or a table"),
        # Sentences
        ("why", "", "is empty"),
        ("fix", " \n ", "is empty"),
    ],
)
def test_a_mistake_is_named_by_file_rule_and_key(key, value, message):
    error = mistake(**{key: value})
    rule = value if key == "id" else "acme-token"
    assert error.message.startswith(f"rules/acme.toml: rule `{rule}`: key `{key}`: ")
    assert message in error.message


@pytest.mark.skipif(sys.version_info < (3, 11), reason="`re` takes it, with a warning")
def test_a_flag_for_the_whole_of_a_pattern_is_a_mistake():
    """It stands between boundaries, where `re` takes none: that was an internal error of the scan."""
    assert "does not compile" in mistake(pattern="(?s)acme_.").message


@pytest.mark.parametrize("key", REQUIRED)
def test_a_key_that_is_missing(key):
    place = "rule number 1" if key == "id" else "rule `acme-token`"
    assert mistake(**{key: GONE}).message == f"rules/acme.toml: {place}: key `{key}`: is missing"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("max_length", "did you mean `max_len`?"),
        ("keyword", "did you mean `keywords`?"),
        ("no-match", "did you mean `no_match`?"),
        ("ignorecase", "did you mean `ignore_case`?"),
        ("zzz", ""),
    ],
)
def test_a_key_that_nobody_knows(key, hint):
    error = mistake(**{key: 1})
    assert error.message == f"rules/acme.toml: rule `acme-token`: key `{key}`: unknown key"
    assert error.hint == hint


def test_an_unknown_key_is_named_before_a_missing_one():
    # `keyword` for `keywords` is both; only the first says what to do.
    assert "`keyword`: unknown key" in mistake(keywords=GONE, keyword=["acme_"]).message


def test_look_around_in_a_pattern_is_fine_beside_an_anchor_without():
    rule = build(pattern="(?<!x)acme_[a-z]{8}(?!y)", anchor="acme_[a-z]{8}")
    assert (rule.pattern, rule.anchor) == ("(?<!x)acme_[a-z]{8}(?!y)", "acme_[a-z]{8}")


def test_a_hint_says_what_to_do_about_look_around():
    assert mistake(pattern="acme_(?=x)").hint == "give a simpler `anchor` that every match contains"


def test_what_is_left_out():
    rule = build()
    assert rule.anchor == rule.pattern == GOOD["pattern"]
    assert (rule.confidence, rule.boundary, rule.mask) == (0.8, "token", "KEY")
    assert (rule.ignore_case, rule.multiline, rule.generic) == (False, False, False)
    assert (rule.path, rule.split, rule.checks, rule.references) == ("", "", (), ())
    assert rule.match == (Example("acme_%{lownum:32}"),)
    assert rule.family == "acme"


@pytest.mark.parametrize(
    ("category", "severity"),
    [
        ("KEY", "error"),
        ("PASSWORD", "error"),
        ("ID", "warning"),
        ("EMAIL", "warning"),
        ("IP_ADDRESS", "warning"),
        ("NAME", "note"),
        ("USERNAME", "note"),
    ],
)
def test_the_category_decides_the_severity(category, severity):
    rule = build(category=category)
    assert (rule.category, str(rule.severity), rule.mask) == (Category(category), severity, category)
    assert build(category=category, severity="note").severity is Severity.NOTE


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("confidence", 1, 1.0),
        ("confidence", 0.001, 0.001),
        ("max_len", 1, 1),
        ("max_len", MAX_LEN_LIMIT, MAX_LEN_LIMIT),
        ("severity", "error", Severity.ERROR),
        ("mask", "ACME_2", "ACME_2"),
        ("code", "ACME001", "ACME001"),
        ("checks", ["entropy.mixed:2"], ("entropy.mixed:2",)),
        ("references", ["https://acme.example"], ("https://acme.example",)),
        ("why", "Two\n  lines. ", "Two lines."),
        ("match", [{"text": "a", "path": "b", "value": "c"}], (Example("a", "b", "c"),)),
        *(("boundary", word, word) for word in BOUNDARIES),
    ],
)
def test_the_limits_are_allowed(key, value, kept):
    assert getattr(build(**{key: value}), key) == kept


def test_info_is_what_reports_say():
    info = build(references=["https://acme.example"]).info()
    assert (info.id, info.code, info.title) == ("acme-token", "ACM001", "Acme token")
    assert (info.category, info.severity, info.confidence) == (Category.KEY, Severity.ERROR, 0.8)
    assert (info.why, info.fix, info.family) == ("Whoever holds it is let in.", "Revoke it.", "acme")
    assert info.references == ("https://acme.example",)


def test_build_rule_names_the_place_that_it_is_given():
    with pytest.raises(RuleError, match=r"^here: key `code`: is missing$"):
        build_rule({**{k: v for k, v in GOOD.items() if k != "code"}}, family="f", place="here")


def test_an_empty_title_is_a_mistake():
    assert "key `title`" in mistake(title=" ").message


def test_a_pattern_keeps_its_spaces():
    assert build(pattern=" acme_[a-z]{8} ").pattern == " acme_[a-z]{8} "


def test_a_backslash_before_a_digit_is_no_back_reference():
    assert build(pattern=r"acme\\1[a-z]{8}").anchor == r"acme\\1[a-z]{8}"


@pytest.mark.parametrize("key", ["anchor", "path"])
def test_a_rule_for_whole_files_has_no_anchor_and_no_path(key):
    assert (
        f"key `whole_file`: a rule for whole files has no `{key}`"
        in mistake(whole_file="people", **{key: "a"}).message
    )
    assert build(whole_file="people").anchor == ""
    assert "key `whole_file`" in mistake(whole_file="(").message

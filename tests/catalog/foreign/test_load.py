"""Files of gitleaks and Betterleaks: what becomes of their rules, what is said, and what stops it all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiscan.catalog.load import Catalog, RuleFile, build_catalog, parse_file, rule_files
from piiscan.catalog.rule import Rule
from piiscan.detect.detector import Detector
from piiscan.errors import RuleError
from piiscan.settings.foreign import is_foreign
from piiscan.types import Category, Severity

from ..rule_table import GOOD, toml

RULE = "[[rules]]\nid = 'acme'\nregex = 'acme_([a-z]{8})'\n"


def catalog(text: str) -> Catalog:
    return build_catalog([RuleFile(".gitleaks.toml", ".gitleaks", text.encode())])


def one(more: str, rule: str = RULE) -> Rule:
    found = catalog(rule + more)
    assert [remark.message for remark in found.remarks] == []
    (only,) = found.rules
    return only


def found(rules: Catalog | Rule, text: str, path: str = "src/a.py") -> list[str]:
    several = rules.rules if isinstance(rules, Catalog) else (rules,)
    detectors = [Detector(several, engine=name) for name in ("python", "auto")]
    plain, fast = (
        [text[item.start : item.end] for item in each.scan(text.encode(), path)] for each in detectors
    )
    assert plain == fast
    return fast


def said(text: str) -> list[str]:
    return [remark.message for remark in catalog(text).remarks]


def mistake(text: str) -> str:
    with pytest.raises(RuleError) as caught:
        catalog(text)
    assert "\n" not in caught.value.message
    return caught.value.message


# Which files these are


@pytest.mark.parametrize(
    ("table", "foreign"),
    [
        ({}, False),
        ({"title": "x"}, False),
        ({"rules": ["a.toml"]}, False),
        ({"rules": []}, False),
        ({"rule": [{"id": "x"}]}, False),
        ({"extend": "base.toml"}, False),
        ({"severity": {"KEY": "error"}}, False),
        ({"rules": [{"id": "x"}]}, True),
        ({"extend": {"useDefault": True}}, True),
        ({"allowlist": {"paths": []}}, True),
        ({"allowlists": []}, True),
        ({"prefilter": "false"}, True),
        ({"betterleaksMinVersion": "v1"}, True),
    ],
)
def test_recognised_by_content(table: dict[str, object], foreign: bool):
    assert is_foreign(table) is foreign


# What becomes of a rule


def test_a_rule_of_ours():
    rule = one("description = \"Acme\\n token\"\ntags = ['a', 'b']")
    assert (rule.id, rule.code, rule.title) == ("gitleaks-acme", "GL-acme", "Acme token")
    assert (rule.category, rule.severity, rule.confidence) == (Category.KEY, Severity.ERROR, 0.7)
    assert rule.generic
    assert rule.imported
    assert rule.boundary == "none"
    assert rule.why == "The rule `acme` says so: Acme token (tags: a, b)"
    assert rule.pattern == "acme_(?P<value>[a-z]{8})"
    assert (rule.anchor, rule.keywords, rule.max_len, rule.multiline) == ("(?i:acme_)", ("acme_",), 13, False)


@pytest.mark.parametrize(
    ("identity", "code"),
    [("AWS Key", "GL-aws-key"), ("a.b/c_d", "GL-a-b-c-d"), ("--x--", "GL-x"), ("SEC101", "GL-sec101")],
)
def test_codes_come_from_the_id(identity: str, code: str):
    assert one("", RULE.replace("acme'\n", f"{identity}'\n", 1)).code == code


@pytest.mark.parametrize(
    ("more", "no", "yes"),
    [
        ("", "acme_abc", "acme_abcdefgh"),
        ("entropy = 2.75", "acme_aabcdefg", "acme_abcdefgh"),
        ("keywords = ['BOLT']", "acme_abcdefgh", "bolt\n\nacme_abcdefgh"),
        ("keywords = ['Acme']", "acme_abc", "acme_abcdefgh"),
        ("tokenEfficiency = true", "acme_password", "acme_xqzjvkwp"),
        ("filter = 'finding.secret == \"abcdefgh\"'", "acme_abcdefgh", "acme_abcdefgi"),
        ("[rules.allowlist]\nstopwords = ['CDE']", "acme_abcdefgh", "acme_abxdefgh"),
        ("[[rules.allowlists]]\nregexes = ['^ab']", "acme_abcdefgh", "acme_xbcdefgh"),
        ("[[rules.allowlists]]\nregexes = ['x']\n[[rules.allowlists]]\nregexes = ['y']", "acme_abcdefgy", "acme_abcdefgh"),
        ("[[rules.allowlists]]\nregexTarget = 'match'\nregexes = ['^acme_a']", "acme_abcdefgh", "acme_xbcdefgh"),
        ("[[rules.allowlists]]\nregexTarget = 'line'\nregexes = ['fine']", "acme_abcdefgh # fine", "acme_abcdefgh\n# fine"),
        ("[allowlist]\nregexes = ['^ab']", "acme_abcdefgh", "acme_xbcdefgh"),
        ("[[allowlists]]\ntargetRules = ['acme']\nregexes = ['^ab']", "acme_abcdefgh", "acme_xbcdefgh"),
        (
            "[[rules.allowlists]]\ncondition = 'AND'\nregexes = ['^a']\nstopwords = ['h']",
            "acme_abcdefgh", "acme_abcdefgi acme_xbcdefgh",
        ),
        (
            "[[rules.allowlists]]\ncondition = '||'\nregexes = ['^a']\nstopwords = ['h']",
            "acme_abcdefgi acme_xbcdefgh", "acme_xbcdefgi",
        ),
    ],
)  # fmt: skip
def test_what_it_finds(more: str, no: str, yes: str):
    rule = one(more)
    assert found(rule, no) == []
    assert found(rule, yes)


@pytest.mark.parametrize(
    ("more", "path", "expected"),
    [
        ("path = '\\.ENV$'", "a/.env", False),
        ("path = '\\.ENV$'", "a/.ENV", True),
        ("[rules.allowlist]\npaths = ['^src/']", "src/a", False),
        ("[rules.allowlist]\npaths = ['^src/']", "lib/src/a", True),
        ("[[allowlists]]\npaths = ['(?i)SRC']", "src/a", False),
        ("[[rules.allowlists]]\ncondition = 'AND'\npaths = ['^src/']\nregexes = ['x']", "src/a", True),
    ],
)
def test_paths(more: str, path: str, expected: bool):
    assert bool(found(one(more), "acme_abcdefgh", path)) is expected


@pytest.mark.parametrize(
    "regex", ["[0-9]{9}Z", "k=[0-9]{9}", "acme_[0-9]{9}"], ids=["stretch", "short", "words"]
)
def test_a_keyword_may_stand_far_from_the_match(regex: str):
    rule = one("keywords = ['bolt']", f"[[rules]]\nid = 'x'\nregex = '{regex}'\n")
    text = "k=123456789Z acme_123456789"
    assert found(rule, text) == []
    assert found(rule, text + "\n" * 9000 + "BOLT")


@pytest.mark.parametrize(
    ("regex", "more", "secret"),
    [
        ("acme_[a-z]{8}", "", "acme_abcdefgh"),
        ("acme_([a-z])[a-z]{7}", "", "a"),
        ("acme_([a-z])([a-z]{7})", "", "a"),
        ("acme_([A-Z])?([a-z]{7})", "", "abcdefg"),
        ("acme_([a-z])([a-z]{7})", "secretGroup = 2", "bcdefgh"),
        ("(acme)_(?P<x>[a-z]+)", "secretGroup = 2", "abcdefgh"),
        ("(?:acme_)[a-z]+", "", "acme_abcdefgh"),
    ],
)
def test_which_part_is_the_secret(regex: str, more: str, secret: str):
    rule = one(more, f"[[rules]]\nid = 'acme'\nregex = '{regex}'\n")
    assert found(rule, "x acme_abcdefgh y") == [secret]


def test_a_key_over_several_lines():
    rule = one(
        "", "[[rules]]\nid = 'pem'\nregex = '-----BEGIN[\\s\\S]{10,}?END-----'\nkeywords = ['-----begin']\n"
    )
    text = "-----BEGIN\n" + "abcdefg\n" * 100 + "END-----"
    assert found(rule, f"{text}\n{text}") == [text, text]
    assert found(rule, "-----BEGIN\n" + "abcdefg\n" * 1000 + "END-----") == []  # longer than 4,096 bytes


def test_rules_of_ours_win_where_both_find():
    ours = RuleFile("acme.toml", "acme", toml({**GOOD, "pattern": "acme_[a-z]{8}"}))
    theirs = RuleFile(".gitleaks.toml", "x", RULE.encode())
    detector = Detector(build_catalog([ours, theirs]).rules)
    assert [item.rule.id for item in detector.scan(b"acme_abcdefgh", "a")] == ["acme-token"]


def test_what_the_cache_keeps_of_a_rule():
    rule = one("[[rules.allowlists]]\nregexes = ['^ab']\nstopwords = ['\u00e9']")
    assert json.loads(json.dumps(rule.checks)) == list(rule.checks)


# Default rules


def test_the_allowlists_of_a_file_with_default_rules_hold_for_our_own():
    ours = RuleFile(
        "acme.toml", "acme", toml(GOOD, {**GOOD, "id": "acme-id", "code": "ACM002", "category": "ID"})
    )
    theirs = "[extend]\nuseDefault = true\n[allowlist]\npaths = ['^tests/']"
    plain, changed = (
        build_catalog([ours, RuleFile("x.toml", "x", text.encode())])
        for text in ("[allowlist]\npaths = ['^tests/']", theirs)
    )
    text = b"acme_" + b"abcdefgh" * 4
    assert [item.rule.category for item in Detector(plain.rules).scan(text, "tests/a")] == [Category.KEY]
    assert [item.rule.category for item in Detector(changed.rules).scan(text, "tests/a")] == [Category.ID]
    assert [item.rule.category for item in Detector(changed.rules).scan(text, "src/a")] == [Category.KEY]
    assert [remark.message[:20] for remark in changed.remarks] == ["`extend.useDefault`:"]


def test_a_change_to_a_default_rule_is_named():
    lines = said("[extend]\nuseDefault = true\n[[rules]]\nid = 'generic-api-key'\nentropy = 4")
    assert lines[1] == (
        "rule `generic-api-key`: changes a default rule of gitleaks: piiscan's own take its place: the rule is left out"
    )


# What is said


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("skipReport = true", "rule `acme`: key `skipReport`: is reported as a part of other rules only, which piiscan does not know: the rule is left out"),
        ("[[rules.required]]\nid = 'x'", "rule `acme`: key `required`: needs a match of another rule near by, which piiscan does not look for: the rule is left out"),
        ("filter = 'let x = 1; true'", "rule `acme`: key `filter`: `= 1; true` is more than piiscan reads of the language: it is left out"),
        ("[rules.allowlist]\ncommits = ['x']", "rule `acme`: `allowlist`: key `commits`: a scan of a tree knows no commits"),
        ("[[rules.allowlists]]\ncondition = 'AND'\ncommits = ['x']\npaths = ['y']", "rule `acme`: `allowlists` number 1: key `commits`: a scan of a tree knows no commits: the allowlist is left out"),
        ("[allowlist]\nregexes = ['(a+)+']", "`allowlist`: key `regexes`: `(a+)+` nests repetitions that can share the same text out in many ways: Python would not come to an end"),
        ("[[allowlists]]\ntargetRules = ['moon']\npaths = ['x']", "`allowlists` number 1: key `targetRules`: no imported rule is called `moon`"),
        ("colour = 'red'\nid2 = 1", "unknown keys are left out: `rules.colour`, `rules.id2`"),
        ("validate = 'x'", "keys that piiscan has no use for, since it asks no provider and ranks its own way: `validate` (1 rules)"),
        ("[extend]\nurl = 'https://example.com'", "`extend.url`: piiscan goes to no network: it is left out"),
        ("[extend]\ndisabledRules = ['moon']", "`extend.disabledRules`: no imported rule is called `moon`"),
        (RULE, "rule `acme`: stands there twice: the last one counts"),
        (RULE.replace("'acme'", "'ACME'"), "rule `ACME`: key `id`: comes to `gitleaks-acme` as rule `acme` does: the rule is left out"),
    ],
)  # fmt: skip
def test_what_is_not_done_is_named(more: str, line: str):
    assert line in said(RULE + more)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("id = 'a'\npath = 'x'", "rule `a`: key `path`: without `regex` it is about the names of files; piiscan finds places in them: the rule is left out"),
        ("id = '\u6f22'\nregex = 'acme'", "rule `\u6f22`: key `id`: has no letter or digit to call the rule by: the rule is left out"),
        ("id = 'a'\nregex = 'a*'", "rule `a`: key `regex`: matches the empty text: the rule is left out"),
        ("id = 'a'\nregex = '\\w+'", "rule `a`: key `regex`: has no fixed part to look for, and the rule has no keywords: the rule is left out"),
        ("id = 'a'\nregex = '\\p{Han}+'", "rule `a`: key `regex`: the Unicode class `\\p{Han}` is not known here: general categories alone are: the rule is left out"),
        ("id = 'a'\nregex = 'acme'\npath = '\u00e9'", "rule `a`: key `path`: names characters beyond ASCII, which paths are not searched for: the rule is left out"),
        ("id = 'a'\nregex = '\\w+'\nkeywords = ['acme']", "rule `a`: key `keywords`: only places near one are looked at: the regex has no fixed part to look for"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_had_is_named(rule: str, line: str):
    assert said(f"[[rules]]\n{rule}\n") == [line]


def test_the_other_rules_stay():
    rules = catalog(RULE + "[[rules]]\nid = 'x'\nregex = '(a+)+'\n[[rules]]\nid = 'y'\nregex = 'bolt'\n")
    assert rules.ids == ("gitleaks-acme", "gitleaks-y")
    assert [remark.left_out for remark in rules.remarks] == [True]


# What stops it all


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rules]]\nid = ", "is not valid TOML: "),
        ("[[rules]]\nregex = 'x'", "rule number 1: key `id`: is missing"),
        ("[[rules]]\nid = 'x'", "rule `x`: has neither `regex` nor `path`"),
        ("[[rules]]\nid = 7", "rule number 1: key `id`: must be a string"),
        (RULE + "entropy = 'high'", "rule `acme`: key `entropy`: must be a number"),
        (RULE + "secretGroup = true", "rule `acme`: key `secretGroup`: must be a whole number"),
        (RULE + "secretGroup = 2", "rule `acme`: key `secretGroup`: the regex has 1 groups"),
        (RULE + "secretGroup = -1", "rule `acme`: key `secretGroup`: the regex has 1 groups"),
        (RULE + "keywords = 'x'", "rule `acme`: key `keywords`: must be a list"),
        (RULE + "keywords = [1]", "rule `acme`: key `keywords`: must be a list of strings"),
        (RULE + "allowlists = ['x']", "rule `acme`: key `allowlists`: must be a list of tables"),
        (RULE + "allowlist = 'x'", "rule `acme`: key `allowlist`: must be a table"),
        (RULE + "path = '('", "rule `acme`: key `path`: does not compile: a bracket is not closed"),
        ("[[rules]]\nid = 'x'\nregex = 'a(?=b)'", "rule `x`: key `regex`: does not compile: `(?=b` is no group that Go knows"),
        (RULE + "[rules.allowlist]\nregexes = ['[']", "rule `acme`: `allowlist`: key `regexes`: does not compile: `[`: a `[` is not closed"),
        (RULE + "[rules.allowlist]\ndescription = 'x'", "rule `acme`: `allowlist`: holds none of `commits`, `paths`, `regexes` and `stopwords`"),
        (RULE + "[rules.allowlist]\nregexTarget = 'moon'\npaths = ['x']", "rule `acme`: `allowlist`: key `regexTarget`: must be match, line or secret"),
        (RULE + "[rules.allowlist]\ncondition = 'XOR'\npaths = ['x']", "rule `acme`: `allowlist`: key `condition`: must be AND or OR"),
        (RULE + "[rules.allowlist]\npaths = ['x']\n[[rules.allowlists]]\npaths = ['x']", "rule `acme`: key `allowlist`: cannot stand beside `allowlists`"),
        ("[allowlist]\npaths = 'x'", "`allowlist`: key `paths`: must be a list"),
        ("[extend]\nuseDefault = 1", "`extend`: key `useDefault`: must be true or false"),
        (RULE + "filter = 'finding.secret matches \"(\"'", "rule `acme`: key `filter`: does not compile: `(`: a bracket is not closed"),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_file_rule_and_key(text: str, message: str):
    assert mistake(text).startswith(f".gitleaks.toml: {message}")


# [extend] path


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def extending(path: str, more: str = "") -> str:
    return f"[extend]\npath = '{path}'\n{more}"


def test_a_file_builds_on_another_beside_it(tree: Path):
    (tree / "sub").mkdir()
    (tree / "base.toml").write_text(
        RULE
        + "keywords = ['acme']\nentropy = 3.1\n[[rules]]\nid = 'gone'\nregex = 'gone'\n[[rules]]\nid = 'bolt'\nregex = 'bolt_[a-z]{4}'\n"
    )
    (tree / "sub" / "mine.toml").write_text(
        extending(
            "../base.toml",
            "disabledRules = ['gone']\n[[rules]]\nid = 'acme'\nentropy = 1\nkeywords = ['x']\n",
        )
    )
    rules = build_catalog(rule_files(["sub/mine.toml"]))
    assert rules.ids == ("gitleaks-acme", "gitleaks-bolt")
    assert rules.remarks == ()
    assert found(rules, "x acme_abababab") == []
    assert found(rules, "x acme_abcdabcd") == ["abcdabcd"]


def test_the_base_may_change_the_meaning_but_not_the_name(tree: Path):
    (tree / "base.toml").write_text(RULE)
    (tree / "mine.toml").write_text(extending("base.toml"))
    (before,) = rule_files(["mine.toml"])
    (tree / "base.toml").write_text(RULE.replace("acme", "bolt"))
    (after,) = rule_files(["mine.toml"])
    assert before.bases != after.bases
    assert [rule.id for rule in parse_file(after)] == ["gitleaks-bolt"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.toml": extending("a.toml")}, "a.toml: key `extend.path`: leads in a circle, back to a.toml"),
        (
            {"a.toml": extending("b.toml"), "b.toml": extending("./a.toml")},
            "b.toml: key `extend.path`: leads in a circle, back to a.toml",
        ),
        ({"a.toml": extending("b.toml")}, "a.toml: key `extend.path`: b.toml: cannot be read: No such file or directory"),
        ({"a.toml": extending(".")}, "a.toml: key `extend.path`: .: is not a regular file"),
        ({"a.toml": extending("b.toml"), "b.toml": "x = "}, "b.toml: is not valid TOML: "),
        (
            {"a.toml": extending("b.toml"), "b.toml": "title = 'x'"},
            "a.toml: key `extend.path`: b.toml is no file of gitleaks or Betterleaks",
        ),
        (
            {"a.toml": extending("0.toml"), **{f"{n}.toml": extending(f"{n + 1}.toml") for n in range(9)}},
            "7.toml: key `extend.path`: more than 8 files extend each other",
        ),
        ({"a.toml": "[extend]\npath = 1"}, "a.toml: `extend`: key `path`: must be a string"),
    ],
    ids=["itself", "each other", "missing", "a folder", "broken", "something else", "too deep", "no path"],
)  # fmt: skip
def test_extending_goes_wrong(tree: Path, files: dict[str, str], message: str):
    for name, text in files.items():
        (tree / name).write_text(text)
    with pytest.raises(RuleError) as caught:
        build_catalog(rule_files(["a.toml"]))
    assert caught.value.message.startswith(message)


def test_errors_in_a_base_name_the_base(tree: Path):
    (tree / "base.toml").write_text("[[rules]]\nid = 'x'\nregex = '('")
    (tree / "mine.toml").write_text(extending("base.toml"))
    with pytest.raises(RuleError, match=r"^base\.toml: rule `x`: key `regex`: "):
        build_catalog(rule_files(["mine.toml"]))

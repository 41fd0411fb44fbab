"""What rules of gitleaks say besides their expression: each target, each kind of condition."""

from __future__ import annotations

import json

import pytest

from piiscan.errors import RuleError

from ..judge import judge, verdict

#: A match with more than the secret in it.
KEY = r"key=(?P<value>\S+)(?: end)?"


def kept(tree: object, text: str = "say key=Abc123 end of it", path: str = "src/a.py") -> bool:
    return bool(judge(f"allowlist.unless:{json.dumps(tree)}", text, path=path, pattern=KEY))


@pytest.mark.parametrize(
    ("target", "drops", "keeps"),
    [
        ("secret", r"\AAbc123\Z", "key|end"),
        ("match", r"\Akey=Abc123 end\Z", "say|of"),
        ("line", r"\Asay key=Abc123 end of it\Z", "src"),
        ("path", r"\Asrc/a\.py\Z", "key|Abc123"),
        ("nothing", r"\A\Z", "."),
    ],
)
def test_targets(target: str, drops: str, keeps: str):
    assert kept(["regex", target, [keeps]])
    assert kept(["regex", target, []])
    assert not kept(["regex", target, [keeps, drops]])


def test_the_line_is_that_of_the_match_alone():
    text = "above\nsay key=Abc123 end\nbelow"
    assert kept(["regex", "line", ["above|below"]], text)
    assert not kept(["regex", "line", [r"\Asay .*end\Z"]], text)


def test_a_line_end_in_the_match_leads_to_no_other_line():
    check = 'allowlist.unless:["regex", "line", ["above|below"]]'
    assert judge(check, "above\nkey=abc\nbelow", pattern=r"\n?key=[a-z]+\n?", multiline=True)


def test_a_line_without_end_is_cut():
    text = "x" * 10_000 + " key=Abc123"
    assert kept(["regex", "line", ["x{5000}"]], text)
    assert not kept(["regex", "line", ["x{4000} key=Abc123"]], text)


@pytest.mark.parametrize(
    ("tree", "drops"),
    [
        (["any", []], False),
        (["all", []], True),
        (["words", "secret", ["xyz", "key"]], False),
        (["words", "secret", ["xyz", "bc1"]], True),
        (["words", "secret", ["abc"]], True),
        (["same", "secret", "abc123"], False),
        (["same", "secret", "Abc123"], True),
        (["entropy", "secret", "<=", 2.58], False),
        (["entropy", "secret", "<=", 2.59], True),
        (["entropy", "secret", "<", 2.59], True),
        (["entropy", "secret", ">", 2.59], False),
        (["entropy", "secret", ">=", 2.58], True),
        (["language", "secret"], False),
        (["not", ["same", "secret", "Abc123"]], False),
        (["not", ["any", []]], True),
        (["any", [["same", "secret", "x"], ["same", "secret", "Abc123"]]], True),
        (["all", [["same", "secret", "x"], ["same", "secret", "Abc123"]]], False),
        (["all", [["regex", "path", ["src"]], ["same", "secret", "Abc123"]]], True),
    ],
)
def test_conditions(tree: list[object], drops: bool):
    assert kept(tree) is not drops


def test_language_is_dropped():
    assert not kept(["language", "secret"], "key=authentication_required_message")


def test_entropy_counts_characters():
    assert kept(["entropy", "secret", "<=", 0.4], "key=éé")
    assert not kept(["entropy", "secret", "<=", 0.5], "key=éé")


@pytest.mark.parametrize(
    "argument",
    ["", "{}", "[]", "1", '["any"]', '["never"]', '["regex", "secret"]', '["regex", "moon", ["a"]]', '["regex", "secret", ["("]]',
     '["entropy", "secret", "=", 1]', '["entropy", "secret", "<=", "x"]', '["not"]', '["words", "secret", [1]]', "[" * 5000],
)  # fmt: skip
def test_a_condition_that_is_none_is_refused(argument: str):
    with pytest.raises(RuleError, match="cannot read its argument"):
        judge(f"allowlist.unless:{argument}", "key=Abc123", pattern=KEY)


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ('["bolt"]', "key=Abc123", "dropped"),
        ('["bolt"]', "BOLT\n\nkey=Abc123", "kept"),
        ('["bolt", "abc"]', "key=Abc123", "kept"),
        ("[]", "key=Abc123", "dropped"),
    ],
)
def test_a_keyword_stands_anywhere_in_the_file(words: str, text: str, expected: str):
    found = judge(f"allowlist.keywords:{words}", text, pattern=KEY)
    assert bool(found) is (expected == "kept")


@pytest.mark.parametrize("words", ["", "{}", "[1]"])
def test_keywords_are_a_list_of_texts(words: str):
    with pytest.raises(RuleError, match="cannot read its argument"):
        judge(f"allowlist.keywords:{words}", "x")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("key=(a)?(b*)(.+)", "key=xyz", "xyz"),
        ("key=(a)?(b*)(.+)", "key=bxyz", "b"),
        ("key=(a)|(b)x", "bx", "b"),
        ("key=(a*)", "key=", "key="),
        ("key=abc", "key=abc", "key=abc"),
    ],
)
def test_the_first_group_with_text_is_the_secret(pattern: str, text: str, found: str):
    (item,) = judge("allowlist.first_group", text, pattern=pattern)
    assert text[item.start : item.end] == found


def test_other_checks_see_the_narrower_place():
    assert verdict("allowlist.first_group", "anything")

"""Betterleaks' filters, read as far as they can be."""

from __future__ import annotations

import pytest

from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.expression import read

LOW = ["entropy", "secret", "<=", 3.5]
WORDS = ["words", "secret", ["mock", "x"]]


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("entropy(finding.secret) <= 3.5", LOW),
        ('filter.entropy(finding["secret"]) <= 3.5', LOW),
        ("3.5 >= entropy(finding.secret)", LOW),
        ("failsTokenEfficiency(finding.secret)", ["language", "secret"]),
        ('containsAny(finding["secret"], ["MOCK", "x"])', WORDS),
        ("matchesAny(finding.line, [`^a`, r'b'])", ["regex", "line", [r"\Aa", "b"]]),
        (
            'filter.matchesAny(get(attributes, "path", ""), [`^tests/`])',
            ["regex", "path", [r"\Atests/"]],
        ),
        (
            'filter.matchesAny(attributes[?"path"].orValue(""), [r"""(?i)\\.md$"""])',
            ["regex", "path", [r"\.[Mm][Dd]\Z"]],
        ),
        ('attributes["path"].endsWith(".md")', ["regex", "path", [r"\.md\Z"]]),
        ('(attributes.path ?? "") startsWith "a"', ["regex", "path", [r"\Aa"]]),
        ('finding.match contains "a.b"', ["regex", "match", [r"a\.b"]]),
        ('finding.secret == "a\\x41"', ["same", "secret", "aA"]),
        ('"a" != finding.secret', ["not", ["same", "secret", "a"]]),
        ('finding.secret in ["a", "b"]', ["any", [["same", "secret", "a"], ["same", "secret", "b"]]]),
        ('finding.secret not in ["a"]', ["not", ["same", "secret", "a"]]),
        ('finding.secret matches "^x"', ["regex", "secret", [r"\Ax"]]),
        ("!failsTokenEfficiency(finding.secret)", ["not", ["language", "secret"]]),
        (
            'entropy(finding.secret) <= 3.5 || containsAny(finding.secret, ["mock", "x"]) && true',
            ["any", [LOW, ["all", [WORDS, ["all", []]]]]],
        ),
        (
            "(entropy(finding.secret) <= 3.5 or false) and not (false) // why\n",
            ["all", [LOW, ["not", ["any", []]]]],
        ),
        ('get(attributes, "git.author_name", "") == "bot"', ["same", "nothing", "bot"]),
    ],
)
def test_what_it_says(source: str, tree: list[object]):
    assert read(source) == tree


@pytest.mark.parametrize(
    "source",
    [
        "",
        "true &&",
        "finding.secret",
        "entropy(finding.secret)",
        "entropy(finding.secret) <= ",
        "entropy(finding.secret) <= finding.secret",
        'entropy("abc") <= 3',
        "let x = 1; true",
        "finding.secret[0:3] == 'a'",
        'filter.findMatch(finding.secret, `a`) == "a"',
        "true ? false : true",
        "len(finding.secret) < 3",
        'finding.rule_id == "x"',
        'attributes["fs.symlink"] == "x"',
        "matchesAny(finding.secret, finding.line)",
        "matchesAny(finding.secret, [`\\p{Greek}`])",
        "unknown",
        "(true",
        "true)",
        '"open',
        "[" * 500,
        "(" * 500,
        "!" * 500 + "true",
        "#",
    ],
)
def test_what_is_beyond_it(source: str):
    with pytest.raises(UntranslatableError):
        read(source)

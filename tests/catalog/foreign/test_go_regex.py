"""Go's expressions, translated: what they match is what counts, and first of all what they do not match."""

from __future__ import annotations

import re

import pytest

from piiscan.catalog.foreign.errors import BrokenRegexError, UntranslatableError
from piiscan.catalog.foreign.go_regex import parse
from piiscan.catalog.foreign.regex import path_pattern, read, search_pattern


def matches(source: str, text: str) -> bool:
    return re.search(search_pattern(source).encode(), text.encode()) is not None


@pytest.mark.parametrize(
    ("source", "no_match", "match"),
    [
        # Flags: from where they stand to the end of the group, or for the group alone.
        ("abc", ["ABC", "ab"], ["abc"]),
        ("(?i)abc", ["ab"], ["ABC", "aBc"]),
        ("a(?i)b", ["Ab", "AB"], ["ab", "aB"]),
        ("(a(?i)b)c", ["abC", "aBC", "Abc"], ["abc", "aBc"]),
        ("(?:a(?i)b|c)d", ["Cd ", "cD"][1:], ["Cd", "aBd"]),
        ("(?i)api(?-i:Key)", ["apikey", "APIKEY"], ["APIKey"]),
        ("(?i:a)b", ["aB"], ["Ab"]),
        ("(?i)[a-c]x", ["dx"], ["AX", "bx"]),
        ("(?i)[[:lower:]]", ["1"], ["A"]),
        ("a.b", ["a\nb", "ab"], ["axb"]),
        ("(?s)a.b", ["ab"], ["a\nb"]),
        ("(?s-i:a.b)", ["A\nb"], ["a\nb"]),
        ("^b", ["a\nb", "ab"], ["b"]),
        ("(?m)^b", ["ab"], ["a\nb"]),
        ("a$", ["a\nb", "a\n"], ["a"]),
        ("(?m)a$", ["ab"], ["a\nb", "a\n"]),
        (r"\Ab", ["a\nb"], ["b"]),
        (r"a\z", ["a\n"], ["a"]),
        (r"\bkey\b", ["monkey", "keys", "key_"], ["a key.", "key"]),
        (r"a\Bb", ["a b"], ["ab"]),
        # Classes
        (r"\d", ["a", "٣"], ["3"]),
        (r"\s", ["\v", "a", "\u00a0"], ["\t", "\n", "\f", "\r", " "]),
        (r"[\s]", ["\v"], [" "]),
        ("[[:space:]]", ["a"], ["\v", " "]),
        (r"\w", ["-", "é"], ["_", "A", "9"]),
        (r"x\Wx", ["xax", "x_x"], ["x-x"]),
        ("[[:alnum:]]", ["_", "-"], ["a", "Z", "0"]),
        ("x[[:^alnum:]]", ["xa"], ["x-", "x\n"]),
        ("[[:punct:]_]", ["a", " "], ["~", "!", "_"]),
        ("[[:xdigit:]]{4}", ["abcg", "12 4"], ["aB09"]),
        ("[]a]", ["b"], ["]", "a"]),
        ("x[^]a]", ["x]", "xa"], ["xb"]),
        ("[a-]", ["b"], ["a", "-"]),
        (r"[\w.-]", ["+"], ["-", ".", "a"]),
        ("x[^a]", ["xa", "x"], ["x\n", "xé"]),
        ("[[]", ["]"], ["["]),
        # Escapes
        (r"\x41\x{42}", ["ab"], ["AB"]),
        (r"\101\060", ["A1"], ["A0"]),
        (r"\x60", ["'"], ["`"]),
        (r"[\x60'\"]", ["a"], ["`", "'", '"']),
        (r"\Qa.b\E+", ["axb", "a.a"], ["a.bb"]),
        (r"\Q[x", ["x"], ["[x"]),
        (r"\Q\E\.", ["a"], ["."]),
        (r"\-\_\/\%", ["-_/"], ["-_/%"]),
        (r"\a\f\t\n\r\v", ["aftnrv"], ["\a\f\t\n\r\v"]),
        ("a{,2}", ["aa"], ["a{,2}"]),
        ("a{x", ["aa"], ["a{x"]),
        ("a{2}b", ["ab", "b"], ["aab"]),
        ("x{0}y", [], ["y"]),
        # Groups
        ("(?P<name>a)(?<other>b)", ["ba"], ["ab"]),
        ("(?:a|)b", ["a"], ["b", "ab"]),
        ("(|a)b", ["a"], ["b"]),
        ("(?U)a+", ["b"], ["a"]),
        # Beyond ASCII
        ("é", ["e", "Ã", "\u00c9"], ["é"]),
        ("(?i)é", ["e"], ["é", "É"]),
        ("[à-ü]x", ["ax", "ÿx"], ["éx", "üx"]),
        ("x[^é]x", ["xéx"], ["xex", "xüx", "x\U0001f600x"]),
        (r"\x{1F600}", ["\U0001f601"], ["\U0001f600"]),
        (r"\xe9", ["Ã", "e"], ["é"]),
        (r"\pL", ["1", "-", "€"], ["a", "é", "ж", "漢"]),
        (r"\p{Lu}", ["a", "é", "1"], ["A", "É", "Ж"]),
        (r"x\P{L}", ["xa", "xж"], ["x1", "x€"]),
        (r"x\p{^L}", ["xa"], ["x1"]),
        (r"[\pN_]", ["a"], ["1", "٣", "_"]),
        (r"(?i)\p{Lu}", ["1"], ["a", "A"]),
        # Each repetition gets an end, far away.
        ("a{3,}b", ["aab"], ["aaab", "a" * 4000 + "b"]),
    ],
)
def test_what_it_matches(source: str, no_match: list[str], match: list[str]):
    assert [text for text in no_match if matches(source, text)] == []
    assert [text for text in match if not matches(source, text)] == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("(a", "a bracket is not closed"),
        ("a)", "a closing bracket has no opening one"),
        ("[a", "a `[` is not closed"),
        ("[", "a `[` is not closed"),
        ("[b-a]", "a range in a class runs backwards"),
        ("*a", "`*` has nothing to repeat"),
        ("a**", "a repetition is repeated without brackets"),
        ("a+{2}", "a repetition is repeated without brackets"),
        ("a{2,1}", "`{2,1}` counts backwards"),
        ("a{1001}", "a count is beyond 1000"),
        ("(?=a)", "`(?=a` is no group that Go knows"),
        ("(?<!a)b", "`(?<!` is no group that Go knows"),
        ("(?>a)", "`(?>a` is no group that Go knows"),
        (r"(a)\1", r"`\1`: Go has no back-references"),
        (r"a\Z", r"`\Z` is no escape that Go knows"),
        (r"\é", r"`\é` is no escape that Go knows"),
        ("a\\", "ends in a backslash"),
        (r"\x{110000}", r"`\x{110000}` is beyond Unicode"),
        ("[[:alfa:]]", "`[:alfa:]` is no class"),
        (r"\p1", r"`\p` names no class"),
        (r"\p{}", r"`\p{}` names no class"),
        ("(?P<a>x)(?P<a>y)", "two groups are called `a`"),
        ("(?)", "`(?)` sets no flag"),
    ],
)
def test_what_go_refuses_is_broken(source: str, reason: str):
    with pytest.raises(BrokenRegexError) as caught:
        parse(source)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (r"\p{Greek}", r"the Unicode class `\p{Greek}`"),
        (r"[\p{Han}a]", r"the Unicode class `\p{Han}`"),
        (r"\C", r"`\C`"),
        ("(" * 200 + "a" + ")" * 200, "brackets more than 100 deep"),
        ("a" * 40_000, "longer than 32,768"),
    ],
    ids=["script", "script in a class", "any byte", "depth", "length"],
)
def test_what_has_no_counterpart_is_named(source: str, part: str):
    with pytest.raises(UntranslatableError) as caught:
        parse(source)
    assert part in caught.value.message


@pytest.mark.parametrize("source", ["é", r"[\xff]", r"\pL"])
def test_paths_are_text_and_know_ascii_only(source: str):
    with pytest.raises(UntranslatableError):
        path_pattern(source)


@pytest.mark.parametrize(
    ("source", "no_match", "match"),
    [
        (r"\.ENV$", "a/.env", "a/.ENV"),
        (r"(?i)\.ENV$", "a/.env.x", "a/.env"),
        (r"^src/[^/]+\.py$", "src/ä/b.py", "src/äb.py"),
    ],
)
def test_a_path_keeps_its_case(source: str, no_match: str, match: str):
    pattern = re.compile(path_pattern(source), re.IGNORECASE)
    assert not pattern.search(no_match)
    assert pattern.search(match)


@pytest.mark.parametrize(
    ("source", "groups", "caught"),
    [
        ("a", 0, 0),
        ("a(b)", 1, 1),
        ("a(b)?", 1, 0),
        ("a(b*)", 1, 0),
        ("(a)|b", 1, 0),
        ("(?:x(a))+", 1, 1),
        ("(a)(b)", 2, 0),
        ("((a))", 2, 0),
    ],
)
def test_which_group_always_holds_text(source: str, groups: int, caught: int):
    found = read(source)
    assert (found.groups, found.always_caught()) == (groups, caught)

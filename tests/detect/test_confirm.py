"""The windows round anchor ends: no match is lost, whatever the lines are like."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.rule_table import build
from piiscan.catalog.rule import BOUNDARIES, Rule
from piiscan.detect.confirm import confirm_regex, matches, opening, windows

#: Brackets make every match begin and end in one way only, so that nothing depends on where a search starts.
BRACKETS = {
    (boundary, multiline): build(
        pattern=r"<[ab\n]{0,6}>" if multiline else "<[ab]{0,6}>",
        max_len=8, boundary=boundary, multiline=multiline, keywords=["<"],
    )
    for boundary in BOUNDARIES
    if boundary not in ("email", "addressee", "cell")  # whose windows expect an address, see below
    for multiline in (False, True)
}  # fmt: skip
EMAIL = build(
    pattern="[ab][ab.]{0,4}@[ab]{1,3}", anchor="[ab]@[ab]", max_len=9, boundary="email", keywords=["@"]
)
ALPHABET = st.sampled_from(
    [b"<", b">", b"a", b"b", b"<ab>", b"\n", b"\r\n", b" ", b".", b"-", b"@", b"a@b", b"\\n", b"%3D", b"\xc3"]
)
TEXT = st.lists(ALPHABET, max_size=60).map(b"".join)


def spans(found: list[re.Match[bytes]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def everything(rule: Rule, data: bytes) -> list[tuple[int, int]]:
    """Every match, line by line where the rule does not cross lines."""
    return spans(list(confirm_regex(rule).finditer(data)))


@st.composite
def text_and_ends(draw: st.DrawFn) -> tuple[bytes, list[int]]:
    data = draw(TEXT)
    ends = draw(st.lists(st.integers(1, max(1, len(data))), max_size=12)) if data else []
    return data, sorted(set(ends))


@given(text_and_ends(), st.sampled_from(sorted(BRACKETS)))
@settings(max_examples=400)
@example((b"<ab>", [4]), ("none", False))
@example((b"x" * 30 + b"<aaaaaa>" + b"x" * 30, [31]), ("none", False))
@example((b"x" * 30 + b"<aaaaaa>" + b"x" * 30, [38]), ("none", False))
@example((b"<a\na>", [1]), ("none", True))
def test_a_match_that_holds_an_anchor_s_end_is_found(made, which):
    data, ends = made
    rule = BRACKETS[which]
    found = spans(matches(rule, confirm_regex(rule), data, ends))
    wanted = [span for span in everything(rule, data) if any(span[0] < end <= span[1] for end in ends)]
    assert set(wanted) <= set(found)
    assert found == sorted(set(found))


@given(TEXT, st.sampled_from([*BRACKETS.values(), EMAIL]))
@settings(max_examples=400)
def test_with_all_anchors_it_is_as_if_all_was_searched(data, rule):
    """Here the ends are those that an engine reports, so nothing more may be found either."""
    ends = sorted({match.end() for match in re.finditer(rule.anchor.encode(), data)})
    assert spans(matches(rule, confirm_regex(rule), data, ends)) == everything(rule, data)


@given(text_and_ends(), st.sampled_from([*BRACKETS.values(), EMAIL]))
def test_windows_are_disjoint_sorted_and_hold_their_ends(made, rule):
    data, ends = made
    found = windows(rule, data, ends)
    assert all(0 <= low <= high <= len(data) for low, high in found)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    assert all(any(low <= end <= high for low, high in found) for end in ends)


@given(text_and_ends())
def test_a_window_stays_in_its_line(made):
    data, ends = made
    for low, high in windows(BRACKETS["none", False], data, ends):
        # An end right behind a line end is at the start of the next line; windows that touch become one.
        assert b"\n" not in data[low:high] or any(data[end - 1 : end] == b"\n" for end in ends)


def test_a_short_line_is_its_own_window():
    rule = BRACKETS["none", False]
    data = b"one\nt<a>wo\nthree"
    assert windows(rule, data, [7]) == [(4, 10)]
    assert windows(rule, data, [5, 6, 7, 10]) == [(4, 10)]


def test_a_long_line_is_cut():
    data = b"x" * 1000
    assert windows(BRACKETS["none", False], data, [500]) == [(491, 509)]
    assert windows(BRACKETS["none", False], data, [500, 510]) == [(491, 519)]
    assert windows(BRACKETS["none", False], data, [500, 900]) == [(491, 509), (891, 909)]


@pytest.mark.parametrize(
    ("boundary", "text", "found"),
    [
        ("token", "(<>)", True),
        ("token", "a<>", False),
        ("token", "<>9", False),
        ("token", "-<>", False),
        ("token", "<>_", False),
        ("token", ".<>.", True),
        ("token", r"\n<>", True),
        ("token", r"\x<>", False),
        ("token", "%3D<>", True),
        ("token", "%3G<>", False),
        ("word", "-<>-", True),
        ("word", "_<>", False),
        ("word", r"\t<>", True),
        ("word_left", "<>a", True),
        ("word_left", "a<>", False),
        ("none", "a<>a", True),
        ("number", "a<>", False),
        ("number", ".<>", False),
        ("number", "-<>", False),
        ("number", " -<>", True),
        ("number", "<>.5", False),
        ("number", "<>-5", False),
        ("number", "<>.", True),
        ("number", "<>-a", True),
        ("ipv6", ":<>", False),
        ("ipv6", "<>.1", False),
        ("ipv6", "[<>]", True),
        ("mention", "/<>", False),
        ("mention", "(<>)", True),
        ("mention", "<>-", False),
    ],
)
def test_boundaries(boundary: str, text: str, found: bool):
    data = text.encode()
    rule = BRACKETS[boundary, False]
    assert bool(matches(rule, confirm_regex(rule), data, [data.index(b">") + 1])) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@b", True),
        ("(a@b)", True),
        ("/a@b", True),
        ("+a@b", False),
        ("éa@b", False),
        ("-a@b", False),
        (r"\na@b", True),
        ("%3Da@b", True),
        ("a@b.", True),
        ("a@b.c", False),
        ("a@b-", False),
        ("a@b_", False),
    ],
)
def test_the_boundary_of_addresses(text: str, found: bool):
    data = text.encode()
    assert bool(matches(EMAIL, confirm_regex(EMAIL), data, [data.index(b"@b") + 2])) is found


@pytest.mark.parametrize("text", ["mail: a@b", "<a@b", 'name="a@b'])
def test_a_rule_with_the_boundary_of_addresses_may_begin_before_one(text: str):
    rule = build(pattern=re.escape(text), anchor="a@b", boundary="email", keywords=["@"])
    assert matches(rule, confirm_regex(rule), text.encode(), [len(text)])


def test_what_a_window_cuts_is_no_match():
    """`@REDACTED_` of `@REDACTED_USERNAME_…`: masked again and again."""
    rule = build(
        pattern="@(?P<value>[a-z]{2,20})",
        anchor="[^ ] @[a-z]",
        max_len=21,
        boundary="mention",
        keywords=["@"],
    )
    data = b"x @emmynoether and  @" + b"a" * 19 + b" and"
    ends = [data.index(b"@e") + 2]
    assert windows(rule, data, ends)[-1][1] < data.rindex(b" and")
    assert [match["value"] for match in matches(rule, confirm_regex(rule), data, ends)] == [b"emmynoether"]
    whole = b"x @emmynoether\n"
    assert [match["value"] for match in matches(rule, confirm_regex(rule), whole, ends)] == [b"emmynoether"]


def test_pattern_alternatives_stay_inside_the_boundary():
    rule = build(pattern="<a>|<b>", max_len=3, keywords=["<"])
    assert spans(matches(rule, confirm_regex(rule), b"x<a> <b>x <b>", [4, 8, 13])) == [(10, 13)]


def test_case():
    rule = build(pattern="<AB>", max_len=4, ignore_case=True, keywords=["<"])
    assert spans(matches(rule, confirm_regex(rule), b"<aB>", [4])) == [(0, 4)]


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        ("ghp_[a-z]{3}", "ghp_"),
        ("(?P<value>ghp_[a-z]{3})", "ghp_"),
        ("(?P<value>abc)-(?:x|y)", "abc"),
        ("(?P<value>ab(?:c|d))", "ab"),
        ("abc?d", "ab"),
        ("(?P<value>abc{2})d", "ab"),
        (r"ab[)|]c\|d", "ab"),
        ("", None),
        ("a*b", None),
        ("a|b", None),
        ("ab(?:c)|d", None),
        ("(?P<value>ab|cd)", None),
        ("(?P<value>ab(?:c)|cd)", None),
        ("(?P<value>ab)?c", None),
        ("(?P<value>ab){0,2}c", None),
        ("(?P<value>ab)c|d", None),
        ("(?:ab)c", None),
        ("[ab]c", None),
        (r"\bab", None),
    ],
)
def test_plain_text_that_every_match_begins_with(pattern, plain):
    found = opening(pattern)
    assert (found and pattern[slice(*found)]) == plain


LED = build(pattern="(?P<value>gx_[ab]{2,4})", max_len=9, boundary="token", keywords=["gx_"])
SLOW = re.compile(
    rb"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))(?:(?P<value>gx_[ab]{2,4}))(?![A-Za-z0-9_-])"
)


@given(
    st.lists(
        st.sampled_from(
            [b"gx_", b"gx_ab", b"g", b"ab", b"\\", b"n", b"\\n", b"%", b"3D", b"%3D", b"-", b" ", b"\n", b"_"]
        ),
        max_size=12,
    ).map(b"".join)
)
@settings(max_examples=600)
@example(b"gx_ab")
@example(b"gx_abgx_ab")
@example(b"\\ngx_ab")
@example(b"%3Dgx_ab")
@example(b"ngx_ab %3gx_ab")
def test_a_boundary_looked_at_behind_the_plain_text_finds_the_same(data):
    fast = confirm_regex(LED)
    assert fast.pattern.startswith(b"(?P<value>gx_")
    found = [(match.span(), match.span("value")) for match in fast.finditer(data)]
    assert found == [(match.span(), match.span("value")) for match in SLOW.finditer(data)]


ADDRESSEE = build(
    pattern="(?P<value>[A-Z][a-z ]{1,20})(?:<|&lt;|\\()(?:mailto:)?[a-z.]{1,64}@", anchor="[a-z]@[a-z]", max_len=120,
    boundary="addressee", keywords=["@"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Call ada@host", False),
        ("Call f(x, 'ada@host')", False),
        ("Ada Lovelace, ada@host", False),
        ("Ada Lovelace <ada@host>", True),
        ("Ada Lovelace &lt;ada@host&gt;", True),
        ("Ada Lovelace (mailto:ada@host)", True),
        ("x@y Ada Lovelace <ada.of.somewhere@host>", True),
    ],
)
def test_an_addressee_is_looked_for_only_before_an_address_in_brackets(line, found):
    data = line.encode()
    ends = [match.end() for match in re.finditer(rb"[a-z]@[a-z]", data)]
    assert bool(matches(ADDRESSEE, confirm_regex(ADDRESSEE), data, ends)) is found
    assert bool(windows(ADDRESSEE, data, ends)) is found


CELL = build(
    pattern="""(?P<value>[A-Z][a-z]{1,20}[,;|\\t][A-Z][a-z]{1,20})["']?[,;|\\t][ ]?["']?[a-z.]{1,64}@""",
    anchor="[a-z]@[a-z]", max_len=120, boundary="cell", keywords=["@"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Call ada@host", False),
        ("Ada Lovelace <ada@host>", False),
        ("f('ada@host')", False),
        ("Ada,Lovelace,ada@host", True),
        ("'Ada;Lovelace'; 'ada@host'", True),
        ("1\tAda\tLovelace\tada.of.somewhere@host", True),
        ("x@y Ada|Lovelace|ada@host", True),
    ],
)
def test_a_cell_is_looked_for_only_before_an_address_in_a_row(line, found):
    data = line.encode()
    ends = [match.end() for match in re.finditer(rb"[a-z]@[a-z]", data)]
    assert bool(matches(CELL, confirm_regex(CELL), data, ends)) is found
    assert bool(windows(CELL, data, ends)) is found


@given(st.lists(st.sampled_from([b"ab", b"@", b".", b" ", b"/", b"a@b", b"\n", b"\xc3\xa9"])).map(b"".join))
def test_the_window_of_an_address_is_the_run_that_it_stands_in(data):
    ends = [match.end() for match in re.finditer(rb"[ab]@[ab]", data)]
    for start, stop in windows(EMAIL, data, ends):
        assert b" " not in data[start:stop]
        assert b"@" in data[start:stop]

"""Where Go and Python mean the same, a translated expression finds what the source finds."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from piiscan.catalog.foreign import anchor, shape
from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.regex import Expression, find_anchor, read

_ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "c",
        ".",
        r"\d",
        r"\w",
        "[abc]",
        "[^a]",
        "[a-c1-3]",
        "(?i:ab)",
        r"\.",
        r"\x62",
        r"\bb",
        "-",
        "[ab-]",
    ]
)
_TIMES = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?", "??", "{1,2}?"])
_SOURCES = st.recursive(
    st.builds("{}{}".format, st.sampled_from(["a", "b", ".", r"\w", "[abc]", "[^a]", "1"]), _TIMES) | _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.builds("({}){}".format, inner, _TIMES),
    ),
    max_leaves=8,
)
_TEXTS = st.text("abcAB1 -.\n", max_size=40)


def translated(source: str) -> Expression:
    try:
        return read(source)
    except UntranslatableError:
        assume(False)
        raise


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(_SOURCES, _TEXTS)
def test_the_same_places_and_groups(source: str, text: str):
    found = translated(source)
    data = text.encode()
    expected = [match.regs for match in re.finditer(source.encode(), data)]
    assert [match.regs for match in re.finditer(found.pattern_with_groups().encode(), data)] == expected


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(_SOURCES, _TEXTS)
def test_lengths_and_first_bytes_hold_for_every_match(source: str, text: str):
    found = translated(source)
    for match in re.finditer(found.pattern().encode(), text.encode()):
        value = match.group()
        assert shape.min_length(found.node) <= len(value) <= shape.max_length(found.node)
        assert not value or shape.first(found.node) >> value[0] & 1
        assert b"\n" not in value or found.multiline


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(_SOURCES, _TEXTS)
def test_every_match_holds_the_anchor(source: str, text: str):
    found = translated(source)
    words = anchor.own_words(found.node)
    told, stretch = anchor.stretch(found.node)
    for match in re.finditer(found.pattern().encode(), text.encode()):
        value = match.group()
        assert not words or any(word.encode() in value.lower() for word in words)
        assert not told or re.search(stretch.encode(), value)
        for word in ("a", "b", "ab"):
            assert not anchor.holds(found.node, (word,)) or word.encode() in value.lower()
    if words:
        hook, lost = find_anchor(found.node, words)
        assert not lost or hook.words

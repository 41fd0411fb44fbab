"""What the engine looks for on behalf of a rule."""

from __future__ import annotations

import pytest

from piiscan.catalog.foreign import anchor
from piiscan.catalog.foreign.anchor import Anchor
from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.regex import find_anchor, read


@pytest.mark.parametrize(
    ("source", "keywords", "held"),
    [
        ("[0-9a-f]{32}", ("acme",), False),
        ("acme|[0-9]{9}", ("acme",), False),
        ("(?:acme)?[0-9]{9}", ("acme",), False),
        ("acm[a-z]", ("acme",), False),
        ("acme", ("bolt",), False),
        ("acme_[0-9]+", ("acme",), True),
        ("(?i)ACME", ("acme",), True),
        ("(?:acme|bolt)_x", ("acme", "bolt"), True),
        ("(?:acme|bolt)_x", ("acme",), False),
        ("(?:acme[0-9]+|[0-9]+bolt)", ("acme", "bolt"), True),
        ("(?:acme_[0-9]+)+", ("acme_",), True),
        (r"ac\bme", ("acme",), True),
        ("ac(me)_", ("acme",), True),
        ("a[ck]me", ("acme", "akme"), True),
        ("a[ck]me", ("acme",), False),
        ("x{3}", ("xxx",), True),
    ],
)
def test_whether_every_match_holds_a_keyword(source: str, keywords: tuple[str, ...], held: bool):
    assert anchor.holds(read(source).node, keywords) is held


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("[0-9]{9}", ()),
        ("acme_[0-9]{9}_token", ("_token",)),
        ("(?i)Acme|BOLT", ("acme", "bolt")),
        ("(?:acme[0-9]+|[0-9]+bolt)", ("acme", "bolt")),
        ("(?:acme[0-9]+|[0-9]+)", ()),
        ("caffè_[0-9]{4}", ()),
    ],
)
def test_words_of_its_own(source: str, words: tuple[str, ...]):
    assert anchor.own_words(read(source).node) == words


@pytest.mark.parametrize(
    ("source", "keywords", "found", "lost"),
    [
        ("acme_[0-9]+", ("acme",), Anchor("(?i:acme)", ("acme",)), False),
        ("acme_[0-9]+", (), Anchor("(?i:acme_)", ("acme_",)), False),
        ("acme_[0-9]+", ("elsewhere",), Anchor("(?i:acme_)", ("acme_",)), False),
        ("k=[0-9a-f]{20,40}", ("k=",), Anchor("k=[0-9a-f]{20}", ()), False),
        (r"\b[0-9a-f]{40}\b", ("acme",), Anchor("[0-9a-f]{32}", ()), False),
        (r"\w+", ("acme", "bolt"), Anchor("(?i:acme|bolt)", ("acme", "bolt")), True),
        (r"\w*k=\w*", ("k=",), Anchor("k=", ()), False),
        ("a.b.c", ("a.b",), Anchor(r"a[^\x0a]b[^\x0a]c", ()), False),
        ("a.+b.+c", ("a.b",), Anchor(r"(?i:a\.b)", ("a.b",)), True),
    ],
)
def test_words_first_then_a_stretch_then_what_stands_near(source, keywords, found, lost):
    assert find_anchor(read(source).node, keywords) == (found, lost)


@pytest.mark.parametrize("source", [r"\w+", ".{1,9}", r"\s[a-z]"])
def test_nothing_to_look_for(source: str):
    with pytest.raises(UntranslatableError, match="no keywords"):
        find_anchor(read(source).node, ())

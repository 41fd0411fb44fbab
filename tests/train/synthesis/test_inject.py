"""Windows, and what is laid into them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.train.records import Document, Range, Span, check
from piiscan.train.synthesis.fill import Filled
from piiscan.train.synthesis.inject import Injector, _spliced, cut, windows
from piiscan.train.synthesis.lines import Lines

pytest.importorskip("faker")


def document(text: str, *spans: Span, masked: tuple[Range, ...] = ()) -> Document:
    return Document("d", "g", "a.py", "python", text, spans, masked)


def test_a_value_across_the_edge_is_masked_and_a_key_is_kept():
    text = "0123456789"
    piece = cut(document(text, Span(2, 6, "NAME"), Span(7, 10, "KEY")), 4, 9, "w")
    assert piece.text == "45678"
    assert piece.spans == (Span(3, 5, "KEY"),)
    assert piece.masked == (Range(0, 2),)


@given(st.text("ab \n", min_size=1, max_size=5000), st.integers(0, 99))
def test_windows_are_pieces_of_the_text(text, seed):
    at = 0
    for piece in windows(document(text), random.Random(seed)):
        assert len(piece.text) <= 1100
        at = text.index(piece.text, at)


CODE = "class A:\n    timeout = 'slow'\n    name = \"x\"\n\n    def f(self):\n        # see above\n        return 'Ida Berg'\n"
AT = CODE.index("Ida")


@given(
    st.integers(0, 10**6),
    st.sampled_from(["positive", "negative"]),
    st.sampled_from(["python", "docs", "javascript", "config", "c", "sql"]),
)
def test_what_was_labelled_stays_labelled(seed, kind, language):
    base = Document(
        "d",
        "g",
        "a.py",
        language,
        CODE,
        (Span(AT, AT + 8, "NAME"),),
        (Range(CODE.index("see"), CODE.index("above")),),
    )
    made = getattr(Injector(Lines(random.Random(seed), "train")), kind)(base)
    check(made, "made")
    if "class A" in made.text:
        assert any(made.text[s.start : s.end] == "Ida Berg" for s in made.spans)
        assert "".join(made.text[a:b] for a, b in made.masked).replace("\n", "").startswith("see")


def test_an_injection_holds_a_value():
    injector = Injector(Lines(random.Random(4), "train"))
    made = [injector.positive(document(CODE)) for _ in range(50)]
    assert sum(bool(each.spans) for each in made) > 45
    assert all(each.origin.startswith("synthetic:") for each in made)


def test_a_replaced_literal_keeps_its_quotes():
    injector = Injector(Lines(random.Random(4), "train"))
    text = "timeout = 'slow'\n"
    swapped = [injector._swap(document(text), positive=True) for _ in range(60)]
    for made in filter(None, swapped):
        assert made[0].text.endswith("'\n")
        assert made[0].text.count("'") == 2
        assert "slow" not in made[0].text


@given(
    st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), st.text("xy", max_size=4)
)
def test_a_splice_moves_what_is_behind_and_splits_what_is_round_it(a, b, c, d, new):
    text = "abcdefghij"
    start, end = sorted((a, b))
    low, high = sorted((c, d))
    if low == high:
        return
    base = document(text, masked=(Range(low, high),))
    made = _spliced(base, start, end, Filled(new, ()))
    assert made.text == text[:start] + new + text[end:]
    masked = {made.text[at] for first, last in made.masked for at in range(first, last)}
    assert {c for c in masked if c not in "xy"} == set(text[low:high]) - set(text[start:end])

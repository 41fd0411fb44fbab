"""Two rounds of edits as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from piiscan.mask.compose import compose, origin
from piiscan.mask.splice import Edit, merge, splice


@st.composite
def edits_of(draw, size):
    if not size:
        return ()
    spans = st.tuples(st.integers(0, size - 1), st.integers(1, 12), st.binary(max_size=6))
    drawn = draw(st.lists(spans, max_size=6))
    return merge(Edit(at, min(size, at + length), text) for at, length, text in drawn)


@st.composite
def rounds(draw):
    data = draw(st.binary(min_size=1, max_size=60))
    first = draw(edits_of(len(data)))
    return data, first, draw(edits_of(len(splice(data, first))))


@given(rounds())
def test_both_rounds_at_once_give_what_one_after_the_other_gives(case):
    data, first, second = case
    both = compose(first, second)
    assert splice(data, both) == splice(splice(data, first), second)
    assert both == merge(both)


@given(rounds())
def test_the_origin_of_a_span_is_the_same_bytes(case):
    data, first, _ = case
    after = splice(data, first)
    for start in range(len(after)):
        place = origin(first, start, start + 1)
        if place is not None:
            assert data[slice(*place)] == after[start : start + 1]


def test_a_second_edit_over_a_placeholder_and_what_stands_beside_it():
    first, second = (Edit(2, 6, b"<A>"),), (Edit(1, 7, b"<B>"),)
    assert compose(first, second) == (Edit(1, 8, b"<B>"),)


def test_a_span_that_the_first_round_wrote_has_no_origin():
    edits = (Edit(2, 6, b"<A>"),)
    assert origin(edits, 4, 9) is None
    assert origin(edits, 5, 9) == (6, 10)
    assert origin(edits, 0, 2) == (0, 2)

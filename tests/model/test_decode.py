"""Only valid spans come out of the decoder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from piiscan.model.decode import decode  # noqa: E402
from piiscan.model.tags import BEGIN, CATEGORIES, END, TAGS, Decoded, spans_of, tag, tag_spans  # noqa: E402
from piiscan.types import Category  # noqa: E402

KEY = CATEGORIES.index(Category.KEY)
NAME = CATEGORIES.index(Category.NAME)

scores = st.tuples(st.integers(0, 40), st.integers(0, 2**32 - 1), st.sampled_from([0.1, 1.0, 10.0])).map(
    lambda args: np.random.default_rng(args[1]).normal(0, args[2], (args[0], TAGS))
)


def test_nothing_gives_nothing():
    assert decode(np.zeros((0, TAGS))) == []


@given(scores, st.sampled_from([0.0, 2.0, -2.0]))
def test_decoded_spans_are_apart_and_inside(values, bias):
    found = decode(values, bias=bias)
    at = 0
    for item in found:
        assert at <= item.start < item.end <= len(values)
        assert 0 <= item.category < len(CATEGORIES)
        at = item.end


@given(scores)
def test_no_span_but_a_key_holds_a_line_end(values):
    lines = np.arange(len(values)) % 3 == 0
    for start, end, category in decode(values, lines, bias=3.0):
        assert not lines[start]
        assert not lines[end - 1]
        assert category == KEY or not lines[start:end].any()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, len(CATEGORIES) - 1)), max_size=8)
)
def test_what_is_tagged_is_decoded(parts):
    spans, at = [], 0
    for gap, length, category in parts:
        spans.append(Decoded(at + gap, at + gap + length, category))
        at += gap + length
    tags = tag_spans(at + 1, spans)
    assert spans_of(tags) == spans
    values = np.zeros((at + 1, TAGS))
    values[np.arange(at + 1), tags] = 20
    assert decode(values) == spans


def test_the_best_path_wins_over_the_best_tags():
    values = np.zeros((2, TAGS))
    values[0, tag(NAME, BEGIN)] = 5
    values[1, tag(KEY, END)] = 4
    values[1, tag(NAME, END)] = 3
    assert decode(values) == [Decoded(0, 2, NAME)]


def test_a_bias_finds_more():
    values = np.zeros((1, TAGS))
    values[0, 0] = 1
    assert decode(values) == []
    assert decode(values, bias=2.0) != []


def brute(values):
    """The spans of the best of all valid sequences, by trying each."""
    from itertools import product

    best, found = None, []
    for tags in product(range(9), repeat=len(values)):  # O and two categories
        try:
            spans = spans_of(tags)
        except ValueError:
            continue
        total = sum(row[number] for row, number in zip(values.tolist(), tags, strict=True))
        if best is None or total > best:
            best, found = total, spans
    return found


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 4),
    st.sampled_from([0.5, 3.0]),
    st.sampled_from([0.0, 2.0, 6.0]),
)
@settings(max_examples=40, deadline=None)
def test_no_sequence_is_better(seed, count, spread, lead):
    values = np.random.default_rng(seed).normal(0, spread, (count, TAGS))
    values[:, 0] += lead
    values[:, 9:] = -100
    assert decode(values) == brute(values)


@given(scores, st.integers(1, 6))
def test_a_row_that_is_o_for_sure_keeps_texts_apart(values, count):
    sure = np.zeros((1, TAGS))
    sure[0, 0] = 1e6
    found = decode(np.concatenate([values, sure] * count))
    step = len(values) + 1
    expected = [
        Decoded(item.start + number * step, item.end + number * step, item.category)
        for number in range(count)
        for item in decode(values)
    ]
    assert found == expected

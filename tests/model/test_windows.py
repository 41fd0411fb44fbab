"""Windows cover everything once; batches keep to their budget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.windows import batches, windows

sizes = st.integers(1, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


def test_no_pieces_no_windows():
    assert windows(0, 0, size=8, overlap=2) == []


@pytest.mark.parametrize("overlap", [-1, 8, 9])
def test_an_overlap_that_does_not_fit(overlap):
    with pytest.raises(ValueError, match="does not fit"):
        windows(0, 1, size=8, overlap=overlap)


@given(st.integers(0, 500), sizes)
def test_every_piece_is_decided_once(count, shape):
    size, overlap = shape
    found = windows(3, count, size=size, overlap=overlap)
    owned = [piece for item in found for piece in range(item.own_start, item.own_end)]
    assert owned == list(range(count))
    assert all(item.start <= item.own_start < item.own_end <= item.end for item in found)
    assert all(item.end - item.start <= size and item.text == 3 for item in found)


@given(st.lists(st.integers(1, 300), max_size=30), st.integers(1, 1000))
def test_batches_hold_every_window_once_within_the_budget(counts, budget):
    cuts = [item for text, count in enumerate(counts) for item in windows(text, count, size=64, overlap=16)]
    found = list(batches(cuts, budget=budget))
    assert sorted(item for batch in found for item in batch) == sorted(cuts)
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(item.end - item.start for item in batch) <= budget

"""Edits in memory and in streams: refusals first, then properties."""

from __future__ import annotations

import io
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.mask.splice import Edit, merge, splice, splice_stream


@st.composite
def data_and_edits(draw):
    data = draw(st.binary(min_size=1, max_size=200))
    spans = st.tuples(st.integers(0, len(data) - 1), st.integers(1, 20))
    edits = draw(st.lists(st.tuples(spans, st.binary(max_size=8)), max_size=8))
    return data, [Edit(at, min(len(data), at + length), text) for (at, length), text in edits]


def streamed(data: bytes, edits: list[Edit], chunk: int) -> bytes:
    out = io.BytesIO()
    splice_stream(io.BytesIO(data), out, edits, chunk=chunk)
    return out.getvalue()


def test_no_edits_change_nothing():
    assert splice(b"abc", []) == b"abc"
    assert streamed(b"abc", [], 2) == b"abc"
    assert splice(b"", []) == b""


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 3)])
def test_an_empty_or_backward_span_is_refused(start, end):
    with pytest.raises(ValueError, match="at least one byte"):
        Edit(start, end, b"")


@pytest.mark.parametrize("edit", [Edit(2, 4, b"x"), Edit(9, 10, b"x")])
def test_a_span_past_the_end_is_refused(edit):
    with pytest.raises(ValueError, match="only 3 bytes"):
        splice(b"abc", [edit])
    with pytest.raises(ValueError, match="past the end"):
        streamed(b"abc", [edit], 2)


def test_touching_edits_stay_apart():
    assert splice(b"aabb", [Edit(2, 4, b"Y"), Edit(0, 2, b"X")]) == b"XY"


def test_an_overlapping_group_is_replaced_once_by_its_longest():
    edits = [Edit(0, 3, b"S"), Edit(2, 8, b"L"), Edit(7, 9, b"T")]
    assert splice(b"0123456789", edits) == b"L9"


def test_of_equally_long_ones_the_first_wins():
    assert merge([Edit(2, 5, b"B"), Edit(0, 3, b"A")]) == (Edit(0, 5, b"A"),)


def test_a_source_that_reads_short_is_no_end():
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(1 if size else 0)

    out = io.BytesIO()
    splice_stream(Trickle(b"0123456789"), out, [Edit(3, 6, b"--")])
    assert out.getvalue() == b"012--6789"


@given(data_and_edits())
def test_bytes_outside_the_spans_are_identical(case):
    data, edits = case
    outside = bytearray(data)
    covered = {at for edit in edits for at in range(edit.start, edit.end)}
    kept = bytes(byte for at, byte in enumerate(outside) if at not in covered)
    assert splice(data, [Edit(edit.start, edit.end, b"") for edit in edits]) == kept
    at, result = 0, splice(data, edits)
    for edit in merge(edits):
        gap = data[at : edit.start]
        assert result.startswith(gap + edit.replacement)
        result, at = result[len(gap) + len(edit.replacement) :], edit.end
    assert result == data[at:]


@given(data_and_edits(), st.randoms(use_true_random=False))
def test_the_order_of_edits_does_not_matter(case, random: Random):
    data, edits = case
    shuffled = list(edits)
    random.shuffle(shuffled)
    assert merge(shuffled) == merge(edits)
    assert splice(data, shuffled) == splice(data, edits)


@given(data_and_edits(), st.integers(1, 64))
def test_stream_and_memory_agree(case, chunk):
    data, edits = case
    assert streamed(data, edits, chunk) == splice(data, edits)


def test_the_stream_is_read_in_chunks():
    class Counted(io.BytesIO):
        largest = 0

        def read(self, size=-1):
            assert size >= 0
            piece = super().read(size)
            self.largest = max(self.largest, len(piece))
            return piece

    src = Counted(bytes(10_000))
    splice_stream(src, io.BytesIO(), [Edit(5_000, 9_000, b"x")], chunk=100)
    assert src.largest == 100

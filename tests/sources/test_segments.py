from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.sources.encodings import Transcoder, to_utf8
from piiscan.sources.segments import SIZES, Sizes, segments
from piiscan.types import Blob

SMALL = Sizes(whole=64, segment=64, overlap=16)
LINES = st.lists(st.binary(max_size=40), max_size=40).map(b"\n".join)
# Multi-byte characters and long lines, so that cuts fall inside both.
TEXT = st.text(st.sampled_from("ab\n\r é✓\U0001f511"), max_size=600)


def check(blobs: list[Blob], data: bytes, sizes: Sizes) -> None:
    """Every byte is owned once, is where its segment says, and has its context on both sides."""
    margin = sizes.overlap // 2
    assert b"".join(owned(blob) for blob in blobs) == data
    for number, blob in enumerate(blobs):
        assert data.startswith(blob.data, blob.base_offset)
        assert blob.base_line == 1 + data.count(b"\n", 0, blob.base_offset)
        assert len(blob.data) <= sizes.segment
        if number > 0:
            assert blob.own_start >= margin
        if number < len(blobs) - 1:
            assert len(blob.data) - blob.own_end >= margin
            assert blob.own_end > blob.own_start
    assert [blob.own_start for blob in blobs[:1]] == [0]
    assert [blob.own_end for blob in blobs[-1:]] == [-1]


def owned(blob: Blob) -> bytes:
    return blob.data[blob.own_start : blob.own_end if blob.own_end >= 0 else None]


def cut(data: bytes, sizes: Sizes = SMALL) -> list[Blob]:
    return list(segments("f", io.BytesIO(data).read, sizes=sizes))


def test_nothing_is_one_empty_blob() -> None:
    assert cut(b"") == [Blob("f", b"")]


def test_what_fits_is_one_blob() -> None:
    assert cut(b"a\nb\n") == [Blob("f", b"a\nb\n")]


@pytest.mark.parametrize("sizes", [Sizes(64, 63, 16), Sizes(64, 64, 15), Sizes(1, 1, 1)])
def test_sizes_that_would_not_move_forward_are_refused(sizes: Sizes) -> None:
    with pytest.raises(ValueError, match="would not move forward"):
        cut(b"a", sizes)


def test_cuts_at_line_starts_where_there_are_any() -> None:
    blobs = cut(b"12\n" * 200)
    assert len(blobs) > 5
    assert all(blob.data.endswith(b"\n") and blob.data.startswith(b"1") for blob in blobs)
    assert all(owned(blob).startswith(b"1") for blob in blobs)


@given(st.one_of(LINES, st.binary(max_size=600)))
def test_segments_tile(data: bytes) -> None:
    check(cut(data), data, SMALL)


@given(TEXT)
def test_no_cut_splits_a_character(text: str) -> None:
    for blob in cut(text.encode()):
        blob.data.decode()
        owned(blob).decode()


@given(TEXT, st.integers(1, 70))
def test_readers_may_give_less_than_asked(text: str, most: int) -> None:
    data = text.encode()
    stream = io.BytesIO(data)
    blobs = list(segments("f", lambda size: stream.read(min(size, most)), sizes=SMALL))
    assert blobs == cut(data)


@given(TEXT, st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-be"]))
def test_base_offset_of_converted_text_counts_stored_bytes(text: str, encoding: str) -> None:
    stored = text.encode(encoding)
    read = Transcoder(io.BytesIO(stored).read, encoding).read
    blobs = list(segments("f", read, encoding=encoding, bom=2, sizes=SMALL))
    assert b"".join(owned(blob) for blob in blobs) == text.encode()
    for blob in blobs:
        assert to_utf8(stored[blob.base_offset :], encoding).startswith(blob.data)
        assert (blob.encoding, blob.bom) == (encoding, 2)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((b"x" * 99 + b"\n") * 209_716, id="20 MiB in lines"),
        pytest.param("é✓".encode() * 4_194_304, id="20 MiB in one line"),
    ],
)
def test_real_sizes(data: bytes) -> None:
    blobs = cut(data, SIZES)
    assert len(blobs) == 3
    check(blobs, data, SIZES)


def test_memory_does_not_grow_with_the_file() -> None:
    line = b"y" * 63 + b"\n"
    piece, left = line * 16384, 200

    def read(size: int) -> bytes:
        nonlocal left
        left -= 1
        return piece[:size] if left >= 0 else b""

    tracemalloc.start()
    count = sum(1 for _ in segments("f", read))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 20
    assert peak < 4 * SIZES.segment

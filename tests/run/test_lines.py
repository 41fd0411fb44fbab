"""Which lines go out together, and what a scan sees of the lines before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary import KEY_BLOCK
from piiscan.errors import MaskError
from piiscan.run import lines
from piiscan.run.lines import Context, opening, units
from piiscan.types import Blob

CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1"]


def in_pieces(data: bytes, size: int) -> Callable[[], bytes]:
    pieces = iter([data[at : at + size] for at in range(0, len(data), size)])
    return lambda: next(pieces, b"")


def cut(data: bytes, size: int = 1 << 16) -> list[bytes]:
    read = in_pieces(data, size)
    return list(units(opening(read), read))


def test_nothing_is_no_line():
    assert cut(b"") == []


@given(st.binary(max_size=400).filter(lambda data: 0 not in data), st.integers(1, 50))
def test_all_bytes_come_whatever_they_are(data: bytes, size: int):
    assert b"".join(cut(data, size)) == data
    assert cut(data, size) == cut(data)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [1, 3, 1 << 16])
def test_a_line_at_a_time(codec: str, size: int):
    # The odd ones have the bytes of a line end in them, in UTF-16 also across two units.
    odd = "x\n" if codec == "latin-1" else "\u0a0a\u0a00\u010a\n"
    text = ["a first line, long enough, é\n", "\r\n", odd, "the end, without an end"]
    mark = "\ufeff" if codec == "utf-32-be" else ""
    data = (mark + "".join(text)).encode(codec)
    found = cut(data, size)
    assert b"".join(found) == data
    encoding = opening(in_pieces(data, size)).encoding if codec.startswith("utf") else codec
    assert [unit.decode(encoding).removeprefix("\ufeff") for unit in found] == text


def test_the_first_line_is_enough_to_begin():
    asked = []

    def read() -> bytes:
        asked.append(1)
        return b"hello\n"

    assert opening(read) == (b"hello\n", "utf-8", 0)
    assert len(asked) == 1


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_a_key_block_comes_as_a_whole(size: int):
    data = f"a\n{KEY_BLOCK}\nb\nc".encode()
    assert cut(data, size) == [b"a\n", f"{KEY_BLOCK}\n".encode(), b"b\n", b"c"]


def test_a_block_on_one_line_holds_nothing_back():
    one = KEY_BLOCK.replace("\n", "\\n").encode()
    assert cut(one + b"\nb\n") == [one + b"\n", b"b\n"]


def test_a_block_without_an_end_is_held_back_for_so_long():
    begin = KEY_BLOCK.split("\n")[0].encode() + b"\n"
    many = [begin, *[b"x\n"] * 2000]
    assert list(map(len, cut(b"".join(many))))[:2] == [len(begin) + 2 * (lines.BLOCK_LINES - 1), 2]
    long = [begin, *[b"x" * 99 + b"\n"] * 2000]
    first = cut(b"".join(long))[0]
    assert lines.BLOCK_BYTES <= len(first) < lines.BLOCK_BYTES + 100
    assert cut(begin + b"x\ny") == [begin + b"x\ny"]


def test_a_line_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LONGEST", 1000)
    got = []
    with pytest.raises(MaskError, match="a line is longer"):
        got += _collected(in_pieces(b"a\nb\n" + b"x" * 2000, 64), got)
    assert got == [b"a\n", b"b\n"]


def _collected(read: Callable[[], bytes], got: list[bytes]) -> list[bytes]:
    for unit in units(opening(read), read):
        got.append(unit)
    return []


def _blobs(data: bytes) -> Iterator[Blob]:
    read = in_pieces(data, 100)
    start = opening(read)
    context = Context("a", start.encoding, start.bom)
    for unit in units(start, read):
        yield context.blob(unit)


def test_a_line_is_seen_with_those_before():
    seen = [(blob.data, blob.base_offset, blob.base_line) for blob in _blobs(b"\xef\xbb\xbfa\nb\nc")]
    assert seen == [(b"a\n", 0, 1), (b"a\nb\n", 0, 1), (b"a\nb\nc", 0, 1)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_the_context_is_bounded_starts_at_a_line_and_knows_its_place(codec: str):
    text = "".join(f"line {number} é\n" for number in range(500))
    for number, blob in enumerate(_blobs(text.encode(codec))):
        assert blob.data.decode().endswith(f"line {number} é\n")
        assert len(blob.data) <= lines.CONTEXT + 20
        assert blob.data.startswith(f"line {blob.base_line - 1} ".encode())
        before = "".join(text.splitlines(keepends=True)[: blob.base_line - 1])
        assert blob.base_offset == len(before.encode("utf-16-le" if codec == "utf-16" else codec))
        assert blob.data[blob.own_start : blob.own_end].count(b"\n") in (min(number + 1, 3), 4)


def test_the_head_is_kept():
    context = Context("a", "utf-8", 3)
    for unit in (b"\xef\xbb\xbfone\n", b"x" * 5000 + b"\n", b"y" * 5000 + b"\n"):
        context.blob(unit)
    assert context.head == (b"one\n" + b"x" * 5000 + b"\n" + b"y" * 5000)[: 8 << 10]

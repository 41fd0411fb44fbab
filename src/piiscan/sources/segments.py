"""Cut what is too large for one blob into overlapping segments that own every byte exactly once.

    segment 1   |=========================|........|
    segment 2                    |........|=========================|........|
                                 ^ start  ^ own boundary   cut end  ^ of 1

A finding belongs to the segment in whose own range (``=``) it starts. It is seen whole, with its context on
both sides, because at least half of the overlap lies on either side of every own boundary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from piiscan.sources.encodings import stored_offset, text_codec, utf16_units
from piiscan.types import Blob


class Sizes(NamedTuple):
    """All in bytes; tests pass small ones."""

    whole: int = 16 << 20
    """Up to here a file is one blob."""
    segment: int = 8 << 20
    """The most that one segment holds; peak memory is about three of them."""
    overlap: int = 128 << 10
    """The least that neighbours share: more than twice the longest window of a rule, 32 KiB. Cutting at
    line starts makes it up to half as much again."""


SIZES = Sizes()


def segments(
    path: str,
    read: Callable[[int], bytes],
    *,
    encoding: str = "utf-8",
    bom: int = 0,
    sizes: Sizes = SIZES,
) -> Iterator[Blob]:
    """Yield the segments of what ``read(size)`` gives: at most about ``size`` bytes, b"" at the end.

    ``read`` gives ASCII-compatible bytes, UTF-8 where ``encoding`` is UTF-16/32, without the mark.
    """
    if sizes.segment < 4 * sizes.overlap or sizes.overlap < 16:
        raise ValueError(f"segments would not move forward: {sizes}")
    margin = sizes.overlap // 2
    data, base_offset, base_line, own_start = b"", 0, 1, 0
    before = (0, 0, 0)
    while True:
        data, ended = _filled(data, read, sizes.segment)
        if ended:
            yield Blob(path, data, encoding, bom, base_offset, base_line, own_start, -1, *before)
            return
        end = _cut(data, len(data) - 1, margin)
        own_end = _cut(data, end - margin, margin // 2)
        start = _cut(data, own_end - margin, margin // 2)
        yield Blob(path, data[:end], encoding, bom, base_offset, base_line, own_start, own_end, *before)
        before = _on_the_line(data[:end], start, encoding, before)
        base_offset += stored_offset(data[:start], encoding)
        base_line += data.count(b"\n", 0, start)
        own_start = own_end - start
        data = data[start:]


def _on_the_line(data: bytes, upto: int, encoding: str, before: tuple[int, int, int]) -> tuple[int, int, int]:
    """Code points, UTF-16 units and bytes of the line that ``upto`` stands in, as far as they stand before it.

    ``before`` are those of the line that ``data`` begins in.
    """
    begin = data.rfind(b"\n", 0, upto) + 1
    if begin == upto:
        return 0, 0, 0
    text = data[begin:upto].decode(*text_codec(data, encoding))
    characters, units, size = (0, 0, 0) if begin else before
    return characters + len(text), units + utf16_units(text), size + upto - begin


def _filled(data: bytes, read: Callable[[int], bytes], size: int) -> tuple[bytes, bool]:
    pieces, have = [data], len(data)
    while have < size:
        piece = read(size - have)
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces), False


def _cut(data: bytes, latest: int, slack: int) -> int:
    """The last line start in the ``slack`` bytes up to ``latest``, else ``latest`` or the character's start.

    Half a character would make a valid UTF-8 file look like Latin-1. ``latest`` is below ``len(data)``.
    """
    newline = data.rfind(b"\n", latest - slack, latest)
    if newline >= 0:
        return newline + 1
    for back in range(4):
        if data[latest - back] & 0xC0 != 0x80:
            return latest - back
    return latest

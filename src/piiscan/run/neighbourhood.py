"""Parts of a text with what stands round them: as much as rules look at, so that they find there what they find in all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from piiscan.compiled import regex

Span = tuple[int, int]


class Region(NamedTuple):
    """A part of a text that has to be scanned, end exclusive."""

    start: int
    end: int
    first: int
    """Where the first byte is that differs from what was scanned before; what stands before it is its neighbourhood."""
    last: int
    """Behind the last one."""


#: Bytes on either side of what differs, before whole lines are made of it: rules look at neighbouring lines as far
#: as 600 bytes. What looks further only makes a finding less of one, and that is asked of the whole file again.
MARGIN: Final = 640
#: A line is scanned whole up to here, in either direction: no rule looks at more.
LINE: Final = 32 << 10

_BEGINS: Final = (b"-----BEGIN ", b"PuTTY-User-Key-File-")
_END: Final = regex(rb"-----END |Private-MAC:")
#: What is a secret here is told by a word that may stand anywhere in the document.
_WHOLE: Final = regex(rb"kind[\"']?[ \t]{0,9}:[ \t]{0,9}[\"']?Secret")


def has_blocks(data: bytes) -> bool:
    """Whether keys of many lines may stand there: a region must have the whole of one."""
    return any(begin in data for begin in _BEGINS)


def is_document(data: bytes, may_be_table: bool) -> bool:
    """Whether it must be scanned as a whole, since a word that stands anywhere decides, or the names of a table's columns.

    ``may_be_table``: what `may_hold_columns` says of its path.
    """
    if b"Secret" in data and _WHOLE.search(data) is not None:
        return True
    if not may_be_table:
        return False
    from piiscan.detect import columns  # few files have any

    return columns.decide(data)


def regions_of(data: bytes, spans: Iterable[Span], margin: int) -> list[Region]:
    """What has to be scanned where ``spans`` are new, which are by position and apart."""
    near = _joined(spans, 2 * margin)
    return _united(Region(*_widened(data, span, margin), *span) for span in near)


def with_blocks(data: bytes, regions: Iterable[Region]) -> list[Region]:
    """``regions``, each with the whole of a key that it has a part of."""
    return _united(
        Region(*_with_block(data, region.start, region.end), region.first, region.last) for region in regions
    )


def _widened(data: bytes, span: Span, margin: int) -> Span:
    """With the margin, and whole lines."""
    start, end = max(0, span[0] - margin), min(len(data), span[1] + margin)
    newline = data.find(b"\n", end, end + LINE)
    before = data.rfind(b"\n", max(0, start - LINE), start) + 1
    return before or max(0, start - LINE), min(len(data), end + LINE) if newline < 0 else newline


def _with_block(data: bytes, start: int, end: int) -> Span:
    """With the whole of a key that begins before or ends behind. Only of a few paths is this asked."""
    opened = _last_begin(data, max(0, start - LINE), start)
    if opened >= 0 and not _END.search(data, opened, start):
        start = opened
    opened = _last_begin(data, start, end)
    if opened >= 0:
        closed = _END.search(data, opened, min(len(data), end + LINE))
        if closed and closed.end() > end:
            newline = data.find(b"\n", closed.end())
            end = len(data) if newline < 0 else newline
    return start, end


def _last_begin(data: bytes, start: int, end: int) -> int:
    """Where the last key there begins; -1: none does."""
    return max(data.rfind(begin, start, end) for begin in _BEGINS)


def _joined(spans: Iterable[Span], gap: int) -> list[Span]:
    """Those no more than ``gap`` apart as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1] + gap:
            found[-1] = (min(start, found[-1][0]), max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _united(regions: Iterable[Region]) -> list[Region]:
    """Those that touch as one."""
    found: list[Region] = []
    for region in regions:
        if found and region.start <= found[-1].end:
            other = found[-1]
            found[-1] = Region(
                min(region.start, other.start), max(region.end, other.end), other.first, region.last
            )
        else:
            found.append(region)
    return found

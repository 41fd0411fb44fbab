"""Puts replacements into bytes, in memory or in a stream of any size; all other bytes stay."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edit:
    """``data[start:end]`` becomes ``replacement``. Byte offsets in the stored file, end exclusive."""

    start: int
    end: int
    replacement: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an edit must span at least one byte, not {self.start} to {self.end}")


def clusters(items: Iterable[T], span: Callable[[T], tuple[int, int]]) -> Iterator[list[T]]:
    """``items`` by position, in groups that overlap in a chain; spans that only touch are apart."""
    group: list[T] = []
    reach = 0
    for item in sorted(items, key=span):
        start, end = span(item)
        if group and start >= reach:
            yield group
            group = []
        reach = max(reach, end) if group else end
        group.append(item)
    if group:
        yield group


def merge(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Disjoint edits in order. A group that overlaps is replaced once, by its longest edit's replacement.

    Among equally long ones the first wins, then the smaller replacement, so the order given never matters.
    """
    return tuple(_union(group) for group in clusters(edits, lambda edit: (edit.start, edit.end)))


def _union(group: Sequence[Edit]) -> Edit:
    if len(group) == 1:  # as nearly always
        return group[0]
    winner = min(group, key=lambda edit: (edit.start - edit.end, edit.start, edit.replacement))
    return Edit(min(edit.start for edit in group), max(edit.end for edit in group), winner.replacement)


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """``data`` with all ``edits`` done at once. Raises ``ValueError`` where one reaches past the end."""
    parts, at = [], 0
    for edit in merge(edits):
        if edit.end > len(data):
            raise ValueError(f"an edit ends at {edit.end}, but there are only {len(data)} bytes")
        parts += [data[at : edit.start], edit.replacement]
        at = edit.end
    parts.append(data[at:])
    return b"".join(parts)


def splice_stream(src: BinaryIO, dst: BinaryIO, edits: Iterable[Edit], *, chunk: int = 1 << 20) -> None:
    """Copies ``src`` to ``dst`` as ``splice`` would, holding at most ``chunk`` bytes of it at a time.

    Both are buffered or blocking streams; ``src`` need not seek. Raises ``ValueError`` where an edit reaches
    past the end of ``src``; what was written by then is of no use.
    """
    replace_spans(src, dst, ((edit.start, edit.end, edit.replacement) for edit in merge(edits)), chunk=chunk)


def replace_spans(
    src: BinaryIO,
    dst: BinaryIO,
    spans: Iterable[tuple[int, int, bytes]],
    *,
    chunk: int = 1 << 20,
    removed: list[bytes] | None = None,
) -> None:
    """As ``splice_stream``, for spans that are disjoint and in order; an empty one inserts.

    ``removed`` gets what stood in each span.
    """
    at = 0
    for start, end, text in spans:
        _copy(src, dst, start - at, chunk)
        gone = io.BytesIO() if removed is not None else None
        _copy(src, gone, end - start, chunk)
        if removed is not None and gone is not None:
            removed.append(gone.getvalue())
        dst.write(text)
        at = end
    while piece := src.read(chunk):
        dst.write(piece)


def _copy(src: BinaryIO, dst: BinaryIO | None, length: int, chunk: int) -> None:
    while length:
        piece = src.read(min(chunk, length))
        if not piece:
            raise ValueError("an edit reaches past the end of the stream")
        if dst is not None:
            dst.write(piece)
        length -= len(piece)

"""Which spans of a previewed file are shown as something else, so that no value is printed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from piiscan.mask.encoding import encode, unit_width
from piiscan.mask.line_index import LineIndex
from piiscan.mask.segments import DOTS, Segment
from piiscan.mask.splice import Edit, clusters

Span = tuple[int, int]

#: A value of this many bytes is hidden wherever it shows up, a shorter one only as a whole word.
_DISTINCT = 8
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """On the removed side it shows as dots, on the added side as ``text``."""

    start: int
    end: int
    text: str


class Marks:
    """Edits, and what they leave of the hidden spans; in order, disjoint."""

    def __init__(self, index: LineIndex, edits: Sequence[Edit], hidden: Iterable[Span]) -> None:
        self._index = index
        marks = [Mark(edit.start, edit.end, index.decode(edit.replacement)) for edit in edits]
        marks += [self._dots(start, end) for start, end in _remainders(edits, hidden) if start < end]
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._ends = [mark.end for mark in self._marks]

    def _dots(self, start: int, end: int) -> Mark:
        breaks = self._index.line_of(end) - self._index.line_of(start)
        return Mark(start, end, "\n".join([DOTS] * (breaks + 1)))

    def segments(self, start: int, end: int, *, after: bool) -> Iterator[Segment]:
        """The text from ``start`` to ``end`` in parts, as it is or as it will be ``after`` the edits."""
        at = start
        for number in range(bisect_left(self._ends, start + 1), len(self._marks)):
            mark = self._marks[number]
            if mark.start >= end:
                break
            yield Segment(self._index.text(at, mark.start))
            yield Segment(mark.text if after else DOTS, kept=True)
            at = mark.end
        yield Segment(self._index.text(at, end))


def _remainders(edits: Sequence[Edit], hidden: Iterable[Span]) -> Iterator[Span]:
    ends = [edit.end for edit in edits]
    for group in clusters(hidden, lambda span: span):
        start, end = group[0][0], max(last for _, last in group)
        for number in range(bisect_left(ends, start + 1), len(edits)):
            if edits[number].start >= end:
                break
            yield start, edits[number].start
            start = max(start, edits[number].end)
        yield start, end


def repeats(index: LineIndex, values: Iterable[Span], within: Iterable[Span]) -> Iterator[Span]:
    """Where in the spans ``within`` one of the values stands, perhaps in a place that no rule covers."""
    data, width = index.data, unit_width(index.encoding)
    pattern = _any_of({data[start:end] for start, end in values}, index.encoding)
    if pattern is None:
        return
    for start, end in within:
        yield from (
            found.span() for found in pattern.finditer(data, start, end) if found.start() % width == 0
        )


def _any_of(values: Iterable[bytes], encoding: str) -> re.Pattern[bytes] | None:
    """Matches each value, and each inner line of one that has several."""
    newline = encode("\n", encoding)
    parts = {part for value in values for part in (value, *value.split(newline)[1:-1])}
    patterns = [_pattern(part, encoding) for part in sorted(parts, key=lambda part: (-len(part), part))]
    known = [pattern for pattern in patterns if pattern]
    return re.compile(b"|".join(known)) if known else None


def _pattern(value: bytes, encoding: str) -> bytes:
    width = unit_width(encoding)
    if len(value) < _SHORTEST * width:
        return b""
    escaped = re.escape(value)
    if width > 1 or len(value) >= _DISTINCT:
        return escaped
    return rb"(?<![A-Za-z0-9])" + escaped + rb"(?![A-Za-z0-9])"

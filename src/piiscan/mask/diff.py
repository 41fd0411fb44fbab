"""Shows what masking would do, as a unified diff that never prints a value that was found.

Not an input for ``patch``: on the removed side each value is three dots, whatever its length, and long lines are
cut. It is built from the edits, not by comparing texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from piiscan.mask.encoding import encode, unit_width
from piiscan.mask.line import DOTS, Line, Segment, shown, split_lines
from piiscan.mask.lines import LineIndex
from piiscan.mask.splice import Edit, clusters, merge
from piiscan.mask.visible import visible

Span = tuple[int, int]

CONTEXT = 3
_COLOURS = {"-": "31", "+": "32", "@": "36"}
#: A value of this many bytes is hidden wherever it shows up, a shorter one only as a whole word.
_DISTINCT = 8
_SHORTEST = 3


def preview(
    path: str,
    data: bytes,
    edits: Iterable[Edit],
    *,
    encoding: str = "utf-8",
    hidden: Iterable[Span] = (),
    colour: bool = False,
) -> str:
    """A unified diff of ``data`` (the stored file in ``encoding``) and ``splice(data, edits)``; empty without edits.

    ``hidden`` are byte spans of values that were found and will stay: they are dotted on both sides, as is every
    other occurrence of a value in the lines shown. Lines end in LF; control characters are spelt out. Raises
    ``ValueError`` where an edit reaches past the end of ``data``.
    """
    wanted = merge(edits)
    if not wanted:
        return ""
    if wanted[-1].end > len(data):
        raise ValueError(f"an edit ends at {wanted[-1].end}, but there are only {len(data)} bytes")
    name = visible(path)
    lines = [f"--- a/{name}", f"+++ b/{name}", *_Diff(data, wanted, tuple(hidden), encoding).lines()]
    return "".join(f"{_coloured(line) if colour else line}\n" for line in lines)


def _coloured(line: str) -> str:
    code = "1" if line.startswith(("--- a/", "+++ b/")) else _COLOURS.get(line[0])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span that is shown as something else: text on the added side, dots on the removed one."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines ``first`` to ``last`` (from 0, ``last`` exclusive) that change together."""

    first: int
    last: int


class _Diff:
    def __init__(self, data: bytes, edits: Sequence[Edit], hidden: Sequence[Span], encoding: str) -> None:
        self.index = LineIndex(data, encoding)
        self.hunks = list(self._hunks(edits))
        self.marks = self._marks(edits, [*hidden, *self._repeats(edits, hidden)])
        self.ends = [mark.end for mark in self.marks]

    def _hunks(self, edits: Sequence[Edit]) -> Iterator[list[_Block]]:
        """Blocks whose context lines meet, in groups."""
        touched = ((self.index.line_of(edit.start), self.index.line_of(edit.end) + 1) for edit in edits)
        blocks = [
            _Block(group[0][0], max(last for _, last in group))
            for group in clusters(touched, lambda span: span)
        ]
        hunk = blocks[:1]
        for block in blocks[1:]:
            if block.first - hunk[-1].last > 2 * CONTEXT:
                yield hunk
                hunk = []
            hunk.append(block)
        yield hunk

    def _extent(self, hunk: list[_Block]) -> tuple[int, int]:
        return max(0, hunk[0].first - CONTEXT), min(len(self.index), hunk[-1].last + CONTEXT)

    def _repeats(self, edits: Sequence[Edit], hidden: Sequence[Span]) -> Iterator[Span]:
        """Where in the lines shown a value stands once more, perhaps in a place that no rule covers."""
        data, width = self.index.data, unit_width(self.index.encoding)
        spans = [*((edit.start, edit.end) for edit in edits), *hidden]
        pattern = _any_of({data[start:end] for start, end in spans}, self.index.encoding)
        if pattern is None:
            return
        for hunk in self.hunks:
            first, last = self._extent(hunk)
            for found in pattern.finditer(data, self.index.start(first), self.index.start(last)):
                if found.start() % width == 0:
                    yield found.span()

    def _marks(self, edits: Sequence[Edit], hidden: Sequence[Span]) -> list[_Mark]:
        """Edits, and what of the hidden spans they leave, in order and disjoint."""
        marks = [_Mark(edit.start, edit.end, self.index.decode(edit.replacement)) for edit in edits]
        ends = [edit.end for edit in edits]
        for group in clusters(hidden, lambda span: span):
            start, end = group[0][0], max(last for _, last in group)
            for edit in edits[bisect_left(ends, start + 1) :]:
                if edit.start >= end:
                    break
                marks += self._dots(start, edit.start)
                start = max(start, edit.end)
            marks += self._dots(start, end)
        return sorted(marks, key=lambda mark: mark.start)

    def _dots(self, start: int, end: int) -> list[_Mark]:
        if start >= end:
            return []
        breaks = self.index.line_of(end) - self.index.line_of(start)
        return [_Mark(start, end, "\n".join([DOTS] * (breaks + 1)))]

    def lines(self) -> Iterator[str]:
        shift = 0
        for hunk in self.hunks:
            first, last = self._extent(hunk)
            body, at = [], first
            for block in hunk:
                body += [*self._context(at, block.first), *self._removed(block), *self._added(block)]
                at = block.last
            body += self._context(at, last)
            old = sum(line[0] in " -" for line in body)
            new = sum(line[0] in " +" for line in body)
            yield f"@@ -{first + 1},{old} +{first + 1 + shift},{new} @@"
            yield from body
            shift += new - old

    def _context(self, first: int, last: int) -> Iterator[str]:
        for number in range(first, last):
            yield from self._line(" ", number)

    def _removed(self, block: _Block) -> Iterator[str]:
        for number in range(block.first, block.last):
            yield from self._line("-", number)

    def _line(self, sign: str, number: int) -> Iterator[str]:
        start, end = self.index.content(number)
        yield sign + shown(list(self._segments(start, end, dotted=True)))
        if not self.index.is_ended(number):
            yield "\\ No newline at end of file"

    def _added(self, block: _Block) -> Iterator[str]:
        start, end = self.index.start(block.first), self.index.start(block.last)
        after: list[Line] = split_lines(self._segments(start, end, dotted=False))
        ended = not after[-1]  # what follows the last LF is no line
        for line in after[:-1] if ended else after:
            yield "+" + shown(line)
        if not ended:
            yield "\\ No newline at end of file"

    def _segments(self, start: int, end: int, *, dotted: bool) -> Iterator[Segment]:
        at = start
        for mark in self.marks[bisect_left(self.ends, start + 1) :]:
            if mark.start >= end:
                break
            yield Segment(self.index.text(at, mark.start))
            yield Segment(DOTS if dotted else mark.text, kept=True)
            at = mark.end
        yield Segment(self.index.text(at, end))


def _any_of(values: Iterable[bytes], encoding: str) -> re.Pattern[bytes] | None:
    """Matches each value, and each long line of one that has several."""
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

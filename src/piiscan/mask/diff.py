"""Shows what masking would do, as a unified diff that never prints a value that was found.

Not an input for ``patch``: on the removed side each value is three dots, whatever its length, and long lines
are cut. It is built from the edits, not by comparing texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from piiscan.mask.line_index import LineIndex
from piiscan.mask.marks import Marks, Span, repeats
from piiscan.mask.segments import shown, split_lines
from piiscan.mask.splice import Edit, clusters, merge
from piiscan.mask.visible import visible

CONTEXT = 3
_COLOURS = {"-": "31", "+": "32", "@": "36"}
_NO_NEWLINE = "\\ No newline at end of file"


def preview(
    path: str,
    data: bytes,
    edits: Iterable[Edit],
    *,
    encoding: str = "utf-8",
    hidden: Iterable[Span] = (),
    colour: bool = False,
) -> str:
    """A unified diff of ``data`` (the stored file) and ``splice(data, edits)``; empty without edits.

    ``encoding`` is the file's. ``hidden`` are byte spans of values that were found and will stay: they are
    dotted on both sides, as is every other occurrence of a value in the lines shown. Lines end in LF, control
    characters are spelt out. Raises ``ValueError`` where an edit reaches past the end of ``data``.
    """
    wanted = merge(edits)
    if not wanted:
        return ""
    if wanted[-1].end > len(data):
        raise ValueError(f"an edit ends at {wanted[-1].end}, but there are only {len(data)} bytes")
    name = visible(path)
    diff = _Diff(LineIndex(data, encoding), wanted, tuple(hidden))
    lines = [f"--- a/{name}", f"+++ b/{name}", *diff.lines()]
    return "".join(f"{_coloured(line) if colour else line}\n" for line in lines)


def _coloured(line: str) -> str:
    code = "1" if line.startswith(("--- a/", "+++ b/")) else _COLOURS.get(line[0])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines ``first`` to ``last`` (from 0, ``last`` exclusive) that change together."""

    first: int
    last: int


class _Diff:
    def __init__(self, index: LineIndex, edits: Sequence[Edit], hidden: Sequence[Span]) -> None:
        self._index = index
        self._hunks = list(_hunks(_blocks(index, edits)))
        shown_spans = [tuple(map(index.start, self._extent(hunk))) for hunk in self._hunks]
        values = [*((edit.start, edit.end) for edit in edits), *hidden]
        again = repeats(index, values, ((start, end) for start, end in shown_spans))
        self._marks = Marks(index, edits, [*hidden, *again])

    def _extent(self, hunk: Sequence[_Block]) -> tuple[int, int]:
        return max(0, hunk[0].first - CONTEXT), min(len(self._index), hunk[-1].last + CONTEXT)

    def lines(self) -> Iterator[str]:
        shift = 0
        for hunk in self._hunks:
            first, _ = self._extent(hunk)
            body = list(self._body(hunk))
            old = sum(line[0] in " -" for line in body)
            new = sum(line[0] in " +" for line in body)
            yield f"@@ -{first + 1},{old} +{first + 1 + shift},{new} @@"
            yield from body
            shift += new - old

    def _body(self, hunk: Sequence[_Block]) -> Iterator[str]:
        at, end = self._extent(hunk)
        for block in hunk:
            yield from self._lines(" ", at, block.first)
            yield from self._lines("-", block.first, block.last)
            yield from self._added(block)
            at = block.last
        yield from self._lines(" ", at, end)

    def _lines(self, sign: str, first: int, last: int) -> Iterator[str]:
        for number in range(first, last):
            start, end = self._index.content(number)
            yield sign + shown(self._marks.segments(start, end, after=False))
            if not self._index.is_ended(number):
                yield _NO_NEWLINE

    def _added(self, block: _Block) -> Iterator[str]:
        start, end = self._index.start(block.first), self._index.start(block.last)
        *lines, rest = split_lines(self._marks.segments(start, end, after=True))
        yield from ("+" + shown(line) for line in lines)
        if rest:  # what follows the last LF
            yield "+" + shown(rest)
            yield _NO_NEWLINE


def _blocks(index: LineIndex, edits: Iterable[Edit]) -> Iterator[_Block]:
    """Runs of neighbouring lines that edits touch; a line whose LF goes takes the next one along."""
    touched = [(index.line_of(edit.start), index.line_of(edit.end) + 1) for edit in edits]
    for group in clusters(touched, lambda lines: (lines[0], lines[1] + 1)):
        yield _Block(group[0][0], max(last for _, last in group))


def _hunks(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    """Blocks in groups whose context lines meet."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk

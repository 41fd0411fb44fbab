"""From findings to edits: one edit for each value, in the form that its place in the file allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from piiscan.errors import MaskError
from piiscan.mask.context import choose
from piiscan.mask.encoding import ascii_compatible, splits_character, unit_width
from piiscan.mask.kind import HEAD, Syntax, syntax_of
from piiscan.mask.placeholder import is_placeholder, replacement
from piiscan.mask.splice import Edit, clusters
from piiscan.mask.visible import visible
from piiscan.types import Category, Finding

#: ``read(start, end)`` gives these bytes of the stored file, fewer only at its end.
Reader = Callable[[int, int], bytes]

#: How many bytes on each side of a value decide its style. Only minified code has longer lines.
WINDOW = 4096

#: Which of several findings on one span names the placeholder: what does most harm comes first.
_PRIORITY = {
    category: rank
    for rank, category in enumerate(
        (
            Category.KEY,
            Category.PASSWORD,
            Category.ID,
            Category.EMAIL,
            Category.USERNAME,
            Category.NAME,
            Category.IP_ADDRESS,
        )
    )
}


def bytes_reader(data: bytes) -> Reader:
    """Reads from memory."""
    return lambda start, end: data[start:end]


def file_reader(handle: BinaryIO) -> Reader:
    """Reads from an open file, which must stay open; its position moves."""

    def read(start: int, end: int) -> bytes:
        handle.seek(start)
        return handle.read(end - start)

    return read


def plan(findings: Iterable[Finding], read: Reader, *, encoding: str = "utf-8") -> tuple[Edit, ...]:
    """The edits that mask ``findings``, all of one file stored in ``encoding``; disjoint and in order.

    Findings that overlap become one edit over all of them. A value that is a placeholder already, or would
    be replaced by itself, gives no edit. Raises ``MaskError`` where a span is not in the file or cuts a
    character, ``ValueError`` for findings of several files.
    """
    wanted = list(findings)
    if not wanted:
        return ()
    if len({finding.path for finding in wanted}) > 1:
        raise ValueError("findings of several files cannot be masked in one")
    syntax = syntax_of(wanted[0].path, ascii_compatible(read(0, HEAD), encoding))
    groups = clusters(wanted, lambda finding: (finding.start_offset, finding.end_offset))
    edits = (_edit(group, read, encoding, syntax) for group in groups)
    return tuple(edit for edit in edits if edit is not None)


def _edit(group: Sequence[Finding], read: Reader, encoding: str, syntax: Syntax) -> Edit | None:
    winner = min(group, key=_preference)
    start = min(finding.start_offset for finding in group)
    end = max(finding.end_offset for finding in group)
    value = read(start, end)
    if start < 0 or not value or len(value) != end - start:
        raise MaskError(f"{visible(winner.path)}: changed since it was scanned")
    before, after = read(max(0, start - WINDOW), start), read(end, end + WINDOW)
    _check_characters(winner.path, before, value, after, start, encoding)
    if is_placeholder(value, encoding):
        return None
    style = choose(
        syntax,
        ascii_compatible(before, encoding),
        ascii_compatible(after, encoding),
        ascii_compatible(value, encoding),
        whole_line=start <= WINDOW or b"\n" in before,
    )
    text = replacement(winner, value, encoding=encoding, style=style)
    return Edit(start, end, text) if text != value else None


def _preference(finding: Finding) -> tuple[int, int, int, str]:
    length = finding.end_offset - finding.start_offset
    return (_PRIORITY[finding.category], -length, finding.start_offset, finding.code)


def _check_characters(
    path: str, before: bytes, value: bytes, after: bytes, start: int, encoding: str
) -> None:
    width = unit_width(encoding)
    if (
        start % width  # a byte order mark is as wide as a unit, so units lie at multiples
        or len(value) % width
        or splits_character(before[-4:], value[:4], encoding)
        or splits_character((before[-4:] + value)[-4:], after[:4], encoding)
    ):
        raise MaskError(f"{visible(path)}: a finding at byte {start} begins or ends inside a character")

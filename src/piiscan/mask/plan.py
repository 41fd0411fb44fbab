"""From findings to edits: one edit for each value, in the form that its place in the file allows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from piiscan.errors import MaskError
from piiscan.mask.encoding import ascii_compatible, splits_character, unit_width
from piiscan.mask.policies.distinct import Keys
from piiscan.mask.policies.policy import Policies
from piiscan.mask.policies.render import is_written, render
from piiscan.mask.policies.spot import Spot
from piiscan.mask.splice import Edit, clusters
from piiscan.mask.syntax.context import choose
from piiscan.mask.syntax.extent import begun, edges, missing
from piiscan.mask.syntax.kind import HEAD, Syntax, syntax_of
from piiscan.mask.visible import visible
from piiscan.types import Category, Finding

#: ``read(start, end)`` gives these bytes of the stored file, fewer only at its end.
Reader = Callable[[int, int], bytes]

#: How many bytes on each side of a value decide its style. Only minified code has longer lines.
WINDOW = 4096

#: What a PDF begins with, and an Illustrator file, few of which are binary by their first bytes.
_COUNTED = b"%PDF-"

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


def plan(
    findings: Iterable[Finding], read: Reader, *, encoding: str = "utf-8", policies: Policies | None = None
) -> tuple[Edit, ...]:
    """The edits that mask ``findings``, all of one file stored in ``encoding``; disjoint and in order.

    Findings that overlap become one edit over all of them. A value that masking has written, or that would
    be replaced by itself, gives no edit. ``policies`` are those of the whole run; without them all become
    placeholders. An edit for ``env`` may span the quotes round a value too. Raises ``MaskError`` where a span
    is not in the file or cuts a character, and for a PDF; ``ValueError`` for findings of several files; and what the key of
    ``policies`` raises.
    """
    wanted = list(findings)
    if not wanted:
        return ()
    if len({finding.path for finding in wanted}) > 1:
        raise ValueError("findings of several files cannot be masked in one")
    policies = policies or Policies()
    if policies.count:
        policies.keep_off(read, lambda data: ascii_compatible(data, encoding))
    head = ascii_compatible(read(0, HEAD), encoding)
    if head.startswith(_COUNTED):
        raise MaskError(
            f"{visible(wanted[0].path)}: a PDF's index counts its bytes, and would be wrong; left as it is",
            hint="make it anew from its source",
        )
    syntax = syntax_of(wanted[0].path, head)
    groups = [*clusters(wanted, lambda finding: (finding.start_offset, finding.end_offset))]
    spans = [(0, 0), *map(_span, groups), (sys.maxsize, sys.maxsize)]
    edits, keys = [], Keys(read)
    for group, left, (start, end), right in zip(groups, spans, spans[1:], spans[2:], strict=False):
        room = (start - left[1], right[0] - end)
        edits.append(_edit(group, (start, end), room, read, encoding, syntax, policies, keys))
    return tuple(edit for edit in edits if edit is not None)


def _span(group: Sequence[Finding]) -> tuple[int, int]:
    return min(finding.start_offset for finding in group), max(finding.end_offset for finding in group)


def _edit(
    group: Sequence[Finding],
    span: tuple[int, int],
    room: tuple[int, int],
    read: Reader,
    encoding: str,
    syntax: Syntax,
    policies: Policies,
    keys: Keys,
) -> Edit | None:
    """``room``: how many bytes there are to the spans on both sides."""
    winner = min(group, key=_preference)
    start, end = span
    value = read(start, end)
    if start < 0 or not value or len(value) != end - start:
        raise MaskError(f"{visible(winner.path)}: changed since it was scanned")
    before, after = read(max(0, start - WINDOW), start), read(end, end + WINDOW)
    _check_characters(winner.path, before, value, after, start, encoding)
    if is_written(value, encoding):
        return None
    width = unit_width(encoding)
    fewer, more = _moved(winner, syntax, encoding, before, value, after)
    if more * width > room[1]:
        more = 0
    if fewer or more:
        start, end = start + fewer * width, end + more * width
        before, value, after = read(max(0, start - WINDOW), start), read(start, end), read(end, end + WINDOW)
        room = (room[0], room[1] - more * width)
    plain_before, plain_after = ascii_compatible(before, encoding), ascii_compatible(after, encoding)
    whole_line = start <= WINDOW or b"\n" in before
    style = choose(
        syntax, plain_before, plain_after, ascii_compatible(value, encoding), whole_line=whole_line
    )
    spot = Spot(
        winner,
        value,
        encoding,
        syntax,
        style,
        plain_before,
        plain_after,
        whole_line,
        room[0] // width,
        room[1] // width,
    )
    written = render(spot, policies)
    if written.quotes:
        return Edit(start - width, end + width, written.text)
    text = keys.distinct(spot, written.text, policies)
    return Edit(start, end, text) if text != value else None


def _moved(
    finding: Finding, syntax: Syntax, encoding: str, before: bytes, value: bytes, after: bytes
) -> tuple[int, int]:
    """By how many characters the value begins and ends later than its rule says; the second may be negative."""
    left, inside, right = (ascii_compatible(text, encoding) for text in (before, value, after))
    first, last = edges(finding.category, inside)
    fewer = max(begun(syntax, finding.path, left, inside), first)
    if last:
        return fewer, -last
    return fewer, missing(syntax, finding.path, finding.category, left, inside, right)


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

"""``primaryLocationLineHash``: how GitHub code scanning knows an alert again when its line has moved.

For each line, the polynomial in 37 over the 100 UTF-16 code units from the line's first character on,
modulo 2**64, in hexadecimal, a colon, and which line with that hash it is. Spaces and tabs are left out
wherever they stand, CRLF and CR count as LF, and the text is followed by 0xFFFF and then NULs. The 100
units run on into the next lines.

piiscan gives it the masked text, see docs/formats.md.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, islice

from piiscan.compiled import regex

_WINDOW = 100
_BASE = 37
_BITS = (1 << 64) - 1
_BASE_TO_WINDOW = pow(_BASE, _WINDOW, 1 << 64)
_END = "\uffff" + "\0" * _WINDOW
_NATIVE = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_ASTRAL = regex(r"[^\u0000-\uffff]")
_BREAK = regex(r"\n")
_LONE_CR = regex(r"\r(?!\n)")


def line_hashes(text: str) -> list[str]:
    """The hash of every line; item 0 is line 1. A text has one line more than it has line breaks."""
    return [_shown(*each) for each in _numbered(text, None)]


def hash_of_lines(text: str, wanted: Collection[int]) -> dict[int, str]:
    """The hashes of the lines with these numbers; numbers that ``text`` does not have are left out.

    Lines count as in ``Finding``, from 1 and each ending at LF; ``line_hashes`` counts a lone CR as an end
    too, as GitHub does, and so a line that holds one gets the hash of its first part. Costs about 80 ns per
    character up to the last wanted line: which occurrence a line is depends on all the lines before it.
    """
    last = max(wanted, default=0)
    if last < 1:
        return {}
    counted = _counted_lines(text, last)
    hashes = _numbered(text, counted[-1])
    there = (line for line in sorted(wanted) if 1 <= line <= len(counted))
    return {line: _shown(*hashes[counted[line - 1] - 1]) for line in there}


def _counted_lines(text: str, last: int) -> Sequence[int]:
    """For each line that ends at LF, up to ``last``, its number where a lone CR ends a line as well."""
    if not _LONE_CR.search(text):
        return range(1, min(last, text.count("\n") + 1) + 1)
    lines = text.split("\n")[:last]
    # The CR of a CRLF is at the end of its line here, and is told by the LF that is put back.
    advances = (1 + len(_LONE_CR.findall(line + "\n")) for line in lines[:-1])
    return list(accumulate(advances, initial=1))


def _shown(value: int, occurrence: int) -> str:
    return f"{value:x}:{occurrence}"


def _numbered(text: str, last: int | None) -> list[tuple[int, int]]:
    seen: defaultdict[int, int] = defaultdict(int)
    hashes = []
    for value in _window_hashes(*_units_and_starts(text, last)):
        seen[value] += 1
        hashes.append((value, seen[value]))
    return hashes


def _units_and_starts(text: str, last: int | None) -> tuple[array[int], list[int]]:
    """What is hashed, in code units, and where in it each of the first ``last`` lines starts."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    # Two stand-ins for an astral character, so that indices count code units.
    counted = kept if kept.isascii() else _ASTRAL.sub("xx", kept)
    breaks = (match.end() for match in _BREAK.finditer(counted))
    starts = [0, *islice(breaks, None if last is None else last - 1)]
    units = array("H", (kept + _END).encode(_NATIVE, "surrogatepass"))
    return units, starts


def _window_hashes(units: Sequence[int], starts: Sequence[int]) -> Iterator[int]:
    """The hash of the 100 units from each start on.

    One polynomial runs over the units; a window is its value at the end less what stood there at the start.
    Windows overlap, so the open ones wait in a queue. With none open, units are skipped: of a minified line
    of a megabyte only the first 100 count.
    """
    waiting: deque[tuple[int, int]] = deque()
    position = value = 0
    for start in [*starts, len(units)]:
        while waiting and waiting[0][0] <= start:
            end, before = waiting.popleft()
            value = _advanced(value, units[position:end])
            position = end
            yield (value - before) & _BITS
        if start == len(units):
            return
        value = _advanced(value, units[position:start]) if waiting else 0
        position = start
        waiting.append((start + _WINDOW, value * _BASE_TO_WINDOW))


def _advanced(value: int, units: Sequence[int]) -> int:
    # At most 100 units at a time: cheaper than to reduce at each.
    for unit in units:
        value = value * _BASE + unit
    return value & _BITS

"""Characters beyond ASCII as sequences of bytes, in UTF-8."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from piiscan.catalog.foreign.nodes import ALL, ASCII, HIGH, Chars, Node, alt, cat, span

Ranges = list[tuple[int, int]]
"""Code points, from and to, both included."""

_LAST = sys.maxunicode


def normal(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted, without overlap."""
    merged: Ranges = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    found: Ranges = []
    at = 0
    for low, high in normal(ranges):
        if low > at:
            found.append((at, low - 1))
        at = high + 1
    if at <= _LAST:
        found.append((at, _LAST))
    return found


def folded(ranges: Ranges) -> Ranges:
    """The ranges with the other case of every letter in them. ASCII letters have no relatives beyond ASCII here."""
    found = list(ranges)
    for low, high in ranges:
        if high - low > 0x1000:
            continue  # holds whole scripts, with both cases
        for point in range(low, high + 1):
            for other in (chr(point).lower(), chr(point).upper(), chr(point).swapcase()):
                if len(other) == 1 and (ord(other) < 128) == (point < 128):
                    found.append((ord(other), ord(other)))
    return normal(found)


def node(ranges: Ranges) -> Node:
    """Any one of these characters. A byte that is no UTF-8 counts as a character that no class names."""
    ranges = normal(ranges)
    low = 0
    for first, last in ranges:
        if first < 128:
            low |= span(first, min(last, 127))
    if (0x80, _LAST) in ranges or any(first < 128 and last == _LAST for first, last in ranges):
        # All of them: a byte each, as in `[^"]`, so that text in other encodings matches too.
        return Chars(low | HIGH)
    sequences = [each for first, last in ranges for each in _sequences(max(first, 128), last)]
    parts = [Chars(low)] if low else []
    return alt([*parts, *_branches(sequences)])


def any_but(excluded: Ranges) -> Node:
    """Any character but these: with ASCII ones alone excluded, any byte but these."""
    excluded = normal(excluded)
    if all(last < 128 for _, last in excluded):
        chars = ALL
        for first, last in excluded:
            chars &= ~span(first, last)
        return Chars(chars)
    return node(complement(excluded))


@cache
def category(name: str) -> Ranges | None:
    """The characters of a general category such as ``Lu`` or ``L``; None where that is no category."""
    if name not in _CATEGORIES:
        return None
    found: Ranges = []
    for point in range(_LAST + 1):
        if unicodedata.category(chr(point)).startswith(name):
            if found and found[-1][1] == point - 1:
                found[-1] = (found[-1][0], point)
            else:
                found.append((point, point))
    return found


_CATEGORIES = frozenset(
    ("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
     "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "Cc", "Cf", "Co")
)  # fmt: skip

Places = tuple[tuple[int, int], ...]


def _sequences(low: int, high: int) -> Iterator[Places]:
    """The code points from ``low`` to ``high`` as ranges of bytes, one for each place."""
    if low > high:
        return
    for border in (0x7FF, 0xD7FF, 0xDFFF, 0xFFFF):
        if low <= border < high:
            yield from _sequences(low, border)
            yield from _sequences(border + 1, high)
            return
    if 0xD800 <= low <= 0xDFFF:
        return  # surrogates do not occur in UTF-8
    for place in (1, 2, 3):
        rest = (1 << 6 * place) - 1
        if low & ~rest != high & ~rest:
            if low & rest:
                yield from _sequences(low, low | rest)
                yield from _sequences((low | rest) + 1, high)
                return
            if high & rest != rest:
                yield from _sequences(low, (high & ~rest) - 1)
                yield from _sequences(high & ~rest, high)
                return
    yield tuple(zip(chr(low).encode(), chr(high).encode(), strict=True))


def _branches(sequences: Sequence[Places]) -> list[Node]:
    """The sequences as branches that begin with different bytes, so that none is tried in vain."""
    tails: dict[int, list[Places]] = {}
    for sequence in sequences:
        for value in range(sequence[0][0], sequence[0][1] + 1):
            tails.setdefault(value, []).append(sequence[1:])
    leads: dict[Node, int] = {}
    for value, rest in tails.items():
        tail = alt(_branches(rest)) if rest[0] else cat(())
        leads[tail] = leads.get(tail, 0) | 1 << value
    merged = [cat((Chars(chars), tail)) for tail, chars in leads.items()]
    assert all(not chars & ASCII for chars in leads.values())
    return merged

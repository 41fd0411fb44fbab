"""What a rule has found vouches for its like nearby: where the model sees that too, it is believed although it would not be
alone. Pure.

Of what looks like somebody's number most is none, and the words round it seldom say which, so that the model's own word is not
taken. But a list of accounts, of which a rule knows some, holds more of them (docs/dev/training-log.md). For other categories
it does not pay: of what stands behind the same word as a name that is known, most is no name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from piiscan.compiled import regex
from piiscan.model.combine import RuleSpan, mixed
from piiscan.model.spans import Prediction
from piiscan.types import Category, Status

VOUCHED = frozenset({Category.ID})
#: Bytes to either side. What masking looks at again round its edits (`run/second_look.py`) reaches further.
NEAR = 600
#: What the model must make of a value behind the same key; one that is the same, it only has to see.
LEAST = 0.6

_KEY_REACH = 24
_KEY = regex(rb"[\w.-]*\W{0,4}\Z")
#: Between the letters and digits of a value.
_MARKS = regex(rb"[^A-Za-z0-9]+")
#: Letters and digits that values are the same by.
_SHORTEST = 4
#: A value of some length; `_DIGITS` of it are digits.
_VALUE = regex(rb"[+(]?[A-Za-z0-9](?:[ ()./-]{0,2}[A-Za-z0-9]){4,40}")
_DIGITS = 4
#: Where a value without a key begins: in a column.
_COLUMN = regex(rb"[ \t\r\n]{4}(?=[+(A-Za-z0-9])")


class Voucher(NamedTuple):
    """A finding of a rule, bytes ``[start, end)``."""

    start: int
    end: int
    confidence: float
    key: bytes
    """What stands before it; empty in a column."""
    value: bytes
    """Its letters and digits."""


def vouchers(data: bytes, spans: Iterable[RuleSpan], least: float) -> list[Voucher]:
    """Those of ``spans``, by position, that are reported from the confidence ``least`` on, and may vouch."""
    return [
        Voucher(
            span.start,
            span.end,
            span.confidence,
            key_of(data, span.start),
            _plain(data[span.start : span.end]),
        )
        for span in spans
        if span.category in VOUCHED and span.kind is Status.LIVE and span.confidence >= least
    ]


def key_of(data: bytes, start: int) -> bytes:
    """The word and the marks right before ``start``, without blanks at their ends and capitals."""
    found = _KEY.search(data[max(0, start - _KEY_REACH) : start])
    return found[0].strip().lower() if found else b""


def _plain(value: bytes) -> bytes:
    return _MARKS.sub(b"", value).lower()


def vouched(
    data: bytes,
    known: Sequence[Voucher],
    predictions: Iterable[Prediction],
    thresholds: Mapping[Category, float],
    least: float,
) -> dict[int, float]:
    """By its start, the confidence of each prediction below its threshold that one of ``known`` vouches for: of both together,
    and at least ``least``. Offsets are bytes, or code points where ``data`` has a byte for each."""
    found: dict[int, float] = {}
    if not known:
        return found
    for item in predictions:
        if item.category not in VOUCHED or item.probability >= thresholds[item.category]:
            continue
        key = key_of(data, item.start) if item.probability >= LEAST else None
        value = _plain(data[item.start : item.end])
        sure = [
            mixed(each.confidence, item.probability)
            for each in _near(known, item.start, item.end)
            if each.key == key or (each.value == value and len(value) >= _SHORTEST)
        ]
        if sure and max(sure) >= least:
            found[item.start] = max(sure)
    return found


def _near(known: Sequence[Voucher], start: int, end: int) -> Iterator[Voucher]:
    at = bisect_left(known, start - NEAR, key=lambda each: each.end)
    while at < len(known) and known[at].start <= end + NEAR:
        yield known[at]
        at += 1


def likely(data: bytes, known: Sequence[Voucher]) -> list[tuple[int, int]]:
    """What the model is to read: each of ``known`` with all that it could vouch for and that is none of them, where there is any."""
    found: list[tuple[int, int]] = []
    reached: dict[bytes, int] = {}  # by key: what two have in reach is looked at once
    for each in known:
        low, high = max(0, each.start - NEAR), min(len(data), each.end + NEAR)
        near = [*_again(data, data[each.start : each.end], low, high)]
        # The last search has not seen a key that goes on beyond its end.
        near += _behind(data, each.key, max(low, reached.get(each.key, 0) - _KEY_REACH), high)
        reached[each.key] = high
        near = [span for span in near if not _is_known(known, *span)]
        if near:
            found.append(
                (min(each.start, *(start for start, _ in near)), max(each.end, *(end for _, end in near)))
            )
    return found


def _again(data: bytes, value: bytes, low: int, high: int) -> Iterator[tuple[int, int]]:
    at = data.find(value, low, high)
    while at >= 0:
        yield at, at + len(value)
        at = data.find(value, at + len(value), high)


def _behind(data: bytes, key: bytes, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The values that have this ``key``."""
    for start in _starts(data, key, low, high):
        value = _VALUE.match(data, start)
        if value is not None and sum(48 <= byte <= 57 for byte in value[0]) >= _DIGITS:
            yield value.span()


def _starts(data: bytes, key: bytes, low: int, high: int) -> Iterator[int]:
    """Where they would begin: right behind it, or behind some blanks."""
    if not key:
        for column in _COLUMN.finditer(data, low, high):
            yield column.end()
        return
    lowered = data[low:high].lower()
    at = lowered.find(key)
    while at >= 0:
        at += len(key)
        behind = lowered[at : at + 4]
        yield low + at + len(behind) - len(behind.lstrip())
        at = lowered.find(key, at)


def _is_known(known: Sequence[Voucher], start: int, end: int) -> bool:
    at = bisect_left(known, start + 1, key=lambda each: each.end)
    return at < len(known) and known[at].start < end

"""Finds found values again where nothing found them: in a comment beside, as an argument without a name.

A frame or a fingerprint made from a line that repeats the value in clear would give it away.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from piiscan.detect.detector import Detection
from piiscan.types import Status

Span = tuple[int, int, str]
_START = itemgetter(0)

#: A value of this many bytes is masked wherever it shows up, a shorter one only as a whole word.
_DISTINCT: Final = 8
_SHORTEST: Final = 3
#: Up to here each value is looked for by itself (40 ns); beyond, by its first bytes at every position.
_FEW: Final = 256
#: After so many questions a text is looked through once for all values. A look takes 0.5 ns a byte and value, a question
#: 0.16 µs a value, and a finding asks twice: so the text may have this many bytes for each value. 100 names in 6 kB
#: take a sixth of the time then. Beyond ``_FEW`` values a look would take longer than all questions.
_OFTEN: Final = 8
_WORTH_A_LOOK: Final = 600
#: Not with more repetitions than this: someone has made that text for us.
_MANY: Final = 20_000
#: How far before a piece a value may begin that reaches into it.
_REACH: Final = 1024
_WORD: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


class Repeats:
    """Where in ``data`` the values of ``detections`` stand once more. Placeholders are nobody's: left out."""

    def __init__(self, data: bytes, detections: Iterable[Detection]) -> None:
        self._data = data
        self._masks: dict[bytes, str] = {}
        for item in detections:
            if item.status is not Status.PLACEHOLDER:
                for part in _parts(data[item.start : item.end]):
                    self._masks.setdefault(part, item.rule.mask)
        self._longest = max(map(len, self._masks), default=0)
        self._lengths: dict[bytes, list[int]] = {}
        if len(self._masks) > _FEW:
            for part in sorted(self._masks, key=len, reverse=True):
                lengths = self._lengths.setdefault(part[:_DISTINCT], [])
                if len(part) not in lengths:
                    lengths.append(len(part))
        self._heads = sorted({len(head) for head in self._lengths}, reverse=True)
        self._questions = 0
        self._all: list[Span] | None = None
        """All repetitions, by their starts, once they are worth knowing."""

    def within(self, start: int, end: int, *, whole: bool) -> list[Span]:
        """Spans with their masks that touch ``start`` to ``end``, disjoint and in order, cut to it.

        ``whole`` says that no value reaches in from before ``start``: a line or a detection ends there.
        """
        if not self._masks or start >= end:
            return []
        low = start if whole else max(0, start - min(self._longest, _REACH))
        self._questions += 1
        if self._questions == _OFTEN and not self._lengths:
            self._all = self._at_once()
        if self._all is not None:
            return list(_disjoint(self._between(self._all, low, end), start, end))
        found = self._by_head(low, end) if self._lengths else self._by_value(low, end)
        return list(_disjoint(sorted(found, key=_order), start, end))

    def _at_once(self) -> list[Span] | None:
        if len(self._data) > _WORTH_A_LOOK * len(self._masks):
            return None
        found: list[Span] = []
        for span in self._by_value(0, len(self._data)):
            found.append(span)
            if len(found) > _MANY:
                return None
        return sorted(found, key=_order)

    @staticmethod
    def _between(spans: list[Span], low: int, high: int) -> list[Span]:
        """Those that start there."""
        return spans[bisect_left(spans, low, key=_START) : bisect_left(spans, high, key=_START)]

    def _by_value(self, low: int, high: int) -> Iterator[Span]:
        for part, mask in self._masks.items():
            at = self._data.find(part, low, high + len(part) - 1)
            while at >= 0:
                if self._counts(at, at + len(part)):
                    yield at, at + len(part), mask
                at = self._data.find(part, at + 1, high + len(part) - 1)

    def _by_head(self, low: int, high: int) -> Iterator[Span]:
        for at in range(low, high):
            for head in self._heads:
                for length in self._lengths.get(self._data[at : at + head], ()):
                    mask = self._masks.get(self._data[at : at + length])
                    if mask is not None and self._counts(at, at + length):
                        yield at, at + length, mask

    def _counts(self, start: int, end: int) -> bool:
        if end - start >= _DISTINCT:
            return True
        before, after = self._data[start - 1 : start] if start else b"", self._data[end : end + 1]
        return not (before and before[0] in _WORD) and not (after and after[0] in _WORD)


def _parts(value: bytes) -> Sequence[bytes]:
    """``value``, or the lines of one that has several: what is repeated of a key block is never all of it."""
    if b"\n" not in value:
        return [value] if len(value) >= _SHORTEST else []
    return [line for line in map(bytes.strip, value.split(b"\n")[1:-1]) if len(line) >= 2 * _DISTINCT]


def _order(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


def _disjoint(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    for first, last, mask in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            yield first, last, mask
            start = last

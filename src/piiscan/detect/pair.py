"""Rules that mean more together: a secret beside the ID of its account."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

from piiscan.catalog.rule import Near
from piiscan.detect.candidate import Candidate

#: What doubt remains of a match whose partner stands near, and the most that it can be trusted.
_DOUBT: Final = 0.5
_CEILING: Final = 0.98

_start = attrgetter("start")


class _Places:
    """Where each rule that is somebody's partner was found."""

    def __init__(self, candidates: Iterable[Candidate], rules: set[str]) -> None:
        self._found: dict[str, list[Candidate]] = {rule: [] for rule in rules}
        for candidate in sorted(candidates, key=_start):
            if candidate.rule.id in rules:
                self._found[candidate.rule.id].append(candidate)
        self._starts = {rule: [item.start for item in items] for rule, items in self._found.items()}
        self._longest = {
            rule: max((item.end - item.start for item in items), default=0)
            for rule, items in self._found.items()
        }

    def of(self, candidate: Candidate, near: Near) -> Candidate | None:
        """The partner within reach: the nearest before or the nearest after, whichever is fewer lines away.

        In a tie the one before, since IDs come first. What stands further away has no say, so that a segment
        of a file decides as the whole file does.
        """
        found, starts = self._found[near.rule], self._starts[near.rule]
        low = bisect_left(starts, candidate.start - near.within - self._longest[near.rule])
        middle = bisect_left(starts, candidate.start)
        high = bisect_left(starts, candidate.end + near.within + 1)
        before = next(
            (
                item
                for item in reversed(found[low:middle])
                if 0 <= candidate.start - item.end <= near.within and item.status is candidate.status
            ),
            None,
        )
        after = next(
            (
                item
                for item in found[middle:high]
                if item.start >= candidate.end and item.status is candidate.status
            ),
            None,
        )
        if before is None or after is None:
            return before or after
        data = candidate.data
        lines = data.count(b"\n", before.end, candidate.start)
        return before if lines <= data.count(b"\n", candidate.end, after.start) else after


def _asking(candidates: Iterable[Candidate]) -> list[tuple[Candidate, Near]]:
    return [(item, item.rule.near) for item in candidates if item.rule.near is not None]


def weigh_pairs(candidates: list[Candidate]) -> list[Candidate]:
    """Trust what has its partner near more; drop what must have one and has none."""
    asking = _asking(candidates)
    if not asking:
        return candidates
    places = _Places(candidates, {near.rule for _, near in asking})
    alone: set[int] = set()
    for item, near in asking:
        if places.of(item, near) is None:
            if near.required:
                alone.add(id(item))
        elif item.confidence < _CEILING:
            item.confidence = min(_CEILING, 1 - (1 - item.confidence) * _DOUBT)
    return [item for item in candidates if id(item) not in alone] if alone else candidates


def partners(kept: Sequence[Candidate]) -> dict[int, int]:
    """Which of ``kept`` (sorted, disjoint) belong together: the start of one, the start of its partner."""
    asking = _asking(kept)
    if not asking:
        return {}
    places = _Places(kept, {near.rule for _, near in asking})
    found = ((item, places.of(item, near)) for item, near in asking)
    return {item.start: partner.start for item, partner in found if partner is not None}

"""Which findings a masking run replaces, and how often it looks again."""

from __future__ import annotations

from collections.abc import Iterable

from piiscan.mask.policies.policy import Policies
from piiscan.types import Finding, Severity

#: Masking one finding can lay bare another that it overlapped, and a model sees a name once another beside it is gone, so
#: that a list of hundreds takes more than four. Each round masks more of the file: they end by themselves.
ROUNDS = 32
#: Of a stream that is too long to be held, which goes through all of them at once, and comes out later with each.
STREAM_ROUNDS = 4


def chosen(
    findings: Iterable[Finding],
    floor: Severity = Severity.NOTE,
    policies: Policies | None = None,
    *,
    count: bool = False,
) -> tuple[Finding, ...]:
    """The findings from ``floor`` on and what belongs to them, each place once, but for those that ``policies`` keep.

    A part of a pair is masked as if it stood alone. ``count``: what is kept is counted, among ``policies.fallbacks``.
    """
    places: dict[tuple[int, int], Finding] = {}
    kept: dict[tuple[int, int], str] = {}
    for finding in findings:
        for item in (finding, *finding.related):
            if item.severity < floor:
                continue
            place = (item.start_offset, item.end_offset)
            reason = policies.keeps(item) if policies is not None else ""
            if reason:
                kept.setdefault(place, reason)
            else:
                places.setdefault(place, item)
    if count and policies is not None:
        policies.fallbacks.update(reason for place, reason in kept.items() if place not in places)
    return tuple(places.values())

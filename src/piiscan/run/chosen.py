"""Which findings a masking run replaces, and how often it looks again."""

from __future__ import annotations

from collections.abc import Iterable

from piiscan.mask.policies.policy import Policies
from piiscan.types import Finding, Severity

#: Masking one finding can lay bare another that it overlapped; more rounds than this have never been seen.
ROUNDS = 4


def chosen(
    findings: Iterable[Finding], floor: Severity = Severity.NOTE, policies: Policies | None = None
) -> tuple[Finding, ...]:
    """The findings from ``floor`` on and what belongs to them, each place once, but for those that ``policies`` keep.

    A part of a pair is masked as if it stood alone.
    """
    places: dict[tuple[int, int], Finding] = {}
    for finding in findings:
        for item in (finding, *finding.related):
            if item.severity >= floor and not (policies is not None and policies.keeps(item)):
                places.setdefault((item.start_offset, item.end_offset), item)
    return tuple(places.values())

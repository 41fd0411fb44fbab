"""Layer 5: one span, one label. Where candidates overlap, the better one stays."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from piiscan.detect.candidate import Candidate
from piiscan.types import Category, Status

_RANK: Final = {
    Category.KEY: 6,
    Category.PASSWORD: 5,
    Category.ID: 4,
    Category.EMAIL: 3,
    Category.IP_ADDRESS: 2,
    Category.USERNAME: 1,
    Category.NAME: 0,
}

#: From here on a scan reports by default.
_TRUSTED: Final = 0.5

_start = attrgetter("start")


def weight(candidate: Candidate) -> tuple[bool, bool, int, float, int, str]:
    """Larger wins: proof, a rule that knows the format, the graver category, confidence, length.

    The code comes last so that ties fall the same way on every run.
    """
    return (
        "proof" in candidate.layers,
        not candidate.rule.generic,
        _RANK[candidate.rule.category],
        candidate.confidence,
        candidate.end - candidate.start,
        candidate.rule.code,
    )


def is_grave(candidate: Candidate) -> bool:
    """Whether nothing that the same place may hold in some encoding matters beside it."""
    return (
        candidate.rule.category is Category.KEY
        and candidate.status is Status.LIVE
        and candidate.confidence >= _TRUSTED
    )


def graver(original: Candidate, decoded: Candidate) -> bool:
    """Whether ``original`` stands where ``decoded`` does, is as grave, and likely enough to be reported."""
    return (
        original.start < decoded.end
        and decoded.start < original.end
        and _RANK[original.rule.category] >= _RANK[decoded.rule.category]
        and original.status is Status.LIVE
        and original.confidence >= min(_TRUSTED, decoded.confidence)
    )


def resolve(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that stay, disjoint and sorted by start. Quadratic only inside one overlapping run."""
    if len(candidates) < 2:
        return candidates
    kept: list[Candidate] = []
    run: list[Candidate] = []
    reach = -1
    for candidate in sorted(candidates, key=_start):
        if candidate.start >= reach and run:
            kept += run if len(run) == 1 else _disjoint(run)
            run = []
        run.append(candidate)
        reach = max(reach, candidate.end)
    return kept + (run if len(run) == 1 else _disjoint(run))


def _disjoint(run: list[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    for candidate in sorted(run, key=weight, reverse=True):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda item: item.start)

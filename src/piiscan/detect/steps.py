"""What each layer said of one finding, step by step: for ``--explain``. Names and numbers, never a value.

A scan keeps no record of this: whoever asks has the rule run again at the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from piiscan.catalog.rule import Rule
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import Check
from piiscan.detect.context import file_kind, weigh
from piiscan.types import Status, Step

#: Confidences that differ by less are the same: they are rounded when a detection is made.
_SAME = 0.0006


class Replayed(Protocol):
    """A rule, made ready to run."""

    rule: Rule
    context: bool

    @property
    def checks(self) -> Sequence[Check]: ...


def rule_steps(
    confirmer: Replayed, candidate: Candidate | None, status: Status, confidence: float
) -> list[Step]:
    """How ``candidate``, fresh from the rule's pattern, came to ``status`` and ``confidence``.

    None: the rule's value stands encoded, or nothing could be found at the place again.
    """
    rule = confirmer.rule
    steps = [Step("rule", f"{rule.code} {rule.id} matched", rule.confidence)]
    if candidate is None:
        steps.append(Step("decoded", "in a text that stands encoded there", confidence))
        return steps
    steps += _replayed(confirmer, candidate)
    if abs(candidate.confidence - confidence) > _SAME or candidate.status is not status:
        steps.append(Step("beside", _became("what else stands there", candidate.status, status), confidence))
    return steps


def _replayed(confirmer: Replayed, candidate: Candidate) -> Iterator[Step]:
    for spec, check in zip(confirmer.rule.checks, confirmer.checks, strict=True):
        status, layers = candidate.status, candidate.layers
        check(candidate)
        said = (
            f"{spec} proved it"
            if candidate.layers != layers
            else _became(f"{spec} passed", status, candidate.status)
        )
        yield Step("check", said, round(candidate.confidence, 3))
    before, status = candidate.confidence, candidate.status
    if confirmer.context:
        weigh(candidate)
        if candidate.confidence != before or candidate.status is not status:
            said = _became(f"the file is of the kind `{file_kind(candidate.file)}`", status, candidate.status)
            yield Step("context", said, round(candidate.confidence, 3))


def _became(what: str, before: Status, after: Status) -> str:
    return what if before is after else f"{what}: {after}"

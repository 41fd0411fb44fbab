"""Right, wrong and missed, by repository or package: rates, means, intervals."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import Any, NamedTuple

from page import rate

RESAMPLES = 5_000


SEED = 20260101


class Counts(NamedTuple):
    """Of one repository or package."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def f1(self) -> float | None:
        wrong = self.fp + self.fn
        return 2 * self.tp / (2 * self.tp + wrong) if self.tp or wrong else None


def counts_of(row: Mapping[str, Any]) -> Counts:
    return Counts(row["tp"], row["fp"], row["fn"])


def summed(parts: Iterable[Counts]) -> Counts:
    return Counts(*(map(sum, zip(*parts, strict=True))))


def f1_of(parts: Mapping[str, Counts]) -> float:
    return summed(parts.values()).f1 or 0.0


def rates(row: Counts) -> tuple[str, str, str]:
    """Precision, recall and F1."""
    tp, fp, fn = row
    return rate(tp / (tp + fp) if tp + fp else None), rate(tp / (tp + fn) if tp + fn else None), rate(row.f1)


def percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def mean(values: Iterable[float | None]) -> float:
    return fmean([value for value in values if value is not None] or [0.0])


@cache
def draws(count: int) -> list[list[int]]:
    """``RESAMPLES`` draws of ``count`` groups with replacement, the same at every call and run."""
    drawn = random.Random(SEED)  # noqa: S311 - a bootstrap, not a secret
    return [drawn.choices(range(count), k=count) for _ in range(RESAMPLES)]


def interval(groups: Sequence[Counts], less: Sequence[Counts] = ()) -> tuple[float, float]:
    """The middle 95 % of the F1 of resampled ``groups``, or of how far it lies above that of ``less``."""
    values = []
    for draw in draws(len(groups)):
        value = summed(groups[index] for index in draw).f1
        other = summed(less[index] for index in draw).f1 if less else 0.0
        if value is not None and other is not None:
            values.append(value - other)
    values.sort()
    return values[int(len(values) * 0.025)], values[int(len(values) * 0.975)]

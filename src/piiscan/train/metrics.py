"""How good spans are: strict, by overlap and by line, counted by group so that intervals can be drawn.

Overlap is BigCode's rule, as ``score_gold.py`` beside the data has it: a prediction is right if it shares more
than 0.8 of both with a value of its category; what touches an AMBIGUOUS value counts neither way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from piiscan.train.examples import parse_label
from piiscan.train.records import Document, Range
from piiscan.types import Category, Status

#: Categories whose placeholders the taxonomy does not mark.
UNMARKED = frozenset({Category.PASSWORD, Category.KEY, Category.ID})
SECRETS = frozenset({Category.PASSWORD, Category.KEY})

#: Origins whose labels speak of secrets alone: whatever else is found there is neither right nor wrong.
_OF_SECRETS = frozenset({"creddata"})

_SHARED = 0.8


class Found(NamedTuple):
    """What a detector says of a text. Offsets are code points, end exclusive."""

    start: int
    end: int
    category: Category
    kind: Status = Status.LIVE
    confidence: float = 1.0


class Counts(NamedTuple):
    """Right, wrong and missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: object) -> Counts:
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    def f(self, beta: float = 1.0) -> float | None:
        """F-beta: None where there was nothing to find and nothing was found."""
        square = beta * beta
        below = (1 + square) * self.tp + square * self.fn + self.fp
        return (1 + square) * self.tp / below if below else None


def marked(found: Iterable[Found]) -> list[Found]:
    """Without the placeholders of secrets and IDs."""
    return [item for item in found if not (item.category in UNMARKED and item.kind is Status.PLACEHOLDER)]


def values(document: Document) -> list[Found]:
    """What a detector should find: every value of the taxonomy, whatever its kind."""
    spans = [(span, parse_label(span.label)) for span in document.spans]
    return marked(Found(span.start, span.end, *parsed) for span, parsed in spans if parsed)


class Outcome(NamedTuple):
    """One document's score: counts by category, and for each prediction whether it was right."""

    counts: Mapping[Category, Counts]
    right: Sequence[tuple[Found, bool]]


def judge(document: Document, found: Iterable[Found], *, strict: bool = False) -> Outcome:
    """Score what was found in a document; where labels are partial, what nobody knows counts neither way."""
    unknown = document.unknown()
    guesses = [item for item in dict.fromkeys(found) if not _touches(item, unknown)]
    if document.origin in _OF_SECRETS:
        guesses = [item for item in guesses if item.category in SECRETS]
    used: set[int] = set()
    counts = dict.fromkeys(Category, Counts())
    for value in values(document):
        hit = next(
            (n for n, item in enumerate(guesses) if n not in used and _matches(item, value, strict)), None
        )
        counts[value.category] += Counts(fn=1) if hit is None else Counts(tp=1)
        if hit is not None:
            used.add(hit)
    for number, item in enumerate(guesses):
        if number not in used:
            counts[item.category] += Counts(fp=1)
    return Outcome(counts, [(item, number in used) for number, item in enumerate(guesses)])


def judge_lines(document: Document, found: Iterable[Found]) -> Counts:
    """CredData's rule for secrets: a line is right if anything found touches it.

    Lines with a value that is live count for, those with none against; in a document with partial labels,
    only those with a placeholder or a known negative do. A finding that touches a true line is no false alarm.
    """
    true = [_lines(document, item) for item in values(document) if item.category in SECRETS]
    hits = [_lines(document, item) for item in found if item.category in SECRETS]
    tp = sum(any(_meet(line, hit) for hit in hits) for line in true)
    wrong = {hit for hit in hits if not any(_meet(hit, line) for line in true)}
    if not document.complete:
        negatives = {_lines(document, item) for item in _known_negatives(document)}
        wrong = {line for line in negatives if any(_meet(line, hit) for hit in wrong)}
    return Counts(tp, len(wrong), len(true) - tp)


def _known_negatives(document: Document) -> list[Range]:
    placeholders = [Range(span.start, span.end) for span in document.spans if span.label.endswith("_EXAMPLE")]
    return [*document.negatives, *placeholders]


def _lines(document: Document, item: Found | Range) -> tuple[int, int]:
    """The first and the last line of a span, from 0."""
    first = document.text.count("\n", 0, item.start)
    return first, first + document.text.count("\n", item.start, max(item.start, item.end - 1))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _matches(item: Found, value: Found, strict: bool) -> bool:
    if item.category is not value.category:
        return False
    if strict:
        return (item.start, item.end) == (value.start, value.end)
    shared = min(item.end, value.end) - max(item.start, value.start)
    return shared > _SHARED * (item.end - item.start) and shared > _SHARED * (value.end - value.start)


def _touches(item: Found, ranges: Sequence[Range]) -> bool:
    return any(item.start < end and start < item.end for start, end in ranges)


def interval(
    by_group: Mapping[str, Counts],
    measure: Callable[[Counts], float | None],
    *,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """95 % of ``measure`` over draws of whole groups with replacement; None where nothing can be measured."""
    groups = sorted(by_group)
    source = random.Random(seed)  # noqa: S311 - a statistic
    seen = []
    for _ in range(draws if groups else 0):
        drawn = sum((by_group[group] for group in source.choices(groups, k=len(groups))), Counts())
        value = measure(drawn)
        if value is not None:
            seen.append(value)
    if not seen:
        return None
    seen.sort()
    return seen[int(0.025 * len(seen))], seen[min(len(seen) - 1, int(0.975 * len(seen)))]


def calibration(right: Iterable[tuple[Found, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """For each bin of confidence with something in it: mean confidence, share that was right, how many."""
    rows: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for item, good in right:
        rows[min(bins - 1, int(item.confidence * bins))].append((item.confidence, good))
    return [
        (sum(p for p, _ in row) / len(row), sum(good for _, good in row) / len(row), len(row))
        for row in rows
        if row
    ]


def calibration_error(right: Sequence[tuple[Found, bool]]) -> float:
    """Expected calibration error over ten bins."""
    total = max(1, len(right))
    return sum(abs(confidence - share) * count for confidence, share, count in calibration(right)) / total

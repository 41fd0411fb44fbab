"""Rules and model together: which spans stand, with one confidence. Pure.

A rule that proves what it finds (a checksum, a provider's prefix, a structure that nothing else has) stands
whatever the model says. A generic one (a password by the name of its variable, a name on a line of credits)
is a guess, and the model judges it. What the model alone sees counts from its category's threshold on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from piiscan.model.spans import Prediction
from piiscan.types import Category, Status


class RuleSpan(NamedTuple):
    """What a rule found. Offsets in the same unit as the predictions', end exclusive."""

    start: int
    end: int
    category: Category
    kind: Status
    confidence: float
    generic: bool
    """Whether the model may judge it."""


class Combined(NamedTuple):
    """A finding of rules, model, or both."""

    start: int
    end: int
    category: Category
    kind: Status
    confidence: float
    layers: tuple[str, ...]
    """``rule``, ``model``, or both."""


Span = TypeVar("Span", Prediction, Combined)

#: The families of rules that guess (rules/<family>.toml); all others stand by themselves, be it that they prove, be it that they
#: are right more often than the model that would judge them (`pii/names-assigned`, `pii/usernames-listed`).
GENERIC_FAMILIES = frozenset(
    {
        "secrets/generic",
        "pii/names",
        "pii/names-listed",
        "pii/names-metadata",
        "pii/usernames",
        "pii/usernames-assigned",
        "pii/usernames-hosting",
        "pii/usernames-remote",
        "pii/ids",
        "pii/phones",
        "pii/birth-and-place",
    }
)
#: How much a rule's own confidence weighs against the model's probability, in the mean of their logits.
RULE_WEIGHT = 0.6
#: The threshold of a category that the model adds nothing of, since what it sees there is not worth it; then what it
#: does not see says nothing either: its silence would take right passwords of rules with it.
MUTE = 1.0
#: Its silence on these says nothing either: of 115 passwords that rules find rightly in 209 packages it passes over 20, of 34
#: that they find wrongly 8. A secret that a rule has found is not lost for that.
_HEARD = frozenset({Category.PASSWORD, Category.KEY})
_LIVE, _PLACEHOLDER, _LICENCE = Status.LIVE, Status.PLACEHOLDER, Status.LICENCE
#: What the model may make of what a generic rule says, by category. Of 295 packages that trained nothing: names in licences are
#: live (16 rightly, 0 wrongly), and the other way round (6, 0); users that are placeholders are live (18, 2), and the other way
#: round (3, 0). What did not pay: live users as those of licences (17 of 23 wrong), and the other way round (8 of 21). Of addresses,
#: which rules know for certain, it was wrong too often as well (live in licences: right 6 of 10 there, and 0 of 3 in clean code).
_TOLD = frozenset(
    {
        (Category.NAME, _LIVE, _LICENCE),
        (Category.NAME, _LIVE, _PLACEHOLDER),
        (Category.NAME, _LICENCE, _LIVE),
        (Category.USERNAME, _LIVE, _PLACEHOLDER),
        (Category.USERNAME, _PLACEHOLDER, _LIVE),
        *(
            (category, _LIVE, kind)
            for category in (Category.PASSWORD, Category.KEY, Category.ID)
            for kind in (_PLACEHOLDER, _LICENCE)
        ),
    }
)
#: What nothing vouches for.
NOBODY: Mapping[int, float] = {}
#: A generic finding stands down where both together fall below this, unless even less is asked for.
FLOOR = 0.3


def combine(
    rules: Sequence[RuleSpan],
    predictions: Sequence[Prediction],
    thresholds: Mapping[Category, float],
    *,
    seen: bool = True,
    floor: float = FLOOR,
    vouched: Mapping[int, float] = NOBODY,
) -> list[Combined]:
    """The findings, by position and apart from each other; ``reporting.counts`` says which a scan reports.

    ``rules`` and ``predictions`` are each by position and apart from each other. ``seen``: the model has read the text round
    every rule's span, so that its silence says something. ``floor``: the least that a scan could report. ``vouched``: what
    counts below its threshold, by its start, and with which confidence (``vouch.py``).
    """
    found = []
    for span in rules:
        judged = _judge(span, _overlapping(predictions, span.start, span.end), thresholds, seen, floor)
        if judged is not None:
            found.append(judged)
    standing = tuple(found)
    for item in predictions:
        sure = item.probability if item.probability >= thresholds[item.category] else vouched.get(item.start)
        if sure is not None and not _overlapping(standing, item.start, item.end):
            found.append(Combined(*item[:4], sure, ("model",)))
    return sorted(found)


def _overlapping(items: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of ``items``, which are by position and apart from each other, that share text with ``[start, end)``."""
    first = bisect_right(items, start, key=lambda item: item.end)
    last = bisect_left(items, end, lo=first, key=lambda item: item.start)
    return items[first:last]


def _judge(
    span: RuleSpan,
    near: Sequence[Prediction],
    thresholds: Mapping[Category, float],
    seen: bool,
    floor: float,
) -> Combined | None:
    """The rule's finding with the model's word on it; None: it stands down."""
    same = [item for item in near if item.category is span.category]
    best = max(same, key=lambda item: item.probability, default=None)
    layers = ("rule", "model") if best else ("rule",)
    if not span.generic or not seen:
        sure = best is not None and best.probability > span.confidence
        return Combined(*span[:4], best.probability if best and sure else span.confidence, layers)
    if best is None and (thresholds[span.category] >= MUTE or span.category in _HEARD):
        return Combined(*span[:4], span.confidence, layers)
    confidence = mixed(span.confidence, best.probability if best else _SILENT)
    if confidence < floor:
        return None
    return Combined(*span[:3], _kind(span, best, thresholds), confidence, layers)


#: The probability that the model's silence stands for; it misses a quarter of what generic rules find rightly.
_SILENT = 0.2


def _kind(span: RuleSpan, best: Prediction | None, thresholds: Mapping[Category, float]) -> Status:
    """The rule's word, unless the model is sure that something of this category stands there, and sees another kind of it."""
    if best is None or best.probability < thresholds[span.category]:
        return span.kind
    return best.kind if (span.category, span.kind, best.kind) in _TOLD else span.kind


def mixed(rule: float, model: float) -> float:
    """One confidence of both: the mean of their log odds, the rule's by ``RULE_WEIGHT``."""
    from math import exp, log

    def logit(p: float) -> float:
        p = min(max(p, 1e-4), 1 - 1e-4)
        return log(p / (1 - p))

    return 1 / (1 + exp(-(RULE_WEIGHT * logit(rule) + (1 - RULE_WEIGHT) * logit(model))))

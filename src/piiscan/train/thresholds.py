"""The least probabilities at which a report shows what a model sees, for three presets.

Measured on documents that trained nothing, from predictions with their calibrated probabilities: of a checkpoint while it
is calibrated, or of a package whose rules have changed since (``train thresholds``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from piiscan.model.combine import MUTE, RuleSpan, combine
from piiscan.model.package import PRESETS
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.train.detectors import reported
from piiscan.train.metrics import Counts, Found, judge, values
from piiscan.train.records import Document
from piiscan.types import Category

#: What each preset makes as large as it can.
BETAS = {"precision": 0.5, "balanced": 1.0, "recall": 2.0}
#: Of what the model adds beside the rules, at least this share must be right. F alone takes any guess where rules find
#: little, and in the next package most of them are wrong: PASSWORD fell from 0.62 to 0.48 by it (training log).
SHARES = {"precision": 0.75, "balanced": 0.5, "recall": 0.3}
#: So many wrong ones are taken to be among what the model adds, beside those that were seen, and the package that
#: brings most right ones is left out: a threshold from few values is luck otherwise. PASSWORD (55) and ID (49, half of
#: them in one package) lost by it on packages that had no say in it.
DOUBT = 4
#: Beside rules, a category with fewer values than these gets nothing from the model, but for users who prefer recall.
ENOUGH_BESIDE = 30
#: Of fewer groups none is left out.
FEW = 4
#: Beside rules those of these with fewer than ``SCARCE`` values in whole files share a temperature and a threshold: of
#: each alone there are too few (55, 11 and 49 in gold-dev), and where only candidates are labelled nearly any looks good.
TOGETHER = (Category.PASSWORD, Category.KEY, Category.ID)
SCARCE = 60
#: What they share is at least this. Hand-labelled chunks were drawn where weak signals stand; in django and sympy, where
#: nearly nothing is to be found, the model adds 483 of them from 0.55 on, most of them numbers of drawings, and at 0.8 what
#: it adds to gold-dev is wrong. So only users who prefer recall get them.
LEAST = {"precision": 1.0, "balanced": 1.0, "recall": 0.0}
#: Beside rules these share a threshold: text tells what cannot be one of them, whatever the model says, and what is left is
#: right alike. Of the second alone there are too few that rules pass over (2 in 295 packages).
FORMED = (Category.EMAIL, Category.IP_ADDRESS)
#: With fewer values than these nothing can be measured, and the defaults stay.
ENOUGH = 8
#: Where nothing could be measured.
DEFAULTS = {"precision": 0.8, "balanced": 0.5, "recall": 0.3}
#: A threshold that no probability reaches.
NEVER = MUTE


class Group(NamedTuple):
    """Where something was found."""

    whole: bool
    """Whether everything in its documents is labelled, and not candidates alone."""
    name: str


def choose(
    documents: Sequence[Document],
    predictions: Sequence[Sequence[Prediction]],
    spans: Sequence[Sequence[RuleSpan]] | None = None,
    rare: Collection[Category] = (),
) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, Any]]]:
    """By preset a threshold for each of ``CATEGORIES``; and by category, how many values there are and what each preset reaches.

    ``predictions`` are those of each document, ``spans`` what the rules find there, and ``rare``: as for ``calibrate``.
    """
    wanted = {
        c: sum(item.category is c for document in documents for item in values(document)) for c in CATEGORIES
    }
    shared = () if spans is None else scarce(documents)
    ours = spans or [()] * len(documents)
    added, standing = _added(documents, predictions, ours)
    pool = _pool(documents, predictions, ours, shared) if shared else None
    thresholds: dict[str, list[float]] = {name: [] for name in PRESETS}
    measured: dict[str, dict[str, Any]] = {}
    for category in CATEGORIES:
        alike = FORMED if spans is not None and category in FORMED else (category,)
        rows = [(item.confidence, good) for item, good, _ in added if item.category in alike]
        groups = [group for item, _, group in added if item.category in alike]
        whole = sum(wanted[each] for each in alike)
        stand = sum((standing[each] for each in alike), Counts())
        report: dict[str, Any] = {"values": wanted[category]}
        for name in PRESETS:
            threshold, counts = DEFAULTS[name], Counts()
            if pool is not None and category in shared and category not in rare:
                threshold, counts = pool.threshold(name)
            elif spans is not None and name != "recall" and (category in rare or whole < ENOUGH_BESIDE):
                threshold, counts = least((), whole, BETAS[name], stand)
            elif whole >= ENOUGH:
                share = SHARES[name] if spans is not None else 0.0
                threshold, counts = least(rows, whole, BETAS[name], stand, share, groups)
            thresholds[name].append(threshold)
            report[name] = {
                "threshold": round(threshold, 4),
                "precision": counts.precision,
                "recall": counts.recall,
            }
        measured[str(category)] = report
    return {name: tuple(row) for name, row in thresholds.items()}, measured


class _Pool(NamedTuple):
    """What the categories of ``TOGETHER`` have in whole files. No package is left out here: without the one that
    brings most of them the model adds nothing in three folds of four (training log)."""

    rows: Sequence[tuple[float, bool]]
    wanted: int
    standing: Counts

    def threshold(self, preset: str) -> tuple[float, Counts]:
        if self.wanted < ENOUGH_BESIDE:
            return (DEFAULTS if preset == "recall" else dict.fromkeys(PRESETS, NEVER))[preset], self.standing
        chosen, counts = least(self.rows, self.wanted, BETAS[preset], self.standing, SHARES[preset])
        if chosen >= LEAST[preset]:
            return chosen, counts
        kept = [good for probability, good in self.rows if probability >= LEAST[preset]]
        added = Counts(sum(kept), len(kept) - sum(kept), -sum(kept))
        return LEAST[preset], self.standing + added


def scarce(documents: Sequence[Document]) -> tuple[Category, ...]:
    whole = [document for document in documents if document.complete]
    counts = Counter(item.category for document in whole for item in values(document))
    return tuple(each for each in TOGETHER if whole and counts[each] < SCARCE)


def _pool(
    documents: Sequence[Document],
    predictions: Sequence[Sequence[Prediction]],
    spans: Sequence[Sequence[RuleSpan]],
    shared: Sequence[Category],
) -> _Pool:
    whole = [number for number, document in enumerate(documents) if document.complete]
    inside = [documents[number] for number in whole]
    added, standing = _added(inside, [predictions[n] for n in whole], [spans[n] for n in whole])
    return _Pool(
        [(item.confidence, good) for item, good, _ in added if item.category in shared],
        sum(item.category in shared for document in inside for item in values(document)),
        sum((standing[category] for category in shared), Counts()),
    )


def _added(
    documents: Sequence[Document],
    predictions: Sequence[Sequence[Prediction]],
    spans: Sequence[Sequence[RuleSpan]],
) -> tuple[list[tuple[Found, bool, Group]], Mapping[Category, Counts]]:
    """What the model sees beside the rules' findings, whether it is right, and in which group; and the counts of
    those findings."""
    rows: list[tuple[Found, bool, Group]] = []
    standing = dict.fromkeys(CATEGORIES, Counts())
    everything, nothing = dict.fromkeys(CATEGORIES, 0.0), dict.fromkeys(CATEGORIES, NEVER)
    for document, theirs, ours in zip(documents, predictions, spans, strict=True):
        stand = reported(ours, combine(ours, theirs, nothing), document.text)
        for category, counts in judge(document, stand).counts.items():
            standing[category] += counts
        both = reported(ours, combine(ours, theirs, everything), document.text)
        rows += [
            (*item, Group(document.complete, document.group))
            for item in judge(document, both).right
            if item[0] not in set(stand)
        ]
    return rows, standing


def least(
    rows: Sequence[tuple[float, bool]],
    wanted: int,
    beta: float,
    standing: Counts | None = None,
    share: float = 0.0,
    groups: Sequence[Group] = (),
) -> tuple[float, Counts]:
    """The least probability that makes F-beta best, in the middle between two that were seen.

    ``NEVER`` where nothing that could be added makes it better than what is ``standing`` already. At least
    ``share`` of what is added is right, also with ``DOUBT`` wrong ones more and without the best of the ``groups``,
    which say of each row where it comes from, and of those alone that were labelled as a whole: data of candidates
    are so full of secrets that nearly any threshold looks good there.
    """
    ordered = sorted(zip(rows, groups or [Group(True, "")] * len(rows), strict=True), reverse=True)
    tp, fp = (standing.tp, standing.fp) if standing else (0, 0)
    chosen, counts = NEVER, Counts(tp, fp, wanted - tp)
    best = counts.f(beta) or 0.0
    right: Counter[Group] = Counter()
    seen: Counter[Group] = Counter()
    for index, ((probability, good), group) in enumerate(ordered):
        tp, fp = tp + good, fp + (not good)
        right[group] += good
        seen[group] += 1
        after = ordered[index + 1][0][0] if index + 1 < len(ordered) else 0.0
        if after == probability:
            continue
        here = Counts(tp, fp, wanted - tp)
        value = here.f(beta) or 0.0
        if value > best and (not share or _holds(right, seen, share, len(set(groups)) >= FEW)):
            best, chosen, counts = value, min(0.99, max(0.05, (probability + after) / 2)), here
    return chosen, counts


def _holds(right: Counter[Group], seen: Counter[Group], share: float, apart: bool) -> bool:
    """Whether enough is right in whole files, and without the group that has most right ones (``apart``), with
    ``DOUBT`` wrong more."""
    if sum(right[each] for each in seen if each.whole) < share * sum(
        seen[each] for each in seen if each.whole
    ):
        return False
    luckiest = max(right, key=lambda group: right[group])
    good, count = right.total(), seen.total()
    if apart:
        good, count = good - right[luckiest], count - seen[luckiest]
    return good >= share * (count + DOUBT)

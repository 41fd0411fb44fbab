"""``train calibrate``: a temperature for each category, and the thresholds of three presets.

Everything is measured on spans as the runtime decodes them, on documents that trained nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from piiscan.errors import DataError
from piiscan.model.combine import MUTE, RuleSpan, combine
from piiscan.model.package import PRESETS
from piiscan.model.predict import Logits
from piiscan.model.spans import Prediction, Scales, all_predictions
from piiscan.model.tags import CATEGORIES, KINDS, OUTSIDE, TAGS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.detectors import reported
from piiscan.train.examples import IGNORED, Array, example
from piiscan.train.metrics import Counts, Found, judge, marked, values
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
#: With fewer values than these nothing can be measured, and the defaults stay.
ENOUGH = 8
#: Where nothing could be measured.
DEFAULTS = {"precision": 0.8, "balanced": 0.5, "recall": 0.3}
#: A threshold that no probability reaches.
NEVER = MUTE
#: Taken from O while decoding, in nats: so that a preset for recall has something to choose from.
BIASES = (0.0, 1.0, 2.0)

_TEMPERATURES = tuple(math.exp(step / 10) for step in range(-12, 16))


class Group(NamedTuple):
    """Where something was found."""

    whole: bool
    """Whether everything in its documents is labelled, and not candidates alone."""
    name: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What goes into a package's configuration."""

    scales: Scales
    thresholds: Mapping[str, tuple[float, ...]]
    measured: Mapping[str, Any]
    """By category: values, temperature, and for each preset threshold, precision and recall."""


def calibrate(
    documents: Sequence[Document],
    logits: Sequence[Logits],
    tokenizer: Tokenizer,
    spans: Sequence[Sequence[RuleSpan]] | None = None,
    rare: Collection[Category] = (),
) -> Calibration:
    """From held-out documents and the network's scores for them.

    With ``spans``, what the rules find in each document, the thresholds are those at which rules and model together
    are best: where rules find nearly everything, what the model adds must be surer. Without, for the model alone.

    ``rare``: of these ordinary code has so few that documents chosen for having them flatter the model. Beside rules it adds
    none of them but in the preset ``recall``.
    """
    bias = max(BIASES, key=lambda each: (_best(documents, logits, each), -each))
    judged = _judged(documents, logits, Scales(bias=bias))
    wanted = {
        c: sum(item.category is c for document in documents for item in values(document)) for c in CATEGORIES
    }
    shared = () if spans is None else _scarce(documents)
    temperatures: list[float] = []
    for category in CATEGORIES:
        alike = shared if category in shared else (category,)
        rows = [
            (item.confidence, good)
            for item, good, whole in judged
            if item.category in alike and (whole or not shared)
        ]
        enough = sum(wanted[each] for each in alike) >= ENOUGH and sum(good for _, good in rows) >= ENOUGH
        temperatures.append(_temperature(rows) if enough else 1.0)
    scales = Scales(bias, tuple(temperatures), _kind_temperature(documents, logits, tokenizer))
    ours = spans or [()] * len(documents)
    added, standing = _added(documents, logits, scales, ours)
    pool = _pool(documents, logits, scales, ours, shared) if shared else None
    thresholds: dict[str, list[float]] = {name: [] for name in PRESETS}
    measured: dict[str, Any] = {}
    for category, temperature in zip(CATEGORIES, temperatures, strict=True):
        rows = [(item.confidence, good) for item, good, _ in added if item.category is category]
        groups = [group for item, _, group in added if item.category is category]
        report: dict[str, Any] = {"values": wanted[category], "temperature": round(temperature, 3)}
        for name in PRESETS:
            threshold, counts = DEFAULTS[name], Counts()
            if pool is not None and category in shared and category not in rare:
                threshold, counts = pool.threshold(name)
            elif (
                spans is not None
                and name != "recall"
                and (category in rare or wanted[category] < ENOUGH_BESIDE)
            ):
                threshold, counts = _threshold((), wanted[category], BETAS[name], standing[category])
            elif wanted[category] >= ENOUGH:
                share = SHARES[name] if spans is not None else 0.0
                threshold, counts = _threshold(
                    rows, wanted[category], BETAS[name], standing[category], share, groups
                )
            thresholds[name].append(threshold)
            report[name] = {
                "threshold": round(threshold, 4),
                "precision": counts.precision,
                "recall": counts.recall,
            }
        measured[str(category)] = report
    return Calibration(scales, {name: tuple(row) for name, row in thresholds.items()}, measured)


class _Pool(NamedTuple):
    """What the categories of ``TOGETHER`` have in whole files. No package is left out here: without the one that
    brings most of them the model adds nothing in three folds of four (training log)."""

    rows: Sequence[tuple[float, bool]]
    wanted: int
    standing: Counts

    def threshold(self, preset: str) -> tuple[float, Counts]:
        if self.wanted < ENOUGH_BESIDE:
            return (DEFAULTS if preset == "recall" else dict.fromkeys(PRESETS, NEVER))[preset], self.standing
        chosen, counts = _threshold(self.rows, self.wanted, BETAS[preset], self.standing, SHARES[preset])
        if chosen >= LEAST[preset]:
            return chosen, counts
        kept = [good for probability, good in self.rows if probability >= LEAST[preset]]
        added = Counts(sum(kept), len(kept) - sum(kept), -sum(kept))
        return LEAST[preset], self.standing + added


def _scarce(documents: Sequence[Document]) -> tuple[Category, ...]:
    whole = [document for document in documents if document.complete]
    counts = Counter(item.category for document in whole for item in values(document))
    return tuple(each for each in TOGETHER if whole and counts[each] < SCARCE)


def _pool(
    documents: Sequence[Document],
    logits: Sequence[Logits],
    scales: Scales,
    spans: Sequence[Sequence[RuleSpan]],
    shared: Sequence[Category],
) -> _Pool:
    whole = [number for number, document in enumerate(documents) if document.complete]
    inside = [documents[number] for number in whole]
    added, standing = _added(inside, [logits[n] for n in whole], scales, [spans[n] for n in whole])
    return _Pool(
        [(item.confidence, good) for item, good, _ in added if item.category in shared],
        sum(item.category in shared for document in inside for item in values(document)),
        sum((standing[category] for category in shared), Counts()),
    )


def _added(
    documents: Sequence[Document],
    logits: Sequence[Logits],
    scales: Scales,
    spans: Sequence[Sequence[RuleSpan]],
) -> tuple[list[tuple[Found, bool, Group]], Mapping[Category, Counts]]:
    """What the model sees beside the rules' findings, whether it is right, and in which group; and the counts of
    those findings."""
    rows: list[tuple[Found, bool, Group]] = []
    standing = dict.fromkeys(CATEGORIES, Counts())
    everything, nothing = dict.fromkeys(CATEGORIES, 0.0), dict.fromkeys(CATEGORIES, NEVER)
    for document, theirs, ours in zip(documents, decoded(logits, scales), spans, strict=True):
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


def _judged(
    documents: Sequence[Document], logits: Sequence[Logits], scales: Scales
) -> list[tuple[Found, bool, bool]]:
    """What is predicted, whether it is right, and whether its document is labelled as a whole."""
    rows: list[tuple[Found, bool, bool]] = []
    for document, found in zip(documents, decoded(logits, scales), strict=True):
        right = judge(document, marked(Found(*item) for item in found)).right
        rows += [(*item, document.complete) for item in right]
    return rows


def decoded(logits: Sequence[Logits], scales: Scales) -> list[list[Prediction]]:
    """The spans of each document, all decoded at once: one by one takes five times as long."""
    if not logits:
        return []
    # Between two texts a row that no span can cross.
    tags: Array = np.zeros((1, TAGS), dtype=np.float32)
    kinds: Array = np.zeros((1, len(KINDS)), dtype=np.float32)
    tags[0, OUTSIDE] = 1e6
    return all_predictions(
        [item.encoding for item in logits],
        np.concatenate([part for item in logits for part in (item.tags, tags)]),
        np.concatenate([part for item in logits for part in (item.kinds, kinds)]),
        scales,
    )


def _best(documents: Sequence[Document], logits: Sequence[Logits], bias: float) -> float:
    """The mean over categories of the best F1 that any threshold reaches under this bias."""
    judged = _judged(documents, logits, Scales(bias=bias))
    reached = []
    for category in CATEGORIES:
        wanted = sum(item.category is category for document in documents for item in values(document))
        if wanted >= ENOUGH:
            rows = [(item.confidence, good) for item, good, _ in judged if item.category is category]
            reached.append(_threshold(rows, wanted, 1.0)[1].f() or 0.0)
    return round(float(np.mean(reached)), 3) if reached else 0.0


def _threshold(
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


def _temperature(rows: Sequence[tuple[float, bool]]) -> float:
    """The temperature that makes the probabilities most likely."""

    def cost(temperature: float) -> float:
        scaled = [(_scaled(p, temperature), good) for p, good in rows]
        return -sum(math.log(p if good else 1 - p) for p, good in scaled)

    return min(_TEMPERATURES, key=cost)


def _scaled(probability: float, temperature: float) -> float:
    from piiscan.model.spans import calibrated

    return min(max(calibrated(probability, temperature), 1e-6), 1 - 1e-6)


def _kind_temperature(documents: Sequence[Document], logits: Sequence[Logits], tokenizer: Tokenizer) -> float:
    """The same for live, placeholder and licence, over the pieces of values."""
    scores: list[Array] = [np.zeros((0, len(KINDS)))]
    truth: list[Array] = [np.zeros(0, dtype=np.int64)]
    for document, item in zip(documents, logits, strict=True):
        kinds = example(document, tokenizer).kinds
        scores.append(item.kinds[kinds != IGNORED].astype(np.float64))
        truth.append(kinds[kinds != IGNORED].astype(np.int64))
    rows, right = np.concatenate(scores), np.concatenate(truth)
    if len(rows) < ENOUGH:
        return 1.0

    def cost(temperature: float) -> float:
        scaled = rows / temperature
        top = scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        return float((total - scaled[np.arange(len(rows)), right]).mean())

    return min(_TEMPERATURES, key=cost)


def to_json(calibration: Calibration) -> dict[str, Any]:
    """As calibration.json has it."""
    names = [str(category) for category in CATEGORIES]
    return {
        "bias": calibration.scales.bias,
        "temperatures": dict(zip(names, calibration.scales.temperatures, strict=True)),
        "kind_temperature": calibration.scales.kind_temperature,
        "thresholds": {
            preset: dict(zip(names, row, strict=True)) for preset, row in calibration.thresholds.items()
        },
        "measured": dict(calibration.measured),
    }


def from_json(value: Any, where: str) -> Calibration:
    """The other way. Raises ``DataError`` for what ``to_json`` has not made."""
    names = [str(category) for category in CATEGORIES]
    try:
        scales = Scales(
            float(value["bias"]),
            tuple(float(value["temperatures"][name]) for name in names),
            float(value["kind_temperature"]),
        )
        rows = {
            preset: tuple(float(value["thresholds"][preset][name]) for name in names) for preset in PRESETS
        }
        return Calibration(scales, rows, value["measured"])
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{where}: not what `train calibrate` writes") from None

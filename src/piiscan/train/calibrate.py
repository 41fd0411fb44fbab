"""``train calibrate``: a temperature for each category, and the thresholds of three presets.

Everything is measured on spans as the runtime decodes them, on documents that trained nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from piiscan.errors import DataError
from piiscan.model.combine import RuleSpan, combine
from piiscan.model.package import PRESETS
from piiscan.model.predict import Logits
from piiscan.model.spans import Scales, predictions
from piiscan.model.tags import CATEGORIES, KINDS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.examples import IGNORED, Array, example
from piiscan.train.metrics import Counts, Found, judge, marked, values
from piiscan.train.records import Document
from piiscan.types import Category

#: What each preset makes as large as it can.
BETAS = {"precision": 0.5, "balanced": 1.0, "recall": 2.0}
#: Of what the model adds beside the rules, at least this share must be right. F alone takes any guess where rules find
#: little, and in the next package most of them are wrong: PASSWORD fell from 0.62 to 0.48 by it (training log).
SHARES = {"precision": 0.75, "balanced": 0.5, "recall": 0.3}
#: Beside rules, a threshold from fewer values than these is luck: PASSWORD (55) and ID (49) lost by it on packages
#: that had no say in it. The model then adds nothing of that category, except where a user prefers recall.
ENOUGH_BESIDE = 100
#: With fewer values than these nothing can be measured, and the defaults stay.
ENOUGH = 8
#: Where nothing could be measured.
DEFAULTS = {"precision": 0.8, "balanced": 0.5, "recall": 0.3}
#: A threshold that no probability reaches.
NEVER = 1.0
#: Taken from O while decoding, in nats: so that a preset for recall has something to choose from.
BIASES = (0.0, 1.0, 2.0)

_TEMPERATURES = tuple(math.exp(step / 10) for step in range(-12, 16))


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
) -> Calibration:
    """From held-out documents and the network's scores for them.

    With ``spans``, what the rules find in each document, the thresholds are those at which rules and model together
    are best: where rules find nearly everything, what the model adds must be surer. Without, for the model alone.
    """
    bias = max(BIASES, key=lambda each: (_best(documents, logits, each), -each))
    judged = _judged(documents, logits, Scales(bias=bias))
    wanted = {
        c: sum(item.category is c for document in documents for item in values(document)) for c in CATEGORIES
    }
    temperatures: list[float] = []
    for category in CATEGORIES:
        rows = [(item.confidence, good) for item, good in judged if item.category is category]
        enough = wanted[category] >= ENOUGH and sum(good for _, good in rows) >= ENOUGH
        temperatures.append(_temperature(rows) if enough else 1.0)
    scales = Scales(bias, tuple(temperatures), _kind_temperature(documents, logits, tokenizer))
    added, standing = _added(documents, logits, scales, spans or [()] * len(documents))
    thresholds: dict[str, list[float]] = {name: [] for name in PRESETS}
    measured: dict[str, Any] = {}
    for category, temperature in zip(CATEGORIES, temperatures, strict=True):
        rows = [(item.confidence, good) for item, good in added if item.category is category]
        report: dict[str, Any] = {"values": wanted[category], "temperature": round(temperature, 3)}
        for name in PRESETS:
            threshold, counts = DEFAULTS[name], Counts()
            if spans is not None and name != "recall" and wanted[category] < ENOUGH_BESIDE:
                threshold, counts = _threshold((), wanted[category], BETAS[name], standing[category])
            elif wanted[category] >= ENOUGH:
                share = SHARES[name] if spans is not None else 0.0
                threshold, counts = _threshold(rows, wanted[category], BETAS[name], standing[category], share)
            thresholds[name].append(threshold)
            report[name] = {
                "threshold": round(threshold, 4),
                "precision": counts.precision,
                "recall": counts.recall,
            }
        measured[str(category)] = report
    return Calibration(scales, {name: tuple(row) for name, row in thresholds.items()}, measured)


def _added(
    documents: Sequence[Document],
    logits: Sequence[Logits],
    scales: Scales,
    spans: Sequence[Sequence[RuleSpan]],
) -> tuple[list[tuple[Found, bool]], Mapping[Category, Counts]]:
    """What the model sees beside the rules' findings, and whether it is right; and the counts of those findings."""
    rows: list[tuple[Found, bool]] = []
    standing = dict.fromkeys(CATEGORIES, Counts())
    everything, nothing = dict.fromkeys(CATEGORIES, 0.0), dict.fromkeys(CATEGORIES, NEVER)
    for document, scores, ours in zip(documents, logits, spans, strict=True):
        theirs = predictions(*scores, scales)
        stand = marked(Found(*item[:5]) for item in combine(ours, theirs, nothing))
        for category, counts in judge(document, stand).counts.items():
            standing[category] += counts
        both = marked(Found(*item[:5]) for item in combine(ours, theirs, everything))
        rows += [item for item in judge(document, both).right if item[0] not in set(stand)]
    return rows, standing


def _judged(
    documents: Sequence[Document], logits: Sequence[Logits], scales: Scales
) -> list[tuple[Found, bool]]:
    rows: list[tuple[Found, bool]] = []
    for document, scores in zip(documents, logits, strict=True):
        rows += judge(document, marked(Found(*item) for item in predictions(*scores, scales))).right
    return rows


def _best(documents: Sequence[Document], logits: Sequence[Logits], bias: float) -> float:
    """The mean over categories of the best F1 that any threshold reaches under this bias."""
    judged = _judged(documents, logits, Scales(bias=bias))
    reached = []
    for category in CATEGORIES:
        wanted = sum(item.category is category for document in documents for item in values(document))
        if wanted >= ENOUGH:
            rows = [(item.confidence, good) for item, good in judged if item.category is category]
            reached.append(_threshold(rows, wanted, 1.0)[1].f() or 0.0)
    return round(float(np.mean(reached)), 3) if reached else 0.0


def _threshold(
    rows: Sequence[tuple[float, bool]],
    wanted: int,
    beta: float,
    standing: Counts | None = None,
    share: float = 0.0,
) -> tuple[float, Counts]:
    """The least probability that makes F-beta best, in the middle between two that were seen.

    ``NEVER`` where nothing that could be added makes it better than what is ``standing`` already. At least
    ``share`` of what is added is right.
    """
    ordered = sorted(rows, reverse=True)
    tp, fp = (standing.tp, standing.fp) if standing else (0, 0)
    before = tp
    chosen, counts = NEVER, Counts(tp, fp, wanted - tp)
    best = counts.f(beta) or 0.0
    for index, (probability, good) in enumerate(ordered):
        tp, fp = tp + good, fp + (not good)
        after = ordered[index + 1][0] if index + 1 < len(ordered) else 0.0
        if after == probability:
            continue
        here = Counts(tp, fp, wanted - tp)
        value = here.f(beta) or 0.0
        if value > best and tp - before >= share * (index + 1):
            best, chosen, counts = value, min(0.99, max(0.05, (probability + after) / 2)), here
    return chosen, counts


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

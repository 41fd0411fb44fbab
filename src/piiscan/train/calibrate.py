"""``train calibrate``: a temperature for each category, and the thresholds of three presets.

Everything is measured on spans as the runtime decodes them, on documents that trained nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from piiscan.errors import DataError
from piiscan.model.combine import RuleSpan
from piiscan.model.package import PRESETS
from piiscan.model.predict import Logits
from piiscan.model.spans import Prediction, Scales, all_predictions
from piiscan.model.tags import CATEGORIES, KINDS, OUTSIDE, TAGS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.examples import IGNORED, Array, example
from piiscan.train.metrics import Found, judge, marked, values
from piiscan.train.records import Document
from piiscan.train.thresholds import ENOUGH, choose, least, scarce
from piiscan.types import Category

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
    shared = () if spans is None else scarce(documents)
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
    chosen, measured = choose(documents, decoded(logits, scales), spans, rare)
    for category, temperature in zip(CATEGORIES, temperatures, strict=True):
        measured[str(category)]["temperature"] = round(temperature, 3)
    return Calibration(scales, chosen, measured)


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
            reached.append(least(rows, wanted, 1.0)[1].f() or 0.0)
    return round(float(np.mean(reached)), 3) if reached else 0.0


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

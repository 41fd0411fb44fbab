"""Cross-validation by group: every document is read by a network that trained on none of its group."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

from piiscan.errors import DataError
from piiscan.model.combine import RuleSpan
from piiscan.model.predict import Logits
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.calibrate import Calibration, calibrate, decoded
from piiscan.train.predictor import Predictor
from piiscan.train.records import Document
from piiscan.types import Category

#: Trains on documents; the number is the fold's.
Trainer = Callable[[list[Document], int], Predictor]


def assign(documents: Sequence[Document], folds: int, seed: int = 0) -> list[int]:
    """Each document's fold: whole groups, the largest first, each to the fold that has fewest values so far."""
    sizes = Counter[str]()
    for document in documents:
        sizes[document.group] += 1 + 3 * len(document.spans)
    if not 2 <= folds <= len(sizes):
        raise DataError(f"{folds} folds need as many groups; there are {len(sizes)}")
    groups = sorted(sizes)
    random.Random(seed).shuffle(groups)  # noqa: S311 - a split
    loads = [0] * folds
    fold_of = {}
    for group in sorted(groups, key=lambda each: -sizes[each]):
        fold_of[group] = loads.index(min(loads))
        loads[fold_of[group]] += sizes[group]
    return [fold_of[document.group] for document in documents]


def held_out(documents: Sequence[Document], fold_of: Sequence[int], train: Trainer) -> list[Logits]:
    """For each document, the scores of the network that did not train on its fold."""
    found: dict[int, Logits] = {}
    for fold in sorted(set(fold_of)):
        inside = [number for number, each in enumerate(fold_of) if each == fold]
        predictor = train([item for item, each in zip(documents, fold_of, strict=True) if each != fold], fold)
        scores = predictor.logits([documents[number].text for number in inside])
        found.update(zip(inside, scores, strict=True))
    return [found[number] for number in range(len(documents))]


def calibrated(
    documents: Sequence[Document],
    fold_of: Sequence[int],
    logits: Sequence[Logits],
    tokenizer: Tokenizer,
    spans: Sequence[Sequence[RuleSpan]],
) -> list[tuple[list[Prediction], Calibration]]:
    """Predictions and calibration for each document: those of its fold are measured on the other folds alone.

    ``spans``: what the rules find in each."""
    found: dict[int, tuple[list[Prediction], Calibration]] = {}
    for fold in set(fold_of):
        others = [number for number, each in enumerate(fold_of) if each != fold]
        inside = [number for number, each in enumerate(fold_of) if each == fold]
        made = calibrate(
            [documents[n] for n in others], [logits[n] for n in others], tokenizer, [spans[n] for n in others]
        )
        read = decoded([logits[number] for number in inside], made.scales)
        found.update((number, (items, made)) for number, items in zip(inside, read, strict=True))
    return [found[number] for number in range(len(documents))]


def thresholds(calibration: Calibration, preset: str) -> dict[Category, float]:
    """By category, as ``combine`` wants them."""
    return dict(zip(CATEGORIES, calibration.thresholds[preset], strict=True))

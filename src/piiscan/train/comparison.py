"""Which systems are compared, and how each comes to what it says."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from piiscan.model.spans import Prediction
from piiscan.train import detectors
from piiscan.train.metrics import Found
from piiscan.train.records import Document
from piiscan.types import Category

if TYPE_CHECKING:
    from piiscan.train.fit import Recipe
    from piiscan.train.loop import Report
    from piiscan.train.predictor import Predictor


@dataclass(frozen=True, slots=True)
class Compared:
    """What each system found in each document, by its name."""

    found: Mapping[str, Sequence[Sequence[Found]]]
    notes: Sequence[str] = ()
    swaps: Mapping[str, Any] = field(default_factory=dict)


def _with_rules(
    documents: Sequence[Document],
    predictions: Sequence[Sequence[Prediction]],
    thresholds: Sequence[dict[Category, float]],
    peers: bool,
) -> dict[str, Sequence[Sequence[Found]]]:
    """Rules, model, both, and other tools. Each document has thresholds of its own: folds have."""
    spans = detectors.rule_spans(documents)
    rows = list(zip(spans, predictions, thresholds, documents, strict=True))
    return {
        **_others(documents, peers),
        "model": [detectors.alone([theirs], least)[0] for _, theirs, least, _ in rows],
        "rules + model": [
            detectors.together([ours], [theirs], least, [document.text])[0]
            for ours, theirs, least, document in rows
        ],
    }


def _others(documents: Sequence[Document], peers: bool) -> dict[str, Sequence[Sequence[Found]]]:
    tools = detectors.peers() if peers else {}
    return {"rules": detectors.rules(documents), **{name: read(documents) for name, read in tools.items()}}


def by_model(documents: Sequence[Document], model: str | None, *, preset: str, peers: bool) -> Compared:
    """An exported model as a scan would use it; rules and peers alone without one."""
    if model is None:
        return Compared(_others(documents, peers))
    from piiscan.model.predict import load
    from piiscan.train.swaps import swaps

    loaded = load(model, threads=2)
    predictions = loaded.predict([document.text for document in documents])
    least = loaded.thresholds(preset)
    changed = swaps(documents, loaded.predict)
    notes = [f"model {loaded.id}", _swap_note(changed)]
    return Compared(_with_rules(documents, predictions, [least] * len(documents), peers), notes, changed)


def by_checkpoint(documents: Sequence[Document], folder: Path, *, preset: str, peers: bool) -> Compared:
    """A checkpoint with its calibration.json, or with the defaults."""
    import json

    from piiscan.model.tags import CATEGORIES
    from piiscan.train import checkpoint
    from piiscan.train.calibrate import from_json
    from piiscan.train.folds import thresholds
    from piiscan.train.predictor import Predictor
    from piiscan.train.swaps import swaps
    from piiscan.train.thresholds import DEFAULTS

    network, tokenizer = checkpoint.load(folder)
    predictor = Predictor(network, tokenizer)
    beside = folder / "calibration.json"
    if beside.exists():
        calibration = from_json(json.loads(beside.read_bytes()), str(beside))
        predictor.scales = calibration.scales
        least = thresholds(calibration, preset)
    else:
        least = dict.fromkeys(CATEGORIES, DEFAULTS[preset])
    predictions = predictor.predict([document.text for document in documents])
    changed = swaps(documents, predictor.predict)
    notes = [f"checkpoint {folder.name}", _swap_note(changed)]
    return Compared(_with_rules(documents, predictions, [least] * len(documents), peers), notes, changed)


def cross_validated(
    documents: Sequence[Document],
    also: Sequence[Document],
    folder: Path,
    recipe: Recipe,
    output: Path,
    *,
    folds: int,
    preset: str,
    peers: bool,
    report: Report,
) -> Compared:
    """Each fold is read by the checkpoint in ``folder`` after training on the others (and on ``also``, without
    the fold's groups), with thresholds from the others."""
    import json

    from piiscan.train import records
    from piiscan.train.calibrate import calibrate, to_json
    from piiscan.train.folds import assign, calibrated, held_out, thresholds

    fold_of = assign(documents, folds, recipe.plan.seed)
    groups = [
        {d.group for d, each in zip(documents, fold_of, strict=True) if each == fold} for fold in range(folds)
    ]

    def trained(training: list[Document], fold: int) -> Predictor:
        from piiscan.train import checkpoint
        from piiscan.train.fit import fit
        from piiscan.train.predictor import Predictor

        network, tokenizer = checkpoint.load(folder)
        extra = [document for document in also if document.group not in groups[fold]]
        place = output / f"fold-{fold}"
        made = fit(
            [*training, *extra], (), place, recipe, tokenizer=tokenizer, network=network, report=report
        )
        (place / checkpoint.STATE).unlink(missing_ok=True)
        return Predictor(made, tokenizer)

    logits = held_out(documents, fold_of, trained)
    from piiscan.train import checkpoint

    tokenizer = checkpoint.load(folder)[1]
    spans = detectors.rule_spans(documents)
    rows = calibrated(documents, fold_of, logits, tokenizer, spans)
    # What a network trained on all folds is to be exported with: measured on documents that nobody had seen.
    with records.atomic(output / "calibration.json") as stream:
        json.dump(to_json(calibrate(documents, logits, tokenizer, spans)), stream, indent=1)
        stream.write("\n")
    least = [thresholds(calibration, preset) for _, calibration in rows]
    for fold in range(folds):
        shutil.rmtree(output / f"fold-{fold}", ignore_errors=True)
    notes = [
        f"cross-validated: {folds} folds by group, {recipe.plan.steps} steps each from {folder.name}; thresholds of a "
        "fold from the other folds"
    ]
    return Compared(_with_rules(documents, [found for found, _ in rows], least, peers), notes)


def _swap_note(changed: Mapping[str, Any]) -> str:
    return (
        f"swap tests: {changed['kept']} of {changed['kept_of']} values keep their label when swapped for their like, "
        f"{changed['lost']} of {changed['lost_of']} secrets lose it when their key is renamed"
    )

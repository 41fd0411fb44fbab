"""``train thresholds``: new thresholds for a model that is there, since rules have changed or code is another's.

Its network and its temperatures stay; so does what it is called, which names the network.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from piiscan.digest import sha256
from piiscan.model import package
from piiscan.model.predict import Model
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.train import card
from piiscan.train.detectors import rule_spans
from piiscan.train.folders import whole_folder
from piiscan.train.records import Document
from piiscan.train.thresholds import choose
from piiscan.types import Category

#: Documents that are read at once.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What ``adjust`` has chosen."""

    thresholds: Mapping[str, Mapping[str, float]]
    """By preset and category, of those that were asked for."""
    measured: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By category: values, and what each preset reaches."""


def adjust(
    folder: Path,
    documents: Sequence[Document],
    *,
    categories: Collection[Category] = tuple(CATEGORIES),
    rare: Collection[Category] = (),
    threads: int = 1,
) -> Adjusted:
    """Thresholds for ``categories`` of the package in ``folder``, beside the rules as they are now. ``rare``: as for
    ``calibrate``. Raises ``ModelError`` where it is no model."""
    model = Model(package.read(folder), threads=threads)
    chosen, measured = choose(documents, _read(model, documents), rule_spans(documents), rare)
    wanted = [category for category in CATEGORIES if category in categories]
    return Adjusted(
        {
            preset: {str(each): round(row[CATEGORIES.index(each)], 4) for each in wanted}
            for preset, row in chosen.items()
        },
        {str(each): measured[str(each)] for each in wanted},
    )


def _read(model: Model, documents: Sequence[Document]) -> list[list[Prediction]]:
    texts = [document.text for document in documents]
    batches = (texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE))
    return [row for batch in batches for row in model.predict(batch)]


def write(
    folder: Path,
    target: Path,
    adjusted: Adjusted,
    *,
    step: Mapping[str, Any],
    scores: Mapping[str, Any] | None = None,
) -> None:
    """The package in ``folder`` with these thresholds as ``target``, which may be the same; it is replaced when it is whole.

    ``step`` goes into its manifest, ``scores``, what ``train evaluate`` has written, into its card. Raises ``OSError``.
    """
    config = json.loads((folder / package.CONFIG).read_bytes())
    for preset, row in adjusted.thresholds.items():
        config["thresholds"][preset].update(row)
    card_of = folder / card.NAME
    text = card_of.read_text(encoding="utf-8") if card_of.exists() else ""
    text = card.with_thresholds(text, config, adjusted.measured)
    if scores is not None:
        text = card.with_scores(text, scores)
    manifest = json.loads((folder / package.MANIFEST).read_bytes())
    manifest["made_from"] = [*manifest.get("made_from", ()), step]
    with whole_folder(target) as partial:
        for name in (package.NETWORK, package.VOCABULARY):
            shutil.copyfile(folder / name, partial / name)
        (partial / package.CONFIG).write_text(_json(config), encoding="utf-8")
        (partial / card.NAME).write_text(text, encoding="utf-8")
        hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(partial.iterdir())}
        (partial / package.MANIFEST).write_text(_json({**manifest, "files": hashes}), encoding="utf-8")
        package.read(partial)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"

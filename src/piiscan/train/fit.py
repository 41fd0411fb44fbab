"""``train fit``: labelled documents to a network with two heads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from piiscan.model.pieces import MASK
from piiscan.model.tokenizer import Tokenizer
from piiscan.train import checkpoint, curves, losses
from piiscan.train.examples import Array, Cut, Example, batches, cuts, examples, stack
from piiscan.train.loop import Plan, Report, Task, train
from piiscan.train.metrics import Counts, Found, judge, marked
from piiscan.train.network import Network, Shape, device_of
from piiscan.train.predictor import Predictor
from piiscan.train.records import Document
from piiscan.train.stretches import stretches
from piiscan.types import Category

#: A category with fewer values in the held-out set says nothing of how good a network is.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a fit may be told besides its data."""

    plan: Plan
    layers: int = 3
    width: int = 192
    heads: int = 6
    window: int = 192
    dropout: float = 0.0
    mixer: int = 5
    hide: float = 0.08
    """Share of the pieces that each step hides, so that a value is known by its place and not by its letters."""
    batch: int = 4096
    """Pieces in a batch, padding included."""
    plain: float = 0.3
    """Share of the windows without a value that an epoch sees."""
    focus: float = 0.0
    device: str = "auto"
    repeat: Mapping[str, float] | None = None
    """By origin: how much its documents count in the loss, times their own weight."""
    blend: float = 0.0
    """Share of the weights that the run began with in those that it ends with."""


def fit(
    training: Iterable[Document],
    held_out: Sequence[Document],
    folder: Path,
    recipe: Recipe,
    *,
    tokenizer: Tokenizer,
    network: Network | None = None,
    report: Report = lambda state: None,
) -> Network:
    """Train, or go on training ``network``; the best one on ``held_out`` (or the last, where it is empty) is
    saved in ``folder`` with its learning curve. Raises ``DataError``."""
    items = examples(_weighted(stretches(training), recipe.repeat or {}), tokenizer)
    device = device_of(recipe.device)
    torch.manual_seed(recipe.plan.seed)
    if network is None:
        network = Network(shape_of(recipe, len(tokenizer)))
    weights = losses.class_weights(items).to(device)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    best = folder / checkpoint.WEIGHTS
    task = Task(
        batches=lambda epoch: epoch_batches(items, network.shape.window, recipe, epoch),
        loss=lambda model, batch, step: _loss(
            model, _hidden(items, batch, recipe, step), weights, recipe.focus, device
        ),
        score=lambda model: held_out_scores(model, tokenizer, held_out),
        keep=lambda model: checkpoint.save(folder, model, tokenizer, "spans"),
    )
    signature = signature_of(items, held_out, recipe, network)
    state = train(network, task, recipe.plan, folder, signature, device, report)
    curves.write(folder, state, title=f"{folder.name}: {network.shape.layers} x {network.shape.width}")
    if not best.exists():
        checkpoint.save(folder, network, tokenizer, "spans")
    made = checkpoint.load(folder)[0]
    return blend(folder, begun, made, tokenizer, recipe.blend)


def blend(
    folder: Path, first: Mapping[str, torch.Tensor], made: Network, tokenizer: Tokenizer, share: float
) -> Network:
    """``made``, or with a ``share`` the mean of it and its ``first`` weights, saved beside the best one and not in its
    place: a run that is resumed must not blend twice."""
    if share:
        made.load_state_dict(mixed(first, made.state_dict(), share))
        checkpoint.save(folder / BLENDED, made, tokenizer, "spans")
    return made


#: Folder, in that of the checkpoint, for the blended one.
BLENDED = "blended"


def mixed(
    first: Mapping[str, torch.Tensor], last: Mapping[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """The mean of two networks of one shape, ``share`` of it the first: between the start and the end of a short
    run stand networks that are better than both where the data of the run are not those of the test."""
    return {
        name: torch.lerp(value.float().cpu(), first[name].float().cpu(), share).to(value.dtype)
        for name, value in last.items()
    }


def shape_of(recipe: Recipe, vocabulary: int) -> Shape:
    """The network that a recipe asks for."""
    return Shape(
        vocabulary, recipe.layers, recipe.width, recipe.heads, recipe.window, recipe.dropout, recipe.mixer
    )


def epoch_batches(items: Sequence[Example], window: int, recipe: Recipe, epoch: int) -> list[list[Cut]]:
    """The batches of an epoch."""
    seed = recipe.plan.seed
    found = cuts(items, size=window, plain=recipe.plain, seed=seed, epoch=epoch)
    return batches(found, budget=recipe.batch, seed=seed, epoch=epoch)


def _weighted(documents: Iterable[Document], factors: Mapping[str, float]) -> Iterable[Document]:
    for document in documents:
        factor = factors.get(document.origin.partition(":")[0], 1.0)
        yield document if factor == 1.0 else replace(document, weight=document.weight * factor)


def _hidden(items: Sequence[Example], batch: Sequence[Cut], recipe: Recipe, step: int) -> dict[str, Array]:
    """The batch with some of its pieces hidden: their features stay."""
    arrays = stack(items, batch)
    random = np.random.default_rng((recipe.plan.seed, step, 2))
    arrays["ids"][(random.random(arrays["ids"].shape) < recipe.hide) & (arrays["mask"] == 1)] = MASK
    return arrays


def _loss(
    network: Network, arrays: dict[str, Array], weights: torch.Tensor, focus: float, device: torch.device
) -> torch.Tensor:
    tensors = losses.to_tensors(arrays, device)
    tags, kinds = network(tensors["ids"], tensors["features"], tensors["mask"])
    return losses.tagging(tags, kinds, tensors, weights, focus=focus)


def held_out_scores(
    network: Network, tokenizer: Tokenizer, documents: Sequence[Document]
) -> dict[str, float]:
    """Overlap F1: the mean over categories (``score``), and each category's own."""
    if not documents:
        return {"score": 0.0}
    predictor = Predictor(network, tokenizer)
    totals = dict.fromkeys(Category, Counts())
    found = predictor.predict([document.text for document in documents])
    for document, predictions in zip(documents, found, strict=True):
        outcome = judge(document, marked(Found(*item) for item in predictions))
        for category, counts in outcome.counts.items():
            totals[category] += counts
    scores = {str(c): counts.f() or 0.0 for c, counts in totals.items() if counts.tp + counts.fn >= _ENOUGH}
    mean = float(np.mean(list(scores.values()))) if scores else 0.0
    return {"score": round(mean, 4), **{name: round(value, 4) for name, value in scores.items()}}


def signature_of(
    items: Sequence[Example], held_out: Sequence[Document], recipe: Any, network: Network
) -> str:
    """What a run must have in common with its state: data, arguments, first weights."""
    digest = hashlib.sha256()
    plan = asdict(recipe.plan)
    digest.update(
        repr(
            (sorted(plan.items()), recipe.batch, recipe.plain, recipe.focus, recipe.hide, network.shape)
        ).encode()
    )
    for item in items:
        digest.update(item.ids.tobytes() + item.tags.tobytes() + item.weights.tobytes())
    for document in held_out:
        digest.update(repr((document.id, document.spans)).encode())
    for value in network.state_dict().values():
        digest.update(value.detach().cpu().double().sum().numpy().tobytes())
    return digest.hexdigest()

"""``train distill``: a small network learns what a large one says of every piece, labelled or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from piiscan.errors import DataError
from piiscan.model.tags import CATEGORIES
from piiscan.model.tokenizer import Tokenizer
from piiscan.train import checkpoint, curves, losses
from piiscan.train.examples import IGNORED, Array, Example, example, stack
from piiscan.train.fit import Recipe, blend, epoch_batches, held_out_scores, shape_of, signature_of
from piiscan.train.loop import Report, Task, train
from piiscan.train.network import Network, device_of
from piiscan.train.records import Document
from piiscan.train.synthesis.spelled import SPELLED
from piiscan.types import Category


@dataclass(frozen=True, slots=True)
class Lesson:
    """How much the teacher's word weighs."""

    share: float = 0.7
    """Of the loss; the rest is the labels'."""
    temperature: float = 2.0


def distill(
    training: Iterable[Document],
    held_out: Sequence[Document],
    folder: Path,
    recipe: Recipe,
    lesson: Lesson,
    *,
    tokenizer: Tokenizer,
    teacher: Network,
    student: Network | None = None,
    report: Report = lambda state: None,
) -> Network:
    """Train ``student`` (or a new network) with ``teacher`` beside the labels. Raises ``DataError``."""
    if teacher.shape.vocabulary != len(tokenizer):
        raise DataError("teacher and student need the same vocabulary")
    items, copies = _examples(training, tokenizer)
    device = device_of(recipe.device)
    torch.manual_seed(recipe.plan.seed)
    network = student or Network(shape_of(recipe, len(tokenizer)))
    if network.shape.window > teacher.shape.window:
        raise DataError(
            f"the teacher reads windows of {teacher.shape.window} pieces, the student asks for more"
        )
    weights = losses.class_weights(items).to(device)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    teacher.to(device).eval()
    task = Task(
        batches=lambda epoch: epoch_batches(items, network.shape.window, recipe, epoch),
        loss=lambda model, batch, _: _loss(
            model,
            teacher,
            stack(items, batch),
            [cut.example in copies for cut in batch],
            weights,
            lesson,
            device,
        ),
        score=lambda model: held_out_scores(model, tokenizer, held_out),
        keep=lambda model: checkpoint.save(folder, model, tokenizer, "spans"),
    )
    signature = signature_of(items, held_out, recipe, network) + repr(lesson)
    state = train(network, task, recipe.plan, folder, signature, device, report)
    curves.write(folder, state, title=f"{folder.name}: distilled")
    return blend(folder, begun, checkpoint.load(folder)[0], tokenizer, recipe.blend)


def _examples(training: Iterable[Document], tokenizer: Tokenizer) -> tuple[list[Example], set[int]]:
    """The arrays, and which of them are copies with addresses spelled out: there the labels of addresses alone count."""
    items: list[Example] = []
    copies = set()
    for document in training:
        made = example(document, tokenizer)
        if not len(made.ids):
            continue
        if document.origin == SPELLED:
            copies.add(len(items))
            other = (made.tags < _ADDRESS) | (made.tags >= _ADDRESS + 4)
            made = made._replace(tags=_without(made.tags, other), kinds=_without(made.kinds, other))
        items.append(made)
    return items, copies


#: The first of the four tags of an address.
_ADDRESS = 1 + 4 * CATEGORIES.index(Category.EMAIL)


def _without(values: Array, places: Array) -> Array:
    made: Array = np.where(places, np.int16(IGNORED), values)
    return made


def _loss(
    network: Network,
    teacher: Network,
    arrays: dict[str, Array],
    copied: Sequence[bool],
    weights: torch.Tensor,
    lesson: Lesson,
    device: torch.device,
) -> torch.Tensor:
    """``copied``: of which rows the teacher does not know the addresses, so that it is not asked for them."""
    known = (arrays["tags"] > 0) & np.array(copied)[:, None]
    tensors = losses.to_tensors({**arrays, "taught": arrays["mask"] * ~known}, device)
    inputs = (tensors["ids"], tensors["features"], tensors["mask"])
    tags, kinds = network(*inputs)
    with torch.no_grad():
        taught = teacher(*inputs)
    own = losses.tagging(tags, kinds, tensors, weights)
    return (
        lesson.share * losses.teaching(tags, kinds, taught, tensors["taught"], lesson.temperature)
        + (1 - lesson.share) * own
    )

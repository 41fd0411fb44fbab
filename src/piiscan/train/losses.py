"""Losses: tags with class weights and smoothing, kinds, a teacher's word, masked pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div, log_softmax

from piiscan.model.tags import CATEGORIES, TAGS
from piiscan.train.examples import IGNORED, Array, Example

#: Weights of rare categories stay below this: above, one wrong label costs more than it teaches.
_HEAVIEST = 4.0
_SMOOTHING = 0.05
#: How much the second head counts: it learns from the pieces of values alone.
_KIND = 0.3


def class_weights(items: list[Example]) -> Tensor:
    """A weight for each tag: by the square root of how rare its category is among the values."""
    counts: Array = np.zeros(TAGS, dtype=np.float64)
    for item in items:
        counts += np.bincount(item.tags[item.tags > 0], minlength=TAGS)
    per_category = counts[1:].reshape(len(CATEGORIES), 4).sum(axis=1)
    weights = torch.ones(TAGS)
    if per_category.any():
        mean = per_category[per_category > 0].mean()
        for number, count in enumerate(per_category):
            weight = float(np.sqrt(mean / count)) if count else 1.0
            weights[1 + 4 * number : 5 + 4 * number] = min(_HEAVIEST, max(0.5, weight))
    return weights


def tagging(
    tags: Tensor, kinds: Tensor, batch: Mapping[str, Tensor], weights: Tensor, *, focus: float = 0.0
) -> Tensor:
    """The loss of both heads over the pieces whose labels are known. ``focus`` is focal loss's gamma."""
    target = batch["tags"].flatten()
    flat = tags.float().flatten(0, 1)
    each = cross_entropy(
        flat, target, weight=weights, ignore_index=IGNORED, label_smoothing=_SMOOTHING, reduction="none"
    )
    scale = batch["weights"].flatten() * (target != IGNORED)
    if focus:
        known = target.clamp(min=0)
        right = log_softmax(flat.detach(), dim=-1).gather(1, known[:, None])[:, 0].exp()
        scale = scale * (1 - right) ** focus
        total = (each * scale).sum() / (batch["weights"].flatten() * (target != IGNORED)).sum().clamp(
            min=1e-6
        )
    else:
        total = (each * scale).sum() / scale.sum().clamp(min=1e-6)
    kind = batch["kinds"].flatten()
    if bool((kind != IGNORED).any()):
        total = total + _KIND * cross_entropy(kinds.float().flatten(0, 1), kind, ignore_index=IGNORED)
    return total


def teaching(
    tags: Tensor, kinds: Tensor, taught: tuple[Tensor, Tensor], mask: Tensor, temperature: float
) -> Tensor:
    """How far the student is from the teacher, on every piece, labelled or not; scaled as gradients need it."""
    total = torch.zeros((), device=tags.device)
    seen = mask.bool()
    if not bool(seen.any()):
        return total
    for own, other in zip((tags, kinds), taught, strict=True):
        total = total + kl_div(
            log_softmax(own.float()[seen] / temperature, dim=-1),
            log_softmax(other.float()[seen] / temperature, dim=-1),
            reduction="batchmean",
            log_target=True,
        )
    return total * temperature**2


def to_tensors(arrays: Mapping[str, Array], device: torch.device) -> dict[str, Any]:
    """The arrays of a batch on the device."""
    return {name: torch.from_numpy(value).to(device) for name, value in arrays.items()}

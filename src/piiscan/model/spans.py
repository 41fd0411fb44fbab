"""From logits to predictions: temperature, decoding, one probability and one kind for each span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.model.pieces import SPECIALS
from piiscan.model.tags import CATEGORIES, KINDS, OUTSIDE, decode
from piiscan.model.tokenizer import Encoding
from piiscan.types import Category, Status

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

_LINES = frozenset(SPECIALS.index(name) for name in ("<line>", "<blank>"))


class Prediction(NamedTuple):
    """A value that the model sees in a text. Offsets are code points, end exclusive."""

    start: int
    end: int
    category: Category
    kind: Status
    probability: float
    """That a value of this category stands here, 0 to 1, calibrated."""


class Scales(NamedTuple):
    """What calibration found; the defaults leave the network's scores as they are."""

    bias: float = 0.0
    temperatures: Sequence[float] = (1.0,) * len(CATEGORIES)
    kind_temperature: float = 1.0


def softmax(scores: Array) -> Array:
    """Over the last axis."""
    import numpy as np

    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def predictions(
    encoding: Encoding, tags: Array, kinds: Array, scales: Scales | None = None
) -> list[Prediction]:
    """The spans of one text, by position and apart from each other; ``tags`` and ``kinds`` hold a row a piece."""
    import numpy as np

    scales = scales or Scales()
    lines = np.fromiter((number in _LINES for number in encoding.ids), dtype=bool, count=len(encoding.ids))
    found = decode(tags, lines, bias=scales.bias)
    if not found:
        return []
    result = []
    for start, end, number in found:
        scores = softmax(np.asarray(tags[start:end], dtype=np.float64))
        inside = scores[:, 1 + 4 * number : 5 + 4 * number].sum(axis=-1)
        kind = softmax(np.asarray(kinds[start:end], dtype=np.float64) / scales.kind_temperature).mean(axis=0)
        result.append(
            Prediction(
                encoding.starts[start],
                encoding.ends[end - 1],
                CATEGORIES[number],
                KINDS[int(kind.argmax())],
                calibrated(float(inside.mean()), scales.temperatures[number]),
            )
        )
    return result


def calibrated(probability: float, temperature: float) -> float:
    """The probability with its logit divided by ``temperature``."""
    import math

    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-math.log(clipped / (1 - clipped)) / temperature))


assert OUTSIDE == 0, "the categories' tags start at 1"

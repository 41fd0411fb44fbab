"""The best spans of a text from a network's scores, decoded so that no invalid sequence of tags can come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from piiscan.model.tags import CATEGORIES, INSIDE, NEVER, OUTSIDE, TAGS, Decoded, best_spans, tag
from piiscan.types import Category

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

_KEY = CATEGORIES.index(Category.KEY)
_FORBIDDEN_ON_LINES = [number for number in range(1, TAGS) if number != tag(_KEY, INSIDE)]
#: No sum of leads outweighs it: a network's logits are below 50.
_FAR = 1e4


def decode(scores: Array, lines: Array | None = None, *, bias: float = 0.0) -> list[Decoded]:
    """The best valid spans, by position; they never overlap.

    ``scores``: pieces x ``TAGS``, logits or their logarithms. ``lines``: true where a piece is a line end; only a
    KEY may hold one, and none begins or ends with it. ``bias``, in nats, is taken from O: above 0 more is found.
    """
    import numpy as np

    scores = np.asarray(scores, dtype=np.float64).copy()
    if not len(scores):
        return []
    scores[:, OUTSIDE] -= bias
    if lines is not None:
        scores[np.ix_(np.asarray(lines, dtype=bool), _FORBIDDEN_ON_LINES)] = NEVER
    edges = np.flatnonzero(np.diff(np.concatenate(([False], _may_hold(scores), [False])).astype(np.int8)))
    spans = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        for item in best_spans(scores[start:end].tolist()):
            spans.append(Decoded(start + item.start, start + item.end, item.category))
    return spans


def _may_hold(scores: Array) -> Array:
    """Which pieces a span of the best path may cover. Its pieces must lead over O in their sum, whatever their tags: so
    a piece that lies in no stretch whose leads add up to anything is O, and on ordinary code nearly all are."""
    import numpy as np

    lead = np.maximum(scores[:, 1:].max(axis=1) - scores[:, OUTSIDE], -_FAR)
    sums = np.concatenate(([0.0], np.cumsum(lead)))
    lowest = np.minimum.accumulate(sums[:-1])
    highest = np.maximum.accumulate(sums[:0:-1])[::-1]
    found: Array = highest > lowest
    return found

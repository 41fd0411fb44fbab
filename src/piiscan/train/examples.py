"""Documents as arrays: pieces with their tags, kinds and weights, cut into windows for a training step."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from piiscan.model.tags import CATEGORIES, KINDS, Decoded, tag_spans
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.records import Document
from piiscan.types import Category, Status

Array = np.ndarray[Any, Any]

#: Left out of the loss; torch's own word for it.
IGNORED = -100

_SUFFIXES = {"": Status.LIVE, "LICENSE": Status.LICENCE, "EXAMPLE": Status.PLACEHOLDER}


class Example(NamedTuple):
    """A document's pieces: arrays of one length."""

    ids: Array
    features: Array
    tags: Array
    """``IGNORED`` where nobody knows."""
    kinds: Array
    """``IGNORED`` outside spans."""
    weights: Array
    """How much each piece counts in the loss."""


class Cut(NamedTuple):
    """Pieces ``[start, end)`` of example number ``example``."""

    example: int
    start: int
    end: int


def parse_label(label: str) -> tuple[Category, Status] | None:
    """``"NAME_LICENSE"`` to its category and kind; None for AMBIGUOUS."""
    if label == "AMBIGUOUS":
        return None
    if label == Category.IP_ADDRESS.value:
        return Category.IP_ADDRESS, Status.LIVE
    word, _, suffix = label.partition("_")
    return Category(word), _SUFFIXES[suffix]


def example(document: Document, tokenizer: Tokenizer) -> Example:
    """The arrays of one document. A piece belongs to a span where they share a character."""
    encoding = tokenizer.encode(document.text)
    count = len(encoding.ids)
    spans, known = [], []
    at = 0
    for span in document.spans:
        parsed = parse_label(span.label)
        if parsed is None:
            continue
        start = max(at, bisect_right(encoding.ends, span.start))
        end = bisect_left(encoding.starts, span.end)
        if start < end:
            spans.append(Decoded(start, end, CATEGORIES.index(parsed[0])))
            known.append((KINDS.index(parsed[1]), span.soft))
            at = end
    tags = np.array(tag_spans(count, spans), dtype=np.int16)
    kinds: Array = np.full(count, IGNORED, dtype=np.int16)
    weights: Array = np.full(count, document.weight, dtype=np.float32)
    for (start, end, _), (kind, soft) in zip(spans, known, strict=True):
        kinds[start:end] = kind
        weights[start:end] *= soft
    for start, end in document.unknown():
        first, last = bisect_right(encoding.ends, start), bisect_left(encoding.starts, end)
        tags[first:last] = IGNORED
        kinds[first:last] = IGNORED
    return Example(
        np.array(encoding.ids, dtype=np.int32),
        np.array(encoding.features, dtype=np.int16),
        tags,
        kinds,
        weights,
    )


def examples(documents: Iterable[Document], tokenizer: Tokenizer) -> list[Example]:
    """The arrays of all documents that have pieces."""
    made = (example(document, tokenizer) for document in documents)
    return [item for item in made if len(item.ids)]


def cuts(items: Sequence[Example], *, size: int, plain: float, seed: int, epoch: int) -> list[Cut]:
    """One epoch's windows: each example from a random piece on, so that a value stands anywhere in a window.

    A window without a value is kept with a chance of ``plain``; one that the loss would leave out never is.
    """
    random = np.random.default_rng((seed, epoch))
    found = []
    for number, item in enumerate(items):
        count = len(item.ids)
        first = -int(random.integers(0, size)) if count > size else 0
        for start in range(first, count, size):
            begin, end = max(0, start), min(count, start + size)
            tags = item.tags[begin:end]
            if (tags > 0).any() or ((tags == 0).any() and random.random() < plain):
                found.append(Cut(number, begin, end))
    return found


def batches(found: Sequence[Cut], *, budget: int, seed: int, epoch: int) -> list[list[Cut]]:
    """The windows, shuffled and in batches of like length of up to ``budget`` pieces; the order is the seed's."""
    random = np.random.default_rng((seed, epoch, 1))
    order = [found[index] for index in random.permutation(len(found))]
    made: list[list[Cut]] = []
    for at in range(0, len(order), _POOL):
        pool = sorted(order[at : at + _POOL], key=lambda cut: cut.end - cut.start)
        made.extend(_filled(pool, budget))
    return [made[index] for index in random.permutation(len(made))]


#: Windows sorted by length at a time: more means less padding, and batches that are less mixed.
_POOL = 2048


def _filled(pool: Sequence[Cut], budget: int) -> Iterator[list[Cut]]:
    batch: list[Cut] = []
    for cut in pool:
        if batch and (len(batch) + 1) * (cut.end - cut.start) > budget:
            yield batch
            batch = []
        batch.append(cut)
    if batch:
        yield batch


def stack(items: Sequence[Example], batch: Sequence[Cut]) -> dict[str, Array]:
    """The batch as padded arrays: ids, features, mask, tags, kinds, weights."""
    longest = max(cut.end - cut.start for cut in batch)
    shape = (len(batch), longest)
    arrays: dict[str, Array] = {
        "ids": np.zeros(shape, dtype=np.int64),
        "features": np.zeros(shape, dtype=np.int64),
        "mask": np.zeros(shape, dtype=np.int64),
        "tags": np.full(shape, IGNORED, dtype=np.int64),
        "kinds": np.full(shape, IGNORED, dtype=np.int64),
        "weights": np.zeros(shape, dtype=np.float32),
    }
    for row, (number, start, end) in enumerate(batch):
        item = items[number]
        for name in ("ids", "features", "tags", "kinds", "weights"):
            arrays[name][row, : end - start] = getattr(item, name)[start:end]
        arrays["mask"][row, : end - start] = 1
    return arrays

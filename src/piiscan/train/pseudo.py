"""``train pseudo``: a model labels what nobody labelled, as far as it is sure.

Above a category's threshold a prediction becomes a span that counts as much as its probability. Below it, and
above a floor, nobody knows: the loss leaves that text out. What stood in the document already stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.train.metrics import Found, judge, marked
from piiscan.train.records import Document, Range, Span
from piiscan.types import Category, Status

Predict = Callable[[Sequence[str]], list[list[Prediction]]]

_SUFFIX = {Status.LIVE: "", Status.LICENCE: "_LICENSE", Status.PLACEHOLDER: "_EXAMPLE"}
#: Documents read at a time.
_BATCH = 64


def thresholds(
    documents: Sequence[Document], predict: Predict, *, precision: float = 0.95, fewest: int = 8
) -> dict[Category, float]:
    """By category, the least probability from which on at least ``precision`` of the predictions in the labelled
    ``documents`` are right; above 1, so that nothing counts, where fewer than ``fewest`` are."""
    rows: dict[Category, list[tuple[float, bool]]] = {category: [] for category in CATEGORIES}
    for document, found in zip(documents, predict([item.text for item in documents]), strict=True):
        for item, good in judge(document, marked(Found(*each) for each in found)).right:
            rows[item.category].append((item.confidence, good))
    return {category: _precise(found, precision, fewest) for category, found in rows.items()}


def _precise(rows: Sequence[tuple[float, bool]], precision: float, fewest: int) -> float:
    right, chosen = 0, 1.01
    for count, (probability, good) in enumerate(sorted(rows, reverse=True), 1):
        right += good
        if right >= fewest and right >= precision * count:
            chosen = probability
    return chosen


def label(
    documents: Iterable[Document],
    predict: Predict,
    sure: Mapping[Category, float],
    counts: Counter[str],
    *,
    floor: float = 0.2,
) -> Iterator[Document]:
    """The documents with what the model sees; ``counts`` gets, by label, ``had``, ``added`` and ``masked``."""
    source = iter(documents)
    while batch := list(islice(source, _BATCH)):
        for document, found in zip(batch, predict([item.text for item in batch]), strict=True):
            yield _labelled(document, found, sure, counts, floor)


def _labelled(
    document: Document,
    found: Sequence[Prediction],
    sure: Mapping[Category, float],
    counts: Counter[str],
    floor: float,
) -> Document:
    spans, masked = list(document.spans), list(document.masked)
    counts.update(f"had {span.label}" for span in document.spans)
    for item in found:
        if any(item.start < span.end and span.start < item.end for span in document.spans):
            continue
        if _kept_out(document, item):
            continue
        word = item.category.value + ("" if item.category is Category.IP_ADDRESS else _SUFFIX[item.kind])
        if item.probability >= sure[item.category]:
            spans.append(Span(item.start, item.end, word, round(item.probability, 4)))
            counts[f"added {word}"] += 1
        elif item.probability >= floor:
            masked.append(Range(item.start, item.end))
            counts[f"masked {item.category.value}"] += 1
    return replace(
        document, spans=tuple(sorted(spans)), masked=tuple(sorted(masked)), origin=f"pseudo:{document.origin}"
    )


def _kept_out(document: Document, item: Prediction) -> bool:
    """Whether a person has said that there is nothing, or something that nobody can tell."""
    return any(
        item.start < end and start < item.end for start, end in (*document.masked, *document.negatives)
    )

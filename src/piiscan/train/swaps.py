"""Swap tests: does the model read the context, or has it learnt values by heart?

A value replaced by another of its shape must keep its label. A secret whose key is renamed to something
harmless must lose it.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Sequence
from typing import Any

from piiscan.model.spans import Prediction
from piiscan.train.examples import parse_label
from piiscan.train.metrics import SECRETS
from piiscan.train.records import Document, Span

Predict = Callable[[Sequence[str]], list[list[Prediction]]]

_KEY = re.compile(r"(?i)(pass(?:wor[dt]|wd|phrase)?|pwd|secret|token|api_?key|auth)")
_HARMLESS = ("colour", "title", "heading", "caption", "shape")
#: How far before a secret its key may stand, on the same line.
_NEAR = 40


def swaps(
    documents: Sequence[Document], predict: Predict, *, least: float = 0.5, seed: int = 0
) -> dict[str, Any]:
    """Shares over the values that the model finds as they are: ``kept`` of those swapped for their like,
    ``lost`` of the secrets whose key was renamed, and how many each was measured on."""
    source = random.Random(seed)  # noqa: S311 - a test
    kept, lost, cases = [], [], []
    for document, found in zip(documents, predict([document.text for document in documents]), strict=True):
        for span in document.spans:
            parsed = parse_label(span.label)
            if parsed and _sees(found, span, parsed[0], least):
                cases.append((document, span, parsed[0]))
    for document, span, category in cases:
        other = _alike(document.text[span.start : span.end], source)
        kept.append((document.text[: span.start] + other + document.text[span.end :], span, category))
        renamed = _renamed(document.text, span, source) if category in SECRETS else None
        if renamed is not None:
            text, moved = renamed
            lost.append((text, Span(span.start + moved, span.end + moved, span.label), category))
    results = {}
    for name, rows, wanted in (("kept", kept, True), ("lost", lost, False)):
        seen = predict([text for text, _, _ in rows])
        good = sum(
            _sees(found, span, category, least) is wanted
            for (_, span, category), found in zip(rows, seen, strict=True)
        )
        results[name] = round(good / len(rows), 4) if rows else None
        results[f"{name}_of"] = len(rows)
    return results


def _sees(found: Sequence[Prediction], span: Span, category: object, least: float) -> bool:
    return any(
        item.category is category
        and item.probability >= least
        and item.start < span.end
        and span.start < item.end
        for item in found
    )


def _alike(value: str, source: random.Random) -> str:
    """Another value of the same length: letters for letters of their case, digits for digits, marks stay."""
    pools = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    return "".join(next((source.choice(pool) for pool in pools if each in pool), each) for each in value)


def _renamed(text: str, span: Span, source: random.Random) -> tuple[str, int] | None:
    """The text with the nearest key before the value renamed, and how far the value moved; None: there is none."""
    first = max(text.rfind("\n", 0, span.start) + 1, span.start - _NEAR)
    keys = list(_KEY.finditer(text, first, span.start))
    if not keys:
        return None
    word = source.choice(_HARMLESS)
    changed, moved = text, 0
    for key in reversed(keys):
        changed = changed[: key.start()] + word + changed[key.end() :]
        moved += len(word) - (key.end() - key.start())
    return changed, moved

"""What is compared: rules, a model, both together, and other tools. Each reads documents and says what it found."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from piiscan.detect.detector import Detection
from piiscan.detect.judge import guesses
from piiscan.detect.people import whole_name
from piiscan.detect.vetoes import veto
from piiscan.model.combine import Combined, RuleSpan, combine
from piiscan.model.reporting import counts
from piiscan.model.spans import Prediction
from piiscan.model.vouch import vouched, vouchers
from piiscan.run.engine import load_detector
from piiscan.train.metrics import Found, marked
from piiscan.train.records import Document
from piiscan.types import Category, Status

#: Of each document, what was found.
Read = Callable[[Sequence[Document]], list[list[Found]]]

#: Code points on either side that may rule something out.
_NEAR = 80
#: What a scan reports without --min-confidence.
_LEAST = 0.5


def rule_spans(documents: Sequence[Document]) -> list[list[RuleSpan]]:
    """What the rules find in each document, with the confidence that they have by themselves."""
    detector = load_detector()
    return [
        _spans(document, detector.scan(_bytes(document), document.path or document.id))
        for document in documents
    ]


def rules(documents: Sequence[Document]) -> list[list[Found]]:
    """Rules alone, every kind, as a scan with --include licence,placeholder reports."""
    return [
        [Found(*span[:5]) for span in spans if span.confidence >= _LEAST] for spans in rule_spans(documents)
    ]


def alone(
    predictions: Sequence[Sequence[Prediction]], thresholds: dict[Category, float]
) -> list[list[Found]]:
    """The model alone, above its thresholds."""
    return [
        marked(Found(*item) for item in row if item.probability >= thresholds[item.category])
        for row in predictions
    ]


def together(
    spans: Sequence[Sequence[RuleSpan]],
    predictions: Sequence[Sequence[Prediction]],
    thresholds: dict[Category, float],
    texts: Sequence[str] | None = None,
) -> list[list[Found]]:
    """Rules and model, as a scan has it of these ``texts``."""
    return [
        reported(
            ours, combine(ours, theirs, thresholds, vouched=_vouched(ours, theirs, thresholds, text)), text
        )
        for ours, theirs, text in zip(spans, predictions, texts or [""] * len(spans), strict=True)
    ]


def _vouched(
    ours: Sequence[RuleSpan], theirs: Sequence[Prediction], thresholds: dict[Category, float], text: str
) -> dict[int, float]:
    """What findings of rules vouch for; nothing where there is no ``text`` to tell by."""
    data = text.encode("latin-1", "replace")  # a byte for each code point
    return vouched(data, vouchers(data, ours, _LEAST), theirs, thresholds, _LEAST) if data else {}


def reported(ours: Sequence[RuleSpan], combined: Sequence[Combined], text: str = "") -> list[Found]:
    """What counts, as a scan decides it, but for placeholders: all but what the model takes for the placeholder of a secret. What the rules themselves call one
    counts for them alone too (``rules``), and so it does here."""
    stock = {item.start for item in ours if item.kind is Status.PLACEHOLDER}
    found = [
        _whole(text, Found(*item[:5])) if item.layers == ("model",) else Found(*item[:5])
        for item in combined
        if counts(item.layers, item.confidence, _LEAST) and not (text and _cannot_be(text, item))
    ]
    kept = set(marked(found))
    return [item for item in found if item in kept or item.start in stock]


def _whole(text: str, item: Found) -> Found:
    """What the model alone has seen; a name with what belongs to it."""
    if not text or item.category is not Category.NAME:
        return item
    before, value, behind = (
        part.encode("utf-8", "surrogatepass")
        for part in (
            text[max(0, item.start - _NEAR) : item.start],
            text[item.start : item.end],
            text[item.end :][:_NEAR],
        )
    )
    data, at = before + value + behind, len(before)
    first, last = whole_name(data, at, at + len(value))
    added = [
        len(part.decode("utf-8", "surrogatepass")) for part in (data[first:at], data[at + len(value) : last])
    ]
    return item._replace(start=item.start - added[0], end=item.end + added[1])


def _cannot_be(text: str, item: Combined) -> bool:
    """Whether what stands round it rules out what the model alone has seen."""
    if item.layers != ("model",):
        return False
    near = (
        text[max(0, item.start - _NEAR) : item.start],
        text[item.start : item.end],
        text[item.end :][:_NEAR],
    )
    before, value, behind = (part.encode("utf-8", "surrogatepass") for part in near)
    return bool(veto(before + value + behind, len(before), len(before) + len(value), item.category))


def _bytes(document: Document) -> bytes:
    # The line end that a chunk has lost: rules for whole lines ask for it, as score_gold.py's files have it.
    return (document.text + "\n").encode("utf-8", "surrogatepass")


def _spans(document: Document, detections: Sequence[Detection]) -> list[RuleSpan]:
    data = _bytes(document)
    spans = []
    for item in sorted(detections, key=lambda detection: detection.start):
        start, end = (len(data[:at].decode("utf-8", "surrogatepass")) for at in (item.start, item.end))
        guess = guesses(item.rule)
        spans.append(
            RuleSpan(
                start,
                end,
                item.rule.category,
                item.status,
                item.confidence,
                guess and "proof" not in item.layers,
            )
        )
    return spans


def peers() -> dict[str, Read]:
    """The other tools that are installed here, by name."""
    from importlib.util import find_spec

    from piiscan.train import peers as tools

    known = {
        "credsweeper": tools.credsweeper,
        "presidio_analyzer": tools.presidio,
        "detect_secrets": tools.detect_secrets,
        "betterleaks": tools.betterleaks,
    }
    return {name.partition("_analyzer")[0]: read for name, read in known.items() if find_spec(name)}


def materialised(documents: Sequence[Document], folder: str) -> dict[str, int]:
    """The documents as files under ``folder``, each in a folder of its number; by path, which one it is."""
    places = {}
    for number, document in enumerate(documents):
        name = os.path.basename(document.path) or "text.txt"
        path = os.path.join(folder, str(number), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(_bytes(document))
        places[path] = number
    return places

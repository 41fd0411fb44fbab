"""Partly labelled documents cut down to where something is known: the rest teaches and judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from piiscan.train.records import Document, Range, Span

#: Code points round what is known, to the ends of their lines where these are near: about half of what a window reads.
MARGIN = 300


def stretches(documents: Iterable[Document], margin: int = MARGIN) -> Iterator[Document]:
    """Complete documents as they are; of the others, each stretch with a span or a known negative as a document
    of its own (``ID:LINE``). CredData's 40 MB become 4."""
    for document in documents:
        if document.complete:
            yield document
        else:
            for start, end in _ranges(document, margin):
                yield _cut(document, start, end)


def _ranges(document: Document, margin: int) -> list[Range]:
    text = document.text
    found: list[Range] = []
    known = [*document.negatives, *(Range(span.start, span.end) for span in document.spans)]
    for start, end in sorted(known):
        # A line may be a whole file: it is cut where the reach ends.
        reach = 2 * margin + 200
        near = max(0, start - reach)
        first = max(near, text.rfind("\n", near, max(0, start - margin)) + 1)
        last = text.find("\n", min(len(text), end + margin), end + reach)
        stop = min(len(text), end + reach) if last < 0 else last + 1
        if len(text) - stop < margin:
            stop = len(text)
        if found and first <= found[-1].end:
            found[-1] = Range(found[-1].start, max(stop, found[-1].end))
        else:
            found.append(Range(first, stop))
    return found


def _cut(document: Document, start: int, end: int) -> Document:
    def inside(items: Iterable[Range]) -> tuple[Range, ...]:
        cut = (Range(max(a, start) - start, min(b, end) - start) for a, b in items)
        return tuple(item for item in cut if item.start < item.end)

    spans = (
        Span(s.start - start, s.end - start, s.label, s.soft)
        for s in document.spans
        if start <= s.start < end
    )
    return replace(
        document,
        id=f"{document.id}:{document.text.count(chr(10), 0, start) + 1}",
        text=document.text[start:end],
        spans=tuple(spans),
        masked=inside(document.masked),
        negatives=inside(document.negatives),
    )

"""Windows of real files, and invented lines laid into them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from piiscan.train.records import Document, Range, Span
from piiscan.train.synthesis import forms, keys
from piiscan.train.synthesis.fill import Filled
from piiscan.train.synthesis.lines import Lines, indented

#: Characters of a window: 200 tokens of code are 600 to 800.
SHORTEST, LONGEST = 160, 820
_ROOM = 1100
"""With the lines laid into it."""

_ASSIGNED = re.compile(
    r"(?P<key>[A-Za-z_][A-Za-z0-9_-]{1,30})(?P<mid>[\"']?\]?\s?(?:=>|:=|=|:)\s?)(?P<q>[\"'])(?P<value>[^\"'\n\\]{2,60})(?P=q)"
)
_BARE = re.compile(
    r"^(?P<key>[ \t]*[A-Za-z_][\w.-]{1,30})(?P<mid>\s?[=:]\s?)(?P<value>[^\s\"'{}\[\]<>#,;()]{2,60})$",
    re.MULTILINE,
)
_COMMENT = re.compile(r"^[ \t]*(?:#+|//+|\*|--|;+|%+|\.\.)[ \t]+")


def windows(document: Document, rng: random.Random) -> Iterator[Document]:
    """Cuts a file at line ends into windows of a random size; a value that is cut goes with its window."""
    text = document.text
    at = number = 0
    while at < len(text):
        size = rng.choice(
            (rng.randrange(SHORTEST, 420), rng.randrange(350, 700), rng.randrange(500, LONGEST))
        )
        end = text.find("\n", min(at + size, len(text)))
        end = len(text) if end < 0 or end - at > _ROOM else end
        end = min(end, at + _ROOM)
        piece = cut(document, at, end, f"{document.id}#{number}")
        if piece.text.strip():
            yield piece
        at, number = end + 1, number + 1


def cut(document: Document, start: int, end: int, name: str) -> Document:
    """Characters ``[start, end)`` of a document as one of its own; what stands across an edge is cut with it."""
    touched = [each for each in document.spans if each.start < end and each.end > start]
    # Of a private key that goes on behind the edge, the part before it is a key as well (docs/taxonomy.md).
    kept = [each for each in touched if (start <= each.start and each.end <= end) or each.label == "KEY"]
    torn = [Range(each.start, each.end) for each in touched if each not in kept]
    spans = tuple(Span(max(s.start, start) - start, min(s.end, end) - start, s.label, s.soft) for s in kept)
    masked = tuple(
        sorted(
            Range(max(m.start, start) - start, min(m.end, end) - start)
            for m in (*document.masked, *torn)
            if m.start < end and m.end > start
        )
    )
    return replace(document, id=name, text=document.text[start:end], spans=spans, masked=masked)


class Injector:
    """Lays lines into windows."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._rng = lines.rng

    def positive(self, window: Document) -> Document:
        """With one to three lines that hold values, perhaps one that only looks so."""
        rng = self._rng
        families = []
        self._lines.writer.forget(rng.random() < 0.35)
        if rng.random() < 0.10:
            window = replace(window, text="", spans=(), masked=())
        made = window
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            if rng.random() < 0.35 and (swapped := self._swap(made, positive=True)):
                made, family = swapped
            else:
                family, filled, comment = self._lines.positive(window.language)
                made = self._lay(made, filled, comment)
            families.append(family.partition(":")[0])
        if rng.random() < 0.45:
            made = self._lay(made, *self._lines.negative(window.language)[1:])
        return replace(made, origin="synthetic:" + "+".join(sorted(set(families))))

    def negative(self, window: Document) -> Document:
        """With one to three lines that only look as if they held a value."""
        made = window
        self._lines.writer.forget(False)
        for _ in range(self._rng.choice((1, 2, 2, 3))):
            if self._rng.random() < 0.30 and (swapped := self._swap(made, positive=False)):
                made = swapped[0]
            else:
                made = self._lay(made, *self._lines.negative(window.language)[1:])
        return replace(made, origin="negative")

    def _swap(self, window: Document, *, positive: bool) -> tuple[Document, str] | None:
        """Another name and value in a real assignment of the window; its quotes and signs stay."""
        rng = self._rng
        sites = [
            found
            for pattern in (_ASSIGNED, _BARE)
            for found in pattern.finditer(window.text)
            if not _touches(window, found)
        ]
        if not sites:
            return None
        found = rng.choice(sites)
        quoted = "q" in found.re.groupindex
        old = found["key"].strip()
        if positive:
            kind = self._lines.kind()
            words, slot = (
                keys.telling(rng, kind),
                f"«{kind}»" if quoted or kind not in ("PASSWORD", "KEY") else f"«{kind}:W»",
            )
        else:
            choices, filler = rng.choice(keys.INNOCENT)
            kind, words, slot = "none", rng.choice(choices.split(";")).split(), f"«{filler}»"
        key = found["key"][: len(found["key"]) - len(old)] + keys.styled(words, keys.style_of(old))
        filled = self._lines.writer.fill(slot)
        if quoted and (found["q"] in filled.text or "\n" in filled.text):
            return None
        q = found["q"] if quoted else ""
        head = key + found["mid"] + q
        text = head + filled.text + q
        spans = tuple(Span(s.start + len(head), s.end + len(head), s.label, s.soft) for s in filled.spans)
        return _spliced(window, found.start(), found.end(), Filled(text, spans)), "swap:" + kind.lower()

    def _lay(self, window: Document, filled: Filled, comment: bool) -> Document:
        """The lines between two lines of the window, indented like the one that follows."""
        places = [0, *(found.end() for found in re.finditer("\n", window.text))] if window.text else [0]
        places = [at for at in places if not any(s.start < at < s.end for s in window.spans)]
        at = self._rng.choice(places)
        if len(window.text) + len(filled.text) > _ROOM + 300:
            return window
        following = window.text[at:].partition("\n")[0]
        indent = re.match(r"[ \t]*", following)[0][:24]  # type: ignore[index]
        if comment:
            mark = _COMMENT.match(following)
            prefix = mark[0] if mark else indent + self._mark(window.language)
        else:
            prefix = indent if not filled.text.startswith((" ", "\t")) else ""
        laid = indented(filled, prefix)
        end = "\n" if window.text else ""
        return _spliced(window, at, at, Filled(laid.text + end, laid.spans))

    def _mark(self, language: str) -> str:
        mark = forms.COMMENTS.get(language, "# ")
        if mark == " * " and self._rng.random() < 0.5:
            return "// "
        return mark


def _touches(window: Document, found: re.Match[str]) -> bool:
    ranges = [*window.masked, *(Range(span.start, span.end) for span in window.spans)]
    return any(start < found.end() and found.start() < end for start, end in ranges)


def _spliced(window: Document, start: int, end: int, filled: Filled) -> Document:
    """The window with ``filled`` for ``[start, end)``; what stands behind moves."""
    shift = len(filled.text) - (end - start)
    text = window.text[:start] + filled.text + window.text[end:]
    new = [Span(s.start + start, s.end + start, s.label, s.soft) for s in filled.spans]
    spans = [
        s if s.end <= start else s._replace(start=s.start + shift, end=s.end + shift) for s in window.spans
    ]
    masked = [m if m.end <= start else _around(m, start, end, shift, len(filled.text)) for m in window.masked]
    flat = [each for group in masked for each in (group if isinstance(group, list) else [group])]
    return replace(window, text=text, spans=tuple(sorted([*spans, *new])), masked=tuple(sorted(flat)))


def _around(mask: Range, start: int, end: int, shift: int, length: int) -> list[Range]:
    """A masked range that lies behind the splice, or round it: then in two."""
    if mask.start >= end:
        return [Range(mask.start + shift, mask.end + shift)]
    pieces = [Range(mask.start, start), Range(start + length, mask.end + shift)]
    return [each for each in pieces if each.start < each.end]


def join(documents: Sequence[Document]) -> str:  # pragma: no cover - for reading by eye
    """Windows with their labels marked, to look at."""
    out = []
    for document in documents:
        text = document.text
        for span in reversed(document.spans):
            text = f"{text[: span.start]}⟦{text[span.start : span.end]}|{span.label}⟧{text[span.end :]}"
        out.append(f"=== {document.id} {document.origin}\n{text}")
    return "\n".join(out)

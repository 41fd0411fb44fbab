"""Addresses spelled out, in more ways than rules can list: copies of labelled documents in which `@` and dots are words.

    emmy@noether.edu    emmy (at) noether.edu    emmy.att.noether.edu    emmy [~at~] noether [~dot~] edu    emmy chez noether point edu

Some become a host alone (`www.noether.edu`), which is nobody's address, so that what is learnt is not "a host in a credit".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from piiscan.train.records import Document, Range, Span

#: Where a copy comes from.
SPELLED = "spelled"
#: What `@` is called, and how often of hundred.
_AT = {
    "at": 52, "AT": 14, "At": 4, "att": 5, "a": 2, "@": 5, "ät": 2, "aet": 1, "a-t": 2, "a.t": 1, "a_t": 1, "chez": 2, "arroba": 2,
    "arobase": 1, "klammeraffe": 1, "zavinac": 1, "malpa": 1, "et": 1, "(a)": 2,
}  # fmt: skip
_DOT = {
    "dot": 66,
    "DOT": 16,
    "Dot": 4,
    "d0t": 2,
    "d-o-t": 1,
    "punkt": 3,
    "point": 3,
    "punto": 3,
    "ponto": 1,
    "dt": 1,
}
#: What stands on both sides of such a word: its hedge.
_HEDGES = {
    (" ", " "): 30, ("(", ")"): 12, ("[", "]"): 12, ("{", "}"): 4, ("<", ">"): 4, ("_", "_"): 5, ("-", "-"): 7, (".", "."): 12,
    ("/", "/"): 2, ("~", "~"): 2, ("*", "*"): 2, ("|", "|"): 2, ("#", "#"): 2, ("%", "%"): 1, ("!", "!"): 1, ("^", "^"): 1, ("=", "="): 1,
    ("--", "--"): 2, ("__", "__"): 1, ("((", "))"): 1, ("[[", "]]"): 1, ("[~", "~]"): 1, ("[/", "\\]"): 1, ("-=", "=-"): 1, ("'", "'"): 1,
    ('"', '"'): 1, (" -", "- "): 2, (" _", "_ "): 1,
}  # fmt: skip
#: A mailbox as it is written where nobody hides it.
_MAILBOX = re.compile(r"([A-Za-z0-9][\w.+-]{0,40})@((?:[\w-]{1,40}\.){1,5}[A-Za-z]{2,12})")
#: Of the addresses in a copy, how many are spelled out; of the others, how many become a host.
_SPELLED, _HOST = 0.8, 0.6
#: In how many copies addresses stand without their brackets.
_BARE = 0.3
_BRACKETS = frozenset(("<>", "()", "[]"))


Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody spells addresses out."""

    at: str
    dot: str
    """In the host: what stands between its labels."""
    inner: str
    """In what stands before `@`."""

    def spelled(self, local: str, host: str) -> str:
        return local.replace(".", self.inner) + self.at + host.replace(".", self.dot)


def style(source: random.Random) -> Style:
    """A way to spell addresses out, drawn."""
    hedge = _drawn(_HEDGES, source)
    word = _drawn(_AT, source)
    if not word.isalpha() and hedge == (" ", " ") and word != "@":
        hedge = ("(", ")")
    at = _hedged(word, hedge, source)
    chance = source.random()
    if chance < 0.02:  # the words themselves are left out
        return Style(" ", " " if chance < 0.01 else ".", ".")
    if chance < 0.05 and word in ("at", "AT"):
        return Style("AT", ".", ".") if chance < 0.04 else Style("_AT_", "_DOT_", ".")
    if chance < 0.6:
        return Style(at, ".", ".")
    dot_hedge = hedge if source.random() < 0.8 else _drawn(_HEDGES, source)
    dot_word = (
        "." if source.random() < 0.06 and dot_hedge not in ((" ", " "), (".", ".")) else _drawn(_DOT, source)
    )
    dot = _hedged(dot_word.upper() if word.isupper() else dot_word, dot_hedge, source)
    return Style(at, dot, dot if source.random() < 0.4 else ".")


def _hedged(word: str, hedge: tuple[str, str], source: random.Random) -> str:
    room = " " if hedge[0][0] != " " and hedge[0] != "." and source.random() < 0.45 else ""
    return f"{room}{hedge[0]}{word}{hedge[1]}{room}"


def _drawn(weights: dict[Drawn, int], source: random.Random) -> Drawn:
    return source.choices(list(weights), list(weights.values()))[0]


def with_spelled(documents: Iterable[Document], copies: int, seed: int) -> Iterator[Document]:
    """The documents, and behind each that holds an address so many copies of it, each in a style of its own with most
    addresses spelled out; a copy's ``origin`` is ``spelled``."""
    source = random.Random(seed)
    for document in documents:
        yield document
        hidden = [
            span
            for span in document.spans
            if span.label.startswith("EMAIL") and _MAILBOX.fullmatch(document.text[span.start : span.end])
        ]
        if hidden:
            yield from (_copied(document, hidden, source) for _ in range(copies))


class _Change(NamedTuple):
    """Other text in the place of a span, or of the brackets round it too."""

    place: Range
    text: str
    span: Span
    kept: bool
    """Whether it is still a value."""


def _copied(document: Document, hidden: list[Span], source: random.Random) -> Document:
    drawn = style(source)
    bare = source.random() < _BARE
    changes = []
    for span in hidden:
        local, host = _MAILBOX.fullmatch(document.text[span.start : span.end]).groups()  # type: ignore[union-attr]
        place = Range(span.start, span.end)
        if (
            bare
            and document.text[span.start - 1 : span.start] + document.text[span.end : span.end + 1]
            in _BRACKETS
        ):
            place = Range(span.start - 1, span.end + 1)
        if source.random() < _SPELLED:
            changes.append(_Change(place, drawn.spelled(local, host), span, True))
        elif source.random() < _HOST:
            changes.append(_Change(place, source.choice(("", "", "www.", "http://")) + host, span, False))
    return _rewritten(document, changes)


def _rewritten(document: Document, changes: list[_Change]) -> Document:
    """``document`` with these changes, which are sorted and apart from each other."""
    parts, at, length = [], 0, 0
    ends: list[tuple[int, int]] = [(0, 0)]
    places: dict[Span, Span | None] = {}
    for change in changes:
        parts += [document.text[at : change.place.start], change.text]
        start = length + change.place.start - at
        length = start + len(change.text)
        at = change.place.end
        ends.append((at, length - at))
        places[change.span] = change.span._replace(start=start, end=length) if change.kept else None

    def after(offset: int) -> int:
        return offset + max((end, by) for end, by in ends if end <= offset)[1]

    def moved(span: Span) -> Span | None:
        return places.get(span, span._replace(start=after(span.start), end=after(span.end)))

    return replace(
        document,
        id=f"{document.id}~spelled",
        text="".join(parts) + document.text[at:],
        spans=tuple(span for span in map(moved, document.spans) if span is not None),
        masked=tuple(Range(after(start), after(end)) for start, end in document.masked),
        negatives=tuple(Range(after(start), after(end)) for start, end in document.negatives),
        origin=SPELLED,
    )

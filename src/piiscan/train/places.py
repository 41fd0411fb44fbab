"""Labels without their text: where in a corpus they stand. So labels read by hand can be kept in a repository that holds
none of the text, and laid on the corpus again by whoever makes it from the same pinned list.

A line is the JSON object of one piece of a file: ``group`` and ``path`` as the corpus has them, ``start`` and ``length`` of
the piece in code points of the file's text, ``check`` (the first twelve hexadecimal digits of the SHA-256 of that whole text,
UTF-8), and ``spans``, each ``[start, end, label]`` in code points of the piece.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piiscan.errors import DataError
from piiscan.train import records
from piiscan.train.formats.values import objects, whole
from piiscan.train.records import Document, Span

#: What made the labels; a fit can weigh them by it.
ORIGIN = "read"
_KEYS = frozenset({"group", "path", "start", "length", "check", "spans"})


@dataclass(frozen=True, slots=True)
class Place:
    """A labelled piece of a file."""

    group: str
    path: str
    start: int
    """Of the piece in the file's text, in code points."""
    length: int
    check: str
    spans: tuple[Span, ...]
    """In code points of the piece."""
    where: str
    """File and line, for messages."""


def read(path: str) -> Iterator[Place]:
    """The places of a JSON Lines file (``.gz`` too). Raises ``DataError`` with file and line."""
    for where, value in objects(path):
        unknown = value.keys() ^ _KEYS
        if unknown:
            raise DataError(f"{where}: key {min(unknown)!r} is unknown or missing")
        if not all(isinstance(value[key], str) and value[key] for key in ("group", "path", "check")):
            raise DataError(f"{where}: group, path and check are texts")
        start, length = whole(value["start"], "start", where), whole(value["length"], "length", where)
        yield Place(
            value["group"], value["path"], start, length, value["check"], _spans(value["spans"], where), where
        )


def _spans(items: Any, where: str) -> tuple[Span, ...]:
    if not isinstance(items, list) or not all(isinstance(item, list) and len(item) == 3 for item in items):
        raise DataError(f"{where}: spans are lists of start, end and label")
    return tuple(
        sorted(
            Span(whole(start, "start", where), whole(end, "end", where), str(label))
            for start, end, label in items
        )
    )


@dataclass(slots=True)
class Laid:
    """What came of laying places on a corpus."""

    documents: list[Document]
    missing: list[Place]
    """Those whose file is not in the corpus, or has another text there."""


def lay(places: Iterable[Place], corpora: Sequence[str]) -> Laid:
    """The places as documents, in the order of the places. Raises ``DataError`` where a span or label cannot be."""
    wanted = list(places)
    texts = _texts({(place.group, place.path) for place in wanted}, corpora)
    laid = Laid([], [])
    for place in wanted:
        file = texts.get((place.group, place.path, place.check))
        if file is None:
            laid.missing.append(place)
            continue
        document = Document(
            f"{ORIGIN}:{place.group}/{place.path}#{place.start}",
            place.group,
            place.path,
            file.language,
            file.text[place.start : place.start + place.length],
            place.spans,
            origin=ORIGIN,
        )
        if len(document.text) != place.length or not place.length:
            raise DataError(f"{place.where}: the piece ends behind the file")
        laid.documents.append(records.check(document, place.where))
    return laid


def take(documents: Iterable[Document], corpora: Sequence[str]) -> list[dict[str, Any]]:
    """The other way: the lines that say where labelled pieces of a corpus stand. Raises ``DataError`` for a document that
    is masked, partial, or not a piece of its file there."""
    pieces = list(documents)
    files: dict[tuple[str, str], list[Document]] = {}
    for (group, path, _), file in _texts({(piece.group, piece.path) for piece in pieces}, corpora).items():
        files.setdefault((group, path), []).append(file)
    lines = []
    for piece in pieces:
        if piece.masked or not piece.complete:
            raise DataError(f"{piece.id}: a place cannot say what is masked")
        hint = piece.id.rpartition("#")[2]
        for file in files.get((piece.group, piece.path), ()):
            start = _found(file.text, piece.text, int(hint) if hint.isdecimal() else 0)
            if start >= 0:
                break
        else:
            raise DataError(f"{piece.id}: its text is not in the corpus")
        lines.append(
            {
                "group": piece.group,
                "path": piece.path,
                "start": start,
                "length": len(piece.text),
                "check": check_of(file.text),
                "spans": [list(span[:3]) for span in piece.spans],
            }
        )
    return sorted(lines, key=lambda line: (line["group"], line["path"], line["start"]))


def _found(text: str, piece: str, hint: int) -> int:
    return hint if text.startswith(piece, hint) else text.find(piece)


def write(path: str, lines: Iterable[Mapping[str, Any]]) -> int:
    """Write what ``take`` returns, atomically. Returns how many lines."""
    count = 0
    with records.atomic(path) as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def check_of(text: str) -> str:
    """What tells that a file's text is still the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _texts(wanted: set[tuple[str, str]], corpora: Sequence[str]) -> dict[tuple[str, str, str], Document]:
    """The wanted files of the corpora, by group, path and check."""
    return {
        (document.group, document.path, check_of(document.text)): document
        for corpus in corpora
        for document in records.read(corpus)
        if (document.group, document.path) in wanted
    }

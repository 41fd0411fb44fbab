"""Labelled documents as JSON Lines: what every step of ``piiscan train`` reads and writes. docs/train.md has the format."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import IO, Any, NamedTuple

from piiscan.errors import DataError

#: The labels of the taxonomy (docs/taxonomy.md).
TAXONOMY = frozenset(
    {"NAME", "NAME_LICENSE", "NAME_EXAMPLE", "EMAIL", "EMAIL_LICENSE", "EMAIL_EXAMPLE", "USERNAME",
     "USERNAME_LICENSE", "USERNAME_EXAMPLE", "IP_ADDRESS", "PASSWORD", "KEY", "ID", "AMBIGUOUS"}
)  # fmt: skip

#: Outside the taxonomy, for training alone: the placeholders that an evaluation drops.
HARD_NEGATIVES = frozenset({"PASSWORD_EXAMPLE", "KEY_EXAMPLE", "ID_EXAMPLE"})

LABELS = TAXONOMY | HARD_NEGATIVES


class Range(NamedTuple):
    """Code points ``[start, end)`` of a document's text."""

    start: int
    end: int


class Span(NamedTuple):
    """A labelled value: code points ``[start, end)`` of a document's text, without quotes or markers."""

    start: int
    end: int
    label: str
    soft: float = 1.0
    """How sure the label is, 0 to 1: below 1 for pseudo-labels."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, or a piece of one, with what is known of its labels."""

    id: str
    group: str
    """The package or repository that it comes from (``pypi:requests``): every split is by group."""
    path: str
    language: str
    text: str
    spans: tuple[Span, ...] = ()
    """Sorted and apart from each other. Those labelled AMBIGUOUS are masked in the loss."""
    masked: tuple[Range, ...] = ()
    """Text whose labels nobody knows: masked in the loss."""
    negatives: tuple[Range, ...] = ()
    """Where ``complete`` is false: text that is known to hold no value."""
    complete: bool = True
    """False: outside ``spans`` and ``negatives`` nothing is known, so the loss leaves it out."""
    origin: str = ""
    """Which step or family made it, such as ``silver`` or ``synthetic:env``."""
    weight: float = 1.0

    def unknown(self) -> tuple[Range, ...]:
        """The parts of the text that a loss must leave out, sorted and apart from each other."""
        ranges = [*self.masked, *(Range(s.start, s.end) for s in self.spans if s.label == "AMBIGUOUS")]
        if not self.complete:
            known = sorted([*self.negatives, *(Range(span.start, span.end) for span in self.spans)])
            ranges.extend(_complement(known, len(self.text)))
        return _merged(ranges)


_FIELDS = frozenset(field.name for field in fields(Document))

#: What a line of gold-dev holds besides; read for the group, or left out.
_GOLD = frozenset({"registry", "package", "version", "start_line", "stratum"})


def read(path: str | os.PathLike[str]) -> Iterator[Document]:
    """The documents of a JSON Lines file (``.gz`` too), one at a time; gold-dev's layout is taken as well.

    Raises ``DataError`` with file and line for anything that is not a sound document.
    """
    name = os.fspath(path)
    try:
        with _opened(name, "r") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield parse(line, f"{name}:{number}")
    except (OSError, EOFError) as error:
        raise DataError(f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None
    except UnicodeDecodeError:
        raise DataError(f"{name}: not UTF-8") from None


def parse(line: str, where: str) -> Document:
    """One line of JSON. ``where`` (``file:line``) begins the message of the ``DataError``."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not JSON: {getattr(error, 'msg', 'too deep')}") from None
    if not isinstance(value, dict):
        raise DataError(f"{where}: not a JSON object")
    return from_json(value, where)


def from_json(value: Mapping[str, Any], where: str) -> Document:
    """A document from its JSON object, checked."""
    unknown = value.keys() - _FIELDS - _GOLD
    if unknown:
        raise DataError(f"{where}: unknown key {min(unknown)!r}")
    words: dict[str, str] = {}
    for key in ("id", "path", "language", "text", "origin"):
        words[key] = _typed(value.get(key, ""), str, key, where)
    for key in ("id", "text"):
        if not words[key]:
            raise DataError(f"{where}: {key!r} is missing or empty")
    document = Document(
        **words,
        group=_group(value, where),
        spans=tuple(sorted(_span(item, where) for item in _items(value, "spans", where))),
        masked=_ranges(value, "masked", where),
        negatives=_ranges(value, "negatives", where),
        complete=_typed(value.get("complete", True), bool, "complete", where),
        weight=_number(value.get("weight", 1.0), "weight", where),
    )
    return check(document, where, value.get("spans") or ())


def check(document: Document, where: str, originals: Iterable[Any] = ()) -> Document:
    """The same document, or a ``DataError``: offsets outside the text, labels that contradict each other.

    ``originals`` are the JSON objects of the spans: a ``text`` in them must be what the offsets cover.
    """
    length = len(document.text)
    ranges = [(span.start, span.end) for span in document.spans]
    for start, end in (*ranges, *document.masked, *document.negatives):
        if not 0 <= start < end <= length:
            raise DataError(
                f"{where}: span {start}-{end} is empty or outside the text of {length} characters"
            )
    for span in document.spans:
        if span.label not in LABELS:
            raise DataError(f"{where}: unknown label {span.label!r} at {span.start}")
    for before, after in zip(document.spans, document.spans[1:], strict=False):
        if after.start < before.end:
            raise DataError(
                f"{where}: {before.label} at {before.start} and {after.label} at {after.start} overlap"
            )
    for item in originals:
        if (
            isinstance(item, dict)
            and item.get("text", document.text[item["start"] : item["end"]])
            != (document.text[item["start"] : item["end"]])
        ):
            raise DataError(f"{where}: the text of the span at {item['start']} is not what stands there")
    return document


def replace_id(document: Document, name: str) -> Document:
    """The same document under another id."""
    return replace(document, id=name)


def to_json(document: Document) -> dict[str, Any]:
    """The JSON object of a document; what has its default value is left out."""
    value: dict[str, Any] = {
        "id": document.id,
        "group": document.group,
        "path": document.path,
        "language": document.language,
        "text": document.text,
        "spans": [_span_json(span) for span in document.spans],
    }
    for key in ("masked", "negatives"):
        if getattr(document, key):
            value[key] = [list(item) for item in getattr(document, key)]
    if not document.complete:
        value["complete"] = False
    if document.origin:
        value["origin"] = document.origin
    if document.weight != 1.0:
        value["weight"] = document.weight
    return value


def write(path: str | os.PathLike[str], documents: Iterable[Document]) -> int:
    """Write the documents, atomically: there is the whole file or the one before. Returns how many."""
    with atomic(path) as stream:
        count = 0
        for document in documents:
            stream.write(dumps(document))
            count += 1
    return count


def dumps(document: Document) -> str:
    """The line of a document, with its line feed. Lone surrogates are escaped, as JSON allows."""
    line = json.dumps(to_json(document), ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(to_json(document))
    return line + "\n"


@contextmanager
def atomic(path: str | os.PathLike[str]) -> Iterator[IO[str]]:
    """A text stream (``.gz`` compressed) that becomes ``path`` when the block ends well."""
    name = os.fspath(path)
    root, extension = os.path.splitext(name)
    partial = f"{root}.{os.getpid()}.part{extension}"
    try:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with _opened(partial, "w") as stream:
            yield stream
        os.replace(partial, name)
    except OSError as error:
        raise DataError(f"cannot write {name}: {error.strerror}") from None
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def split(
    documents: Iterable[Document], fractions: Mapping[str, float], seed: int = 0
) -> dict[str, list[Document]]:
    """The documents by part, such as ``{"train": 0.9, "dev": 0.05, "test": 0.05}``: a group is never torn apart."""
    parts: dict[str, list[Document]] = {name: [] for name in fractions}
    choose = splitter(fractions, seed)
    for document in documents:
        parts[choose(document.group)].append(document)
    return parts


def splitter(fractions: Mapping[str, float], seed: int = 0) -> Callable[[str], str]:
    """From a group to its part: by the group's hash alone, so that more data move no group to another part."""
    total = sum(fractions.values())
    if not fractions or total <= 0 or min(fractions.values()) < 0:
        raise DataError("a split needs parts with fractions above 0")

    def choose(group: str) -> str:
        digest = hashlib.sha256(f"{seed}\0{group}".encode("utf-8", "surrogatepass")).digest()
        point = int.from_bytes(digest[:8], "big") / 2**64 * total
        for name, fraction in fractions.items():
            point -= fraction
            if point < 0:
                return name
        return name

    return choose


def _group(value: Mapping[str, Any], where: str) -> str:
    group = value.get("group")
    if group is None and "registry" in value and "package" in value:
        group = f"{value['registry']}:{value['package']}"
    if not isinstance(group, str) or not group:
        raise DataError(f"{where}: no 'group' (or 'registry' and 'package'): a split needs it")
    return group


def _span(item: Any, where: str) -> Span:
    if not isinstance(item, dict) or not {"start", "end", "label"} <= item.keys():
        raise DataError(f"{where}: a span is not an object with start, end and label")
    start, end = (_typed(item[key], int, key, where) for key in ("start", "end"))
    soft = _number(item.get("soft", 1.0), "soft", where)
    return Span(start, end, _typed(item["label"], str, "label", where), soft)


def _span_json(span: Span) -> dict[str, Any]:
    value: dict[str, Any] = {"start": span.start, "end": span.end, "label": span.label}
    return value if span.soft == 1.0 else {**value, "soft": round(span.soft, 4)}


def _items(value: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    items: Sequence[Any] = _typed(value.get(key, []), list, key, where)
    return items


def _ranges(value: Mapping[str, Any], key: str, where: str) -> tuple[Range, ...]:
    ranges = []
    for item in _items(value, key, where):
        if not isinstance(item, list) or len(item) != 2 or not all(type(n) is int for n in item):
            raise DataError(f"{where}: {key!r} is not a list of [start, end]")
        ranges.append(Range(item[0], item[1]))
    return tuple(sorted(ranges))


def _typed(value: Any, kind: type, key: str, where: str) -> Any:
    if type(value) is not kind:
        raise DataError(f"{where}: {key!r} is not {_KINDS[kind]}")
    return value


_KINDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}


def _number(value: Any, key: str, where: str) -> float:
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise DataError(f"{where}: {key!r} is not a number from 0")
    return float(value)


def _opened(name: str, mode: str) -> IO[Any]:
    # Line feeds stay as they are: offsets count code points, and CRLF is two.
    if name.endswith(".gz"):
        level = 5 if mode == "w" else 9  # 5 packs this text a tenth worse than 9, in a third of the time
        return gzip.open(name, mode + "t", encoding="utf-8", newline="\n", compresslevel=level)  # type: ignore[return-value]
    return open(name, mode, encoding="utf-8", newline="\n")


def _complement(known: Sequence[Range], length: int) -> Iterator[Range]:
    at = 0
    for start, end in known:
        if start > at:
            yield Range(at, start)
        at = max(at, end)
    if at < length:
        yield Range(at, length)


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for item in sorted(ranges):
        if merged and item.start <= merged[-1].end:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return tuple(merged)

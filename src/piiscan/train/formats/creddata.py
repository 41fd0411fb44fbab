"""CredData's layout: a line a candidate. Only candidates are labelled, so everything else is masked in the loss."""

from __future__ import annotations

import glob
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from piiscan.errors import DataError
from piiscan.train.formats.values import objects
from piiscan.train.language import language_of
from piiscan.train.records import Document, Range, Span, check

#: Category of CredData and label; every other category is a KEY. A UUID is a request id that its authors counted.
_PASSWORDS = ("password", "url credentials", "nonce password")
_LEFT_OUT = ("uuid",)

_LARGEST = 2_000_000
"""Characters of a file; a longer one is refused aloud, not cut."""
_LONGEST = 400
"""Characters of a line that a false candidate without columns denies. In a longer one it says next to nothing: those
lines are a tenth of the candidates and nine tenths of their text."""

#: What may be somebody's data on a line of which only the secrets were judged.
_OTHERS = re.compile(
    r"\S*[\w.%+-]@[\w-]\S*|\b\d{1,3}(?:\.\d{1,3}){3}\b|://[^\s/@]+@|(?<!\w)[A-Z][a-z]+ [A-Z][a-z]+\b"
    r"|(?i:\b(?:user|login|owner|author|name|nick|account)\w*)\W{1,6}[\w.@-]+"
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL)


def read(path: str) -> Iterator[Document]:
    """The files that ``labels*.jsonl`` in a folder names (or such a file itself), each with its candidates.

    True candidates are spans, false ones are known negatives, placeholders are ``_EXAMPLE``; true ones without a
    value's columns (but for a private key, which shows where it ends) and those of category UUID are masked, and so
    is what may be a name, a user, an address on a negative line: nobody looked for those.
    """
    found = (
        [path]
        if os.path.isfile(path)
        else sorted(glob.glob(os.path.join(glob.escape(path), "labels*.jsonl")))
    )
    if not found:
        raise DataError(f"{path}: no labels*.jsonl in it")
    for labels in found:
        by_file: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for where, value in objects(labels):
            try:
                by_file[str(value["repo"]), str(value["path"])].append((where, value))
            except KeyError as error:
                raise DataError(f"{where}: no {error.args[0]!r}") from None
        for (repo, name), rows in by_file.items():
            yield _file(os.path.dirname(labels), repo, name, rows)


def _file(folder: str, repo: str, name: str, rows: list[tuple[str, dict[str, Any]]]) -> Document:
    full = os.path.normpath(os.path.join(folder, name))
    if not full.startswith(os.path.normpath(folder or ".") + os.sep) and folder:
        raise DataError(f"{rows[0][0]}: {name!r} leads out of the folder")
    try:
        with open(full, "rb") as stream:
            text = stream.read(_LARGEST * 4).decode("utf-8", "replace")
    except OSError as error:
        raise DataError(f"{rows[0][0]}: cannot read {name}: {error.strerror}") from None
    if len(text) > _LARGEST:
        raise DataError(f"{full}: longer than {_LARGEST} characters")
    starts = _line_starts(text)
    spans: list[Span] = []
    negatives: list[Range] = []
    masked: list[Range] = []
    for where, row in rows:
        _row(text, starts, row, where, spans, negatives, masked)
    kept = _apart(spans)
    masked = [each for each in masked if all(s.end <= each.start or each.end <= s.start for s in kept)]
    document = Document(
        f"{repo}/{name}", f"creddata:{repo}", name, language_of(name) or "config", text, kept,
        tuple(sorted(masked)), tuple(sorted(negatives)), complete=False, origin="creddata",
    )  # fmt: skip
    return check(document, full)


def _row(
    text: str,
    starts: list[int],
    row: dict[str, Any],
    where: str,
    spans: list[Span],
    negatives: list[Range],
    masked: list[Range],
) -> None:
    first, last = _line(row, "line_start", where, starts), _line(row, "line_end", where, starts)
    begin, end = starts[first - 1], (starts[last] - 1 if last < len(starts) else len(text))
    column, after = row.get("value_start", -1), row.get("value_end", -1)
    truth = str(row.get("truth", "")).upper()[:1]
    category = str(row.get("category", "")).lower()
    if truth not in ("T", "F", "X"):
        raise DataError(f"{where}: truth is {row.get('truth')!r}, not T, F or X")
    value = _value(begin, end, starts[last - 1], column, after)
    block = _PEM.search(text, begin, end) if truth == "T" and value is None else None
    if block:
        value = Range(*block.span())
    if truth == "T" and (value is None or category in _LEFT_OUT):
        if begin < end:
            masked.append(Range(begin, end))
    elif truth == "F":
        if begin < end <= begin + _LONGEST or value:
            known = Range(begin, end) if end <= begin + _LONGEST or value is None else value
            negatives.append(known)
            masked += [Range(*found.span()) for found in _OTHERS.finditer(text, *known)]
    elif value:
        label = "PASSWORD" if any(word in category for word in _PASSWORDS) else "KEY"
        spans.append(Span(*value, label + ("_EXAMPLE" if truth == "X" else "")))


def _value(begin: int, end: int, last: int, column: Any, after: Any) -> Range | None:
    """Where the value stands: columns count from the first line (at ``begin``) and, for its end, from the ``last``."""
    if type(column) is not int or type(after) is not int or column < 0 or after < 0:
        return None
    found = Range(begin + column, last + after)
    return found if begin <= found.start < found.end <= end else None


def _line(row: dict[str, Any], key: str, where: str, starts: list[int]) -> int:
    number = row.get(key)
    if type(number) is not int or not 1 <= number <= len(starts):
        raise DataError(f"{where}: {key} {number!r} is outside the file of {len(starts)} lines")
    return number


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """A value found under two categories is one span, the longer."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda each: (each.start - each.end, each)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return tuple(sorted(kept))

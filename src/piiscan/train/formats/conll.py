"""CoNLL with BIO tags: ``token<TAB>tag``; an empty line ends a document.

Written, a document begins with ``# {json}`` that holds its text and path, so that offsets survive; foreign files have
no such line: there the text is the tokens with single spaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from piiscan.errors import DataError
from piiscan.train.formats.values import label_of, text_of
from piiscan.train.records import Document, Span, atomic, check

_TOKEN = re.compile(r"\w+|[^\w\s]")
#: Other tools' names of a tag.
_TAGS = {"PER": "NAME", "PERSON": "NAME", "IP": "IP_ADDRESS"}


def read(path: str) -> Iterator[Document]:
    """Documents in order; the tag is the last column."""
    header: dict[str, Any] = {}
    rows: list[tuple[str, str, str]] = []
    number = 0
    for line_number, line in enumerate([*text_of(path).replace("\r\n", "\n").split("\n"), ""], 1):
        where = f"{path}:{line_number}"
        if line.startswith("# {"):
            try:
                header = json.loads(line[2:])
            except ValueError:
                raise DataError(f"{where}: the header is not JSON") from None
        elif line.strip():
            columns = line.split("\t") if "\t" in line else line.split()
            if len(columns) < 2:
                raise DataError(f"{where}: a token without a tag")
            rows.append((columns[0], columns[-1].strip(), where))
        elif rows:
            number += 1
            yield _document(path, number, header, rows)
            header, rows = {}, []


def _document(path: str, number: int, header: dict[str, Any], rows: list[tuple[str, str, str]]) -> Document:
    text = header.get("text") or " ".join(token for token, _, _ in rows)
    spans: list[Span] = []
    at, open_ = 0, ""
    for token, tag, where in rows:
        start = text.find(token, at)
        if start < 0:
            raise DataError(f"{where}: the token is not in the text")
        at = start + len(token)
        mark, _, name = tag.partition("-")
        if mark == "O":
            open_ = ""
            continue
        if mark not in ("B", "I", "E", "S", "L", "U") or not name:
            raise DataError(f"{where}: {tag!r} is no BIO tag")
        label = label_of(name, where, _TAGS)
        if mark in ("I", "E", "L") and open_ == label:
            spans[-1] = spans[-1]._replace(end=at)
        elif mark in ("B", "S", "U"):
            spans.append(Span(start, at, label))
        else:
            raise DataError(f"{where}: {tag!r} follows no {label}")
        open_ = "" if mark in ("S", "U", "E", "L") else label
    name = f"{path}#{number}"
    document = Document(
        str(header.get("id", name)), str(header.get("group", name)), str(header.get("path", "")), str(header.get("language", "")), text, tuple(spans), origin="conll",
    )  # fmt: skip
    return check(document, name)


def write(path: str, documents: Iterable[Document]) -> int:
    """One token a line. What is masked or partial, or a span that ends inside a word, is refused."""
    count = 0
    with atomic(path) as stream:
        for document in documents:
            if document.masked or not document.complete:
                raise DataError(f"{document.id}: CoNLL has no place for masked text")
            header = {
                "id": document.id,
                "group": document.group,
                "path": document.path,
                "language": document.language,
                "text": document.text,
            }
            stream.write("# " + json.dumps(header, ensure_ascii=False) + "\n")
            stream.writelines(f"{token}\t{tag}\n" for token, tag in _tagged(document))
            stream.write("\n")
            count += 1
    return count


def _tagged(document: Document) -> Iterator[tuple[str, str]]:
    edges = sorted({each for span in document.spans for each in (span.start, span.end)})
    starts = {span.start: span for span in document.spans}
    inside: Span | None = None
    for found in _TOKEN.finditer(document.text):
        # A token is cut where a span begins or ends within it.
        cuts = [found.start(), *(edge for edge in edges if found.start() < edge < found.end()), found.end()]
        for start, end in pairwise(cuts):
            span = starts.get(start)
            if span:
                inside = span
            if inside and start >= inside.end:
                inside = None
            tag = "O" if inside is None else ("B-" if span else "I-") + inside.label
            yield document.text[start:end], tag

"""The schema of BigCode's PII data: ``content`` and ``fragments`` (or ``secrets``) with tag, start, end, value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from piiscan.errors import DataError
from piiscan.train.formats.values import label_of, objects, whole
from piiscan.train.language import language_of
from piiscan.train.records import Document, Span, atomic, check

#: Its spellings of a tag.
_TAGS = {"IP": "IP_ADDRESS", "SSH_KEY": "KEY", "API_KEY": "KEY", "USER": "USERNAME"}


def read(path: str) -> Iterator[Document]:
    """JSON Lines; fragments may be a list or, as in its Parquet dumps, a JSON text of one."""
    for where, value in objects(path):
        text = value.get("content", value.get("text"))
        if not isinstance(text, str) or not text:
            raise DataError(f"{where}: no content")
        fragments: Any = value.get("fragments", value.get("secrets", []))
        if isinstance(fragments, str):
            try:
                fragments = json.loads(fragments or "[]")
            except ValueError:
                raise DataError(f"{where}: fragments are not JSON") from None
        if not isinstance(fragments, list):
            raise DataError(f"{where}: fragments are not a list")
        name = str(value.get("path") or value.get("max_stars_repo_path") or "")
        group = (
            str(value.get("repo") or value.get("max_stars_repo_name") or value.get("group") or "") or where
        )
        document = Document(
            str(value.get("id") or where), group, name, str(value.get("lang") or value.get("language") or language_of(name) or "").lower(),
            text, _spans(fragments, text, where), origin="bigcode",
        )  # fmt: skip
        yield check(document, where)


def _spans(fragments: list[Any], text: str, where: str) -> tuple[Span, ...]:
    spans: dict[tuple[int, int], str] = {}
    for each in fragments:
        if not isinstance(each, dict):
            raise DataError(f"{where}: a fragment is not an object")
        start, end = whole(each.get("start"), "start", where), whole(each.get("end"), "end", where)
        label = label_of(each.get("category", each.get("tag")), where, _TAGS)
        if "value" in each and text[start:end] != each["value"]:
            raise DataError(f"{where}: the value of the fragment at {start} is not what stands there")
        before = spans.setdefault((start, end), label)
        spans[start, end] = label if before == label else "AMBIGUOUS"
    return tuple(Span(start, end, label) for (start, end), label in sorted(spans.items()))


def write(path: str, documents: Iterable[Document]) -> int:
    """JSON Lines. What is masked or partial cannot be said there: such documents are refused."""
    count = 0
    with atomic(path) as stream:
        for document in documents:
            if document.masked or not document.complete:
                raise DataError(f"{document.id}: BigCode's format has no place for masked text")
            fragments = [
                {"category": s.label, "start": s.start, "end": s.end, "value": document.text[s.start : s.end]}
                for s in document.spans
            ]
            row = {
                "id": document.id,
                "repo": document.group,
                "path": document.path,
                "lang": document.language,
                "content": document.text,
                "fragments": fragments,
            }
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count

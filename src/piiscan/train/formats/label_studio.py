"""Label Studio's JSON export: a list of tasks with annotations of type ``labels``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from piiscan.errors import DataError
from piiscan.train.formats.values import label_of, text_of, whole
from piiscan.train.language import language_of
from piiscan.train.records import Document, Span, atomic, check


def read(path: str) -> Iterator[Document]:
    """The tasks of an export. A task without annotations, or with cancelled ones alone, is left out."""
    try:
        tasks = json.loads(text_of(path))
    except (ValueError, RecursionError):
        raise DataError(f"{path}: not JSON") from None
    if not isinstance(tasks, list):
        raise DataError(f"{path}: not a list of tasks")
    for number, task in enumerate(tasks, 1):
        where = f"{path}: task {number}"
        if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
            raise DataError(f"{where}: no data")
        annotations = [each for each in task.get("annotations") or () if not each.get("was_cancelled")]
        if annotations:
            yield _task(task, annotations[-1], where)


def _task(task: dict[str, Any], annotation: dict[str, Any], where: str) -> Document:
    data = task["data"]
    text = data.get("text")
    if not isinstance(text, str) or not text:
        raise DataError(f"{where}: data has no text")
    spans = []
    for result in annotation.get("result") or ():
        value = result.get("value") or {}
        if result.get("type", "labels") != "labels":
            continue
        labels = value.get("labels") or [""]
        start, end = whole(value.get("start"), "start", where), whole(value.get("end"), "end", where)
        # Two labels on one span are the taxonomy's AMBIGUOUS.
        spans.append(Span(start, end, label_of(labels[0], where, {}) if len(labels) == 1 else "AMBIGUOUS"))
    name = str(data.get("path", ""))
    document = Document(
        str(data.get("id") or task.get("id") or where), str(data.get("group") or data.get("repo") or name or where), name,
        str(data.get("language") or language_of(name) or ""), text, tuple(sorted(set(spans))), origin="label-studio",
    )  # fmt: skip
    return check(document, where)


def write(path: str, documents: Iterable[Document]) -> int:
    """Tasks with one annotation each. What is masked or partial cannot be said there: such documents are refused."""
    tasks: list[dict[str, Any]] = []
    for document in documents:
        if document.masked or not document.complete:
            raise DataError(f"{document.id}: Label Studio's format has no place for masked text")
        result = [
            {"from_name": "label", "to_name": "text", "type": "labels",
             "value": {"start": s.start, "end": s.end, "text": document.text[s.start : s.end], "labels": [s.label]}}
            for s in document.spans
        ]  # fmt: skip
        data = {
            "id": document.id,
            "group": document.group,
            "path": document.path,
            "language": document.language,
            "text": document.text,
        }
        tasks.append({"id": len(tasks) + 1, "data": data, "annotations": [{"result": result}]})
    with atomic(path) as stream:
        json.dump(tasks, stream, ensure_ascii=False)
    return len(tasks)

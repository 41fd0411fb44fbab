"""Labelled data of other tools, by name: adding a format is adding one module with ``read`` and ``write``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from piiscan.errors import DataError
from piiscan.train.records import Document

#: Name: (module, one line for --help).
FORMATS = {
    "jsonl": ("piiscan.train.formats.jsonl", "spans as JSON Lines, as gold-dev and piiscan itself"),
    "creddata": (
        "piiscan.train.formats.creddata",
        "a CredData folder: labels*.jsonl and the files they name (read only)",
    ),
    "label-studio": ("piiscan.train.formats.label_studio", "the JSON of Label Studio's export"),
    "bigcode": (
        "piiscan.train.formats.bigcode",
        "JSON Lines with `content` and `secrets` or `fragments`, as BigCode's PII data",
    ),
    "conll": ("piiscan.train.formats.conll", "a token and its BIO tag a line, empty lines between documents"),
}


def reader(name: str) -> Callable[[str], Iterator[Document]]:
    """The reader of a format."""
    read: Callable[[str], Iterator[Document]] = import_module(FORMATS[name][0]).read
    return read


def writer(name: str) -> Callable[[str, Iterable[Document]], int]:
    """The writer of a format; ``DataError`` where it can only be read."""
    write: Callable[[str, Iterable[Document]], int] | None = getattr(
        import_module(FORMATS[name][0]), "write", None
    )
    if write is None:
        raise DataError(f"{name} can be read only")
    return write

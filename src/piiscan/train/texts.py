"""Unlabelled text: documents without their labels, or plain text with form feeds between the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from piiscan.errors import DataError
from piiscan.train import records

#: What stands between two files of ``train corpus``'s unlabelled.txt.
SEPARATOR = "\n\f\n"
_CHUNK = 1 << 20


def read(paths: Iterable[str | os.PathLike[str]], *, limit: int = 0) -> Iterator[str]:
    """The texts of ``.jsonl`` files (``.gz`` too) and of plain ones, up to ``limit`` characters; 0: all of them.

    Raises ``DataError`` for what cannot be read.
    """
    left = limit
    for path in paths:
        name = os.fspath(path)
        labelled = name.removesuffix(".gz").endswith((".jsonl", ".json"))
        for text in (document.text for document in records.read(name)) if labelled else _plain(name):
            if limit and left <= 0:
                return
            left -= len(text)
            yield text


def _plain(name: str) -> Iterator[str]:
    rest = ""
    try:
        with open(name, encoding="utf-8", newline="\n") as stream:
            while chunk := stream.read(_CHUNK):
                *whole, rest = (rest + chunk).split(SEPARATOR)
                yield from filter(None, whole)
    except OSError as error:
        raise DataError(f"cannot read {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DataError(f"{name}: not UTF-8") from None
    if rest:
        yield rest

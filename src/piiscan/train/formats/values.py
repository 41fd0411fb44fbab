"""What the formats share: JSON from a file with its place, and labels from other spellings."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from piiscan.errors import DataError
from piiscan.train.records import LABELS


def text_of(path: str) -> str:
    """A file as text (``.gz`` decompressed); ``DataError`` where it cannot be read."""
    opened = gzip.open if path.endswith(".gz") else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as stream:
            text: str = stream.read()
            return text
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or 'damaged'}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: not UTF-8") from None


def objects(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """``(file:line, object)`` of a JSON Lines file."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            where = f"{path}:{number}"
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                raise DataError(f"{where}: not JSON") from None
            if not isinstance(value, dict):
                raise DataError(f"{where}: not a JSON object")
            yield where, value


def label_of(word: object, where: str, others: Mapping[str, str]) -> str:
    """A label of the taxonomy; ``others`` are spellings of the format. ``DataError`` for an unknown one."""
    plain = str(word).strip().upper().replace("-", "_").replace(" ", "_").replace("LICENCE", "LICENSE")
    plain = others.get(plain, plain)
    if plain not in LABELS:
        raise DataError(f"{where}: unknown label {str(word)!r}")
    return plain


def whole(value: object, key: str, where: str) -> int:
    """A whole number, or ``DataError``."""
    if type(value) is not int:
        raise DataError(f"{where}: {key!r} is not a whole number")
    return value

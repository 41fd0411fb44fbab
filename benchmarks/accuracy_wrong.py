"""Every miss and every false alarm: where it stands and what it looks like, never what it says."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import NamedTuple

from page import RESULTS


class Wrong(NamedTuple):
    """A miss or a false alarm: where it stands and what it looks like, never what it says."""

    data: str
    repository: str
    file: str
    line: int
    column: int | str
    """Empty where the label names a line alone."""
    category: str
    kind: str
    """``FN`` or ``FP``."""
    rules: str
    """Codes of the findings that touch the place: of a miss, what was found there in another extent or category."""
    length: str = ""
    classes: str = ""


_LENGTHS = (8, 12, 16, 20, 24, 32, 40, 48, 64, 128, 512)


_CLASSES = (
    ("lower", re.compile("[a-z]")),
    ("upper", re.compile("[A-Z]")),
    ("digit", re.compile("[0-9]")),
    ("dash", re.compile("[-_]")),
    ("base64", re.compile("[+/=]")),
    ("mark", re.compile(r"[!-*,.:-<>-@\[-^`{-~]")),
    ("space", re.compile(r"[ \t]")),
    ("line end", re.compile("[\r\n]")),
    ("other", re.compile(r"[^\t\n\r -~]")),
)


def shape(value: str) -> tuple[str, str]:
    """A bucket of lengths and the classes of characters: all that is told of a value."""
    size = len(value)
    if not size:
        return "", ""
    above = next((limit for limit in _LENGTHS if size < limit), 0)
    below = max((limit for limit in _LENGTHS if limit <= size), default=1)
    length = f"{below} to {above - 1}" if above else f"{below} and more"
    return length, " ".join(name for name, some in _CLASSES if some.search(value))


def order(row: Wrong) -> tuple[object, ...]:
    return (*row[:4], int(row.column or 0), *row[5:])


def write_wrong(wrong: Iterable[Wrong]) -> None:
    path = RESULTS / "accuracy_misses.csv"
    rows = sorted(wrong, key=order)
    RESULTS.mkdir(exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(Wrong._fields)
        writer.writerows(rows)
    print(f"wrote {path}: {len(rows)} lines, {path.stat().st_size // 1000} kB")

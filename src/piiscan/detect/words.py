"""Cuts values into word pieces, to tell language from random characters."""

from __future__ import annotations

import os
import re
from functools import cache

_PART = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^A-Za-z0-9]")
_LONGEST = 8


@cache
def vocabulary() -> frozenset[bytes]:
    """Lower-case pieces of 3 to 8 letters that are common in source code and English.

    The file beside this module is counted from public packages by ``benchmarks/word_pieces.py``.
    """
    path = os.path.join(os.path.dirname(__file__), "word_pieces.txt")
    with open(path, "rb") as handle:
        return frozenset(line for line in handle.read().split() if not line.startswith(b"#"))


def pieces(value: bytes) -> int:
    """Into how many pieces ``value`` falls: known words count one, anything else one per two characters."""
    return sum(
        _letters(part.lower()) if part.isalpha() else (len(part) + 1) // 2 for part in _PART.findall(value)
    )


def _letters(word: bytes) -> int:
    known, count, at, loose = vocabulary(), 0, 0, 0
    while at < len(word):
        length = next(
            (n for n in range(min(_LONGEST, len(word) - at), 2, -1) if word[at : at + n] in known), 0
        )
        if length:
            count += 1 + (loose + 1) // 2
            loose = 0
        else:
            loose += 1
        at += length or 1
    return count + (loose + 1) // 2

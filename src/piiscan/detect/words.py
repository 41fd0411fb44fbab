"""Cuts values into word pieces, to tell language from random characters."""

from __future__ import annotations

import math
import os
from collections import Counter
from functools import cache
from itertools import pairwise

from piiscan.compiled import regex

_PART = regex(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^A-Za-z0-9]")
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


def covered(value: bytes) -> int:
    """How many letters of ``value`` belong to known words of three letters and more, cut as ``pieces`` does."""
    total = 0
    for part in _PART.findall(value):
        word, at = part.lower(), 0
        while part.isalpha() and at < len(word):
            length = next(
                (n for n in range(min(_LONGEST, len(word) - at), 2, -1) if word[at : at + n] in vocabulary()),
                0,
            )
            total += length
            at += length or 1
    return total


@cache
def _surprises() -> dict[tuple[int, int], float]:
    """For two neighbouring letters, how many bits the second one is worth after the first, over the vocabulary."""
    text = b"\n".join(sorted(vocabulary()))
    pairs = Counter(pairwise(text))
    letters = range(ord("a"), ord("z") + 1)
    after = {first: sum(pairs[first, second] for second in letters) for first in letters}
    return {
        (first, second): -math.log2((pairs[first, second] + 0.5) / (after[first] + 13))
        for first in letters
        for second in letters
    }


def surprise(value: bytes) -> float:
    """Bits a letter, given the one before it: below 4.3 in words of most European languages, about 6.4 where
    the letters were drawn. 0 for fewer than two letters in a row."""
    table = _surprises()
    lowered = value.lower()
    found = [table[pair] for pair in pairwise(lowered) if pair in table]
    return sum(found) / len(found) if found else 0.0

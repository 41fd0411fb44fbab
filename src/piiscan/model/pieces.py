"""The shapes that a piece of text can have: what the model knows of it besides its letters.

A piece's feature is one number: what it looks like, how long its word is, and what stands before it. The
vocabulary is in small letters; the feature holds the case, so that ``Password``, ``PASSWORD`` and ``password``
share what the model has learnt.
"""

from __future__ import annotations

from bisect import bisect_right

#: What a piece looks like.
MARK, LOWER, TITLE, UPPER, CAPITAL, DIGITS, LINE, RANDOM, FOREIGN = range(9)
SHAPES = 9

#: What stands before a piece: another piece, one space, the rest of its own word, or more white space.
GLUED, SPACED, INSIDE, WIDE = range(4)
BEFORES = 4

#: Lengths of words, digits and rows of marks, in code points: the first of each bucket.
_LENGTHS = (2, 3, 4, 5, 7, 10, 15)
#: Lengths of random runs: those of digests and keys have a bucket of their own.
_RUNS = (32, 33, 40, 41, 64, 65, 128)
BUCKETS = 8

FEATURES = SHAPES * BUCKETS * BEFORES


def feature(shape: int, length: int, before: int) -> int:
    """The number of a feature, 0 to ``FEATURES`` - 1; ``length`` in code points."""
    bucket = bisect_right(_RUNS if shape == RANDOM else _LENGTHS, length)
    return (shape * BUCKETS + bucket) * BEFORES + before


def shape_of(letters: str) -> int:
    """The shape of a run of letters of one alphabet."""
    if letters.islower():
        return LOWER
    if letters.isupper():
        return UPPER if len(letters) > 1 else CAPITAL
    return TITLE if letters[0].isupper() else LOWER


#: Pieces that stand for what the vocabulary does not spell out. Their order is part of every vocabulary file.
SPECIALS = (
    "<pad>",
    "<mask>",
    "<unknown>",
    "<line>",
    "<blank>",
    "<digits>",
    "<hex>",
    "<uuid>",
    "<base64>",
    "<base64-low>",
    "<capitals>",
    "<random>",
    "<latin>",
    "<greek>",
    "<cyrillic>",
    "<hebrew>",
    "<arabic>",
    "<indic>",
    "<cjk>",
    "<kana>",
    "<hangul>",
    "<letters>",
    "<symbol>",
    "<control>",
)
PAD, MASK = 0, 1

_SCRIPTS = (
    (0x0000, "<latin>"),
    (0x0370, "<greek>"),
    (0x0400, "<cyrillic>"),
    (0x0530, "<letters>"),
    (0x0590, "<hebrew>"),
    (0x0600, "<arabic>"),
    (0x0780, "<letters>"),
    (0x0900, "<indic>"),
    (0x0E00, "<letters>"),
    (0x1100, "<hangul>"),
    (0x1200, "<letters>"),
    (0x1E00, "<latin>"),
    (0x1F00, "<greek>"),
    (0x2000, "<letters>"),
    (0x3040, "<kana>"),
    (0x3100, "<cjk>"),
    (0xAC00, "<hangul>"),
    (0xD7B0, "<letters>"),
    (0xF900, "<cjk>"),
    (0xFB00, "<letters>"),
    (0xFF66, "<kana>"),
    (0xFFA0, "<letters>"),
    (0x20000, "<cjk>"),
)
_STARTS = tuple(start for start, _ in _SCRIPTS)


def script_of(letter: str) -> str:
    """The special piece for a word of letters outside ASCII, by its first letter."""
    return _SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1][1]

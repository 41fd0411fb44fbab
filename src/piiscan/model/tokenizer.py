"""Text to pieces with exact offsets. Pure Python: it runs wherever piiscan does.

A text is cut at every change between letters, digits, marks and white space, and inside camelCase and
snake_case; words become the longest pieces that the vocabulary has. White space costs no piece: a feature of
the next one says it. A line end is a piece, with the width of the indentation that follows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from piiscan.model.pieces import (
    DIGITS,
    FOREIGN,
    GLUED,
    INSIDE,
    LINE,
    MARK,
    RANDOM,
    SPACED,
    SPECIALS,
    WIDE,
    feature,
    script_of,
    shape_of,
)
from piiscan.model.runs import SHORTEST, random_run

#: The longest piece of a vocabulary, in code points.
LONGEST = 16
#: Words kept ready; 100,000 take about 40 MB, then all are forgotten.
_KEPT = 100_000
#: Longer words are cut anew each time: random text must not fill the memory.
_LONG = 40

_UNITS = re.compile(
    rf"(?P<run>[A-Za-z0-9+/_-]{{{SHORTEST},}}={{0,2}})|(?P<space>\s+)|(?P<word>\w+)|(?P<mark>(.)(?:\5)*)",
    re.DOTALL,
)
_PLAIN = re.compile(r"(?P<run>(?!))|(?P<space>\s+)|(?P<word>\w+)|(?P<mark>(.)(?:\5)*)", re.DOTALL)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|_+|[^\W_]+|.", re.DOTALL)
_LINE_END = re.compile(r"\r\n?|[\n\f\v\x85\u2028\u2029]")
_INSIDE_RUN = re.compile(r"[A-Za-z0-9_]+|([+/-])\1*")


class Encoding(NamedTuple):
    """The pieces of a text: four lists of the same length. Offsets are code points, end exclusive."""

    ids: list[int]
    features: list[int]
    starts: list[int]
    ends: list[int]


class _Piece(NamedTuple):
    """A piece of a word: where it stands in it."""

    id: int
    start: int
    end: int
    feature: int
    """Less what stands before it."""


#: The feature of a single mark, less what stands before it.
_ONE_MARK = feature(MARK, 1, 0)


def _line_of(space: str) -> tuple[str, int]:
    """The piece of white space that ends a line, and its feature; of other white space an empty name."""
    lines = [match.end() for match in _LINE_END.finditer(space)]
    if not lines:
        return "", 0
    indent = len(space[lines[-1] :].expandtabs(4))
    return "<line>" if len(lines) == 1 else "<blank>", feature(LINE, indent, GLUED)


@cache
def _folds() -> dict[int, str]:
    """Letters with accents to their letter without, one for one: ``é`` to ``e``."""
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    for pair in (
        "ßs",
        "øo",
        "ØO",
        "łl",
        "ŁL",
        "đd",
        "ĐD",
        "æa",
        "ÆA",
        "œo",
        "ŒO",
        "þt",
        "ÞT",
        "ðd",
        "ÐD",
        "ıi",
    ):
        table[ord(pair[0])] = pair[1]
    for marks, plain in (
        ("‘’‚‛′", "'"),
        ("“”„‟″", '"'),
        ("‐‑‒–—―−", "-"),
        ("…", "."),
        ("•·", "*"),
        ("×", "x"),
    ):
        table.update(dict.fromkeys(map(ord, marks), plain))
    return table


def plain_parts(text: str, *, collapse: bool = True) -> Iterator[str]:
    """The runs of ASCII letters, in small letters, and of digits that a vocabulary is asked for in ``text``."""
    folding = _folds()
    for unit in (_UNITS if collapse else _PLAIN).finditer(text):
        word = unit.group()
        if unit.lastgroup == "run":
            found = random_run(word.rstrip("="))
            word = word if found is None else word[: found.head]
        elif unit.lastgroup != "word":
            continue
        for part in _WORDS.findall(word if word.isascii() else word.translate(folding)):
            if part.isascii() and part.isalnum():
                yield part.lower()


class Tokenizer:
    """Cuts texts by a vocabulary: ``SPECIALS`` first, then pieces in small letters. Not for several threads at once."""

    def __init__(self, vocabulary: Sequence[str], *, collapse: bool = True) -> None:
        """``collapse``: random runs become a few pieces. Raises ``ValueError`` for a vocabulary that is none."""
        if tuple(vocabulary[: len(SPECIALS)]) != SPECIALS or len(set(vocabulary)) != len(vocabulary):
            raise ValueError(
                "not a vocabulary of piiscan: its special pieces are missing, or a piece stands twice"
            )
        self.vocabulary = tuple(vocabulary)
        self.collapse = collapse
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._words: dict[str, tuple[_Piece, ...]] = {}
        self._spaces: dict[str, tuple[str, int]] = {}
        self._unknown = self._ids["<unknown>"]

    def __len__(self) -> int:
        return len(self.vocabulary)

    def encode(self, text: str) -> Encoding:
        """The pieces of ``text``. Everything but white space inside a line is covered by exactly one piece."""
        encoding = Encoding([], [], [], [])
        before = SPACED
        for unit in (_UNITS if self.collapse else _PLAIN).finditer(text):
            kind = unit.lastgroup
            if kind == "word":
                self._add(encoding, self._word(unit.group()), unit.start(), before)
            elif kind == "space":
                space = unit.group()
                before = SPACED if space == " " else self._space(encoding, space, unit.start())
                continue
            elif kind == "run":
                self._run(encoding, unit.group(), unit.start(), before)
            else:
                start, end = unit.span()
                self._mark(encoding, text[start], start, end, before)
            before = GLUED
        return encoding

    def _add(self, encoding: Encoding, pieces: Sequence[_Piece], at: int, before: int) -> None:
        ids, features, starts, ends = encoding
        for number, start, end, shape in pieces:
            ids.append(number)
            features.append(shape + before)
            starts.append(at + start)
            ends.append(at + end)
            before = INSIDE

    def _space(self, encoding: Encoding, space: str, start: int) -> int:
        """What the piece after this white space has before it; a line end is a piece of its own."""
        known = self._spaces.get(space)
        if known is None:
            known = _line_of(space)
            if len(space) <= _LONG:
                if len(self._spaces) >= _KEPT:
                    self._spaces.clear()
                self._spaces[space] = known
        piece, shape = known
        if not piece:
            return SPACED if len(space) == 1 else WIDE
        encoding.ids.append(self._ids[piece])
        encoding.features.append(shape)
        encoding.starts.append(start)
        encoding.ends.append(start + len(space))
        return GLUED

    def _run(self, encoding: Encoding, run: str, start: int, before: int) -> None:
        body = run.rstrip("=")
        found = random_run(body)
        if found is None:
            self._spell(encoding, body, start, before)
        else:
            if found.head:
                self._spell(encoding, body[: found.head], start, before)
                before = INSIDE
            encoding.ids.append(self._ids[found.piece])
            encoding.features.append(feature(RANDOM, len(body), before))
            encoding.starts.append(start + found.head)
            encoding.ends.append(start + len(body))
        if len(body) < len(run):
            self._mark(encoding, "=", start + len(body), start + len(run), GLUED)

    def _spell(self, encoding: Encoding, text: str, start: int, before: int) -> None:
        for unit in _INSIDE_RUN.finditer(text):
            if unit.lastindex:
                self._mark(encoding, unit.group()[0], start + unit.start(), start + unit.end(), before)
            else:
                self._add(encoding, self._word(unit.group()), start + unit.start(), before)
            before = GLUED

    def _mark(self, encoding: Encoding, mark: str, start: int, end: int, before: int) -> None:
        """A mark, or a row of the same mark."""
        number = self._ids.get(mark)
        if number is None:
            plain = _folds().get(ord(mark), "")
            special = "<symbol>" if mark.isprintable() or ord(mark) > 0x9F else "<control>"
            number = self._ids.get(plain, self._ids[special])
        encoding.ids.append(number)
        encoding.features.append((_ONE_MARK if end - start == 1 else feature(MARK, end - start, 0)) + before)
        encoding.starts.append(start)
        encoding.ends.append(end)

    def _word(self, word: str) -> tuple[_Piece, ...]:
        pieces = self._words.get(word)
        if pieces is None:
            pieces = tuple(self._cut(word))
            if len(word) <= _LONG:
                if len(self._words) >= _KEPT:
                    self._words.clear()
                self._words[word] = pieces
        return pieces

    def _cut(self, word: str) -> Iterable[_Piece]:
        folded = word if word.isascii() else word.translate(_folds())
        for part in _WORDS.finditer(folded):
            yield from self._part(part.group(), part.start(), len(word))

    def _part(self, part: str, at: int, length: int) -> Iterable[_Piece]:
        """The pieces of a part of a word: letters, digits, underscores, or letters of another script."""
        first = part[0]
        if not first.isascii():
            yield self._piece(self._ids[script_of(first)], at, at + len(part), FOREIGN, len(part))
        elif first.isdigit():
            number = self._ids.get(part, self._ids["<digits>"])
            yield self._piece(number, at, at + len(part), DIGITS, len(part))
        elif first == "_":
            yield self._piece(self._ids.get("_", self._unknown), at, at + len(part), MARK, len(part))
        else:
            small = part.lower()
            start = 0
            while start < len(small):
                end = min(len(small), start + LONGEST)
                while end > start + 1 and small[start:end] not in self._ids:
                    end -= 1
                number = self._ids.get(small[start:end], self._unknown)
                yield self._piece(number, at + start, at + end, shape_of(part[start:end]), length)
                start = end

    def _piece(self, number: int, start: int, end: int, shape: int, length: int) -> _Piece:
        return _Piece(number, start, end, feature(shape, length, 0))

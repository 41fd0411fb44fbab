"""Where replacements of a vault stand in a text, also one that somebody has edited or copied from.

A token is found by its tail, ``_1_K7QD``, and read backwards: its class, then what encloses it. Programs that
write HTML, JSON or URLs turn ``<EMAIL_1_K7QD>`` into ``&lt;…&gt;``, ``\\u003c…\\u003e`` or ``%3C…%3E``, people drop
the brackets: all of these count. No letter behind ``REDACTED_EMAIL_1_K7QD`` can become a part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from piiscan.mask.vault.book import LETTERS, LETTERS_AND_DIGITS, Book, Values
from piiscan.mask.vault.series import KINDS

#: A class and what encloses it are shorter than this.
_REACH = 256
_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_JOINED = re.compile(rb"[A-Za-z0-9_]")
_PLAIN = b"REDACTED_"
_BRACKETS = (
    (b"<", b">"),
    (b"&lt;", b"&gt;"),
    (b"\\u003c", b"\\u003e"),
    (b"\\x3c", b"\\x3e"),
    (b"%3c", b"%3e"),
)
#: What stands on one side of a core is no longer.
_LONGEST = len(_PLAIN)
_NUMBER = re.compile(rb"[1-9][0-9]{0,8}")
#: Fixed texts are looked up by so many bytes: a fake's mark, and eight that are drawn.
FIXED_KEY = 12
#: What a fixed text begins with: the marks of ``detect.fakes``.
_MARKS = re.compile(rb"(?<![0-9A-Za-z])(?:fa[k4]e|FA[K4]E|XX00|[+(]{0,2}0[ ().+/-]{0,2}0)")
_HASH = re.compile(
    rb"<(?:(?!REDACTED_)[A-Z0-9_])+(?::[0-9a-f]{12}|_[0-9A-F]{12})>"
    rb"|REDACTED_(?:(?!REDACTED_)[A-Z0-9_])*?_[0-9A-F]{12}"
)
#: A token of another vault: `_1_` and four of the letters that tails are made of.
_FOREIGN = re.compile(
    rb"_[1-9][0-9]{0,8}_[%s][%s]{3}(?![A-Za-z0-9_])" % (LETTERS.encode(), LETTERS_AND_DIGITS.encode())
)
_FOREIGN_HEAD = re.compile(rb"(?:<|REDACTED_|&lt;|u003c)([A-Z][A-Z0-9_]{0,60})$")


class Found(NamedTuple):
    """A replacement that stands at ``data[start:end]``."""

    start: int
    end: int
    values: Values
    """Empty for a token that the vault does not know."""
    name: str = ""
    number: int = 0
    """Of an unknown token."""


class Finder:
    """Finds the replacements of one book, which may grow meanwhile."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._tag = f"_{book.tag}".encode()
        self._fixed: dict[bytes, list[bytes]] = {}
        self._indexed = 0

    def all(self, data: bytes) -> list[Found]:
        """All in ``data``, in order, disjoint; tokens of this vault that it does not know included."""
        found = [*self.tokens(data), *self._texts(data), *self._fakes(data)]
        known = _disjoint(each for each in found if each.values)
        unknown = [each for each in found if not each.values]
        if not unknown:
            return known
        at = [each.start for each in known]
        for each in unknown:
            here = bisect_left(at, each.end)  # the known ones before it begin before its end
            if not here or known[here - 1].end <= each.start:
                known.append(each)
        return _disjoint(known)

    def foreign(self, data: bytes) -> Iterator[str]:
        """Names of tokens that look as if another vault had given them."""
        for match in _FOREIGN.finditer(data):
            if not match[0].endswith(self._tag):
                head = _FOREIGN_HEAD.search(data[max(0, match.start() - 80) : match.start()])
                if head:
                    yield (head[1] + match[0]).decode("ascii")

    def series(self, data: bytes, kinds: Iterable[str]) -> Iterator[re.Match[bytes]]:
        """What looks like a replacement of one of the kinds, known or not."""
        for kind in kinds:
            if kind in KINDS and self._book.series.start(kind) in data:
                yield from self._book.series.pattern(kind).finditer(data)

    def tokens(self, data: bytes) -> Iterator[Found]:
        """Tokens of this vault, in order, known or not."""
        tag, floor = self._tag, 0
        at = data.find(tag)
        while at >= 0:
            end = at + len(tag)
            before = data[max(floor, at - _REACH) : at]
            rest = before.rstrip(b"0123456789")
            number = before[len(rest) :]
            if rest.endswith(b"_") and _NUMBER.fullmatch(number):
                found = self._token(data, at - len(before), rest[:-1], int(number), end)
                if found is not None:
                    yield found
                    floor = end  # what the next one begins with is not a part of this one
            at = data.find(tag, end)

    def _token(self, data: bytes, base: int, before: bytes, number: int, end: int) -> Found | None:
        """``before`` stands at ``base`` and ends before the number; the core ends at ``end``."""
        word = before[len(before.rstrip(_WORD)) :]
        names = [name for name in self._book.classes if word.endswith(name.encode())]
        for name in sorted(names, key=len, reverse=True):
            values = self._book.values(name, number)
            start = base + len(before) - len(name)
            room = enclosure(data[max(0, start - _LONGEST) : start], data[end : end + _LONGEST])
            if values is not None and room is not None:
                return Found(start - room[0], end + room[1], values)
        word = word.removeprefix(_PLAIN).lstrip(b"_0123456789")
        if not word:
            return None
        start = base + len(before) - len(word)
        return Found(start, end, (), f"{word.decode('ascii')}{self._book.tail(number)}", number)

    def _texts(self, data: bytes) -> Iterator[Found]:
        hashes = _HASH.finditer(data) if "hash" in self._book.kinds else ()
        for match in chain(self.series(data, sorted(self._book.kinds)), hashes):
            value = self._book.texts.get(match[0])
            if value is not None:
                yield Found(match.start(), match.end(), (value,))

    def _fakes(self, data: bytes) -> Iterator[Found]:
        if "fake" not in self._book.kinds:
            return
        self._index()
        for mark in _MARKS.finditer(data):
            start = mark.start()
            for text in self._fixed.get(data[start : start + FIXED_KEY], ()):
                end = start + len(text)
                if data.startswith(text, start) and not data[end : end + 1].isalnum():
                    yield Found(start, end, (self._book.texts[text],))
                    break

    def _index(self) -> None:
        """What is new; the longest first, of those that begin alike."""
        texts = self._book.texts
        for text in islice(texts, self._indexed, None):
            alike = self._fixed.setdefault(text[:FIXED_KEY], [])
            alike.append(text)
            alike.sort(key=len, reverse=True)
        self._indexed = len(texts)


def _disjoint(found: Iterable[Found]) -> list[Found]:
    """In order; of those that overlap the first, the longest of these."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def enclosure(before: bytes, after: bytes) -> tuple[int, int] | None:
    """How many bytes on both sides belong to a token whose core stands between; None where it is a part of a word."""
    low_before, low_after = before.lower(), after.lower()
    for opening, closing in _BRACKETS:
        if low_before.endswith(opening) and low_after.startswith(closing):
            return len(opening), len(closing)
    if before.endswith(_PLAIN):
        return len(_PLAIN), 0
    if _JOINED.match(before[-1:]) or _JOINED.match(after[:1]):
        return None
    return 0, 0

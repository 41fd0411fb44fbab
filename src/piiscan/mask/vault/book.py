"""What stands for what. A value has one token per class, and no token stands for two values.

A token's core is ``EMAIL_1_K7QD``: class, number, and four characters that are the vault's own, drawn with its
key. So tokens of two vaults, numbers of runs without a vault (``<EMAIL_1>``) and what people write are never
taken for one another, and none is the beginning of another: ``…_1_K7QD`` and ``…_10_K7QD``.
"""

from __future__ import annotations

import base64
import json
import os
from collections import Counter

from piiscan.digest import hmac_sha256
from piiscan.mask.vault.series import KINDS, MOST, Series

#: What a token stands for: the value as UTF-8 or as narrow text has it; of a private key block, the data lines.
Values = tuple[bytes, ...]

#: No vowels, so that no word comes out; nothing that looks like something else.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LETTERS_AND_DIGITS = LETTERS + "23456789"
KEY_BYTES = 32


class Book:
    """One vault's contents. Grows only; ``saved`` says how much of it is on disk. Not thread-safe."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        drawn = hmac_sha256(key, b"piiscan vault tag")
        self.tag = LETTERS[drawn[0] % len(LETTERS)] + "".join(
            LETTERS_AND_DIGITS[byte % len(LETTERS_AND_DIGITS)] for byte in drawn[1:4]
        )
        self.series = Series(key)
        self.texts: dict[bytes, bytes] = {}
        """Replacements that are no tokens, and what they stand for."""
        self.kinds: set[str] = set()
        """Of ``texts``: the series there are, ``hash`` and ``fake``."""
        self.classes: set[str] = set()
        """The classes that have tokens."""
        self._values: dict[tuple[str, int], Values] = {}
        self._numbers: dict[tuple[str, Values], int] = {}
        self._given: dict[tuple[str, bytes], bytes] = {}
        self._last: Counter[str] = Counter()
        self._taken: set[int | bytes] = set()
        self._lines: list[bytes] = []
        self.saved = 0
        """Entries that are on disk."""

    @classmethod
    def new(cls) -> Book:
        return cls(os.urandom(KEY_BYTES))

    def __repr__(self) -> str:
        return f"Book(tag={self.tag!r}, entries={len(self)})"

    def __len__(self) -> int:
        return len(self._lines)

    def number(self, name: str, values: Values) -> int:
        """The number of the token of class ``name`` for ``values``; a new one for new ones."""
        known = self._numbers.get((name, values))
        if known is not None:
            return known
        number = self._last[name] + 1
        while number in self._taken:
            number += 1
        self._add_token(name, number, values)
        return number

    def values(self, name: str, number: int) -> Values | None:
        """What the token stands for; None where it was never given."""
        return self._values.get((name, number))

    def tail(self, number: int) -> str:
        """What follows the class in a token."""
        return f"_{number}_{self.tag}"

    def of_series(self, kind: str, value: bytes) -> bytes | None:
        """The replacement of this kind for ``value``; None where all have been given."""
        known = self._given.get((kind, value))
        if known is not None:
            return known
        for number in range(self._last[kind] + 1, MOST + 1):
            text = self.series.text(kind, number)
            if text not in self.texts and text not in self._taken:
                self._add_of_series(kind, number, value)
                return text
        return None

    def fix(self, text: bytes, value: bytes) -> bool:
        """Let ``text`` stand for ``value`` from now on; False where it stands for something else."""
        if text in self._taken:
            return False
        if text not in self.texts:
            self._add_fixed(text, value)
        return self.texts[text] == value

    def keep_off(self, taken: int | bytes) -> None:
        """Give no new value this number, or this text: it stands somewhere, and is not known here.

        So it is where the vault is an older copy: the number is some other value's.
        """
        self._taken.add(taken)

    def _add_token(self, name: str, number: int, values: Values) -> None:
        self.classes.add(name)
        self._values[name, number] = values
        self._numbers[name, values] = number
        self._last[name] = max(number, self._last[name])
        self._lines.append(_line("token", name, number, *map(_encoded, values)))

    def _add_of_series(self, kind: str, number: int, value: bytes) -> None:
        text = self.series.text(kind, number)
        self.texts[text] = value
        self._given[kind, value] = text
        self._last[kind] = number
        self.kinds.add(kind)
        self._lines.append(_line(kind, number, _encoded(value)))

    def _add_fixed(self, text: bytes, value: bytes) -> None:
        self.texts[text] = value
        self.kinds.add("hash" if text.startswith((b"<", b"REDACTED_")) else "fake")
        self._lines.append(_line("fixed", text.decode("ascii"), _encoded(value)))

    def to_bytes(self) -> bytes:
        """For ``from_bytes``; this holds the values."""
        return b"\n".join((_line("key", _encoded(self._key)), *self._lines, b""))

    @classmethod
    def from_bytes(cls, data: bytes) -> Book:
        """Raises ``ValueError`` for anything that ``to_bytes`` does not give; its text quotes nothing."""
        try:
            lines = data.decode("ascii").splitlines()
            kind, key = json.loads(lines[0])
            if kind != "key" or len(_decoded(key)) != KEY_BYTES:
                raise ValueError
            book = cls(_decoded(key))
            for line in lines[1:]:
                book._read(*json.loads(line))
        except (ValueError, TypeError, IndexError):
            raise ValueError("no contents of a vault") from None
        book.saved = len(book)
        return book

    def _read(self, kind: str, *rest: str | int) -> None:
        if kind == "token" and len(rest) > 2:
            values = tuple(_decoded(str(field)) for field in rest[2:])
            self._add_token(str(rest[0]), int(rest[1]), values)
        elif kind == "fixed":
            self._add_fixed(str(rest[0]).encode("ascii"), _decoded(str(rest[1])))
        elif kind in KINDS:
            self._add_of_series(kind, int(rest[0]), _decoded(str(rest[1])))
        else:
            raise ValueError


def _line(*fields: str | int) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

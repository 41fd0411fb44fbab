"""The words of inline ignores, found in bytes: our own, and those of the scanners people come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from piiscan.compiled import regex
from piiscan.settings.selector import ALL
from piiscan.types import Category


class Scope(Enum):
    """Where an ignore holds."""

    LINE = b""
    NEXT_LINE = b"-next-line"
    FILE = b"-file"


class Pragma(NamedTuple):
    """One ignore; ``line`` is where it stands, counted from 1."""

    line: int
    scope: Scope
    selectors: tuple[str, ...]


# After `ignore` without a list: nothing that makes it another word, another call (`ignore(X)`,
# `ignore: X`), or an attempt at a list without brackets (`ignore SEC101`).
_BLANKET = rb"(?!-?\w|[ \t]*[\[(:=]|[ \t]+\w)"
# The list is bounded: a line of a million `piiscan: ignore[` would otherwise take quadratic time.
_LIST = rb"[ \t]{0,9}\[(?P<list>[^\[\]\r\n]{0,1000})\]"
_OWN = regex(
    rb"piiscan[ \t]{0,9}:[ \t]{0,9}ignore(?P<scope>-next-line|-file)?(?:" + _LIST + rb"|" + _BLANKET + rb")",
    re.IGNORECASE,
)
_SELECTOR = regex(r"[A-Za-z][A-Za-z0-9_-]*")

# Each with a literal to look for: a regex alone reads 10 MB in half a second, the literal in milliseconds.
_FOREIGN = (
    (b"pragma:", regex(rb"pragma: ?(?:allow|white)list(?P<next>[ -]nextline)?[ -]secret(?!-?\w)")),
    (b"gitleaks:allow", regex(rb"gitleaks:allow(?P<next>)(?!-?\w)")),
    (b"betterleaks:allow", regex(rb"betterleaks:allow(?P<next>)(?!-?\w)")),
    (b"trufflehog:ignore", regex(rb"trufflehog:ignore(?P<next>)(?!-?\w)")),
)
_SECRETS = (Category.KEY.value, Category.PASSWORD.value)


def pragmas(data: bytes, first_line: int = 1) -> Iterator[Pragma]:
    """Every ignore in ``data`` that silences something; ``first_line`` is the number of its first line."""
    for line, match in _found(data.lower(), data, b"piiscan", _OWN, first_line):
        selectors = _selectors(match["list"])
        if selectors:
            yield Pragma(line, Scope((match["scope"] or b"").lower()), selectors)
    for literal, pattern in _FOREIGN:
        for line, match in _found(data, data, literal, pattern, first_line):
            yield Pragma(line, Scope.NEXT_LINE if match["next"] else Scope.LINE, _SECRETS)


def _found(
    haystack: bytes, data: bytes, literal: bytes, pattern: re.Pattern[bytes], line: int
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Line and match wherever ``literal`` begins a word of ``haystack`` and ``pattern`` matches ``data``."""
    counted, at = 0, haystack.find(literal)
    while at >= 0:
        match = pattern.match(data, at)
        if match and not _in_word(data, at):
            line += data.count(b"\n", counted, at)
            counted = at
            yield line, match
        at = haystack.find(literal, at + len(literal))


def _in_word(data: bytes, at: int) -> bool:
    """Whether the character before ``at`` is a letter, a digit or ``_``, in any script."""
    before = data[max(0, at - 4) : at].decode("utf-8", "ignore")[-1:]
    return before.isalnum() or before == "_"


def _selectors(listed: bytes | None) -> tuple[str, ...]:
    """What the brackets hold; nothing at all if any part of it is no selector."""
    if listed is None:
        return (ALL,)
    words = [word.strip() for word in listed.decode("utf-8", "replace").split(",")]
    words = [word for word in words if word]
    return tuple(words) if all(map(_SELECTOR.fullmatch, words)) else ()

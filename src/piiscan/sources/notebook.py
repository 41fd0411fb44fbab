"""Which cell of a Jupyter notebook a byte of its file stands in, and on which line of the cell.

Reads the JSON as tokens and keeps their offsets, which ``json`` does not. Only asked for notebooks with findings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from piiscan.compiled import regex

#: A string, a bracket, a comma or a colon; numbers and words are of no interest.
_TOKEN = regex(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)
_BREAK = regex(rb"\\(.)", re.DOTALL)
_LONGEST_KEY = 64


class _String(NamedTuple):
    """A string in a cell."""

    start: int
    end: int
    place: str
    """``cell 3``, ``cell 3, output 1``"""
    line: int
    """Of its first character; 0 where lines say nothing."""


class Cells:
    """Of one notebook."""

    def __init__(self, data: bytes) -> None:
        """``data`` is the whole file; of what is no notebook nothing is known."""
        self._data = data
        self._strings = list(_strings(data)) if b'"cells"' in data else []
        self._starts = [each.start for each in self._strings]

    def at(self, offset: int) -> str:
        """``cell 3, line 2``; empty for what stands outside of cells. Cells count from 1, whatever their kind."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._strings[index].end:
            return ""
        found = self._strings[index]
        if not found.line:
            return found.place
        before = self._data[found.start + 1 : offset]
        breaks = sum(match[1] == b"n" for match in _BREAK.finditer(before))
        return f"{found.place}, line {found.line + breaks}"


class _Level:
    """One object or list that is open."""

    def __init__(self, is_list: bool) -> None:
        self.is_list = is_list
        self.key = b""
        self.index = 0
        self.awaits_key = not is_list
        self.line = 1


def _strings(data: bytes) -> list[_String]:
    found: list[_String] = []
    levels: list[_Level] = []
    for token in _TOKEN.finditer(data):
        first = data[token.start()]
        if first in b"{[":
            levels.append(_Level(first == 0x5B))
        elif not levels:
            continue
        elif first in b"}]":
            levels.pop()
        elif first == 0x2C:
            levels[-1].index += 1
            levels[-1].awaits_key = not levels[-1].is_list
        elif first == 0x3A:
            levels[-1].awaits_key = False
        elif levels[-1].awaits_key:
            levels[-1].key = data[token.start() + 1 : min(token.end() - 1, token.start() + _LONGEST_KEY)]
        elif (place := _place(levels)) is not None:
            found.append(_located(token.start(), token.end(), place, levels, data))
    return found


def _place(levels: list[_Level]) -> tuple[str, bool] | None:
    """What a string there belongs to, and whether it is text of several lines. None outside of cells."""
    if len(levels) < 3 or levels[0].key != b"cells" or not levels[1].is_list or levels[2].is_list:
        return None
    where, key = f"cell {levels[1].index + 1}", levels[2].key
    if key == b"source":
        return where, True
    if key == b"outputs" and len(levels) > 4:
        where += f", output {levels[3].index + 1}"
        last = next((each.key for each in reversed(levels) if not each.is_list), b"")
        return where, last == b"text" or (len(levels) > 5 and levels[4].key == b"data" and b"/" in last)
    return f"{where}, {_WORDS[key]}" if key in _WORDS else where, False


#: Other parts of a cell, as they are called.
_WORDS = {b"metadata": "metadata", b"attachments": "attachments"}


def _located(start: int, end: int, place: tuple[str, bool], levels: list[_Level], data: bytes) -> _String:
    name, has_lines = place
    if not has_lines:
        return _String(start, end, name, 0)
    if not levels[-1].is_list:
        return _String(start, end, name, 1)
    # A list of lines: each ends in an escaped line feed, but some writers put several into one.
    line = levels[-1].line
    levels[-1].line += sum(match[1] == b"n" for match in _BREAK.finditer(data, start + 1, end - 1))
    return _String(start, end, name, line)

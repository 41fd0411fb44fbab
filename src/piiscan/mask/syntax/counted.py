"""Strings that say how long they are: what takes a value's place there must be as long, or nothing reads them any more.

PHP's ``serialize`` writes them (``s:5:"value";``), and with it the databases of WordPress and its like; in a
dump of SQL their quotes are escaped.
"""

from __future__ import annotations

import re

from piiscan.compiled import regex

_OPENS = regex(rb"\bs:(\d{1,9}):(\\?)\"")
_BYTES = regex(rb"\\?.", re.DOTALL)
#: So far before the value the string may begin.
_REACH = 4096


def counted_length(before: bytes, value: bytes, after: bytes) -> int:
    """How many bytes ``value`` is counted as where it stands in such a string; 0 where it does not."""
    near = before[-_REACH:]
    if b"s:" not in near:
        return 0
    opened = [*_OPENS.finditer(near)]
    if not opened:
        return 0
    length, escape = int(opened[-1][1]), opened[-1][2]
    inside = near[opened[-1].end() :]
    text = inside + value + after
    end = _end(text, length) if escape else length
    if end < len(inside) + len(value) or not text.startswith(escape + b'";', end):
        return 0
    return len(_BYTES.findall(value)) if escape else len(value)


def _end(text: bytes, length: int) -> int:
    """Where so many bytes end, of which each that is escaped counts as one."""
    at = 0
    while length > 0 and at < len(text):
        at += 2 if text[at : at + 1] == b"\\" else 1
        length -= 1
    return at

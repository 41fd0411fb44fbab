"""Strings that say how long they are: what takes a value's place there must be as long, or nothing reads them any more.

PHP's ``serialize`` writes them (``s:5:"value";``), and with it the databases of WordPress and its like; in a
dump of SQL their quotes are escaped.
"""

from __future__ import annotations

import re
from itertools import islice

from piiscan.compiled import regex

#: No `\b` to begin with: `re` looks for the letters quickly.
_OPENS = regex(rb"s:(?<!\w\w:)(\d{1,9}):(\\?)\"")
#: Each that is escaped counts as one.
_BYTES = regex(rb"\\?.", re.DOTALL)
#: So far before the value the string may begin.
_REACH = 4096


def counted_length(before: bytes, value: bytes, after: bytes) -> int:
    """How many bytes ``value`` is counted as where it stands in such a string; 0 where it does not."""
    near = before[-_REACH:]
    opened = [*_OPENS.finditer(near)]
    if not opened:
        return 0
    length, escape = int(opened[-1][1]), opened[-1][2]
    inside = near[opened[-1].end() :]
    text = inside + value + after
    if not 0 < length <= len(text):
        return 0
    end = length
    if escape:
        end = next((each.end() for each in islice(_BYTES.finditer(text), length - 1, None)), len(text))
    if end < len(inside) + len(value) or not text.startswith(escape + b'";', end):
        return 0
    return len(_BYTES.findall(value)) if escape else len(value)

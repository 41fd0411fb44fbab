"""Lines and columns as the Language Server Protocol has them, from offsets into a text."""

from __future__ import annotations

import re
from bisect import bisect_right

#: The protocol knows these three, and no form feed or line separator.
_LINE_END = re.compile(r"\r\n|\n|\r")
_WIDTHS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_UNITS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Positions:
    """Of one text, for a client that counts in ``encoding``: ``utf-8``, ``utf-16`` or ``utf-32`` units."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self._text = text
        self._encoding = encoding
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def of(self, index: int) -> tuple[int, int]:
        """Line and column, both 0-based, of the code point at ``index``."""
        line = bisect_right(self._starts, index) - 1
        before = self._text[self._starts[line] : index]
        if before.isascii():
            return line, len(before)
        coded = before.encode(_WIDTHS[self._encoding], "surrogatepass")
        return line, len(coded) // _UNITS[self._encoding]


class Offsets:
    """Code points of byte offsets into ``text.encode("utf-8", "surrogatepass")``; ask in rising order to be fast."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._at = self._index = 0

    def index(self, offset: int) -> int:
        """Raises ``UnicodeDecodeError`` where ``offset`` is inside of a character."""
        if self._ascii:
            return offset
        if offset < self._at:
            self._at = self._index = 0
        self._index += len(self._data[self._at : offset].decode("utf-8", "surrogatepass"))
        self._at = offset
        return self._index

"""Where the lines of a file begin, in any of the encodings."""

from __future__ import annotations

import re
from bisect import bisect_right

from piiscan.mask.encoding import encode, unit_width


class LineIndex:
    """Lines of ``data`` counted from 0; each ends at LF. Offsets are bytes in the stored file."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self.data = data
        self.encoding = encoding
        self.newline = encode("\n", encoding)
        width = unit_width(encoding)
        # Looked for at every byte: in UTF-16, `\n\0` may also stand across two units and hide the next one.
        found = re.finditer(b"(?=" + re.escape(self.newline) + b")", data)
        ends = [match.start() + width for match in found if match.start() % width == 0]
        self._starts = [0, *ends]
        if self._starts[-1] == len(data) and data:
            self._starts.pop()

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, number: int) -> int:
        """Where line ``number`` begins; the end of the data for the number after the last."""
        return self._starts[number] if number < len(self._starts) else len(self.data)

    def line_of(self, offset: int) -> int:
        """The line that holds the byte at ``offset``, or the last one."""
        return bisect_right(self._starts, offset) - 1

    def is_ended(self, number: int) -> bool:
        """Line ``number`` has its LF: all but the last one do."""
        return number + 1 < len(self._starts) or self.data.endswith(self.newline)

    def content(self, number: int) -> tuple[int, int]:
        """Start and end of line ``number`` without its LF."""
        end = self.start(number + 1)
        return self.start(number), end - len(self.newline) if self.is_ended(number) else end

    def text(self, start: int, end: int) -> str:
        """The characters there, without a byte order mark; undecodable bytes spelt out."""
        text = self.decode(self.data[start:end])
        return text.removeprefix("\ufeff") if start == 0 else text

    def decode(self, data: bytes) -> str:
        return data.decode(self.encoding, "backslashreplace")

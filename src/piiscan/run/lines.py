"""A stream line by line: what may go out as soon as it is there, and what a scan of it is to see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from piiscan.compiled import regex
from piiscan.errors import MaskError
from piiscan.sources.encodings import SAMPLE, detect, stored_offset, to_utf8
from piiscan.suppress.inline import HEAD_BYTES
from piiscan.types import Blob

#: How much of the lines before is looked at with each line. What is found in them is found with each line anew.
CONTEXT = 1024
#: After a line that begins a block, so much is held back at most: no rule looks at more.
BLOCK_LINES, BLOCK_BYTES = 512, 32 << 10
#: Longer lines are refused: they would have to be held whole.
LONGEST = 8 << 20

_BLOCKS = (
    (rb"-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY", rb"-----END [A-Z0-9 ]{0,24}PRIVATE KEY"),
    (rb"-----BEGIN OpenVPN Static key", rb"-----END OpenVPN Static key"),
    (rb"PuTTY-User-Key-File-", rb"Private-MAC:"),
)
_BEGIN = regex(b"|".join(begin for begin, _ in _BLOCKS))
_END = regex(b"|".join(end for _, end in _BLOCKS))
_WIDTHS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


class Opening(NamedTuple):
    """The beginning of a stream, as far as it was read to tell its encoding."""

    data: bytes
    encoding: str
    bom: int


def opening(read: Callable[[], bytes]) -> Opening:
    """Read a line, or, where that may be UTF-16 or binary, as much as ``detect`` wants to see.

    ``read`` gives what is there, at least a byte, and b"" at the end.
    """
    data = b""
    while len(data) < SAMPLE and not (b"\n" in data and _is_narrow(data)) and (more := read()):
        data += more
    return Opening(data, *detect(data[:SAMPLE]))


def _is_narrow(data: bytes) -> bool:
    return 0 not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def units(start: Opening, read: Callable[[], bytes]) -> Iterator[bytes]:
    """The stored bytes from the start on: each time a line, or a block of lines that belong together.

    How much ``read`` gives at a time makes no difference. Raises ``MaskError`` for a line that is too long.
    """
    width = _WIDTHS.get(start.encoding, 1)
    newline = "\n".encode(start.encoding) if width > 1 else b"\n"
    pending, held = bytearray(start.data), _Held(start.encoding)
    searched = 0
    while True:
        at = 0
        while (end := _find(pending, newline, max(at, searched), width)) >= 0:
            held.add(bytes(pending[at:end]))
            at = searched = end
            if not held.is_open:
                yield held.take()
        del pending[:at]
        searched = len(pending) - len(pending) % width
        if len(pending) > LONGEST:
            raise MaskError(
                f"a line is longer than {LONGEST >> 20} MiB; nothing more is written",
                hint="without --line-buffered, lines may have any length",
            )
        more = read()
        if not more:
            break
        pending += more
    if rest := held.take() + pending:
        yield bytes(rest)


def _find(data: bytearray, newline: bytes, start: int, width: int) -> int:
    """The end of the line that ``start`` stands in, or -1. In UTF-16 only whole units count."""
    at = data.find(newline, start)
    while at >= 0 and at % width:
        at = data.find(newline, at + 1)
    return at + width if at >= 0 else -1


class _Held:
    """Lines that wait for the end of their block."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._lines: list[bytes] = []
        self._size = 0
        self._inside = False

    @property
    def is_open(self) -> bool:
        return self._inside and len(self._lines) < BLOCK_LINES and self._size < BLOCK_BYTES

    def add(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        text = line if self._encoding == "utf-8" else line.decode(self._encoding, "replace").encode()
        begin, end = _last(_BEGIN, text), _last(_END, text)
        if begin != end:
            self._inside = begin > end

    def take(self) -> bytes:
        data = b"".join(self._lines)
        self._lines, self._size, self._inside = [], 0, False
        return data


def _last(pattern: re.Pattern[bytes], text: bytes) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


class Context:
    """Makes blobs of units: each with the lines before it, so that a value is known by what precedes it."""

    def __init__(self, path: str, encoding: str, bom: int) -> None:
        self.head = b""
        """The beginning of the text: a comment that silences the whole file may stand there."""
        self._path, self._encoding, self._bom = path, encoding, bom
        self._before = b""
        self._offset, self._line = 0, 1
        self._first = True

    def blob(self, unit: bytes) -> Blob:
        """Owns ``unit`` and the two lines before: no value has more, but blocks, which are units.

        Raises ``UnicodeDecodeError`` where ``unit`` is not in the encoding.
        """
        body = unit[self._bom :] if self._first else unit
        self._first = False
        text = body if self._encoding == "utf-8" else to_utf8(body, self._encoding)
        if len(self.head) < HEAD_BYTES:
            self.head += text[: HEAD_BYTES - len(self.head)]
        data, own = self._before + text, len(self._before)
        for _ in range(3):
            own = max(0, data.rfind(b"\n", 0, own))
        blob = Blob(self._path, data, self._encoding, self._bom, self._offset, self._line, own, len(data))
        start = data.find(b"\n", max(0, len(data) - CONTEXT - 1)) + 1 or len(data)
        if len(data) > CONTEXT:
            self._offset += stored_offset(data[:start], self._encoding)
            self._line += data.count(b"\n", 0, start)
            data = data[start:]
        self._before = data
        return blob

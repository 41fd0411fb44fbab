"""Which encoding a file is stored in, and the way from UTF-16/32 to UTF-8 and back to stored offsets.

Everything that is not UTF-16 or UTF-32 stays as it is: the patterns are ASCII, so UTF-8 and the
single-byte encodings need no conversion. Lone surrogates, which Windows tools do write, survive the trip:
both directions use ``surrogatepass``, so the UTF-8 copy may hold the three bytes of a surrogate.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

SAMPLE = 8192
"""Bytes at the start of a file that decide what it is (git looks at 8,000)."""

BINARY = "binary"
"""What ``detect`` says of something that is not text."""

# UTF-32 first: its little-endian mark starts with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDTHS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
_CONTINUATION = bytes(range(0x80, 0xC0))
_BELOW_ASTRAL = bytes(range(0xF0))
_TEXT_CONTROLS = frozenset("\t\n\r\f\b\x1b")


def detect(head: bytes) -> tuple[str, int]:
    """Say how a file is stored from its first ``SAMPLE`` bytes, or all of it where it is shorter.

    Returns the encoding as ``Blob.encoding`` spells it, or ``BINARY``, and the bytes of byte order mark.
    A NUL in the sample that is no part of UTF-16 or UTF-32 makes it binary.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark) and _is_text(head[len(mark) :], encoding):
            return encoding, len(mark)
    if 0 in head:
        return _unmarked_utf16(head) or BINARY, 0
    return "utf-8", 3 if head.startswith(codecs.BOM_UTF8) else 0


def _is_text(body: bytes, encoding: str) -> bool:
    try:
        text = to_utf8(body, encoding)
    except UnicodeDecodeError:
        return False
    return 0 not in text


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: NULs in at least 70 % of one byte column and in at most 2 % of the other.

    70 % lets a file through whose prose is not Latin but whose markup is. Tables of small 16-bit
    numbers look the same; control characters, at most 2 %, tell them apart.
    """
    units = len(head) // 2
    if len(head) % 2 or units < 2:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if low > high:
        low, high, encoding = high, low, "utf-16-be"
    else:
        encoding = "utf-16-le"
    if high * 10 < units * 7 or low * 50 > units or not _is_text(head, encoding):
        return None
    text = head.decode(encoding, "surrogatepass")
    controls = sum(character < " " and character not in _TEXT_CONTROLS for character in text)
    return encoding if controls * 50 <= units else None


def to_utf8(data: bytes, encoding: str) -> bytes:
    """Convert UTF-16/32 without its mark; half a character at the end is dropped.

    Raises ``UnicodeDecodeError`` for what is not UTF-32 at all (any even number of bytes is UTF-16).
    """
    whole = len(data) - len(data) % _WIDTHS[encoding]
    return data[:whole].decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")


def stored_offset(blob_prefix: bytes, encoding: str) -> int:
    """Bytes that ``blob_prefix`` (UTF-8, from the start of a blob's data) takes in the stored ``encoding``.

    The stored offset of a position in a blob is ``blob.bom + blob.base_offset`` plus this. A prefix
    that ends inside a character counts that character whole.
    """
    width = _WIDTHS.get(encoding)
    if width is None:
        return len(blob_prefix)
    leads = blob_prefix.translate(None, _CONTINUATION)
    if width == 4:
        return 4 * len(leads)
    return 2 * (len(leads) + len(leads.translate(None, _BELOW_ASTRAL)))


def text_codec(data: bytes, encoding: str) -> tuple[str, str]:
    """Codec and error handler that decode a blob's ``data``; Latin-1 where it is not valid UTF-8."""
    if encoding in _WIDTHS:
        return "utf-8", "surrogatepass"  # a copy, in which lone surrogates stand as three bytes
    try:
        data.decode()
    except UnicodeDecodeError:
        return "latin-1", "strict"
    return "utf-8", "strict"


def utf16_units(text: str) -> int:
    """UTF-16 code units in ``text``."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


class Transcoder:
    """Turn a reader of stored bytes into a reader of UTF-8, a piece at a time, with bounded memory."""

    _LEAST = 4096
    """Bytes asked for at once: a smaller piece may hold no whole character, and b"" means the end."""

    def __init__(self, read: Callable[[int], bytes], encoding: str) -> None:
        self._read = read
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")

    def read(self, size: int) -> bytes:
        """Return UTF-8 from about ``size`` stored bytes, b"" at the end; ``UnicodeDecodeError`` as above."""
        while piece := self._read(max(size, self._LEAST)):
            if text := self._decoder.decode(piece):
                return text.encode("utf-8", "surrogatepass")
        rest, _ = self._decoder.getstate()
        self._decoder.reset()
        return to_utf8(rest, self._encoding)

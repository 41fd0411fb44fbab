"""Counts lines, columns and stored bytes along a blob."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.sources.encodings import stored_offset, text_codec, utf16_units
from piiscan.types import Blob


class Position(NamedTuple):
    """An offset in a blob's data, in the units of people and of the stored file."""

    offset: int
    line: int
    characters: int
    """Code points of the line before it."""
    units: int
    """The same in UTF-16 code units."""
    stored: int
    """Bytes in the stored file."""
    bytes: int
    """Bytes of the line before it, in the blob's data."""


class Positions:
    """Goes on from the last answer, so that many findings on one line of 16 MB cost one pass, not one each."""

    def __init__(self, blob: Blob) -> None:
        self._data = blob.data
        self._encoding = blob.encoding
        self._wide = not blob.encoding.startswith("utf-8")
        self._codec, self._errors = text_codec(blob.data, blob.encoding)
        stored = blob.bom + blob.base_offset
        before = (blob.base_characters, blob.base_units, stored, blob.base_bytes)
        self._start = self._last = Position(0, blob.base_line, *before)

    def text(self, start: int, end: int) -> str:
        """The characters that begin there; a half at either end is dropped, or counted where it begins."""
        return self._data[self._whole(start) : self._whole(end)].decode(self._codec, self._errors)

    def at(self, offset: int) -> Position:
        """The position of ``offset``. Cheap where that is at or behind the one asked for before."""
        seen = self._last if offset >= self._last.offset else self._start
        offset = max(self._whole(offset), seen.offset)
        breaks = self._data.count(b"\n", seen.offset, offset)
        begin = self._data.rfind(b"\n", seen.offset, offset) + 1 if breaks else seen.offset
        text = self.text(begin, offset)
        units = utf16_units(text)
        self._last = Position(
            offset,
            seen.line + breaks,
            len(text) + (0 if breaks else seen.characters),
            units + (0 if breaks else seen.units),
            seen.stored + self._stored(seen.offset, offset),
            offset - begin + (0 if breaks else seen.bytes),
        )
        return self._last

    def _stored(self, start: int, end: int) -> int:
        return stored_offset(self._data[start:end], self._encoding) if self._wide else end - start

    def _whole(self, offset: int) -> int:
        """``offset``, or where the character begins that it stands in."""
        if self._codec == "latin-1":
            return offset
        while 0 < offset < len(self._data) and self._data[offset] & 0xC0 == 0x80:
            offset -= 1
        return offset

"""What a source yields: something with a path that can be read, perhaps later and in another process.

Named tuples, because one is made for every file on the hot path: 0.3 µs each, against 1.4 µs for a
frozen dataclass; they pickle as tuples.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple, Protocol

from piiscan.sources import reader
from piiscan.sources.segments import SIZES, segments
from piiscan.types import Blob, Notice


class Entry(Protocol):
    """One file to scan. Every implementation is picklable and can be read more than once."""

    @property
    def path(self) -> str:
        """For people and reports: relative to the root where it lies below it, else absolute.

        ``/`` between parts on every system; bytes that are not text appear as surrogate escapes.
        """

    def read(self) -> Iterator[Blob | Notice]:
        """Yield the text, one or more blobs in order, and what could not be read; never raise for a file."""


class FileEntry(NamedTuple):
    """A file on disk. ``location`` is absolute and not a symbolic link: the reader follows none."""

    path: str
    location: str

    def read(self) -> Iterator[Blob | Notice]:
        return reader.read_file(self.path, self.location)


class MemoryEntry(NamedTuple):
    """Bytes at hand: standard input, a blob of the git index."""

    path: str
    data: bytes

    def read(self) -> Iterator[Blob | Notice]:
        return reader.read_bytes(self.path, self.data)


class TextEntry(NamedTuple):
    """Bytes that are known to be text: a NUL in them does not make them binary."""

    path: str
    data: bytes

    def read(self) -> Iterator[Blob | Notice]:
        if len(self.data) <= SIZES.whole:
            yield Blob(self.path, self.data)
        else:
            yield from segments(self.path, BytesIO(self.data).read)

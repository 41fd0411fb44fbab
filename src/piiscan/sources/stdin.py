"""Standard input as one entry."""

from __future__ import annotations

from typing import BinaryIO

from piiscan.sources.entry import MemoryEntry


def entry(stream: BinaryIO, filename: str) -> MemoryEntry:
    """Read ``stream`` to its end and name it ``filename``; raises ``OSError`` where it cannot be read."""
    return MemoryEntry(filename, stream.read())

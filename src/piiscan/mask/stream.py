"""The part of a stream that is in memory: read, and not yet written because something in it may be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from piiscan.errors import MaskError
from piiscan.mask.plan import WINDOW
from piiscan.mask.splice import Edit, merge
from piiscan.mask.syntax.kind import HEAD


class Portion(NamedTuple):
    """What became final at one time, and where in it replacements begin."""

    data: bytes
    marks: tuple[int, ...] = ()


def joined(portions: Iterable[Portion]) -> Portion:
    """One of several that follow each other."""
    parts: list[bytes] = []
    marks: list[int] = []
    size = 0
    for portion in portions:
        marks += [size + mark for mark in portion.marks]
        parts.append(portion.data)
        size += len(portion.data)
    return Portion(b"".join(parts), tuple(marks))


class Tape:
    """Bytes go in at one end and come out at the other, with the edits done. Offsets count from the stream's start.

    Besides what is not yet out it keeps what ``plan`` wants to see: the stream's head, and a little that is
    out already.
    """

    def __init__(self) -> None:
        self.replaced = 0
        """Edits that are out."""
        self._head = b""
        self._held = bytearray()
        self._base = 0
        """Where what is held begins."""
        self._out = 0
        """Up to where everything is out."""
        self._edits: list[Edit] = []

    @property
    def end(self) -> int:
        """How much has come in."""
        return self._base + len(self._held)

    def add(self, data: bytes) -> None:
        if len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]
        self._held += data

    def read(self, start: int, end: int) -> bytes:
        """As ``mask.plan.Reader``, but of what is gone only the head is left. Raises ``MaskError`` for the rest."""
        if start >= self._base:
            return bytes(self._held[start - self._base : max(0, end - self._base)])
        if start >= len(self._head):
            raise MaskError(f"byte {start} of the stream was wanted too late; nothing more is written")
        return self._head[start:end]

    def edit(self, edits: Iterable[Edit]) -> None:
        """Do these on the way out. Raises ``MaskError`` where it is too late for one."""
        for edit in edits:
            if edit.start < self._out:
                raise MaskError(
                    f"byte {edit.start} of the stream was found too late; nothing more is written"
                )
            self._edits.append(edit)

    def upto(self, limit: int) -> Portion:
        """What is final where all edits that begin before ``limit`` are known."""
        limit = min(limit, self.end)
        parts: list[bytes] = []
        marks: list[int] = []
        size, at, waiting = 0, self._out, []
        for edit in merge(self._edits):
            if edit.end > limit:  # it may yet grow together with one that begins in it
                limit = min(limit, edit.start)
                waiting.append(edit)
                continue
            parts += [self.read(at, edit.start), edit.replacement]
            marks.append(size + edit.start - at)
            size = marks[-1] + len(edit.replacement)
            at = edit.end
        if limit > at:
            parts.append(self.read(at, limit))
            at = limit
        self.replaced += len(marks)
        self._edits = waiting
        self._out = at
        self._forget(at - WINDOW)
        return Portion(parts[0] if len(parts) == 1 else b"".join(parts), tuple(marks))

    def _forget(self, upto: int) -> None:
        if upto > self._base:
            del self._held[: upto - self._base]
            self._base = upto

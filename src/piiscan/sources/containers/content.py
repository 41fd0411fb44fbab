"""Bytes of a file or of a member: read once from the start, or anywhere where that is possible."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from piiscan.sources.containers.budget import Budget, DamagedError
from piiscan.sources.encodings import SAMPLE

Read = Callable[[int], bytes]
"""Gives at most so many bytes, and b"" at the end."""

_PIECE = 256 << 10


class Seekable(Protocol):
    """Bytes that can be read anywhere."""

    @property
    def size(self) -> int: ...

    def at(self, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes from ``offset``; fewer only at the end."""
        ...


class FileBytes:
    """An open file. It is as long as it was when it was opened."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.size = os.fstat(handle).st_size

    def at(self, offset: int, size: int) -> bytes:
        """``OSError`` passes."""
        os.lseek(self._handle, offset, os.SEEK_SET)
        left = min(size, self.size - offset)
        pieces = []
        while left > 0 and (piece := os.read(self._handle, left)):
            pieces.append(piece)
            left -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class MemoryBytes:
    """Bytes at hand."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def at(self, offset: int, size: int) -> bytes:
        return self._data[offset : offset + max(0, size)]


class Part:
    """A stretch of something seekable: a member that is stored as it is."""

    def __init__(self, whole: Seekable, start: int, size: int) -> None:
        self._whole = whole
        self._start = start
        self.size = max(0, min(size, whole.size - start))

    def at(self, offset: int, size: int) -> bytes:
        return self._whole.at(self._start + offset, min(size, self.size - offset))


class Content:
    """One file or member, to be read once from its start; or anywhere, where it is seekable."""

    def __init__(self, read: Read | None = None, seekable: Seekable | None = None) -> None:
        self._source = read
        self._pending = b""
        self._used = 0  # of what is pending: cutting it off each time would copy it each time
        self.seekable = seekable
        """All of it, where it can be read anywhere."""
        self.position = 0
        """How many bytes have been read or passed over."""
        self.problem = ""
        """Why it broke off; what came before has been read."""

    @property
    def head(self) -> bytes:
        """The first ``SAMPLE`` bytes, or all; asked for before anything else is read."""
        if self.seekable is not None:
            return self.seekable.at(0, SAMPLE)
        self._fill(SAMPLE)
        return self._pending[self._used : self._used + SAMPLE]

    def read(self, size: int) -> bytes:
        if self.seekable is not None:
            data = self.seekable.at(self.position, size)
        elif self._used < len(self._pending):
            data = self._pending[self._used : self._used + max(0, size)]
            self._used += len(data)
        else:
            data = self._source(size) if self._source is not None and size > 0 else b""
        self.position += len(data)
        return data

    def unread(self, data: bytes) -> None:
        """Give back what was read last."""
        self.position -= len(data)
        if self.seekable is None:
            self._pending, self._used = data + self._pending[self._used :], 0

    def exactly(self, size: int) -> bytes:
        """``size`` bytes; fewer only at the end. Small sizes only."""
        data = self.read(size)
        while len(data) < size and (more := self.read(size - len(data))):
            data += more
        return data

    def skip(self, size: int) -> None:
        """Pass over ``size`` bytes, or to the end."""
        if self.seekable is not None:
            self.position += min(size, max(0, self.seekable.size - self.position))
            return
        while size > 0 and (piece := self.read(min(size, _PIECE))):
            size -= len(piece)

    def anywhere(self, most: int) -> Seekable | None:
        """Itself as seekable bytes, held in memory where they are at most ``most``; None where they are more.

        Nothing is lost then: reading goes on from the start.
        """
        if self.seekable is None:
            self._fill(most + 1)
            if len(self._pending) <= most:
                self.seekable, self._pending = MemoryBytes(self._pending), b""
        return self.seekable

    def _fill(self, size: int) -> None:
        """Have so many bytes pending, or all there are."""
        pieces, self._used = [self._pending[self._used :]], 0
        have = len(pieces[0])
        while have < size and self._source is not None and (more := self._source(size - have)):
            pieces.append(more)
            have += len(more)
        self._pending = pieces[0] if len(pieces) == 1 else b"".join(pieces)


class Tap(Content):
    """A member, counted; damage and limits end it, with what came before."""

    def __init__(self, read: Read, budget: Budget, *, counts: bool = True) -> None:
        """``counts``: it was unpacked for this, and not before."""
        super().__init__(self._counted)
        self._unpack = read
        self._budget = budget
        self._counts = counts
        self._taken = 0

    def _counted(self, size: int) -> bytes:
        if self.problem or self._budget.spent:
            return b""
        try:
            data = self._unpack(min(size, _PIECE))
        except DamagedError as error:
            self.problem = str(error)
            return b""
        self._taken += len(data)
        if self._counts:
            self._budget.take(len(data))
        if self._taken > self._budget.member_bytes:
            self.problem = self._budget.member_problem
        return data

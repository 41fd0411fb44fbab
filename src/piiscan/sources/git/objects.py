"""Stored objects by their ids: out of packs, or through one ``git cat-file --batch`` that is asked ahead of the answers.

A corrupt object ends git; it is started again behind that one, so that the rest is read all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from piiscan.sources.git.process import opened
from piiscan.sources.git.repository import STORED, Repository

if TYPE_CHECKING:
    import subprocess

    from piiscan.sources.git.packs import Packs

#: Whether to read packs here: not compiled, deltas of many small pieces are git's to apply. Where files that are mapped
#: cannot be deleted, git could not tidy up.
_READS_PACKS: Final = not __file__.endswith(".py") and os.name == "posix"
#: Questions ahead of the answers: 60 ids of 64 digits fit into 4 KiB, the smallest pipe there is, so that
#: writing never waits for git, which waits for us to read.
_AHEAD: Final = 60
#: A pipe as large as Linux gives to anybody: git and we take turns a sixteenth as often.
_PIPE: Final = 1 << 20
_F_SETPIPE_SZ: Final = 1031
#: Bytes that are read at once: a dozen ordinary files.
_BUFFER: Final = 256 << 10

#: What git keeps to build deltas on. The versions of one path come together, so a third of git's own 96 MB serves
#: as well; with those, all processes took 410 MB for a history of large files, and 290 MB with these.
_CACHE: Final = ("-c", "core.deltaBaseCacheLimit=32m")
_BATCH: Final = ("cat-file", "--batch")

MISSING, CORRUPT = "missing", "corrupt"


class Stored(NamedTuple):
    """An object, or why there is none."""

    id: str
    kind: str
    """``blob``, ``commit``, ``tag``, ``tree``; `MISSING` or `CORRUPT`."""
    size: int
    data: bytes | None
    """None where it is larger than what was asked for, or not to be had."""


class Objects:
    """The objects of a repository. Starts git with the first question that packs do not answer."""

    def __init__(self, repository: Repository, largest: int, *, packs: bool = _READS_PACKS) -> None:
        """Of what is larger than ``largest`` bytes only the size is told. ``packs``: those are read here and not by git."""
        self._cwd = repository.top
        self._largest = largest
        self._packs = _packs(repository, largest) if packs else None
        self._git: subprocess.Popen[bytes] | None = None

    def read(self, ids: Sequence[str]) -> Iterator[Stored]:
        """Each of ``ids``, in order. To be read to the end before the next call. Raises ``SourceError``."""
        if self._packs is not None:
            yield from self._from_packs(self._packs, ids)
        else:
            yield from self._from_git(ids)

    def _from_packs(self, packs: Packs, ids: Sequence[str]) -> Iterator[Stored]:
        """Git is asked for what lies in none, or not well."""
        left: list[str] = []
        for object_id in ids:
            found = packs.find(object_id)
            if found is None:
                left.append(object_id)
                continue
            if left:
                yield from self._from_git(left)
                left = []
            yield Stored(object_id, found.kind, len(found.data), found.data)
        if left:
            yield from self._from_git(left)

    def _from_git(self, ids: Sequence[str]) -> Iterator[Stored]:
        asked = 0
        for index, object_id in enumerate(ids):
            if asked < len(ids) and asked - index <= _AHEAD // 2:
                end = min(index + _AHEAD, len(ids))
                # Where git is gone already, what it said before is still to be read.
                asked = end if self._ask(ids[asked:end]) else asked
            found = self._take(object_id)
            yield found
            if found.kind == CORRUPT:
                self._end_git()
                asked = index + 1

    def read_all(self, ids: Sequence[str]) -> Iterator[Stored]:
        """As ``read``, from a git that is told all of ``ids`` at once and answers in large pieces: small ones take half the time."""
        if not ids:
            return
        if self._packs is not None:
            yield from self._from_packs(self._packs, ids)
            return
        import tempfile

        self._end_git()
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(each + "\n" for each in ids).encode())
            asked.seek(0)
            self._git = opened([STORED, *_BATCH, "--buffer"], self._cwd, stdin=asked, buffer=_BUFFER)
        _widen(self._git)
        for index, object_id in enumerate(ids):
            found = self._take(object_id)
            yield found
            if found.kind == CORRUPT:
                self._end_git()
                yield from self._from_git(ids[index + 1 :])
                return
        self._end_git()

    def close(self) -> None:
        """End git and let go of packs; the next question starts anew."""
        if self._packs is not None:
            self._packs.close()
        self._end_git()

    def _end_git(self) -> None:
        process, self._git = self._git, None
        if process is not None:
            assert process.stdout is not None
            if process.stdin is not None:
                process.stdin.close()
            process.stdout.close()
            process.wait()

    def _ask(self, ids: Sequence[str]) -> bool:
        if self._git is None:
            self._git = opened([*_CACHE, STORED, *_BATCH], self._cwd, buffer=_BUFFER)
            _widen(self._git)
        assert self._git.stdin is not None
        try:
            # Unbuffered: what is left in a buffer would be written, and fail, once more at the end.
            os.write(self._git.stdin.fileno(), "".join(each + "\n" for each in ids).encode())
        except BrokenPipeError:
            return False
        return True

    def _take(self, object_id: str) -> Stored:
        if self._git is None:
            return Stored(object_id, CORRUPT, 0, None)
        assert self._git.stdout is not None
        answers = self._git.stdout
        head = answers.readline()
        if head.endswith(b" missing\n"):
            return Stored(object_id, MISSING, 0, None)
        try:
            _, kind, digits = head.decode().split(" ")
            size = int(digits)
        except ValueError:
            return Stored(object_id, CORRUPT, 0, None)
        if size > self._largest:
            whole = _skip(answers.read, size + 1)
            return Stored(object_id, kind if whole else CORRUPT, size, None)
        data = answers.read(size)
        if answers.read(1) != b"\n":
            return Stored(object_id, CORRUPT, size, None)
        return Stored(object_id, kind, size, data)


def _packs(repository: Repository, largest: int) -> Packs:
    from piiscan.sources.git.packs import Packs  # and with it what maps and inflates

    return Packs(repository.objects, largest)


def _skip(read: Callable[[int], bytes], size: int) -> bool:
    while size:
        piece = read(min(size, 1 << 20))
        if not piece:
            return False
        size -= len(piece)
    return True


def _widen(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl
        from contextlib import suppress

        assert process.stdout is not None
        with suppress(OSError):  # over the user's limit: it works as it is
            fcntl.fcntl(process.stdout.fileno(), _F_SETPIPE_SZ, _PIPE)

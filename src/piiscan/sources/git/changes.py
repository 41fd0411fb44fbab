"""Which files commits bring: ``git diff-tree``, which no configuration, attribute or diff driver changes.

Ids and paths are compared, never contents. A merge brings what differs from every one of its parents: what
equals one of them came with that one.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from piiscan.sources.git.process import opened
from piiscan.sources.git.repository import STORED

if TYPE_CHECKING:
    import subprocess

_DIFF_TREE = (STORED, "diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "-z", "--no-abbrev", "--always")
_PIECE: Final = 1 << 20
#: Fewer commits than this are listed before a second process has started.
_WORTH_A_PROCESS: Final = 1000
#: Commits whose trees cannot be read, after which the rest is not tried: the trees were never fetched.
_HOPELESS: Final = 50

SUBMODULE: Final = "160000"


class Change(NamedTuple):
    """A path, and what a commit put there."""

    commit: int
    """Its index in the list of commits."""
    path: str
    """From the root of the repository; bytes that are no text as surrogate escapes."""
    mode: str
    """Six octal digits; 000000 where the path is gone."""
    blob: str
    bases: tuple[str, ...]
    """What stood there in the parents; empty for a path that none of them has."""


class Changes:
    """Lists the changes of ``commits`` in as many processes as are worth while; they run from the start on."""

    def __init__(self, commits: Sequence[str], cwd: str, *, renames: bool, processes: int) -> None:
        """``renames``: a path that is new but alike to one that is gone has that as its base."""
        self._commits = commits
        self._cwd = cwd
        self._options = ("-M",) if renames else ("--no-renames",)
        count = max(1, min(processes, len(commits) // _WORTH_A_PROCESS))
        size = -(-len(commits) // count) if commits else 1
        self._parts = [self._start(start, start + size) for start in range(0, len(commits), size)]
        self.unreadable: list[str] = []
        """Commits whose trees cannot be read."""

    def __iter__(self) -> Iterator[Change]:
        """In the order of the commits. Once."""
        for first, end, process, output in self._parts:
            while True:
                code = process.wait()
                with output:
                    seen = yield from _parsed(output, first)
                if code == 0 or first + seen >= end:
                    break
                self.unreadable.append(self._commits[first + seen])
                first += seen + 1
                if len(self.unreadable) >= _HOPELESS:
                    self.unreadable += self._commits[first:end]
                    break
                _, _, process, output = self._start(first, end)

    def _start(self, first: int, end: int) -> tuple[int, int, subprocess.Popen[bytes], IO[bytes]]:
        import tempfile  # brings half a dozen modules along, in which git lists commits

        # Files, not pipes: nobody reads the second process while the first one is read.
        output = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as it is read
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(each + "\n" for each in self._commits[first:end]).encode())
            asked.seek(0)
            process = opened([*_DIFF_TREE, *self._options], self._cwd, stdin=asked, stdout=output)
        return first, min(end, len(self._commits)), process, output


def _parsed(output: IO[bytes], first: int) -> Generator[Change, None, int]:
    """Yields the changes of commits that are numbered from ``first``; returns how many commits there were."""
    output.seek(0)
    fields = _fields(output)
    index = first - 1
    for field in fields:
        if not field.startswith(b":"):
            index += 1
            continue
        parents = len(field) - len(field.lstrip(b":"))
        words = field[parents:].decode("ascii").split(" ")
        path = next(fields, b"")
        if words[-1][:1] in ("R", "C") and parents == 1:  # of two paths the second is where it is now
            path = next(fields, b"")
        bases = tuple(each for each in words[parents + 1 : -2] if each.strip("0"))
        yield Change(index, os.fsdecode(path), words[parents], words[-2], bases)
    return index - first + 1


def _fields(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while piece := stream.read(_PIECE):
        fields = (rest + piece).split(b"\0")
        rest = fields.pop()
        yield from fields

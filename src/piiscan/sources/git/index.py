"""What is about to be committed: the files that differ between the index and HEAD, as the index has them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.entry import Entry, MemoryEntry
from piiscan.sources.git.process import opened, run
from piiscan.sources.git.worktree import work_tree
from piiscan.sources.ignore import Excludes
from piiscan.sources.places import prefix, shown
from piiscan.sources.reader import read_stream
from piiscan.sources.segments import SIZES, Sizes
from piiscan.types import Blob, Notice, NoticeKind

if TYPE_CHECKING:
    import subprocess


def staged(
    cwd: str, root: str, *, exclude: Sequence[str] = (), sizes: Sizes = SIZES
) -> Iterator[Entry | Notice]:
    """Yield every file that is added or changed in the index of the repository round ``cwd``, by path.

    The content is the index's, whatever the work tree says. Paths are relative to ``root`` where they lie
    below it; ``exclude`` is as in ``tree.walk``. GIT_DIR, GIT_WORK_TREE and GIT_INDEX_FILE are honoured, for
    hooks. Raises ``SourceError`` at once, not while it is iterated: no git, no repository, no work tree,
    or a repository that git refuses. Later only if git itself breaks off.
    """
    top = prefix(work_tree(cwd, hook=True))
    base = prefix(os.path.realpath(root))
    excludes = Excludes(exclude)
    files: dict[str, str] = {}
    notices: list[Notice] = []
    for change in _changes(cwd):
        path = shown(os.path.normpath(top + change.path), base)
        if excludes.cover(path):
            continue
        if change.status == "U":
            notices.append(Notice(NoticeKind.UNSUPPORTED, path, "unmerged: resolve the conflict first"))
        elif change.mode[:2] == "10":  # not 120000, a symbolic link, nor 160000, a submodule
            files[path] = change.object
    return _contents(files, notices, cwd, sizes)


class _Change(NamedTuple):
    mode: str
    object: str
    status: str
    path: str


def _changes(cwd: str) -> list[_Change]:
    """The index against HEAD; before the first commit, against the empty tree. Renames are additions."""
    diff = ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"]
    diff += ["--ignore-submodules=all", "--diff-filter=ACMRTU"]
    try:
        output = run([*diff, "HEAD", "--"], cwd, hook=True)
    except SourceError:
        # Asked for, not written down: the id depends on the repository's hash function.
        empty = run(["hash-object", "-t", "tree", "--stdin"], cwd, hook=True).decode().strip()
        output = run([*diff, empty, "--"], cwd, hook=True)
    fields = os.fsdecode(output).split("\0")
    # ":mode mode id id status", "path", and so on.
    heads = [head.split(" ") for head in fields[0:-1:2]]
    return [_Change(head[1], head[3], head[4], path) for head, path in zip(heads, fields[1::2], strict=True)]


def _contents(
    files: dict[str, str], notices: list[Notice], cwd: str, sizes: Sizes
) -> Iterator[Entry | Notice]:
    yield from notices
    if not files:
        return
    with opened(["cat-file", "--batch"], cwd) as process:
        objects = _Objects(process)
        for path, object_id in files.items():
            size = objects.ask(object_id)
            if size is None:
                yield Notice(NoticeKind.MISSING, path, f"object {object_id} is not in the repository")
            elif size > sizes.whole:
                objects.skip(size)
                yield ObjectEntry(path, cwd, object_id, sizes)
            else:
                yield MemoryEntry(path, objects.take(size))


class _Objects:
    """The talk with ``git cat-file --batch``: an id in, a line with the size and then the content out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._questions = process.stdin.fileno()
        self._answers = process.stdout

    def ask(self, object_id: str) -> int | None:
        """The size of an object, which must be taken or skipped next; None where there is no such object."""
        try:
            # Unbuffered: what is left in a buffer would be written, and fail, once more at the end.
            os.write(self._questions, object_id.encode() + b"\n")
        except BrokenPipeError:
            raise _ended() from None
        head = self._answers.readline()
        if not head.endswith(b"\n"):
            raise _ended()
        return None if head.endswith(b" missing\n") else int(head.rsplit(b" ", 1)[1])

    def take(self, size: int) -> bytes:
        data = self._answers.read(size)
        if len(data) != size or self._answers.read(1) != b"\n":
            raise _ended()
        return data

    def skip(self, size: int) -> None:
        while size > 1 << 20:
            size -= len(self._answers.read(1 << 20)) or size
        self.take(size)


def _ended() -> SourceError:
    return SourceError("git cat-file ended early", hint="check the repository with git fsck")


class ObjectEntry(NamedTuple):
    """A large object, streamed from a process of its own each time it is read, in bounded memory."""

    path: str
    cwd: str
    object_id: str
    sizes: Sizes = SIZES

    def read(self) -> Iterator[Blob | Notice]:
        with opened(["cat-file", "blob", self.object_id], self.cwd) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            yield from read_stream(self.path, process.stdout.read, self.sizes)
            complete = not process.stdout.read(1)
        if complete and process.returncode:
            yield Notice(NoticeKind.UNREADABLE, self.path, "cannot read: git cat-file failed")

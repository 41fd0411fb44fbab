"""What git sees in a work tree: its root, and the files that are tracked or at least not ignored."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.git.process import finished, run
from piiscan.sources.places import prefix

_LIST = ("ls-files", "-z", "-t", "--stage", "--cached", "--deleted", "--others", "--exclude-standard")


def marker(directory: str) -> str | None:
    """The nearest directory from the absolute ``directory`` upwards that holds a ``.git``, or None.

    Takes no process, only a few µs; whether that is a repository, git must say. Ends in a separator.
    """
    here = prefix(directory)
    while not os.path.lexists(here + ".git"):
        above = prefix(os.path.dirname(here[:-1]))
        if len(above) >= len(here):
            return None
        here = above
    return here


def toplevel(path: str) -> str | None:
    """The work tree that the directory ``path`` lies in; None where there is none or git will not say."""
    if marker(os.path.abspath(path)) is None:
        return None
    try:
        return work_tree(path, hook=False)
    except SourceError:
        return None


def work_tree(cwd: str, *, hook: bool) -> str:
    """The root of the work tree round ``cwd``, links resolved; raises ``SourceError``, as ``run`` does."""
    top = os.fsdecode(run(["rev-parse", "--show-toplevel"], cwd, hook=hook))
    return os.path.normpath(top.removesuffix("\n"))


def is_ignored(directory: str) -> bool:
    """Whether git would leave out ``directory``, even if it holds tracked files; raises ``SourceError``."""
    above, name = os.path.split(directory.rstrip(os.sep))
    # "./", because ":(top)x" would be a pathspec.
    args = ["check-ignore", "-q", "--no-index", "--", "./" + name]
    return finished(args, prefix(above), accept=1).code == 0


class Listing(NamedTuple):
    """What git sees below one directory; paths are relative to it, ``/`` between parts, sorted."""

    files: list[str]
    """Tracked, or neither tracked nor ignored; without symbolic links and what is deleted from disk."""
    repositories: list[str]
    """Submodules that are checked out, and repositories that nothing tracks."""
    absent: list[str]
    """Submodules that are not checked out."""
    unreadable: list[tuple[str, str]]
    """Directories that git could not open, and why."""


def listing(directory: str) -> Listing:
    """List the work tree below ``directory``, which ends in a separator; raises ``SourceError``."""
    done = finished(_LIST, directory)
    modes = _modes(os.fsdecode(done.output).split("\0")[:-1], directory)
    files: list[str] = []
    present: list[str] = []
    absent: list[str] = []
    for path in sorted(modes):
        mode = modes[path]
        if mode == "160000" or path.endswith("/"):
            path = path.rstrip("/")
            (present if os.path.lexists(f"{directory}{path}/.git") else absent).append(path)
        elif mode[:2] == "10" or (not mode and not os.path.islink(directory + path)):
            files.append(path)
    warnings = re.findall(
        r"^warning: could not open directory '(.+)/': (.+)$", os.fsdecode(done.errors), re.MULTILINE
    )
    return Listing(files, present, absent, warnings)


def _modes(records: list[str], directory: str) -> dict[str, str]:
    """Each path's octal mode in the index, empty for what is not tracked; ``/`` ends a nested repository.

    A record is ``? path`` or ``TAG mode id stage<TAB>path``. A path comes once for each stage of a
    conflict, and once more, with the tag R, where it is deleted from disk; the tag S stands for outside of
    the sparse checkout.
    """
    modes: dict[str, str] = {}
    for record in records:
        tag = record[0]
        if tag == "?":
            modes[record[2:]] = ""
            continue
        head, _, path = record.partition("\t")
        if tag == "R":
            modes.pop(path, None)
        elif tag != "S" or os.path.lexists(directory + path):
            modes[path] = head[2:8]
    return modes

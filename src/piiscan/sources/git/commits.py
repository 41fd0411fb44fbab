"""Which commits are read, in which order, and what their objects and those of tags say."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from typing import NamedTuple

from piiscan.errors import SourceError, UsageError
from piiscan.sources.git.process import Running, opened
from piiscan.sources.git.repository import STORED, Repository, commit_id

#: What is somebody's work: all branches, tags and remote branches, and HEAD where it is on none of them.
_USUAL = ("--branches", "--tags", "--remotes")
#: Ancestors first, otherwise by date: the first commit that has something is the one that brought it.
ORDER = ("--date-order", "--reverse")


class Listing:
    """Git, which lists commits in the background."""

    def __init__(self, revisions: Sequence[str], cwd: str) -> None:
        self._git = Running([STORED, "rev-list", *ORDER, *revisions, "--"], cwd, hook=True)

    def ids(self) -> list[str]:
        """Ancestors first. To be asked once; raises ``SourceError``."""
        try:
            return self._git.finished().output.decode().split()
        except SourceError as error:
            raise SourceError(error.message, hint="`git fsck` says what is damaged") from None


def usual(found: Repository) -> Listing:
    """The commits of the repository's branches and tags."""
    head = [found.head] if found.head else []
    return Listing([*_USUAL, *head], found.top)


def stored(found: Repository, commits: Sequence[str]) -> list[str]:
    """Every commit that is in the object store, whatever leads to it: ``commits`` are their ids."""
    import tempfile

    with tempfile.TemporaryFile() as tips:
        tips.write("".join(each + "\n" for each in commits).encode())
        tips.seek(0)
        with opened([STORED, "rev-list", *ORDER, "--stdin"], found.top, stdin=tips) as git:
            assert git.stdout is not None
            ordered = git.stdout.read().decode().split()
    if git.returncode == 0:
        return ordered
    # A parent is lost, so git gives no order: by id is as good as any, and nothing is left out.
    return sorted(commits)


def between(expression: str, found: Repository) -> list[str]:
    """The commits of ``BASE..HEAD``, ancestors first; ``REV`` is ``REV..HEAD``.

    ``BASE...HEAD`` is the same set: what a pull request brings is what HEAD has and BASE has not, wherever they
    part. Raises ``UsageError`` for what names no commit.
    """
    base, tip = _ends(expression)
    return Listing([_known(tip, found), "^" + _known(base, found)], found.top).ids()


def tip_of(expression: str, found: Repository) -> str:
    """The commit that the range ends with."""
    return commit_id(_ends(expression)[1], found.top)


def _ends(expression: str) -> tuple[str, str]:
    base, _, tip = expression.partition("..." if "..." in expression else "..")
    return base or "HEAD", tip or "HEAD"


def _known(revision: str, found: Repository) -> str:
    commit = commit_id(revision, found.top)
    if commit:
        return commit
    if found.is_shallow:
        hint = "this clone is shallow: `git fetch --unshallow` brings what is missing"
    else:
        hint = "BASE..HEAD, as git takes it; `git fetch` first, where it is somebody else's"
    raise UsageError(f"`--diff`: no commit is called `{revision}` here", hint=hint)


class Written(NamedTuple):
    """What the headers of a commit or a tag say."""

    date: str
    """When it was written, by its author: ISO 8601 with the author's own offset; empty where that is damaged."""
    name: str
    """Of a tag; empty for a commit."""
    target: str
    """What a tag stands on, by its id; empty for a commit."""
    target_kind: str
    """``commit``, ``tree``, ``blob`` or ``tag``; empty for a commit."""


_DATE = re.compile(rb"^(?:author|tagger) .*?(-?\d{1,18}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_NAME = re.compile(rb"^tag (.+)$", re.MULTILINE)
_KIND = re.compile(rb"^type ([a-z]+)$", re.MULTILINE)
_TARGET = re.compile(rb"^object ([0-9a-f]{40,64})$", re.MULTILINE)


def message_of(data: bytes) -> bytes:
    """What a commit or a tag object says, without its headers."""
    return data.partition(b"\n\n")[2]


def written(data: bytes) -> Written:
    """Take a commit or a tag object apart. Names and addresses of authors are left behind."""
    head = data.partition(b"\n\n")[0]
    name, target, kind = (pattern.search(head) for pattern in (_NAME, _TARGET, _KIND))
    return Written(
        _date(head),
        os.fsdecode(name[1]) if name else "",
        target[1].decode() if target else "",
        kind[1].decode() if kind else "",
    )


def _date(head: bytes) -> str:
    found = _DATE.search(head)
    if found is None:
        return ""
    sign = -1 if found[2] == b"-" else 1
    offset = sign * (int(found[3]) * 3600 + int(found[4]) * 60)
    try:
        there = time.gmtime(int(found[1]) + offset)
    except (OverflowError, ValueError, OSError):  # a date beyond all calendars
        return ""
    shown = found[2] + found[3] + b":" + found[4]
    return time.strftime("%Y-%m-%dT%H:%M:%S", there) + shown.decode()

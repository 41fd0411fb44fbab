"""Where journals lie: under the git directory, or outside of git under the user's state directory."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace

from piiscan.errors import JournalError
from piiscan.mask.journal.reading import LOG, Journal, remove
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.seal import Secret
from piiscan.run.folders import state, under_git
from piiscan.sources.git.worktree import marker

#: So many runs of a directory can be undone; older journals are deleted, since they hold values.
KEPT = 10


def writer(cwd: str, *, secret: Secret | None = None, transaction: bool = False) -> JournalWriter:
    """For a run in ``cwd``; makes nothing before the first file is about to change."""
    return JournalWriter(lambda: _writable_place(cwd), cwd, secret=secret, transaction=transaction)


def of_directory(cwd: str) -> list[Journal]:
    """Journals that belong to ``cwd``, the newest first: those of its repository, and those of runs outside of
    git that were started in it, above it or below it.
    """
    found = [journal for journal in _of_place(_state_place()) if _are_related(journal.root, cwd)]
    place = _git_place(cwd)
    if place:
        top = os.path.realpath(marker(cwd) or cwd)
        found += [replace(journal, within=top) for journal in _of_place(place)]
    return sorted(found, key=lambda journal: (journal.started, journal.run), reverse=True)


def trim(written: JournalWriter) -> None:
    """Delete journals of the same directory and place as this one beyond the last `KEPT`."""
    if not written.directory:
        return
    with contextlib.suppress(OSError, JournalError):  # they are in nobody's way
        place = os.path.dirname(written.directory)
        same = [each for each in _of_place(place) if place != _state_place() or each.root == written.root]
        same.sort(key=lambda journal: (journal.started, journal.run), reverse=True)
        for journal in same[KEPT:]:
            with journal.held():
                pass
            remove(journal.directory)
        _sweep(place)


def _sweep(place: str) -> None:
    """Remove what runs left that were killed before their first line; a young one may be about to write it."""
    for name in os.listdir(place):
        directory = os.path.join(place, name)
        if os.stat(directory).st_mtime < time.time() - 3600 and not os.listdir(directory):
            os.rmdir(directory)


def _of_place(place: str) -> Iterator[Journal]:
    try:
        names = sorted(os.listdir(place))
    except OSError:
        return
    for name in names:
        directory = os.path.join(place, name)
        if os.path.isfile(os.path.join(directory, LOG)):
            journal = Journal.load(directory)
            if journal is not None:
                yield journal


def _writable_place(cwd: str) -> str:
    """The directory of the journals of ``cwd``; that above it exists. Raises ``OSError``."""
    place = _git_place(cwd)
    if place and _can_write(place):
        return place
    place = _state_place()
    os.makedirs(os.path.dirname(os.path.dirname(place)), exist_ok=True)
    return place


def _can_write(place: str) -> bool:
    """As far as ``place`` exists, its owner may write in it."""
    while not os.path.isdir(place):
        place = os.path.dirname(place)
    return os.access(place, os.W_OK | os.X_OK)


def _git_place(cwd: str) -> str:
    folder = under_git(cwd)
    return os.path.join(folder, "journal") if folder else ""


def _state_place() -> str:
    return os.path.join(state(), "journal")


def _are_related(one: str, other: str) -> bool:
    """One of the directories is the other, or lies below it; or nobody knows, where a journal is damaged."""
    try:
        return not one or os.path.commonpath((one, other)) in (one, other)
    except ValueError:  # on different drives
        return False

"""Walk one directory: through git's eyes where there is a repository, else with our own.

Own eyes: 8,900 files in 3,500 directories take about 35 ms, 20 of them in the system. A repository is asked
with one process (30 ms for as many files), exact down to global excludes and sparse checkouts; what is
tracked is scanned even if it is ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from piiscan.errors import SourceError
from piiscan.sources import git, refusals
from piiscan.sources.entry import Entry, FileEntry
from piiscan.sources.ignore import VCS, Excludes, Rules, ignored, outer, with_file
from piiscan.sources.places import Ancestry, Place
from piiscan.types import Notice, NoticeKind


class Inside(NamedTuple):
    """The names in one directory, sorted; symbolic links are left out, whatever they lead to."""

    files: list[str]
    directories: list[str]
    special: list[str]


class _Job(NamedTuple):
    place: Place
    rules: Rules
    ask: bool
    """Whether to ask git, if the directory has a ``.git`` of its own."""


class DirectoryWalk:
    """One walk, from one directory downwards, with a stack of its own: depth is limited by names alone."""

    def __init__(self, excludes: Excludes, *, top: str, respect_gitignore: bool) -> None:
        """``top``, ending in a separator: from here downwards ``.gitignore`` files hold outside of git."""
        self._excludes = excludes
        self._top = top
        self._respect = respect_gitignore
        self._git = respect_gitignore
        self._stack: list[_Job] = []

    def walk(self, start: Place) -> Iterator[Entry | Notice]:
        """Yield every file below ``start`` in a fixed order, and what cannot be walked."""
        if self._respect:
            yield from self._begun(start)
        else:
            self._stack.append(_Job(start, (), False))
        while self._stack:
            yield from self._done(self._stack.pop())

    def _begun(self, start: Place) -> Iterator[Entry | Notice]:
        """A directory that was asked for by name is walked even if the rules outside of it ignore it."""
        top = git.marker(start.real)
        rules = outer(top or self._top, start.real)
        # To ask git what is known already would take 30 ms, before the first file is read.
        answer = self._asked(start, top) if top and rules is not None else None
        if isinstance(answer, git.Listing):
            yield from self._listed(start, answer)
            return
        if answer:
            yield answer
        self._stack.append(_Job(start, rules or (), False))

    def _asked(self, place: Place, top: str) -> git.Listing | Notice | None:
        """Git's listing; a notice where it refuses; None where it has no say."""
        if not self._git:
            return None
        try:
            return None if place.real != top and git.is_ignored(place.real) else git.listing(place.real)
        except git.GitMissingError:
            self._git = False
            return None
        except git.NotARepositoryError:
            return None
        except SourceError as error:
            remedy = f" ({error.hint})" if error.hint else ""
            message = f"{error.message}{remedy}; tracked or not, what .gitignore files name is left out"
            return Notice(NoticeKind.UNSUPPORTED, place.name, message)

    def _listed(self, place: Place, listing: git.Listing) -> Iterator[Entry | Notice]:
        shown, real = place
        some, match = bool(self._excludes), self._excludes.match
        shut = Ancestry(lambda directory: self._shut(place, directory)).shut
        for path in listing.files:
            if not shut(path.rpartition("/")[0]) and not (some and match(shown + path)):
                yield FileEntry(shown + path, real + path)
        for path, reason in listing.unreadable:
            yield Notice(NoticeKind.UNREADABLE, shown + path, f"cannot read: {reason}")
        for path in listing.absent:
            if not shut(path):
                yield Notice(NoticeKind.UNSUPPORTED, shown + path, "submodule that is not checked out")
        for path in reversed(listing.repositories):
            if not shut(path):
                self._stack.append(_Job(place.below(path), (), True))

    def _shut(self, place: Place, directory: str) -> bool:
        """Whether not to enter a directory of a listing: another system's, excluded, or a link by now.

        A tracked directory that was replaced by a symbolic link may lead out of the tree, and masking
        would write there.
        """
        return (
            directory.rpartition("/")[2] in VCS
            or os.path.islink(place.real + directory)
            or self._excludes.match(f"{place.shown}{directory}/")
        )

    def _done(self, job: _Job) -> Iterator[Entry | Notice]:
        place, rules = job.place, job.rules
        try:
            inside = _inside(place.real)
        except OSError as error:
            yield refusals.failed(place.name, error)
            return
        if job.ask and self._git and (".git" in inside.directories or ".git" in inside.files):
            answer = self._asked(place, place.real)
            if isinstance(answer, git.Listing):
                yield from self._listed(place, answer)
                return
            if answer:
                yield answer
        if self._respect and ".gitignore" in inside.files:
            rules = with_file(rules, place.real)
        if rules or self._excludes:
            inside = self._kept(place, inside, rules)
        shown, real = place
        for name in inside.files:
            yield FileEntry(shown + name, real + name)
        for name in inside.special:
            yield refusals.special(shown + name)
        for name in reversed(inside.directories):
            if name not in VCS:
                self._stack.append(_Job(place.below(name), rules, True))

    def _kept(self, place: Place, inside: Inside, rules: Rules) -> Inside:
        match = self._excludes.match

        def keep(name: str, end: str = "") -> bool:
            return not match(place.shown + name + end) and not ignored(place.real + name + end, rules)

        return Inside(
            [name for name in inside.files if keep(name)],
            [name for name in inside.directories if keep(name, "/")],
            [name for name in inside.special if keep(name)],
        )


def _inside(directory: str) -> Inside:
    inside = Inside([], [], [])
    with os.scandir(directory) as found:
        for one in found:
            if one.is_file(follow_symlinks=False):
                inside.files.append(one.name)
            elif one.is_dir(follow_symlinks=False):
                if not _is_junction(one.path):
                    inside.directories.append(one.name)
            elif not one.is_symlink():
                inside.special.append(one.name)
    for names in inside:
        names.sort()
    return inside


def _is_junction(path: str) -> bool:
    """Windows' other kind of directory link (Python 3.12 knows it)."""
    return os.name == "nt" and bool(getattr(os.path, "isjunction", lambda _: False)(path))

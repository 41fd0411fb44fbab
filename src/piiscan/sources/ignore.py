"""gitignore patterns: ``.gitignore`` files where git cannot be asked, and the ``exclude`` setting.

pathspec costs 25-50 ms to import, so nothing here imports it before there is a pattern.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from stat import S_ISREG
from typing import TYPE_CHECKING

from piiscan.errors import ConfigError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

VCS = frozenset({".git", ".hg", ".svn", ".jj", ".bzr"})
"""Directories of version control systems: never walked into."""

Rules = tuple[tuple[int, "GitIgnoreSpec"], ...]
"""The ``.gitignore`` files that hold for a directory, outermost first, each with the length of the prefix
(separator included) that its own directory takes of every absolute path below it."""


def with_file(rules: Rules, directory: str) -> Rules:
    """Add ``directory``'s own ``.gitignore``, if it is a regular file that can be read (git follows no link).

    ``directory`` ends in a separator. Lines that are no valid pattern are passed over, as git does.
    """
    location = directory + ".gitignore"
    try:
        if not S_ISREG(os.lstat(location).st_mode):
            return rules
        with open(location, encoding="utf-8-sig", errors="surrogateescape", newline="\n") as stream:
            lines = stream.read().split("\n")
    except OSError:
        return rules
    return (*rules, (len(directory), _tolerant(lines)))


def outer(top: str, directory: str) -> Rules:
    """The rules that the directories from ``top`` down to above ``directory`` set; both end in a separator."""
    rules: Rules = ()
    if directory.startswith(top):
        length = len(top)
        while length < len(directory):
            rules = with_file(rules, directory[:length])
            length = directory.index(os.sep, length) + 1
    return rules


def ignored(location: str, rules: Rules) -> bool:
    """Whether the innermost file with an opinion ignores ``location``; a directory ends in a separator."""
    for length, spec in reversed(rules):
        verdict = spec.check_file(location[length:]).include
        if verdict is not None:
            return verdict
    return False


def _tolerant(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _valid(line)])


def _valid(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


class Excludes:
    """The ``exclude`` patterns, over display paths: relative to the root, a directory with ``/`` at its end.

    Raises ``ConfigError`` for a pattern that is none. False when there is no pattern.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            if not _valid(pattern):
                raise ConfigError(f"exclude: {pattern!r} is not a gitignore pattern")
        self._patterns = patterns
        self._spec = _tolerant(patterns) if patterns else None
        self._directories = {"": False}

    def __bool__(self) -> bool:
        return self._spec is not None

    def match(self, path: str) -> bool:
        """Whether ``path`` is excluded, once it is known that no directory above it is."""
        return self._spec is not None and self._spec.match_file(path)

    def cover(self, path: str) -> bool:
        """Whether ``path`` or a directory above it is excluded: as in git, nothing below that comes back."""
        if self._spec is None or path == ".":
            return False
        above, _, _ = path.rstrip("/").rpartition("/")
        return self._directory(above) or self.match(path)

    def _directory(self, directory: str) -> bool:
        known, pending = self._directories, []
        while directory not in known:
            pending.append(directory)
            directory, _, _ = directory.rpartition("/")
        for below in reversed(pending):
            known[below] = known[directory] or self.match(below + "/")
            directory = below
        return known[directory]

    def within(self, directory: str) -> Excludes:
        """For a directory that was asked for by name: the patterns that do not exclude it as a whole."""
        if directory == "." or not self.cover(directory + "/"):
            return self
        return Excludes([one for one in self._patterns if not Excludes([one]).cover(directory + "/")])

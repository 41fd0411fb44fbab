"""What is left out of a walk: ``.gitignore`` files where git cannot be asked, and the ``exclude`` setting."""

from __future__ import annotations

import os
from collections.abc import Sequence
from stat import S_ISREG

from piiscan.errors import ConfigError
from piiscan.sources.patterns import Patterns
from piiscan.sources.places import Ancestry

VCS = frozenset({".git", ".hg", ".svn", ".jj", ".bzr"})
"""Directories of version control systems: never walked into."""

Rules = tuple[tuple[int, Patterns], ...]
"""The ``.gitignore`` files that hold for a directory, outermost first, each with the length of the prefix
(separator included) that its own directory takes of every absolute path below it."""


def with_file(rules: Rules, directory: str) -> Rules:
    """Add ``directory``'s own ``.gitignore``, if it is a regular file that can be read (git follows no link).

    ``directory`` ends in a separator.
    """
    location = directory + ".gitignore"
    try:
        if not S_ISREG(os.lstat(location).st_mode):
            return rules
        with open(location, encoding="utf-8-sig", errors="surrogateescape", newline="\n") as stream:
            lines = stream.read().split("\n")
    except OSError:
        return rules
    return (*rules, (len(directory), Patterns(lines)))


def outer(top: str, directory: str) -> Rules | None:
    """The rules of ``top`` and so on down to the parent of ``directory``; both end in a separator.

    None where they ignore ``directory`` or one above it: no rule outside of it holds within then. Git, whose other
    lists of patterns weigh less than these files, says the same.
    """
    rules: Rules = ()
    if directory.startswith(top):
        length = len(top)
        while length < len(directory):
            rules = with_file(rules, directory[:length])
            length = directory.index(os.sep, length) + 1
            if ignored(directory[:length], rules):
                return None
    return rules


def ignored(location: str, rules: Rules) -> bool:
    """Whether the innermost file with an opinion ignores ``location``; a directory ends in a separator."""
    for length, patterns in reversed(rules):
        verdict = patterns.verdict(location[length:])
        if verdict is not None:
            return verdict
    return False


class Excludes:
    """The ``exclude`` patterns, over display paths, a directory with ``/`` at its end.

    Raises ``ConfigError`` for a pattern that is none. False when there is no pattern.
    """

    def __init__(self, patterns: Sequence[str], root: str = "") -> None:
        """``root``, with ``/`` at its end, may stand before paths that are below it."""
        self._lines = patterns
        self._root = root
        try:
            self._patterns = Patterns(patterns, strict=True) if patterns else None
        except ValueError as error:
            raise ConfigError(f"exclude: {error}") from None
        self._above = Ancestry(lambda directory: self.match(directory + "/"))

    def __bool__(self) -> bool:
        return self._patterns is not None

    def match(self, path: str) -> bool:
        """Whether ``path`` is excluded, once it is known that no directory above it is."""
        if self._patterns is None:
            return False
        return self._patterns.verdict(path.removeprefix(self._root).lstrip("/")) is True

    def cover(self, path: str) -> bool:
        """Whether ``path`` or a directory above it is excluded: as in git, nothing below that comes back."""
        if self._patterns is None or path in (".", "./"):
            return False
        return self._above.shut(path.rstrip("/").rpartition("/")[0]) or self.match(path)

    def within(self, directory: str) -> Excludes:
        """For a directory that was asked for by name: the patterns that do not exclude it as a whole."""
        if not self.cover(directory + "/"):
            return self
        kept = [line for line in self._lines if not Excludes([line], self._root).cover(directory + "/")]
        return Excludes(kept, self._root)

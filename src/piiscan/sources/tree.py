"""Files and directories named by the user, as entries: each file once, in a fixed order."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from stat import S_ISDIR, S_ISLNK, S_ISREG

from piiscan.sources import refusals
from piiscan.sources.directories import DirectoryWalk
from piiscan.sources.entry import Entry, FileEntry
from piiscan.sources.ignore import Excludes
from piiscan.sources.places import Place, prefix, shown
from piiscan.types import Notice


def walk(
    paths: Sequence[str],
    *,
    root: str,
    exclude: Sequence[str] = (),
    respect_gitignore: bool = True,
    force_exclude: bool = False,
) -> Iterator[Entry | Notice]:
    """Yield the files that ``paths`` name or hold, in the order of ``paths``, sorted within each.

    What is named is scanned, ignored, excluded or not; ``force_exclude`` applies ``exclude`` (gitignore
    syntax, relative to ``root``) to it as well. A link that is named is followed, one that is met is passed
    over. Hidden files count, the directories of version control systems do not. A path that does not exist
    is a notice. Raises ``ConfigError`` at once for a bad pattern.
    """
    arguments = _Arguments(root, exclude, respect_gitignore, force_exclude)
    if len(paths) == 1:  # nothing can come twice
        return arguments.one(paths[0])
    return _once(arguments, paths)


def _once(arguments: _Arguments, paths: Sequence[str]) -> Iterator[Entry | Notice]:
    seen: set[object] = set()
    for path in paths:
        for item in arguments.one(path):
            key = item.location if isinstance(item, FileEntry) else item
            if key not in seen:
                seen.add(key)
                yield item


def _relative(items: Iterator[Entry | Notice], root: str) -> Iterator[Entry | Notice]:
    """A walk from above ``root`` (``piiscan scan ..``) shows what is below it as any other walk does."""
    for item in items:
        path = item.path.removeprefix(root)
        if isinstance(item, FileEntry | Notice):
            yield item._replace(path=path)
        else:
            yield item


class _Arguments:
    def __init__(
        self, root: str, exclude: Sequence[str], respect_gitignore: bool, force_exclude: bool
    ) -> None:
        self._root = prefix(os.path.abspath(root))
        self._top = prefix(os.path.realpath(root))
        self._excludes = Excludes(exclude, self._root.replace(os.sep, "/"))
        self._respect = respect_gitignore
        self._force = force_exclude
        self._resolved: dict[str, str] = {}

    def one(self, given: str) -> Iterator[Entry | Notice]:
        name = shown(os.path.abspath(given), self._root)
        try:
            info = os.lstat(given)
            link = S_ISLNK(info.st_mode)
            if link:
                info = os.stat(given)
        except OSError as error:
            lost = error.errno in (errno.ENOENT, errno.ELOOP) and os.path.islink(given)
            yield refusals.broken_link(name) if lost else refusals.failed(name, error)
        except ValueError:  # a NUL in the name
            yield refusals.missing(name)
        else:
            yield from self._found(given, name, info, link)

    def _found(self, given: str, name: str, info: os.stat_result, link: bool) -> Iterator[Entry | Notice]:
        directory = S_ISDIR(info.st_mode)
        if self._force and self._excludes.cover(name + "/" if directory else name):
            yield refusals.excluded(name)
        elif directory:
            yield from self._directory(given, name)
        elif S_ISREG(info.st_mode):
            yield FileEntry(name, os.path.realpath(given) if link else self._location(given))
        else:
            yield refusals.special(name)

    def _directory(self, given: str, name: str) -> Iterator[Entry | Notice]:
        start = Place.named(name, os.path.realpath(given))
        excludes = self._excludes.within(name)
        found = DirectoryWalk(excludes, top=self._top, respect_gitignore=self._respect).walk(start)
        root = self._root.replace(os.sep, "/")
        return _relative(found, root) if start.shown and root.startswith(start.shown) else found

    def _location(self, given: str) -> str:
        """``given`` without links; a hook names thousands of files in a few directories."""
        above, name = os.path.split(given)
        real = self._resolved.get(above)
        if real is None:
            real = self._resolved[above] = prefix(os.path.realpath(above))
        return real + name

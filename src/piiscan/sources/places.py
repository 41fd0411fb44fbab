"""Where something stands: as people see it, and as the system opens it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple


class Place(NamedTuple):
    """A directory as two prefixes, so that a file's names are two concatenations (0.1 µs)."""

    shown: str
    """For ``Entry.path``: empty for the root itself, else ending in ``/``."""
    real: str
    """Absolute, without symbolic links, ending in the system's separator."""

    @classmethod
    def named(cls, name: str, real: str) -> Place:
        """The directory that people know as ``name`` (see ``shown``) and that really is ``real``."""
        return cls("" if name == "." else name.rstrip("/") + "/", prefix(real))

    @property
    def name(self) -> str:
        """How a notice names the directory."""
        return self.shown.rstrip("/") or ("/" if self.shown else ".")

    def below(self, relative: str) -> Place:
        """The directory ``relative``, ``/`` between its parts and none at its end."""
        return Place(f"{self.shown}{relative}/", f"{self.real}{relative}{os.sep}")


def prefix(directory: str) -> str:
    """``directory`` with one separator at its end."""
    return directory if directory.endswith(os.sep) else directory + os.sep


def shown(path: str, root: str) -> str:
    """How people see the absolute, normal ``path``: relative to ``root`` where it lies below it.

    ``root`` ends in a separator; it is itself shown as ``.``.
    """
    if path.startswith(root):
        path = path[len(root) :]
    elif path + os.sep == root:
        path = ""
    return (path.replace(os.sep, "/") if os.sep != "/" else path) or "."


class Ancestry:
    """Which directories are shut, because a test says so of them or of one above them; each tested once."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        self._test = test
        self._known = {"": False}

    def shut(self, directory: str) -> bool:
        """``directory`` has ``/`` between its parts and none at its end; not recursive, it may be deep."""
        known = self._known
        if directory in known:
            return known[directory]
        pending = []
        while directory not in known:
            pending.append(directory)
            directory = directory.rpartition("/")[0]
        for below in reversed(pending):
            known[below] = known[directory] or self._test(below)
            directory = below
        return known[directory]

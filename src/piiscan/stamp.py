"""Which code runs: what is kept from run to run is forgotten when the code that decided it has changed.

A version number does not tell: between two releases it is the same in every clone, and in every commit that a hook is pinned to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

_HERE = os.path.dirname(os.path.abspath(__file__))


@lru_cache(maxsize=4)
def stamp(*packages: str) -> tuple[tuple[str, int, int], ...]:
    """Name, size in bytes and time of change in nanoseconds of each source file of these packages of piiscan.

    Not their content: a hundred stats cost a millisecond, and a copy that only has other times does its work once more.
    Empty where the package lies in no directory (a zip archive).
    """
    return tuple(sorted(entry for package in packages for entry in _entries(os.path.join(_HERE, package))))


def is_compiled() -> bool:
    """Whether mypyc has made C of the modules that a scan spends its time in (docs/compiled.md)."""
    from importlib.util import find_spec  # for `--version` alone

    found = find_spec("piiscan.detect.detector")
    return found is not None and not (found.origin or "").endswith(".py")


def _entries(folder: str) -> Iterator[tuple[str, int, int]]:
    for place, folders, files in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        for name in files:
            if name.endswith((".py", ".txt")):
                path = os.path.join(place, name)
                try:
                    found = os.stat(path)
                except OSError:  # an editor's lock, which leads nowhere
                    continue
                yield os.path.relpath(path, _HERE), found.st_size, found.st_mtime_ns

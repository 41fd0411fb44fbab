"""Compiled patterns, kept from one run to the next: see ``piiscan.compiled``.

A process that compiled some adds them to the file when it ends. Patterns are keys of their own, so nothing in
it can be stale; it is for one Python alone, and it begins anew when it has grown too long.
"""

from __future__ import annotations

import contextlib
import os
import sys

from piiscan import compiled
from piiscan.run import cache, folders

#: Bytes. All rules together take 1.5 MB; a user who tries patterns adds to it.
_LONGEST = 8_000_000


def adopt() -> None:
    """Take what earlier runs have compiled. Before anything else is imported, since modules compile their own."""
    _adopt(_path())


def save() -> None:
    """Keep what this process had to compile, beside what others have kept in the meantime."""
    if not compiled.learned():
        return
    path = _path()
    _adopt(path)
    table = compiled.learned()
    if table and len(table) <= _LONGEST:
        cache.write_sealed(path, table)
    elif table:
        cache.remove(path)


def _adopt(path: str) -> None:
    if table := cache.read_sealed(path):
        with contextlib.suppress(ValueError):
            compiled.adopt(table)


def _path() -> str:
    return os.path.join(folders.cache(), f"regexes-{sys.implementation.cache_tag}-{sys.hexversion:x}.cache")

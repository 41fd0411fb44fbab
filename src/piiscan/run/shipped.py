"""Which rules ship with this installation, told without reading four hundred files at every start.

Their digest is remembered beside the state of each file: size, times and inode. A file that is written anew
changes its state; one that changed in the last moments is not trusted to, and nothing is remembered then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from piiscan.catalog.load import RuleFile, builtin_directory
from piiscan.digest import blake2b
from piiscan.run import cache

#: Nanoseconds: clocks of file systems may be as coarse as this.
_COARSE = 2_000_000_000


def digest(folder: str, files: Callable[[], Sequence[RuleFile]]) -> str:
    """A digest of what the built-in ``files`` hold, from the cache's ``folder`` where nothing has changed."""
    state, newest = stamp()
    path = os.path.join(folder, f"shipped-{_of(builtin_directory().encode())}.digest")
    if state and (known := _remembered(path, state)):
        return known
    found = _of(*(f"{file.family}\0{len(file.data)}\0".encode() + file.data for file in files()))
    if state and newest < time.time_ns() - _COARSE:
        cache.write(path, f"{found}\n{state}".encode("utf-8", "surrogateescape"))
    return found


def stamp() -> tuple[str, int]:
    """The state of every built-in rule file, and when the last one changed; empty where it cannot be told."""
    lines, newest, folders = [], 0, [builtin_directory()]
    try:
        for folder in folders:  # grows
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.name.endswith(".toml"):
                        info = entry.stat()
                        newest = max(newest, info.st_mtime_ns, info.st_ctime_ns)
                        lines.append(
                            f"{entry.path}\0{info.st_size}\0{info.st_mtime_ns}\0{info.st_ctime_ns}\0{info.st_ino}"
                        )
    except OSError:
        return "", 0
    return "\n".join(sorted(lines)), newest


def _of(*parts: bytes) -> str:
    whole = blake2b(digest_size=12)
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def _remembered(path: str, state: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as handle:
            known, _, before = handle.read().partition("\n")
    except OSError:
        return ""
    return known if before == state and len(known) == 24 else ""

"""What tells a file from another, or from itself a moment ago."""

from __future__ import annotations

import os
from typing import NamedTuple


class FileState(NamedTuple):
    """Taken before a file is scanned, compared before it is replaced."""

    size: int
    mtime_ns: int
    inode: int
    device: int

    @classmethod
    def of(cls, location: str | int) -> FileState:
        """The state of the file at a path (links followed) or of an open descriptor. Raises ``OSError``."""
        return cls.from_stat(os.stat(location))

    @classmethod
    def from_stat(cls, status: os.stat_result) -> FileState:
        return cls(status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)

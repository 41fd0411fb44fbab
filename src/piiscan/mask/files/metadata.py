"""What a rewritten file keeps besides its bytes, and how its new name is made durable."""

from __future__ import annotations

import contextlib
import os
import stat
import sys

#: A write to the file would drop it too: the program that had the capability is another one now.
_NOT_KEPT = frozenset({"security.capability"})


def keep_metadata(old: int, new: int) -> None:
    """Owner, mode and extended attributes of one open file go to another, where permitted."""
    status = os.fstat(old)
    mode = stat.S_IMODE(status.st_mode)
    if sys.platform != "win32":
        try:
            os.fchown(new, status.st_uid, status.st_gid)  # before the mode: chown clears set-user-id
        except OSError:
            mode &= ~(stat.S_ISUID | stat.S_ISGID)  # never for another owner
        os.fchmod(new, mode)
    if sys.platform == "linux":
        _keep_attributes(old, new)


if sys.platform == "linux":

    def _keep_attributes(old: int, new: int) -> None:
        """Access lists, labels, the user's own attributes; not every file system and user may set them."""
        with contextlib.suppress(OSError):
            for name in os.listxattr(old):
                if name not in _NOT_KEPT:
                    with contextlib.suppress(OSError):
                        os.setxattr(new, name, os.getxattr(old, name))


def sync_directory(directory: str) -> None:
    """Makes new names durable. They are there already, so a file system that cannot is no error."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

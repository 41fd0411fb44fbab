"""Advisory locks: of files that other programs hold, and of a journal that is still being written."""

from __future__ import annotations

import errno
import sys

_HELD = (errno.EWOULDBLOCK, errno.EACCES)

if sys.platform == "win32":  # an open file cannot be replaced there anyway, and the system says so

    def is_locked(descriptor: int) -> bool:
        """Whether another process holds a lock on the open file."""
        return False

    def lock(descriptor: int) -> bool:
        """Lock the open file until it is closed; False where another process has."""
        return True

else:
    import fcntl

    def is_locked(descriptor: int) -> bool:
        """Whether another process holds a lock on the open file, of either kind that POSIX systems have.

        The file stays locked for other writers until ``descriptor`` is closed.
        """
        for take in (fcntl.flock, fcntl.lockf):
            try:
                take(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError as error:  # a file system without locks has none that are held
                if error.errno in _HELD:
                    return True
        return False

    def lock(descriptor: int) -> bool:
        """Lock the open file until it is closed; False where another process has."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _HELD
        return True

"""The folder of the cache, and how files get into it. Nothing that was scanned ever does."""

from __future__ import annotations

import contextlib
import os
import sys


def directory() -> str:
    """``PIISCAN_CACHE_DIR``, else the user's cache folder as the platform has it."""
    chosen = os.environ.get("PIISCAN_CACHE_DIR")
    if chosen:
        return chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "piiscan")


def write(path: str, data: bytes) -> None:
    """Atomic, and silent when the folder cannot be written: the cache only saves time."""
    import tempfile  # 2 ms, and this is seldom called

    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path))
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(data)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise

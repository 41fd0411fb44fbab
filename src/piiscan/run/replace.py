"""Settings files of other programs, rewritten whole: the old one or the new one, never half of it."""

from __future__ import annotations

import os

from piiscan.errors import ConfigError


def replace_text(path: str, text: str) -> None:
    """Write ``text`` to ``path``, through a symbolic link to what it leads to; a file that is there keeps its mode.

    Folders are made as needed. Raises ``ConfigError``, and then nothing has changed.
    """
    import tempfile

    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, exist_ok=True)
        mode = os.stat(target).st_mode & 0o7777 if os.path.exists(target) else 0o644
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".piiscan-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as handle:
                handle.write(text)
                handle.flush()
                os.fsync(handle.fileno())
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise ConfigError(f"{path}: cannot write: {error.strerror}") from None

"""How files get into the cache, and what tells that they are whole. Nothing that was scanned ever does."""

from __future__ import annotations

import contextlib
import os
import zlib

#: Bytes of a checksum.
SEAL = 4


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


def remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def seal(payload: bytes | memoryview) -> bytes:
    """A checksum against damage; whoever may write there may as well change the program. A tenth of a hash's time."""
    return zlib.crc32(payload).to_bytes(SEAL, "big")


def write_sealed(path: str, payload: bytes) -> None:
    """As ``write``, with the payload's checksum before it."""
    write(path, seal(payload) + payload)


def read_sealed(path: str) -> bytes:
    """What ``write_sealed`` has written; empty where there is nothing, or nothing whole."""
    try:
        with open(path, "rb") as handle:
            data = handle.read()
    except OSError:
        return b""
    payload = data[SEAL:]
    return payload if seal(payload) == data[:SEAL] else b""

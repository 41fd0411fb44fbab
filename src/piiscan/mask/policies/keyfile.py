"""The key of fakes and hashes: read from a file, from the environment, or kept in a file made on first use."""

from __future__ import annotations

import contextlib
import os
import stat

from piiscan.errors import UsageError
from piiscan.mask.visible import visible

VARIABLE = "PIISCAN_MASK_KEY"
#: Bytes. Shorter ones can be guessed; longer ones are no keys but some other file.
SHORTEST, LONGEST = 16, 4096
_NAME = "mask.key"
_HINT = "`openssl rand -hex 32` makes one"


def from_file(path: str) -> bytes:
    """The key in the user's own file, without white space round it. Raises ``UsageError``."""
    try:
        return _checked(_read(path, follow=True), f"--mask-key-file {visible(path)}")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"--mask-key-file {visible(path)}: cannot be read: {reason}") from None


def from_environment() -> bytes:
    """The key in ``PIISCAN_MASK_KEY``; empty where there is none. Raises ``UsageError`` where it is no key."""
    text = os.environ.get(VARIABLE, "")
    return _checked(os.fsencode(text), VARIABLE) if text else b""


def kept_in(folder: str) -> bytes:
    """The key kept in ``folder``, made where there is none, for its owner alone.

    Of two processes that make it at once one wins, and both get its key. Raises ``OSError``, and ``UsageError``
    where what lies there is no key.
    """
    path = os.path.join(folder, _NAME)
    with contextlib.suppress(FileNotFoundError):
        return _checked(_read(path, follow=False), visible(path))
    import secrets  # once in a key's life

    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = f"{path}.{secrets.token_hex(8)}"
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(secrets.token_hex(32).encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
        _settle(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    return _checked(_read(path, follow=False), visible(path))


def _settle(temporary: str, path: str) -> None:
    """The file gets its name, unless another process was faster: a rename would take away the key it uses."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    except (OSError, AttributeError):  # a file system without hard links
        if not os.path.lexists(path):
            os.replace(temporary, path)


def _read(path: str, *, follow: bool) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # opening a FIFO must not wait for ever
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(path, flags), "rb") as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return handle.read(LONGEST + 1)


def _checked(data: bytes, origin: str) -> bytes:
    key = data.strip()
    if len(data) > LONGEST:
        raise UsageError(f"{origin}: is longer than {LONGEST:,} bytes: no key", hint=_HINT)
    if len(key) < SHORTEST:
        raise UsageError(f"{origin}: is shorter than {SHORTEST} bytes: no key", hint=_HINT)
    return key

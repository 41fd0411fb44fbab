"""The file of a vault: opened by one run at a time, replaced as a whole, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator

from piiscan.errors import VaultError
from piiscan.mask.files.metadata import sync_directory
from piiscan.mask.files.write import TEMPORARY_PREFIX
from piiscan.mask.journal.lock import lock
from piiscan.mask.visible import visible


class VaultFile:
    """Locked from ``open`` or ``create`` on, until it is closed: two runs would lose each other's values."""

    def __init__(self, location: str, descriptor: int, *, is_new: bool = False) -> None:
        """``location``: absolute, links resolved."""
        self.location = location
        self._descriptor = descriptor
        self._is_new = is_new

    @classmethod
    def open(cls, path: str) -> VaultFile:
        """Raises ``VaultError`` where it is in use, or cannot be opened."""
        name, location = visible(path), os.path.realpath(path)
        with _as_vault_error(name):
            descriptor = _opened(location)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise VaultError(f"{name}: is no vault of piiscan: not a regular file")
                # Locked by its inode, which a run that replaced it meanwhile has changed.
                if not lock(descriptor) or not os.path.samestat(os.fstat(descriptor), os.stat(location)):
                    raise VaultError(f"{name}: is in use by another run of piiscan")
            except BaseException:
                os.close(descriptor)
                raise
        return cls(location, _kept(descriptor))

    @classmethod
    def create(cls, path: str, data: bytes) -> VaultFile:
        """Raises ``VaultError`` where there is one by now, or none can be written."""
        location = os.path.realpath(path)
        file = cls(location, -1, is_new=True)
        with _as_vault_error(visible(path)):
            file._put(data, _settle)
        return file

    def read(self) -> bytes:
        with _as_vault_error(visible(self.location)):
            return _read(self.location)

    def replace(self, data: bytes) -> None:
        """On disk when this returns. Raises ``VaultError``, the file as it was."""
        with _as_vault_error(visible(self.location)):
            self._put(data, os.replace)
        self._is_new = False

    def close(self) -> None:
        """A new one that has never got anything is removed."""
        if self._is_new:
            with contextlib.suppress(OSError):
                os.unlink(self.location)
        self._is_new = False
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _put(self, data: bytes, settle: Callable[[str, str], None]) -> None:
        folder = os.path.dirname(self.location)
        temporary = os.path.join(folder, f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o600)
        try:
            lock(descriptor)  # before it has its name: nobody may open it in between
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
            descriptor = _kept(descriptor)
            settle(temporary, self.location)
        except BaseException:
            if descriptor >= 0:
                os.close(descriptor)
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        sync_directory(folder)
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = descriptor


def read_vault(path: str) -> bytes:
    """What a vault's file holds, which a run may be replacing: it is wholly old or new. Raises ``VaultError``."""
    with _as_vault_error(visible(path)):
        return _read(os.path.realpath(path))


def _read(location: str) -> bytes:
    with open(_opened(location), "rb") as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise VaultError(f"{visible(location)}: is no vault of piiscan: not a regular file")
        return handle.read()


def _opened(location: str) -> int:
    """Opening a FIFO must not wait for ever."""
    return os.open(location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _kept(descriptor: int) -> int:
    """Windows neither locks (see ``lock``) nor replaces a file that is open."""
    if sys.platform != "win32":
        return descriptor
    os.close(descriptor)
    return -1


def _settle(temporary: str, location: str) -> None:
    """A new file gets its name, unless there is one of that name by now."""
    try:
        os.link(temporary, location)
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # a file system without hard links
        if os.path.lexists(location):
            raise FileExistsError(17, "File exists") from None
        os.replace(temporary, location)
    else:
        os.unlink(temporary)


@contextlib.contextmanager
def _as_vault_error(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise VaultError(f"{name}: there is no such vault, or no such directory") from None
    except FileExistsError:
        raise VaultError(f"{name}: is in use by another run of piiscan") from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise VaultError(f"{name}: the vault cannot be read or written: {reason}") from None

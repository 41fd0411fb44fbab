"""One wording for everything that cannot be read, for the walker and the reader alike."""

from __future__ import annotations

import errno

from piiscan.types import Notice, NoticeKind

_KINDS = {
    errno.ENOENT: (NoticeKind.MISSING, "no such file or directory"),
    errno.ENOTDIR: (NoticeKind.MISSING, "no such file or directory"),
    errno.ELOOP: (NoticeKind.SYMLINK, "a symbolic link where a file was expected: not followed"),
    # What opening a socket gives.
    errno.ENXIO: (NoticeKind.SPECIAL, "not a regular file: never opened"),
}


def failed(path: str, error: OSError) -> Notice:
    """Say in one line why ``path`` cannot be read; ``error`` comes from the operating system."""
    kind, message = _KINDS.get(error.errno or 0, (NoticeKind.UNREADABLE, ""))
    return Notice(kind, path, message or f"cannot read: {error.strerror or type(error).__name__}")


def missing(path: str) -> Notice:
    return Notice(NoticeKind.MISSING, path, "no such file or directory")


def special(path: str) -> Notice:
    return Notice(NoticeKind.SPECIAL, path, "not a regular file (a FIFO, socket or device): not read")


def directory(path: str) -> Notice:
    return Notice(NoticeKind.UNREADABLE, path, "cannot read: is a directory")


def binary(path: str) -> Notice:
    return Notice(NoticeKind.BINARY, path, "binary: not scanned")


def undecodable(path: str, encoding: str) -> Notice:
    return Notice(NoticeKind.UNREADABLE, path, f"cannot read to the end: not valid {encoding}")


def changed(path: str) -> Notice:
    return Notice(NoticeKind.CHANGED, path, "changed while it was read: scanned as far as it was read")


def broken_link(path: str) -> Notice:
    return Notice(NoticeKind.SYMLINK, path, "a symbolic link that leads nowhere, or round in a circle")


def excluded(path: str) -> Notice:
    return Notice(NoticeKind.EXCLUDED, path, "excluded by the configuration")

"""Rewrites a file so that at any moment, power cut included, it is wholly old or wholly new.

The new text goes to a temporary file beside the target, which then takes the target's name. A symbolic link
stays and its target is rewritten; a file with several hard links is refused, since a rename parts them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterable

from piiscan.errors import MaskError
from piiscan.mask.splice import Edit, splice_stream
from piiscan.mask.state import FileState
from piiscan.mask.visible import visible

#: Such names are never scanned or committed by accident for long: a killed process may leave one behind.
TEMPORARY_PREFIX = ".piiscan-"

#: A write to the file would drop it too: the program that had the capability is another one now.
_NOT_KEPT = frozenset({"security.capability"})


def rewrite_file(
    location: str, edits: Iterable[Edit], *, expected: FileState, break_hard_links: bool = False
) -> None:
    """Does ``edits`` to the file at ``location``; mode, owner and extended attributes stay where permitted.

    Nothing happens without edits. ``expected`` is the file's state before it was scanned. Raises
    ``MaskError``, with the file as it was and no temporary file left, when it has changed since, is
    read-only, has several hard links (unless ``break_hard_links``), is no regular file, or cannot be read
    or written.
    """
    wanted = tuple(edits)
    if not wanted:
        return
    name = visible(location)
    try:
        target = os.path.realpath(location)
        _check(os.stat(target), name, expected, break_hard_links)
        if not os.access(target, os.W_OK):
            raise MaskError(f"{name}: is read-only; not rewritten")
        _replace(target, name, wanted, expected)
    except OSError as error:
        raise MaskError(f"{name}: cannot be rewritten: {error.strerror or type(error).__name__}") from error


def _check(status: os.stat_result, name: str, expected: FileState, break_hard_links: bool) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise MaskError(f"{name}: is not a regular file; not rewritten")
    if FileState.from_stat(status) != expected:
        raise _changed(name)
    if not status.st_mode & 0o222:  # the superuser could; but somebody meant it
        raise MaskError(f"{name}: is read-only; not rewritten", hint="make it writable first")
    if status.st_nlink > 1 and not break_hard_links:
        raise MaskError(
            f"{name}: has {status.st_nlink} hard links, which rewriting would part; not rewritten"
        )


def _changed(name: str) -> MaskError:
    return MaskError(f"{name}: changed since it was scanned; not rewritten", hint="run the scan again")


def _replace(target: str, name: str, edits: tuple[Edit, ...], expected: FileState) -> None:
    directory = os.path.dirname(target)
    # Drawn before the file exists, so that an interrupt at any point finds it in the clean-up below.
    temporary = os.path.join(directory, f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}.tmp")
    try:
        _write(temporary, target, name, edits, expected)
        if FileState.of(target) != expected:
            raise _changed(name)
        os.replace(temporary, target)
    except FileExistsError:  # somebody else's file, by a chance that never comes
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_directory(directory)


def _write(temporary: str, target: str, name: str, edits: tuple[Edit, ...], expected: FileState) -> None:
    with open(target, "rb") as src:
        if FileState.of(src.fileno()) != expected:
            raise _changed(name)
        with open(temporary, "xb", opener=_private) as dst:
            try:
                splice_stream(src, dst, edits)
            except ValueError as error:  # an edit past the end: the file shrank, or the spans are another's
                raise _changed(name) from error
            dst.flush()
            _keep_metadata(src.fileno(), dst.fileno())
            os.fsync(dst.fileno())


def _private(path: str, flags: int) -> int:
    """Nobody else may read the copy before it has the original's mode."""
    return os.open(path, flags, 0o600)


def _keep_metadata(old: int, new: int) -> None:
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


def _sync_directory(directory: str) -> None:
    """Makes the new name durable. The file is rewritten already, so a file system that cannot is no error."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

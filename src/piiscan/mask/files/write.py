"""Rewrites a file so that at any moment, power cut included, it is wholly old or wholly new.

``prepare`` writes the new text to a temporary file beside the target, ``commit`` lets it take the target's
name; between the two, whoever calls can write down what is about to change. A symbolic link stays and its
target is rewritten; a file with several hard links is refused, since a rename parts them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, cast

from piiscan.digest import blake2b
from piiscan.errors import MaskError
from piiscan.mask.files.metadata import keep_metadata as _keep_metadata
from piiscan.mask.files.metadata import sync_directory as _sync_directory
from piiscan.mask.files.state import FileState
from piiscan.mask.journal.lock import is_locked
from piiscan.mask.splice import Edit, merge, replace_spans
from piiscan.mask.visible import visible

#: Such names are never scanned or committed by accident for long: a killed process may leave one behind.
TEMPORARY_PREFIX = ".piiscan-"

#: Bytes of the digests (BLAKE2b) that tell one text from another.
DIGEST_SIZE = 32


class Change(NamedTuple):
    """``data[start:end]`` becomes ``text``; an empty span inserts."""

    start: int
    end: int
    text: bytes


class Draft(NamedTuple):
    """A file's new text, synced, which lies beside the file and has not yet taken its name."""

    name: str
    """The file, for messages."""
    target: str
    temporary: str
    expected: FileState
    old: str
    new: str
    """Digests of the whole text before and after."""
    back: tuple[Change, ...]
    """What makes the old text of the new one."""
    size: int = 0
    """Bytes of the new text."""


def rewrite_file(
    location: str, edits: Iterable[Edit], *, expected: FileState, break_hard_links: bool = False
) -> None:
    """Does ``edits`` to the file at ``location``; mode, owner and extended attributes stay where permitted.

    Nothing happens without edits. ``expected`` is the file's state before it was scanned. Raises
    ``MaskError``, with the file as it was and no temporary file left, when it has changed since, is
    read-only, is locked by another process, has several hard links (unless ``break_hard_links``), is no
    regular file, or cannot be read or written.
    """
    changes = changes_of(edits)
    if changes:
        commit(prepare(location, changes, expected=expected, break_hard_links=break_hard_links))


def changes_of(edits: Iterable[Edit]) -> tuple[Change, ...]:
    """``edits`` as ``prepare`` wants them: disjoint and in order."""
    return tuple(Change(edit.start, edit.end, edit.replacement) for edit in merge(edits))


def prepare(
    location: str,
    changes: Sequence[Change],
    *,
    expected: FileState,
    break_hard_links: bool = False,
    announce: Callable[[str], None] | None = None,
    temporary: str = "",
    durable: bool = True,
) -> Draft:
    """Writes the new text beside the file. Raises as ``rewrite_file`` does, and leaves nothing behind then.

    ``temporary`` is the name of the temporary file, which must not exist, else one is drawn; ``announce`` is
    told before there is one. Without ``durable``, whoever calls syncs it (``disk.sync``) before it is committed.
    """
    name = visible(location)
    with as_mask_error(name):
        target = os.path.realpath(location)
        check(os.stat(target), name, expected, break_hard_links)
        if not os.access(target, os.W_OK):
            raise MaskError(f"{name}: is read-only; not rewritten")
        # Drawn before the file exists, so that an interrupt at any point finds it in the clean-up below.
        temporary = temporary or temporary_in(os.path.dirname(target))
        if announce is not None:
            announce(temporary)
        try:
            old, new, size, removed = _write(temporary, target, name, changes, expected, durable)
            if FileState.of(target) != expected:
                raise changed(name)
        except FileExistsError:  # somebody else's file, by a chance that never comes
            raise
        except BaseException:
            discard_file(temporary)
            raise
    return Draft(name, target, temporary, expected, old, new, tuple(back(changes, removed)), size)


def commit(draft: Draft, *, durable: bool = True) -> None:
    """Lets the draft take its file's name. Raises ``MaskError``, the file as it was, the draft gone.

    Without ``durable``, whoever calls syncs the directory, for several files at once.
    """
    with as_mask_error(draft.name):
        try:
            if FileState.of(draft.target) != draft.expected:
                raise changed(draft.name)
            os.replace(draft.temporary, draft.target)
        except BaseException:
            discard_file(draft.temporary)
            raise
        if durable:
            _sync_directory(os.path.dirname(draft.target))


def discard(draft: Draft) -> None:
    """Removes what ``prepare`` has written."""
    discard_file(draft.temporary)


@contextlib.contextmanager
def as_mask_error(name: str) -> Iterator[None]:
    """What the system refuses is a problem of the file ``name``: ``OSError`` comes out as ``MaskError``."""
    try:
        yield
    except OSError as error:
        raise MaskError(f"{name}: cannot be rewritten: {error.strerror or type(error).__name__}") from error


def check(status: os.stat_result, name: str, expected: FileState, break_hard_links: bool) -> None:
    """Raises ``MaskError`` for what must not be rewritten, whatever the user may do."""
    if not stat.S_ISREG(status.st_mode):
        raise MaskError(f"{name}: is not a regular file; not rewritten")
    if FileState.from_stat(status) != expected:
        raise changed(name)
    if not status.st_mode & 0o222:  # the superuser could; but somebody meant it
        raise MaskError(f"{name}: is read-only; not rewritten", hint="make it writable first")
    if status.st_nlink > 1 and not break_hard_links:
        raise MaskError(
            f"{name}: has {status.st_nlink} hard links, which rewriting would part; not rewritten"
        )


def changed(name: str) -> MaskError:
    return MaskError(f"{name}: changed since it was scanned; not rewritten", hint="run the scan again")


def _write(
    temporary: str, target: str, name: str, changes: Sequence[Change], expected: FileState, durable: bool
) -> tuple[str, str, int, list[bytes]]:
    """Digests of the old and the new text, the size of the new one, and what stood in the places that changed."""
    removed: list[bytes] = []
    with open(target, "rb") as src:
        if FileState.of(src.fileno()) != expected:
            raise changed(name)
        if is_locked(src.fileno()):
            raise MaskError(f"{name}: is locked by another process; not rewritten")
        with open(temporary, "xb", opener=private) as dst:
            old, new = _Hashed(src), _Hashed(dst)
            try:
                replace_spans(old.stream, new.stream, changes, removed=removed)
            except ValueError as error:  # a span past the end: the file shrank, or the spans are another's
                raise changed(name) from error
            dst.flush()
            _keep_metadata(src.fileno(), dst.fileno())
            if durable:
                os.fsync(dst.fileno())
            size = dst.tell()
    return old.digest(), new.digest(), size, removed


def temporary_in(directory: str) -> str:
    """A name for a temporary file in ``directory`` that nothing has."""
    return os.path.join(directory, f"{TEMPORARY_PREFIX}{os.urandom(8).hex()}.tmp")


def private(path: str, flags: int) -> int:
    """Nobody else may read the copy before it has the original's mode."""
    return os.open(path, flags, 0o600)


def back(changes: Iterable[Change], removed: Iterable[bytes]) -> Iterator[Change]:
    shift = 0
    for change, text in zip(changes, removed, strict=True):
        start = change.start + shift
        yield Change(start, start + len(change.text), text)
        shift += len(change.text) - len(text)


def discard_file(path: str) -> None:
    """Removes a temporary file, if it is there and may be removed."""
    with contextlib.suppress(OSError):
        os.unlink(path)


class _Hashed:
    """A stream of which everything that is read or written goes into a digest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = blake2b(digest_size=DIGEST_SIZE)

    @property
    def stream(self) -> BinaryIO:
        return cast(BinaryIO, self)

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._hash.update(piece)
        return piece

    def write(self, piece: bytes) -> int:
        self._hash.update(piece)
        return self._stream.write(piece)

    def digest(self) -> str:
        return self._hash.hexdigest()

"""Read one file, or bytes at hand, into blobs: the only place that decides text or binary, and encoding.

Hot: every file of a tree passes here, so an ordinary one costs four system calls and one look at its first
8 KiB. Nothing is limited silently: what is larger than ``Sizes.whole`` comes in segments.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from stat import S_ISDIR, S_ISREG

from piiscan.sources import refusals
from piiscan.sources.encodings import BINARY, SAMPLE, Transcoder, detect, to_utf8
from piiscan.sources.segments import SIZES, Sizes, segments
from piiscan.types import Blob, Notice

# How every file is opened. O_NONBLOCK: opening a FIFO would otherwise wait for a writer for ever. O_NOFOLLOW: the walker resolves
# the links that it is given; one that appears later may lead out of the tree. Windows has neither, but
# needs O_BINARY. Python sets O_CLOEXEC on its own.
FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOFOLLOW", "O_NOCTTY", "O_BINARY"):
    FLAGS |= getattr(os, _name, 0)

# NUL and the first byte of every byte order mark; an empty file is "in" as well, and that does no harm.
_SUSPECTS = b"\x00\xef\xfe\xff"

# Larger files show their first 8 KiB before the rest is read: images and archives stop there.
_SNIFF = 256 << 10


def read_file(path: str, location: str, sizes: Sizes = SIZES) -> Iterator[Blob | Notice]:
    """Yield the regular file at ``location`` as blobs and notices that carry ``path``; never raise."""
    try:
        handle = os.open(location, FLAGS)
    except OSError as error:
        yield refusals.failed(path, error)
        return
    except ValueError:  # a NUL in the name
        yield refusals.missing(path)
        return
    try:
        info = os.fstat(handle)
        size = info.st_size
        if not 0 < size <= sizes.whole or not S_ISREG(info.st_mode):
            yield from _unusual(path, handle, info, sizes)
            return
        if size > _SNIFF and _looks_binary(handle):
            yield refusals.binary(path)
            return
        data = os.read(handle, size + 1)
        if len(data) != size:
            data = _resumed(handle, data, size)
    except OSError as error:
        yield refusals.failed(path, error)
        return
    finally:
        os.close(handle)
    if len(data) == size and data[:1] not in _SUSPECTS and data.find(0, 0, SAMPLE) < 0:
        yield Blob(path, data)  # as read_bytes would, without its generator
        return
    yield from read_bytes(path, data[:size], sizes)
    if len(data) != size:
        yield refusals.changed(path)


def read_bytes(path: str, data: bytes, sizes: Sizes = SIZES) -> Iterator[Blob | Notice]:
    """Yield ``data``, stored as a file would be, as blobs and notices."""
    if len(data) > sizes.whole:
        yield from read_stream(path, io.BytesIO(data).read, sizes)
    elif data[:1] in _SUSPECTS or data.find(0, 0, SAMPLE) >= 0:
        encoding, bom = detect(data[:SAMPLE])
        yield _decoded(path, data[bom:], encoding, bom)
    else:
        yield Blob(path, data)


def read_stream(path: str, read: Callable[[int], bytes], sizes: Sizes = SIZES) -> Iterator[Blob | Notice]:
    """Yield what ``read(size)`` gives until b"" in segments, in bounded memory; ``OSError`` passes."""
    head = read(SAMPLE)
    while len(head) < SAMPLE and (more := read(SAMPLE - len(head))):
        head += more
    encoding, bom = detect(head)
    if encoding == BINARY:
        yield refusals.binary(path)
        return
    source = _after(head[bom:], read)
    if encoding != "utf-8":
        source = Transcoder(source, encoding).read
    try:
        yield from segments(path, source, encoding=encoding, bom=bom, sizes=sizes)
    except UnicodeDecodeError:
        yield refusals.undecodable(path, encoding)


def _decoded(path: str, body: bytes, encoding: str, bom: int) -> Blob | Notice:
    if encoding == "utf-8":
        return Blob(path, body, bom=bom)
    if encoding == BINARY:
        return refusals.binary(path)
    try:
        return Blob(path, to_utf8(body, encoding), encoding, bom)
    except UnicodeDecodeError:
        return refusals.undecodable(path, encoding)


def _looks_binary(handle: int) -> bool:
    head = os.read(handle, SAMPLE)
    os.lseek(handle, 0, os.SEEK_SET)
    return detect(head)[0] == BINARY


def _resumed(handle: int, data: bytes, size: int) -> bytes:
    """Read on after a short read, to the end or to one byte more than ``size``."""
    while len(data) <= size and (more := os.read(handle, size + 1 - len(data))):
        data += more
    return data


def _unusual(path: str, handle: int, info: os.stat_result, sizes: Sizes) -> Iterator[Blob | Notice]:
    if not S_ISREG(info.st_mode):
        yield refusals.directory(path) if S_ISDIR(info.st_mode) else refusals.special(path)
    elif info.st_size == 0:  # empty, or one of the kernel's files, which do not know their size
        yield from read_stream(path, lambda size: os.read(handle, size), sizes)
    else:
        upto = _UpTo(handle, info.st_size)
        yield from read_stream(path, upto.read, sizes)
        if upto.disagrees():
            yield refusals.changed(path)


class _UpTo:
    """Reads a file as long as it was when it was opened: one that keeps growing must come to an end."""

    def __init__(self, handle: int, size: int) -> None:
        self._handle = handle
        self._left = size
        self._short = False

    def read(self, size: int) -> bytes:
        data = os.read(self._handle, min(size, self._left))
        self._left -= len(data)
        self._short = not data and self._left > 0
        return data

    def disagrees(self) -> bool:
        """Whether the file proved shorter, or was read wholly and goes on."""
        return self._short or (self._left == 0 and os.read(self._handle, 1) != b"")


def _after(head: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """A reader that gives ``head`` first."""
    pending = [head] if head else []

    def joined(size: int) -> bytes:
        return pending.pop() if pending else read(size)

    return joined

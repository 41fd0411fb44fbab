"""Files whose members are read too, as entries: `piiscan scan --inside archives,documents`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from stat import S_ISREG
from typing import NamedTuple

from piiscan.sources import refusals
from piiscan.sources.containers.content import Content, FileBytes, MemoryBytes
from piiscan.sources.containers.walk import Opening, Walk, is_to_be_opened
from piiscan.sources.encodings import SAMPLE
from piiscan.sources.entry import Entry, FileEntry, MemoryEntry
from piiscan.sources.git.index import ObjectEntry
from piiscan.sources.git.process import opened
from piiscan.sources.ignore import Excludes
from piiscan.sources.reader import FLAGS, read_bytes, read_file, read_stream
from piiscan.sources.segments import SIZES
from piiscan.types import Blob, Notice, NoticeKind


@lru_cache(maxsize=4)
def _excludes(patterns: tuple[str, ...], root: str) -> Excludes:
    return Excludes(patterns, root)


def _walk(opening: Opening, stored: int) -> Walk:
    return Walk(opening, _excludes(opening.exclude, opening.root), stored)


class InsideEntry(NamedTuple):
    """A file on disk, as ``FileEntry``; where it is an archive or a document, what lies in it is read instead."""

    path: str
    location: str
    opening: Opening

    def read(self) -> Iterator[Blob | Notice]:
        handle = self._open()
        if handle < 0:
            yield from read_file(self.path, self.location)
            return
        try:
            content = Content(seekable=FileBytes(handle))
            yield from _walk(self.opening, os.fstat(handle).st_size).file(self.path, content)
        except OSError as error:
            yield refusals.failed(self.path, error)
        finally:
            os.close(handle)

    def is_opened(self) -> bool:
        """Whether it is an archive or a document that is asked for."""
        handle = self._open()
        if handle >= 0:
            os.close(handle)
        return handle >= 0

    def _open(self) -> int:
        """A handle; -1 where it is a file like any other, or cannot be read, for which there are words elsewhere."""
        try:
            handle = os.open(self.location, FLAGS)
        except (OSError, ValueError):
            return -1
        try:
            if S_ISREG(os.fstat(handle).st_mode) and is_to_be_opened(
                FileBytes(handle).at(0, SAMPLE), self.opening
            ):
                return handle
        except OSError:
            pass
        os.close(handle)
        return -1


class InsideMemory(NamedTuple):
    """The same for bytes at hand."""

    path: str
    data: bytes
    opening: Opening

    def read(self) -> Iterator[Blob | Notice]:
        if is_to_be_opened(self.data, self.opening):
            content = Content(seekable=MemoryBytes(self.data))
            yield from _walk(self.opening, len(self.data)).file(self.path, content)
        else:
            yield from read_bytes(self.path, self.data)


class InsideObject(NamedTuple):
    """The same for a large object of git, which comes as a stream."""

    path: str
    object: ObjectEntry
    opening: Opening

    def read(self) -> Iterator[Blob | Notice]:
        with opened(["cat-file", "blob", self.object.object_id], self.object.cwd) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            content = Content(process.stdout.read)
            if is_to_be_opened(content.head, self.opening):
                yield from _walk(self.opening, SIZES.whole).file(self.path, content)
            else:
                yield from read_stream(self.path, content.read)
            complete = not process.stdout.read(1)
        if complete and process.returncode:
            yield Notice(NoticeKind.UNREADABLE, self.path, "cannot read: git cat-file failed")


def inside(found: Iterator[Entry | Notice], opening: Opening) -> Iterator[Entry | Notice]:
    """``found``, with what lies in the files of it that are archives or documents."""
    for item in found:
        if isinstance(item, FileEntry):
            yield InsideEntry(item.path, item.location, opening)
        elif isinstance(item, MemoryEntry):
            yield InsideMemory(item.path, item.data, opening)
        elif isinstance(item, ObjectEntry):
            yield InsideObject(item.path, item, opening)
        else:
            yield item

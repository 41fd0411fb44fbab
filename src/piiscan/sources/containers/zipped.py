"""zip by its directory. Not the ``zipfile`` of Python, which takes 700 bytes of memory for each of what may be
millions of entries, and lets members lie over one another before 3.12.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from piiscan.sources.containers import zip_stream
from piiscan.sources.containers.budget import NAMES, Budget, DamagedError
from piiscan.sources.containers.content import Content, Part, Seekable, Tap
from piiscan.sources.containers.member import ENCRYPTED, LINK, SPECIAL, Member
from piiscan.sources.containers.methods import STORED, refusal, unpacked
from piiscan.sources.containers.naming import decoded
from piiscan.types import NoticeKind

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_ENTRY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
#: System, flags, method, packed and plain size, lengths of name, extra and comment, attributes, offset.
_ENTRY_FIELDS = Struct("<4xxBxxHH8xIIHHH4xII")
_DIRECTORY_BROKEN = "its directory is damaged: read as far as it goes"
_OVERLAP = "written over another member, as in a zip bomb: not read"
_UNIX = 3
_ALL_ONES = 0xFFFFFFFF


class Entry(NamedTuple):
    """One line of the directory."""

    name: bytes
    packed: int
    size: int
    offset: int
    """Of its own header, from the start of the file."""
    flags: int
    method: int
    mode: int
    """As on Unix; 0 where it is not known."""
    system: int


class Zip:
    """The directory of one zip."""

    def __init__(self, source: Seekable, most: int) -> None:
        """Raises ``DamagedError`` where there is no directory. Of more than ``most`` entries, one more is listed."""
        self.source = source
        self.entries: list[Entry] = []
        names = 0
        for entry in _entries(source):
            self.entries.append(entry)
            names += len(entry.name)
            if len(self.entries) > most or names > NAMES:
                break
        self.overlapping = _overlapping(self.entries)

    def member(self, index: int, budget: Budget) -> Member:
        """The entry ``index``, ready to be read."""
        entry = self.entries[index]
        name = shown(entry)
        why, kind = self._refusal(entry, index)
        if why:
            return Member(name, why=why, kind=kind)
        try:
            return Member(name, self._content(entry, budget))
        except DamagedError as error:
            return Member(name, why=str(error))

    def _refusal(self, entry: Entry, index: int) -> tuple[str, NoticeKind]:
        if entry.flags & 0x2041:
            return ENCRYPTED, NoticeKind.UNOPENED
        if stat.S_ISLNK(entry.mode):
            return LINK, NoticeKind.SYMLINK
        if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            return SPECIAL, NoticeKind.SPECIAL
        if index in self.overlapping:
            return _OVERLAP, NoticeKind.UNOPENED
        return refusal(entry.method), NoticeKind.UNOPENED

    def _content(self, entry: Entry, budget: Budget) -> Content:
        head = self.source.at(entry.offset, 30)
        if len(head) < 30 or head[:4] != _LOCAL:
            raise DamagedError("damaged: not read")
        start = (
            entry.offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        )
        part = Part(self.source, start, entry.packed)
        if entry.method == STORED:
            return Content(seekable=part)
        return Tap(unpacked(entry.method, Content(seekable=part).read).read, budget)


def members(content: Content, source: Seekable, budget: Budget) -> Iterator[Member]:
    """The members of the zip in ``content``, all of which is ``source``. Raises ``DamagedError`` at the end."""
    try:
        listed = Zip(source, budget.limits.members)
    except DamagedError:
        yield from zip_stream.members(content, budget)
        raise DamagedError(_DIRECTORY_BROKEN) from None
    yield from every(listed, budget)


def every(listed: Zip, budget: Budget) -> Iterator[Member]:
    """All that are no directories."""
    for index, entry in enumerate(listed.entries):
        if entry.packed or not entry.name.endswith((b"/", b"\\")):
            yield listed.member(index, budget)


def shown(entry: Entry) -> str:
    """Its name; those of Windows have the separator of Windows, which is a letter like any other elsewhere."""
    name = decoded(entry.name)
    return name.replace("\\", "/") if entry.system != _UNIX and "/" not in name else name


def _entries(source: Seekable) -> Iterator[Entry]:
    start, size, shift = _directory(source)
    directory = Content(seekable=Part(source, start, size))
    while directory.position < size:
        head = directory.exactly(46)
        if len(head) < 46 or head[:4] != _ENTRY:
            raise DamagedError(_DIRECTORY_BROKEN)
        system, flags, method, packed, plain, names, extras, comments, attributes, offset = (
            _ENTRY_FIELDS.unpack(head)
        )
        rest = directory.exactly(names + extras + comments)
        name, extra = rest[:names], rest[names : names + extras]
        packed, plain, offset = _large(extra, plain, packed, offset)
        mode = attributes >> 16 if system == _UNIX else 0
        yield Entry(name, packed, plain, offset + shift, flags, method, mode, system)


def _directory(source: Seekable) -> tuple[int, int, int]:
    """Where the directory starts, its size, and by how much all offsets are off, since something was put in front."""
    tail_start = max(0, source.size - 22 - 0xFFFF)
    tail = source.at(tail_start, source.size - tail_start)
    at = tail.rfind(_END)
    while at >= 0 and (
        len(tail) - at < 22 or at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") > len(tail)
    ):
        at = tail.rfind(_END, 0, at)
    if at < 0:
        raise DamagedError(_DIRECTORY_BROKEN)
    size, offset = (int.from_bytes(tail[at + n : at + n + 4], "little") for n in (12, 16))
    end = tail_start + at
    if _ALL_ONES in (size, offset):
        size, offset, end = _directory64(source, end)
    for start in (end - size, offset):
        if 0 <= start <= end and (not size or source.at(start, 4) == _ENTRY):
            return start, min(size, end - start), start - offset
    raise DamagedError(_DIRECTORY_BROKEN)


def _directory64(source: Seekable, end: int) -> tuple[int, int, int]:
    locator = source.at(max(0, end - 20), 20)
    if locator[:4] != _LOCATOR:
        raise DamagedError(_DIRECTORY_BROKEN)
    for at in (end - 20 - 56, int.from_bytes(locator[8:16], "little")):
        record = source.at(at, 56) if 0 <= at < source.size else b""
        if len(record) == 56 and record[:4] == _END64:
            return int.from_bytes(record[40:48], "little"), int.from_bytes(record[48:56], "little"), at
    raise DamagedError(_DIRECTORY_BROKEN)


def _large(extra: bytes, plain: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset, those that do not fit into 32 bits from the field for large files."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = (
            int.from_bytes(extra[at : at + 2], "little"),
            int.from_bytes(extra[at + 2 : at + 4], "little"),
        )
        if kind == 1:
            field = extra[at + 4 : at + 4 + size]
            numbers = iter(int.from_bytes(field[n : n + 8], "little") for n in range(0, len(field) - 7, 8))
            plain = next(numbers, plain) if plain == _ALL_ONES else plain
            packed = next(numbers, packed) if packed == _ALL_ONES else packed
            offset = next(numbers, offset) if offset == _ALL_ONES else offset
            break
        at += 4 + size
    return packed, plain, offset


def _overlapping(entries: list[Entry]) -> set[int]:
    """Indexes of the entries whose bytes begin before those of an earlier one end."""
    found, end = set(), 0
    for index in sorted(range(len(entries)), key=lambda index: entries[index].offset):
        entry = entries[index]
        if entry.offset < end:
            found.add(index)
        end = max(end, entry.offset + 30 + len(entry.name) + entry.packed)
    return found

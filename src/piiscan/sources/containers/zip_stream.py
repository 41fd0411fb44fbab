"""zip from its start to its end, for what is cut off, and for what is too large to be held and cannot be sought in.

What was deleted from the directory is still there and is read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from piiscan.sources.containers.budget import CUT, DAMAGED, Budget, DamagedError
from piiscan.sources.containers.content import Content, Tap
from piiscan.sources.containers.member import ENCRYPTED, Member
from piiscan.sources.containers.methods import STORED, refusal, unpacked
from piiscan.sources.containers.naming import decoded

_LOCAL, _DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
#: What follows the members: the directory, the end, and what may stand before them.
_AFTER = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
#: Flags, method, packed size, lengths of name and extra.
_FIELDS = Struct("<2xHH8xI4xHH")
_ALL_ONES = 0xFFFFFFFF
_PIECE = 256 << 10


class _Header(NamedTuple):
    name: str
    flags: int
    method: int
    packed: int

    @property
    def is_open(self) -> bool:
        """Its size follows its bytes."""
        return bool(self.flags & 8) and not self.packed


def members(content: Content, budget: Budget) -> Iterator[Member]:
    """The members as they come. Raises ``DamagedError`` where it cannot be read any further."""
    while True:
        mark = content.exactly(4)
        if mark in _AFTER:
            return
        if mark == _DESCRIPTOR:  # the first piece of several
            continue
        if mark != _LOCAL:
            raise DamagedError(DAMAGED if len(mark) == 4 else CUT)
        header = _header(content)
        if header.is_open:
            yield from _open(header, content, budget)
        else:
            yield from _closed(header, content, budget)


def _header(content: Content) -> _Header:
    fields = content.exactly(26)
    if len(fields) < 26:
        raise DamagedError(CUT)
    flags, method, packed, names, extras = _FIELDS.unpack(fields)
    name, extra = content.exactly(names), content.exactly(extras)
    if packed == _ALL_ONES:
        packed = _large(extra)
    return _Header(decoded(name), flags, method, packed)


def _large(extra: bytes) -> int:
    at = 0
    while at + 4 <= len(extra):
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        if extra[at : at + 2] == b"\1\0" and size >= 16:
            return int.from_bytes(extra[at + 12 : at + 20], "little")
        at += 4 + size
    raise DamagedError(DAMAGED)


def _closed(header: _Header, content: Content, budget: Budget) -> Iterator[Member]:
    end = content.position + header.packed
    why = ENCRYPTED if header.flags & 1 else refusal(header.method)
    if why:
        yield Member(header.name, why=why)
    elif header.packed or not header.name.endswith("/"):

        def read(size: int) -> bytes:
            return content.read(min(size, end - content.position))

        if header.method == STORED:
            yield Member(header.name, Tap(read, budget, counts=False))
        else:
            yield Member(header.name, Tap(unpacked(header.method, read).read, budget))
    content.skip(end - content.position)
    if content.position < end:
        raise DamagedError(CUT)
    if header.flags & 8:
        _pass_descriptor(content)


def _open(header: _Header, content: Content, budget: Budget) -> Iterator[Member]:
    if header.flags & 1 or header.method == STORED or refusal(header.method):
        yield Member(header.name, why=f"{ENCRYPTED if header.flags & 1 else 'of unknown length: not read'}")
        raise DamagedError(DAMAGED)
    reader = unpacked(header.method, content.read)
    tap = Tap(reader.read, budget)
    if not header.name.endswith("/"):
        yield Member(header.name, tap)
    while tap.read(_PIECE):
        pass
    if not reader.has_ended or tap.problem:
        raise DamagedError(tap.problem or DAMAGED)
    content.unread(reader.rest)
    _pass_descriptor(content)


def _pass_descriptor(content: Content) -> None:
    """It has 12, 16, 20 or 24 bytes; what follows it tells which."""
    data = content.exactly(28)
    sizes = (16, 24) if data.startswith(_DESCRIPTOR) else (12, 20, 0)
    for size in sizes:
        if data[size : size + 2] == b"PK":
            content.unread(data[size:])
            return
    raise DamagedError(DAMAGED if len(data) == 28 else CUT)

"""tar, read as a stream: ustar, GNU and pax. Not the ``tarfile`` of Python, which believes every size it is told.

Links and devices are named and never followed; the bytes of a hard link are those of another member.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piiscan.sources.containers.budget import CUT, DAMAGED, Budget, DamagedError
from piiscan.sources.containers.content import Content, Part, Tap
from piiscan.sources.containers.magic import is_tar_header
from piiscan.sources.containers.member import LINK, SPECIAL, Member
from piiscan.sources.containers.naming import decoded
from piiscan.types import NoticeKind

_BLOCK = 512
#: A long name, or a table of attributes, is held in memory.
_LONGEST_HEADER = 1 << 20
_LINKS = b"12"
_DEVICES = b"346"
_DIRECTORY = b"5"
_NEXT_NAME, _NEXT_LINK, _PAX, _PAX_GLOBAL = b"L", b"K", b"x", b"g"
_SPARSE = b"S"


class _Header(NamedTuple):
    name: bytes
    size: int
    type: bytes


class _Extended:
    """What the headers before say of the next member."""

    def __init__(self) -> None:
        self.name: bytes | None = None
        self.size: int | None = None

    def learn(self, header: _Header, data: bytes) -> None:
        if header.type == _NEXT_NAME:
            self.name = data.split(b"\0", 1)[0]
        elif header.type == _PAX:
            for key, value in _records(data):
                if key == b"path":
                    self.name = value
                elif key == b"size" and value.isdigit() and len(value) < 20:
                    self.size = int(value)
                elif key == b"GNU.sparse.name":
                    self.name = value


def members(content: Content, budget: Budget) -> Iterator[Member]:
    """The members of the tar in ``content``. Raises ``DamagedError`` where it cannot be read any further."""
    has_ended, extended = False, _Extended()
    while block := content.exactly(_BLOCK):
        if not block.strip(b"\0"):  # the end, but another tar may follow, as `cat` puts it there
            has_ended = True
            continue
        if has_ended and not is_tar_header(block):
            raise DamagedError("something that is no member follows its end: not read")
        if len(block) < _BLOCK:
            raise DamagedError(CUT)
        if not is_tar_header(block):
            raise DamagedError(DAMAGED)
        has_ended, header = False, _parsed(block)
        if header.type in (_NEXT_NAME, _NEXT_LINK, _PAX, _PAX_GLOBAL):
            _learn(content, header, extended)
            continue
        if header.type == _SPARSE:
            _pass_map(content, block)
        size = header.size if extended.size is None else extended.size
        name = decoded(header.name if extended.name is None else extended.name)
        extended = _Extended()
        yield from _member(name, header.type, size, content, budget)


def _learn(content: Content, header: _Header, extended: _Extended) -> None:
    """Read what a header for the next header holds."""
    if header.size > _LONGEST_HEADER:
        raise DamagedError(f"holds a header of more than {_LONGEST_HEADER >> 20} MiB: read up to there")
    data = content.exactly(header.size)
    if len(data) < header.size:
        raise DamagedError(CUT)
    content.skip(-header.size % _BLOCK)
    extended.learn(header, data)


def _pass_map(content: Content, block: bytes) -> None:
    """Where the holes of a sparse file are takes more blocks, each of which says whether there is another."""
    more = block[482]
    while more:
        block = content.exactly(_BLOCK)
        if len(block) < _BLOCK:
            raise DamagedError(CUT)
        more = block[504]


def _member(name: str, kind: bytes, size: int, content: Content, budget: Budget) -> Iterator[Member]:
    if kind in _LINKS:  # it may claim a size, and has no bytes
        yield Member(name, why=LINK, kind=NoticeKind.SYMLINK)
    elif kind in _DEVICES:
        yield Member(name, why=SPECIAL, kind=NoticeKind.SPECIAL)
    elif kind == _DIRECTORY or (name.endswith("/") and not size):
        return
    elif content.seekable is not None:
        part = Part(content.seekable, content.position, size)
        yield Member(name, Content(seekable=part))
        if part.size < size:
            raise DamagedError(CUT)
        content.skip(size + -size % _BLOCK)
    else:
        left = _Left(content, size)
        yield Member(name, Tap(left.read, budget, counts=False))
        content.skip(left.left)
        if content.position < left.end:
            raise DamagedError(CUT)
        content.skip(-size % _BLOCK)


class _Left:
    """The bytes of one member in a stream."""

    def __init__(self, content: Content, size: int) -> None:
        self._content = content
        self.left = size
        self.end = content.position + size

    def read(self, size: int) -> bytes:
        data = self._content.read(min(size, self.left))
        if not data and self.left and size:
            raise DamagedError(CUT)
        self.left -= len(data)
        return data


def _parsed(block: bytes) -> _Header:
    name = block[:100].split(b"\0", 1)[0]
    if block[257:263] == b"ustar\0" and (prefix := block[345:500].split(b"\0", 1)[0]):
        name = prefix + b"/" + name
    return _Header(name, _number(block[124:136]), block[156:157])


def _number(field: bytes) -> int:
    """Octal digits, or, with the first bit set, a binary number. Raises ``DamagedError``."""
    if field[0] & 0x80:
        value = int.from_bytes(field[1:], "big")
        if field[0] != 0x80 or value >= 1 << 63:
            raise DamagedError(DAMAGED)
        return value
    digits = field.strip(b" \0") or b"0"
    if digits.strip(b"01234567"):
        raise DamagedError(DAMAGED)
    return int(digits, 8)


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The ``LENGTH KEY=VALUE`` lines of a pax header, as far as they make sense."""
    at = 0
    while at < len(data):
        digits = data[at : at + 20].partition(b" ")[0]
        if not digits.isdigit() or not 0 < int(digits) <= len(data) - at:
            return
        end = at + int(digits)
        key, equals, value = data[at + len(digits) + 1 : end - 1].partition(b"=")
        if equals:
            yield key, value
        at = end

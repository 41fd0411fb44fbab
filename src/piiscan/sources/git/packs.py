"""Objects out of git's packs, read in this process, which saves what a pipe from ``git cat-file`` takes.

The format is git's own (gitformat-pack, gitformat-pack index version 2). Whatever is not as it should be, is too large, or
lies elsewhere, is not to be had here: git is asked for it, and says what it is.
"""

from __future__ import annotations

import mmap
import os
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final, NamedTuple

from piiscan.sources.git.inflate import DAMAGED, inflating

_MAGIC: Final = b"\xfftOc\x00\x00\x00\x02"
_KINDS: Final = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA: Final = 6
_NAMED_DELTA: Final = 7
#: Git makes no longer chains.
_DEPTH: Final = 4096
#: Objects that others are built on, kept: a third of what git keeps.
_KEPT: Final = 32 << 20
#: What deflate adds to what does not shrink: less than this, and a thousandth.
_OVERHEAD: Final = 256
#: Of an entry: its kind, its size, and what it is built on.
_HEAD: Final = 64


class Packed(NamedTuple):
    """An object."""

    kind: str
    data: bytes


class Packs:
    """The packs of one object directory. Files are opened with the first question."""

    def __init__(self, folder: str, largest: int) -> None:
        """``folder`` is the object directory; nothing that is larger than ``largest`` bytes is read here, nor built on."""
        self._folder = os.path.join(folder, "pack")
        self._largest = largest
        self._packs: list[_Pack] | None = None

    def close(self) -> None:
        """Let go of the files; the next question opens them anew."""
        packs, self._packs = self._packs, None
        for pack in packs or ():
            pack.close()

    def find(self, object_id: str) -> Packed | None:
        """The object, where it lies in a pack and all is well."""
        if self._packs is None:
            self._packs = list(_opened(self._folder))
        name = bytes.fromhex(object_id)
        for pack in self._packs:
            at = pack.offset(name)
            if at >= 0:
                return pack.read(at, self._largest)
        return None


def _opened(folder: str) -> Iterator[_Pack]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name.startswith("pack-") and name.endswith(".idx"):
            path = os.path.join(folder, name[: -len(".idx")])
            try:
                pack = _Pack(_mapped(path + ".idx"), _mapped(path + ".pack"), (len(name) - 9) // 2)
            except (OSError, ValueError):  # ValueError: nothing is in it
                continue
            if pack.is_known:
                yield pack


def _mapped(path: str) -> mmap.mmap:
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Pack:
    def __init__(self, index: mmap.mmap, pack: mmap.mmap, width: int) -> None:
        """``width``: bytes of an object's name."""
        self._index = index
        self._pack = pack
        self._view = memoryview(pack)
        self._width = width
        self._end = len(pack) - width
        self._fan = [int.from_bytes(index[at : at + 4], "big") for at in range(8, 8 + 1024, 4)]
        self._names = 8 + 1024
        self._offsets = self._names + self._fan[-1] * (width + 4)
        self._large = self._offsets + 4 * self._fan[-1]
        self._kept: OrderedDict[int, tuple[int, bytes]] = OrderedDict()
        """By offset: kind and content, the longest unused first. A plain dict would look through all that it has let go of."""
        self._size = 0
        #: Whether it is of the one version that is known, and whole.
        self.is_known = (
            width in (20, 32)
            and index[:8] == _MAGIC
            and pack[:8] == b"PACK\x00\x00\x00\x02"
            and len(index) >= self._large + 2 * width
            and sorted(self._fan) == self._fan
        )

    def close(self) -> None:
        self._view.release()
        self._pack.close()
        self._index.close()

    def offset(self, name: bytes) -> int:
        """Where the object stands; -1: not in this pack."""
        index, width, names = self._index, self._width, self._names
        if len(name) != width:
            return -1
        low = self._fan[name[0] - 1] if name[0] else 0
        high = self._fan[name[0]]
        while low < high:
            middle = (low + high) >> 1
            at = names + middle * width
            there = index[at : at + width]
            if there == name:
                return self._at(middle)
            if there < name:
                low = middle + 1
            else:
                high = middle
        return -1

    def _at(self, number: int) -> int:
        at = self._offsets + 4 * number
        offset = int.from_bytes(self._index[at : at + 4], "big")
        if offset >> 31:
            at = self._large + 8 * (offset & 0x7FFFFFFF)
            offset = int.from_bytes(self._index[at : at + 8], "big")
        return offset

    def read(self, at: int, largest: int) -> Packed | None:
        """The object at ``at``."""
        deltas: list[tuple[int, bytes]] = []
        while True:
            known = self._kept.pop(at, None)
            if known is not None:
                self._size -= len(known[1])
                kind, data = known
                break
            if not 12 <= at < self._end or len(deltas) > _DEPTH:
                return None
            head = self._pack[at : at + _HEAD]
            kind, size, behind = _header(head)
            if size > largest or behind < 0:
                return None
            base = -1
            if kind == _OFFSET_DELTA:
                back, behind = _distance(head, behind)
                base = at - back if behind > 0 and back > 0 else 0
            elif kind == _NAMED_DELTA:
                base = self.offset(head[behind : behind + self._width])
                behind += self._width
                if base < 0:
                    return None
            inflated = self._inflated(at + behind, size)
            if inflated is None:
                return None
            if base < 0:
                data = inflated
                break
            deltas.append((at, inflated))
            at = base
        if kind not in _KINDS:
            return None
        self._keep(at, kind, data)
        while deltas:
            at, delta = deltas.pop()
            built = applied(data, delta, largest)
            if built is None:
                return None
            data = built
            self._keep(at, kind, data)
        return Packed(_KINDS[kind], data)

    def _inflated(self, at: int, size: int) -> bytes | None:
        # With an end: whatever stands behind the object would be copied. And one byte more, to see that there is none.
        stop = min(self._end, at + size + (size >> 10) + _OVERHEAD)
        engine = inflating()
        try:
            data = engine.decompress(self._view[at:stop], size + 1)
        except DAMAGED:
            return None
        return data if engine.eof and len(data) == size else None

    def _keep(self, at: int, kind: int, data: bytes) -> None:
        kept = self._kept
        if at in kept:
            return
        kept[at] = (kind, data)
        self._size += len(data)
        while self._size > _KEPT and len(kept) > 1:
            self._size -= len(kept.popitem(last=False)[1][1])


def _header(head: bytes) -> tuple[int, int, int]:
    """Kind and size of an entry, and where they end; -1: they do not."""
    if not head:
        return 0, 0, -1
    byte = head[0]
    kind, size, shift, at = (byte >> 4) & 7, byte & 15, 4, 1
    while byte & 128:
        if at >= len(head) or shift > 60:
            return 0, 0, -1
        byte = head[at]
        at += 1
        size |= (byte & 127) << shift
        shift += 7
    return kind, size, at


def _distance(head: bytes, at: int) -> tuple[int, int]:
    """How far back the base of a delta is, and where that ends; -1: it does not."""
    value = -1
    while at < len(head) and value < 1 << 55:
        byte = head[at]
        at += 1
        value = ((value + 1) << 7) | (byte & 127)
        if not byte & 128:
            return value, at
    return 0, -1


def _length(delta: bytes, at: int) -> tuple[int, int]:
    """A number at the head of a delta, and where it ends; -1: it does not."""
    value = shift = 0
    while at < len(delta) and shift <= 60:
        byte = delta[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            return value, at
    return 0, -1


def applied(base: bytes, delta: bytes, largest: int) -> bytes | None:
    """What ``delta`` makes of ``base``; None where it does not fit, or makes more than ``largest`` bytes."""
    expects, at = _length(delta, 0)
    if at < 0 or expects != len(base):
        return None
    size, at = _length(delta, at)
    if at < 0 or size > largest:
        return None
    pieces: list[bytes] = []
    made, end = 0, len(delta)
    while at < end:
        byte = delta[at]
        at += 1
        if byte & 128:
            # Which of the seven bytes follow is said by as many bits; the others are 0.
            if at + ((byte & 1) + (byte >> 1 & 1) + (byte >> 2 & 1) + (byte >> 3 & 1) + (byte >> 4 & 1) + (byte >> 5 & 1) + (byte >> 6 & 1)) > end:  # fmt: skip
                return None
            start = length = 0
            if byte & 1:
                start = delta[at]
                at += 1
            if byte & 2:
                start |= delta[at] << 8
                at += 1
            if byte & 4:
                start |= delta[at] << 16
                at += 1
            if byte & 8:
                start |= delta[at] << 24
                at += 1
            if byte & 16:
                length = delta[at]
                at += 1
            if byte & 32:
                length |= delta[at] << 8
                at += 1
            if byte & 64:
                length |= delta[at] << 16
                at += 1
            if not length:
                length = 0x10000
            if start + length > len(base):
                return None
            pieces.append(base[start : start + length])
        else:
            length = byte
            if not length or at + length > end:
                return None
            pieces.append(delta[at : at + length])
            at += length
        made += length
        if made > size:
            return None
    return b"".join(pieces) if made == size else None

"""gzip, bzip2, xz and zstd as readers that never give more than was asked for, in bounded memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from piiscan.sources.containers.budget import CUT, DAMAGED, DamagedError
from piiscan.sources.containers.content import Read

try:
    zstd: Any = import_module("compression.zstd")
except ImportError:
    zstd = None
_ZSTD_ERROR: type[Exception] = ValueError if zstd is None else zstd.ZstdError

#: What an xz stream may ask for; `xz -9` takes 65 MiB, a hostile one up to 4 GiB.
XZ_MEMORY = 160 << 20
_PIECE = 64 << 10


class Engine(Protocol):
    """As in ``bz2``, ``lzma`` and ``compression.zstd``."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Inflater:
    """``zlib`` in the shape of the others."""

    def __init__(self, wbits: int) -> None:
        self._engine = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._engine.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._engine.decompress(self._engine.unconsumed_tail + data, max_length)
        self._full = len(found) == max_length and not self._engine.eof
        return found


def _too_much_memory() -> DamagedError:
    return DamagedError(f"takes more than {XZ_MEMORY >> 20} MiB of memory to unpack")


def gzip_engine() -> Engine:
    return Inflater(31)


def deflate_engine() -> Engine:
    return Inflater(-15)


def bzip2_engine() -> Engine:
    return bz2.BZ2Decompressor()


def xz_engine() -> Engine:
    return lzma.LZMADecompressor(memlimit=XZ_MEMORY)


def zstd_engine() -> Engine:
    """Raises ``DamagedError`` before Python 3.14, which brings it."""
    if zstd is None:
        raise DamagedError("compressed with zstd, which Python reads from 3.14 on")
    engine: Engine = zstd.ZstdDecompressor()
    return engine


def zip_lzma_engine(read: Read) -> Engine:
    """The method 14 of zip: two bytes of version, the size of the properties, the properties, the stream."""
    head = _exactly(read, 4)
    if len(head) < 4 or int.from_bytes(head[2:4], "little") != 5:
        raise DamagedError(DAMAGED)
    properties = _exactly(read, 5)
    if len(properties) < 5 or properties[0] >= 225:
        raise DamagedError(DAMAGED)
    size = int.from_bytes(properties[1:], "little")
    if size > XZ_MEMORY:
        raise _too_much_memory()
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    try:
        filters = [{"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": lc, "lp": lp, "pb": pb}]
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    except (lzma.LZMAError, ValueError):
        raise DamagedError(DAMAGED) from None


def _exactly(read: Read, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := read(size - len(data))):
        data += more
    return data


class Unpacked:
    """Reads what ``read`` gives, unpacked; of streams one after another, as ``cat`` makes them, all."""

    def __init__(
        self, read: Read, start: Callable[[], Engine], *, magic: bytes = b"", open_ended: bool = False
    ) -> None:
        """``magic`` begins what may follow the first stream; without it, what follows is left in ``rest``.

        ``open_ended``: the stream need not say where it ends.
        """
        self._read = read
        self._start = start
        self._magic = magic
        self._open_ended = open_ended
        self._engine: Engine | None = None
        self._feed = b""
        self.has_ended = False
        self.rest = b""
        """Bytes that were read and belong to what follows."""

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes, b"" at the end. Raises ``DamagedError``; ``OSError`` of what is read passes."""
        while not self.has_ended:
            if self._engine is None:
                self._engine = self._start()
            if self._engine.eof:
                self._follow(self._engine)
            elif self._engine.needs_input and not self._fed():
                self.has_ended = True
                if not self._open_ended:
                    raise DamagedError(CUT)
            elif piece := self._piece(self._engine, size):
                return piece
        return b""

    def _fed(self) -> bool:
        self._feed = self._feed or self._read(_PIECE)
        return bool(self._feed)

    def _piece(self, engine: Engine, size: int) -> bytes:
        feed, self._feed = self._feed, b""
        try:
            return engine.decompress(feed, size)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, _ZSTD_ERROR) as error:
            self.has_ended = True
            if isinstance(error, lzma.LZMAError) and "emory" in str(error):
                raise _too_much_memory() from None
            raise DamagedError(DAMAGED) from None

    def _follow(self, engine: Engine) -> None:
        """After the end of a stream: padding, another one, or something else, which is nobody's."""
        rest = engine.unused_data
        if not self._magic:
            self.rest, self.has_ended = rest, True
            return
        rest = rest.lstrip(b"\0")
        while len(rest) < len(self._magic) and (more := self._read(_PIECE)):
            rest = (rest + more).lstrip(b"\0")
        self.has_ended = not rest.startswith(self._magic)
        if not self.has_ended:
            self._feed, self._engine = rest, self._start()

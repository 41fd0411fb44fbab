"""How the members of a zip are compressed."""

from __future__ import annotations

from functools import partial

from piiscan.sources.containers.content import Read
from piiscan.sources.containers.unpacking import (
    Unpacked,
    bzip2_engine,
    deflate_engine,
    xz_engine,
    zip_lzma_engine,
    zstd,
    zstd_engine,
)

STORED, DEFLATED = 0, 8
_LZMA = 14
_ENGINES = {DEFLATED: deflate_engine, 12: bzip2_engine, 95: xz_engine, 93: zstd_engine, 20: zstd_engine}
_ZSTD = (93, 20)


def refusal(method: int) -> str:
    """Why a member that is compressed so cannot be read; empty where it can."""
    if method in _ZSTD and zstd is None:
        return "compressed with zstd, which Python reads from 3.14 on: not read"
    if method in (STORED, _LZMA) or method in _ENGINES:
        return ""
    return f"compressed by method {method}: not read"


def unpacked(method: int, read: Read) -> Unpacked:
    """A reader of what ``read`` gives compressed. ``refusal`` knows which methods there are."""
    if method == _LZMA:
        # Whether such a stream says where it ends stands in a flag that not all writers set.
        return Unpacked(read, partial(zip_lzma_engine, read), open_ended=True)
    return Unpacked(read, _ENGINES[method])

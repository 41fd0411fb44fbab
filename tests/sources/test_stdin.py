from __future__ import annotations

import codecs
import io

import pytest

from piiscan.sources import stdin
from piiscan.types import Blob, Notice, NoticeKind


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Blob("x.py", b"")),
        (b"a\r\n", Blob("x.py", b"a\r\n")),
        (codecs.BOM_UTF8 + b"a", Blob("x.py", b"a", bom=3)),
        (codecs.BOM_UTF16_LE + "a\n".encode("utf-16-le"), Blob("x.py", b"a\n", "utf-16-le", 2)),
        (b"\0\1\2", Notice(NoticeKind.BINARY, "x.py", "binary: not scanned")),
    ],
)
def test_stdin_is_read_as_a_file_would_be(data: bytes, expected: Blob | Notice) -> None:
    entry = stdin.entry(io.BytesIO(data), "x.py")
    assert entry.path == "x.py"
    assert list(entry.read()) == [expected]

from __future__ import annotations

import codecs
import os
import socket
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.sources.entry import FileEntry, MemoryEntry
from piiscan.sources.reader import read_bytes, read_file
from piiscan.sources.segments import SIZES, Sizes
from piiscan.types import Blob, Notice, NoticeKind

SMALL = Sizes(whole=64, segment=64, overlap=16)


def read(path: Path, sizes: Sizes = SIZES) -> list[Blob | Notice]:
    return list(read_file("name", str(path), sizes))


def stored(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(data)
    return path


def kinds(items: list[Blob | Notice]) -> list[str]:
    return [str(item.kind) if isinstance(item, Notice) else "blob" for item in items]


def text(items: list[Blob | Notice]) -> bytes:
    blobs = [item for item in items if isinstance(item, Blob)]
    return b"".join(blob.data[blob.own_start : blob.own_end if blob.own_end >= 0 else None] for blob in blobs)


# What cannot be read


def test_missing_file(tmp_path: Path) -> None:
    assert read(tmp_path / "no") == [Notice(NoticeKind.MISSING, "name", "no such file or directory")]


def test_file_where_a_directory_should_be(tmp_path: Path) -> None:
    assert kinds(read(stored(tmp_path, b"") / "below")) == ["missing"]


def test_name_with_a_nul() -> None:
    assert kinds(list(read_file("name", "a\0b"))) == ["missing"]


def test_directory(tmp_path: Path) -> None:
    assert read(tmp_path) == [Notice(NoticeKind.UNREADABLE, "name", "cannot read: is a directory")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
def test_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert kinds(read(tmp_path / "fifo")) == ["special"]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such sockets")
def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert kinds(read(tmp_path / "socket")) == ["special"]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device")
def test_device() -> None:
    assert kinds(read(Path("/dev/zero"))) == ["special"]


def test_link_is_not_followed_by_the_reader(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(stored(tmp_path, b"text"))
    assert kinds(read(tmp_path / "link")) == ["symlink"]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path, b"text")
    if os.geteuid() == 0:  # root reads everything

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    else:
        path.chmod(0)
    assert read(path) == [Notice(NoticeKind.UNREADABLE, "name", "cannot read: Permission denied")]


@pytest.mark.parametrize("size", [10, 100], ids=["whole", "in segments"])
def test_input_output_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path = stored(tmp_path, b"x" * size)

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    assert read(path, SMALL) == [Notice(NoticeKind.UNREADABLE, "name", "cannot read: Input/output error")]


def test_binary(tmp_path: Path) -> None:
    assert read(stored(tmp_path, b"\x7fELF\0\0")) == [
        Notice(NoticeKind.BINARY, "name", "binary: not scanned")
    ]


def test_binary_is_not_read_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = os.read

    def count(handle: int, size: int) -> bytes:
        asked.append(size)
        return real(handle, size)

    monkeypatch.setattr(os, "read", count)
    for size in (1 << 20, 20 << 20):
        assert kinds(read(stored(tmp_path, bytes(size)))) == ["binary"]
    assert sum(asked) < 100_000


def test_wide_text_that_breaks_off_into_something_else(tmp_path: Path) -> None:
    body = codecs.BOM_UTF32_LE + ("text\n" * 4000).encode("utf-32-le") + b"\xff\xff\xff\xff"
    assert read(stored(tmp_path, body)) == [
        Notice(NoticeKind.UNREADABLE, "name", "cannot read to the end: not valid utf-32-le")
    ]
    assert kinds(read(stored(tmp_path, body), SMALL))[-1] == "unreadable"


# Files that change


class Shrinking:
    """``os.read`` that ends ``left`` bytes after the start, whatever the file's size was."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.real = os.read

    def __call__(self, handle: int, size: int) -> bytes:
        data = self.real(handle, min(size, self.left))
        self.left -= len(data)
        return data


@pytest.mark.parametrize("size", [50, 500], ids=["whole", "in segments"])
def test_file_that_shrinks_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    path = stored(tmp_path, b"0123456789" * (size // 10))
    monkeypatch.setattr(os, "read", Shrinking(size - 15))
    items = read(path, SMALL)
    assert text(items) == path.read_bytes()[: size - 15]
    assert kinds(items)[-1] == "changed"
    assert kinds(items).count("changed") == 1


def test_file_that_shrinks_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path, b"text")
    monkeypatch.setattr(os, "read", Shrinking(0))
    assert kinds(read(path)) == ["blob", "changed"]


@pytest.mark.parametrize("size", [50, 500], ids=["whole", "in segments"])
def test_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path = stored(tmp_path, b"0123456789" * (size // 10))
    real = os.fstat

    def smaller(handle: int) -> os.stat_result:
        found = list(real(handle))
        found[6] = size - 15
        return os.stat_result(found)

    monkeypatch.setattr(os, "fstat", smaller)
    items = read(path, SMALL)
    assert text(items) == path.read_bytes()[: size - 15]
    assert kinds(items)[-1] == "changed"


def test_short_reads_are_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.read
    monkeypatch.setattr(os, "read", lambda handle, size: real(handle, min(size, 7)))
    for size in (50, 500):
        items = read(stored(tmp_path, b"x" * size), SMALL)
        assert text(items) == b"x" * size
        assert set(kinds(items)) == {"blob"}


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no /proc")
def test_kernel_file_that_does_not_know_its_size() -> None:
    items = read(Path("/proc/self/status"))
    assert kinds(items) == ["blob"]
    assert text(items).startswith(b"Name:")


# Text


def test_empty_file(tmp_path: Path) -> None:
    assert read(stored(tmp_path, b"")) == [Blob("name", b"")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a\r\nb\r\n", id="CRLF"),
        pytest.param("Grüße".encode("latin-1"), id="Latin-1"),
        pytest.param(b"ok \xff\xfe not ok", id="invalid UTF-8"),
        pytest.param(b"\xef\xbb\xbe", id="nearly a mark"),
        pytest.param(b"x" * 9000 + b"\0", id="a NUL after the sample"),
    ],
)
def test_bytes_stay_as_they_are(tmp_path: Path, data: bytes) -> None:
    assert read(stored(tmp_path, data)) == [Blob("name", data)]


def test_utf8_mark_is_counted_not_scanned(tmp_path: Path) -> None:
    assert read(stored(tmp_path, codecs.BOM_UTF8 + b"key")) == [Blob("name", b"key", bom=3)]


@pytest.mark.parametrize("mark", [True, False], ids=["mark", "no mark"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16(tmp_path: Path, encoding: str, mark: bool) -> None:
    body = "key = Grüße \U0001f511\r\n"
    bom = "\ufeff".encode(encoding) if mark else b""
    expected = Blob("name", body.encode(), encoding, len(bom))
    assert read(stored(tmp_path, bom + body.encode(encoding))) == [expected]


def test_utf16_in_segments(tmp_path: Path) -> None:
    body = "line \U0001f511\n" * 5000
    items = read(stored(tmp_path, codecs.BOM_UTF16_LE + body.encode("utf-16-le")), SMALL)
    assert text(items) == body.encode()
    assert {(item.encoding, item.bom) for item in items if isinstance(item, Blob)} == {("utf-16-le", 2)}


def test_20_mib_file_comes_in_segments_whole(tmp_path: Path) -> None:
    data = codecs.BOM_UTF8 + b"0123456789abcde\n" * (20 << 16)
    items = read(stored(tmp_path, data))
    assert kinds(items) == ["blob"] * 3
    assert text(items) == data[3:]
    assert all(isinstance(item, Blob) and item.bom == 3 for item in items)


def test_sparse_2_gb_file_of_text_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = stored(tmp_path, b"text\n" * 2000)
    os.truncate(path, 2 << 30)
    tracemalloc.start()
    items = read_file("name", str(path))
    for _ in range(4):
        assert isinstance(next(items), Blob)
    items.close()  # type: ignore[attr-defined]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 << 20


@given(st.binary(max_size=300))
def test_memory_and_file_read_alike(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "alike"
    path.write_bytes(data)
    for sizes in (SMALL, Sizes()):
        assert list(read_bytes("name", data, sizes)) == read(path, sizes)


def test_entries_read_themselves(tmp_path: Path) -> None:
    path = stored(tmp_path, b"key")
    assert list(FileEntry("a", str(path)).read()) == [Blob("a", b"key")]
    assert list(MemoryEntry("b", b"key").read()) == [Blob("b", b"key")]

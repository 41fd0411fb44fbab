"""Archives as people make them, and those that are broken or hostile."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.sources.containers import budget, walk
from piiscan.sources.containers.content import Content
from piiscan.sources.containers.unpacking import zstd
from piiscan.sources.containers.walk import Opening, Walk
from piiscan.sources.ignore import Excludes
from piiscan.types import Blob, Notice

from .built import ALL, items, notices, streamed_zip_of, tar_member, tar_of, texts, zip_of

FILES = {"a.txt": "first", "dir/b.py": "second\n" * 400, "empty": ""}
BYTES = {f"outer!/{name}": content.encode() for name, content in FILES.items()}
CUT = "cut off: read as far as it goes"


def cut_members(found: list[Blob | Notice]) -> list[str]:
    return [path for path, text in texts(found).items() if text]


class TestHostile:
    def test_a_bomb_stops_at_the_ratio_in_little_memory(self):
        bomb = zip_of({"a.txt": b"a" * (100 << 20), "b.txt": "after"}, level=9)
        tracemalloc.start()
        read = 0
        for item in items_one_by_one(bomb):
            if isinstance(item, Blob):
                read += len(item.data)
            else:
                last = item
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read < 80 << 20
        assert peak < 64 << 20
        assert (last.kind.value, last.path) == ("unopened", "outer")
        assert last.message == (
            "unpacks to more than 200 times its size (--config inside-limits.ratio=NUMBER raises it): "
            "the rest of it is not read"
        )

    def test_a_bomb_in_bombs_has_one_budget(self):
        core = zip_of({f"{n}.txt": b"\n" * (4 << 20) for n in range(4)}, level=9)
        outer = zip_of({f"{n}.zip": core for n in range(16)})
        found = items(outer)
        assert sum(len(text) for text in texts(found).values()) < 80 << 20
        assert [path for _, path, _ in notices(found)] == ["outer"]

    def test_the_number_of_members_is_limited(self):
        found = items(zip_of({f"{n}": "x" for n in range(20)}), members=5)
        assert len(texts(found)) == 5
        assert notices(found) == [
            (
                "unopened",
                "outer",
                "more than 5 members (--config inside-limits.members=NUMBER raises it): the rest of it is not read",
            )
        ]

    def test_the_size_of_a_member_is_limited_and_the_others_are_read(self):
        found = items(zip_of({"large": os.urandom(700_000).hex() * 2, "small": "x"}), member_mib=1)
        read = texts(found)
        assert 1 << 20 <= len(read["outer!/large"]) < 2 << 20
        assert read["outer!/small"] == b"x"
        assert [(path, words[:29]) for _, path, words in notices(found)] == [
            ("outer!/large", "unpacks to more than 1 MiB: t")
        ]

    def test_the_total_is_limited(self):
        found = items(zip_of({f"{n}": os.urandom(300_000).hex() for n in range(4)}), total_mib=1)
        assert len(b"".join(texts(found).values())) < 2 << 20
        assert notices(found)[0][2].startswith(
            "unpacks to more than 1 MiB (--config inside-limits.total-mib="
        )

    def test_overlapping_members_are_read_once(self):
        data = bytearray(zip_of({"a.txt": "once " * 50, "b.txt": "other"}))
        first = data.index(b"PK\x01\x02")
        second = data.index(b"PK\x01\x02", first + 4)
        data[second + 42 : second + 46] = data[first + 42 : first + 46]  # both at the same place
        found = items(bytes(data))
        assert texts(found) == {"outer!/a.txt": b"once " * 50}
        assert notices(found) == [
            ("unopened", "outer!/b.txt", "written over another member, as in a zip bomb: not read")
        ]

    def test_a_zip_that_holds_itself_ends(self):
        core = zip_of({"in.zip": "x"})
        for _ in range(10):
            core = zip_of({"in.zip": core})
        assert notices(items(core)) == [
            (
                "unopened",
                "outer!/in.zip!/in.zip!/in.zip",
                "lies in 3 others: not opened (--config inside-limits.depth=4 opens it)",
            )
        ]
        assert len(notices(items(core, depth=16))) == 0

    def test_names_lead_nowhere_and_nothing_is_written(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        evil = {
            "../up.txt": "1",
            "/abs.txt": "2",
            "a/../../b.txt": "3",
            "C:\\w.txt": "4",
            "\x1b[2Jclear.txt": "5",
        }
        assert sorted(texts(items(zip_of(evil))).values()) == [b"1", b"2", b"3", b"4", b"5"]
        assert sorted(texts(items(tar_of(evil))).values()) == [b"1", b"2", b"3", b"4", b"5"]
        assert all(".." not in path.split("/") for path in texts(items(tar_of(evil))))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
    def test_links_in_a_tar_are_named_and_not_followed(self, kind):
        found = items(tar_member("link", kind, "/etc/passwd"))
        assert texts(found) == {}
        assert notices(found) == [("symlink", "outer!/link", "a link: not followed")]

    @pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
    def test_devices_in_a_tar_are_named(self, kind):
        assert notices(items(tar_member("dev", kind))) == [
            ("special", "outer!/dev", "a device or a pipe: not read")
        ]

    def test_links_in_a_zip_are_named(self):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for name in ("one", "two"):
                info = zipfile.ZipInfo(name)
                info.create_system, info.external_attr = 3, 0o120777 << 16
                target.writestr(info, "/etc/passwd")
        found = items(made.getvalue())
        assert texts(found) == {}
        assert notices(found) == [("symlink", "outer", "2 members are each a link: not followed")]

    def test_of_two_members_of_one_name_both_are_read(self):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            target.writestr("a", "1")
            with pytest.warns(UserWarning, match="Duplicate"):
                target.writestr("a", "2")
        assert texts(items(made.getvalue())) == {"outer!/a": b"12"}

    def test_encrypted_members_are_named_once_and_the_others_read(self):
        data = bytearray(zip_of({"a": "x", "b": "y", "c": "open"}))
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            where = -1
            for _ in range(2):
                where = data.index(mark, where + 1)
                data[where + at] |= 1
        found = items(bytes(data))
        assert texts(found) == {"outer!/c": b"open"}
        assert notices(found) == [("unopened", "outer", "2 members are each encrypted: not read")]

    def test_an_unknown_method_is_named(self):
        data = bytearray(zip_of({"a": "x"}))
        data[data.index(b"PK\x01\x02") + 10] = 97
        assert notices(items(bytes(data))) == [("unopened", "outer!/a", "compressed by method 97: not read")]

    def test_a_directory_of_millions_is_not_believed(self):
        data = bytearray(zip_of({"a": "x"}))
        end = data.index(b"PK\x05\x06")
        struct.pack_into("<HHII", data, end + 8, 65535, 65535, 0x7FFFFFFF, 0)
        found = items(bytes(data))
        assert texts(found) == {"outer!/a": b"x"}
        assert notices(found) == [("unopened", "outer", "its directory is damaged: read as far as it goes")]

    def test_a_header_of_a_tar_may_not_fill_the_memory(self):
        info = tarfile.TarInfo("././@LongLink")
        info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 << 30
        found = items(info.tobuf(tarfile.GNU_FORMAT) + b"a" * 5000)
        assert notices(found) == [
            ("unopened", "outer", "holds a header of more than 1 MiB: read up to there")
        ]

    @pytest.mark.parametrize("size", [1 << 40, (1 << 62) + 5])
    def test_a_size_that_is_a_lie_is_a_cut(self, size):
        info = tarfile.TarInfo("a.txt")
        info.size = size
        data = info.tobuf(tarfile.GNU_FORMAT) + b"some text"
        assert texts(items(data)) == {"outer!/a.txt": b"some text"}
        assert notices(items(data)) == [("unopened", "outer", CUT)]
        found = items(gzip.compress(data))
        assert texts(found) == {"outer!/a.txt": b"some text"}
        assert CUT in [words for _, _, words in notices(found)]

    def test_names_that_no_system_has_are_not_kept(self):
        files = {"d/" * 300 + "x": "1", "l" * 5000: "2", "ok": "3"}
        found = items(tar_of(files, "w:gz"), exclude=("nothing",))
        assert texts(found) == {"outer!/ok": b"3"}
        why = "called something of more than 4,096 letters or 200 parts: not read"
        assert notices(found) == [("unopened", "outer", f"2 members are each {why}")]

    @pytest.mark.parametrize("make", [zip_of, tar_of])
    def test_names_together_may_not_fill_the_memory(self, monkeypatch, make):
        monkeypatch.setattr(budget, "NAMES", 1000)
        found = items(make({f"{n:0100}": "x" for n in range(30)}))
        assert len(texts(found)) == 10
        assert [(path, words[:21]) for _, path, words in notices(found)] == [
            ("outer", "names of more than 0 ")
        ]

    def test_a_negative_size_is_damage(self):
        block = bytearray(tarfile.TarInfo("a").tobuf(tarfile.USTAR_FORMAT))
        block[124:136] = b"-0000000005\0"
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        assert notices(items(bytes(block) + b"\0" * 1024)) == [
            ("unopened", "outer", "damaged: read as far as it goes")
        ]

    def test_an_xz_that_wants_gigabytes_of_memory_is_refused(self):
        filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
        data = bytearray(lzma.compress(b"text " * 100, filters=filters))
        at = 12  # the block's header: size, flags, id, size of properties, dictionary, padding, checksum
        data[at + 4] = 40  # 4 GiB
        size = (data[at] + 1) * 4
        data[at + size - 4 : at + size] = struct.pack("<I", zlib.crc32(data[at : at + size - 4]))
        assert notices(items(bytes(data))) == [
            ("unopened", "outer", "takes more than 160 MiB of memory to unpack")
        ]

    @pytest.mark.parametrize("data", [b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, b"Rar!\x1a\x07\x01\0" + b"\0" * 99])
    def test_what_cannot_be_read_is_named(self, data):
        assert [(kind, path) for kind, path, _ in notices(items(data))] == [("unopened", "outer")]

    @pytest.mark.parametrize("stored", [False, True])
    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_damage_never_raises(self, stored, data):
        whole = data.draw(st.sampled_from(SEEDS))
        made = bytearray(whole)
        for _ in range(data.draw(st.integers(1, 4))):
            made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
        cut = bytes(made[: data.draw(st.integers(1, len(made)))])
        found = in_stream(cut) if stored else items(cut)
        assert all(isinstance(item, Blob | Notice) for item in found)


SEEDS = [
    zip_of({"a.txt": "text " * 99, "in.zip": zip_of({"x": "y" * 50})}),
    zip_of({"a.txt": "text " * 99}, zipfile.ZIP_LZMA),
    streamed_zip_of({"a.txt": "text " * 99, "b": "x"}),
    tar_of({"a.txt": "text " * 99, "n" * 150: "x"}),
    tar_of({"é" * 120: "x"}, form=tarfile.PAX_FORMAT),
    tar_of({"a.txt": "text " * 99}, "w:gz"),
    bz2.compress(b"text " * 99),
    lzma.compress(b"text " * 99),
]


def items_one_by_one(data: bytes):
    from piiscan.sources.containers.entry import InsideMemory

    return InsideMemory("outer", data, Opening(ALL)).read()


def in_stream(data: bytes, **options: object) -> list[Blob | Notice]:
    """As a member that is too large to be held is read: from its start to its end."""
    source = io.BytesIO(data)
    with patch.object(walk, "HELD", 16):
        return list(Walk(Opening(ALL), Excludes(()), len(data)).file("outer", Content(source.read)))


class TestCutOff:
    @pytest.mark.parametrize("keep", [0.5, 0.8, 0.97])
    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    def test_a_tar_is_read_as_far_as_it_goes(self, mode, keep):
        files = {f"{n}.txt": os.urandom(3000).hex() for n in range(20)}
        data = tar_of(files, mode)
        found = items(data[: int(len(data) * keep)])
        read = texts(found)
        assert all(files[path.rpartition("/")[2]].encode().startswith(text) for path, text in read.items())
        if mode in ("w", "w:gz"):
            assert len(read) >= 20 * keep - 3
        if keep < 0.9:
            assert CUT in [words for _, _, words in notices(found)]

    def test_a_zip_is_read_as_far_as_it_goes(self):
        data = zip_of({f"{n}.txt": os.urandom(300).hex() for n in range(20)})
        found = items(data[: len(data) // 2])
        assert 8 <= len(texts(found)) <= 12
        assert [path for _, path, _ in notices(found)][-1] == "outer"

    def test_damage_in_a_gzip_keeps_what_came_before(self):
        data = bytearray(gzip.compress(os.urandom(200_000).hex().encode(), mtime=0))
        data[len(data) // 2 : len(data) // 2 + 50] = b"\xff" * 50
        found = items(bytes(data), "dump.sql.gz")
        assert len(texts(found)["dump.sql.gz!/dump.sql"]) > 90_000
        assert [(path, words) for _, path, words in notices(found)] == [
            ("dump.sql.gz!/dump.sql", "damaged: read as far as it goes")
        ]

    def test_what_follows_a_damaged_member_is_read(self):
        data = bytearray(zip_of({"a": os.urandom(3000).hex(), "b": "fine"}))
        data[60:100] = b"\xff" * 40
        found = items(bytes(data))
        assert texts(found)["outer!/b"] == b"fine"
        assert [path for _, path, _ in notices(found)] == ["outer!/a"]


class TestRead:
    @pytest.mark.parametrize(
        "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    )
    def test_zip(self, method):
        found = items(zip_of(FILES, method))
        assert (texts(found), notices(found)) == (BYTES, [])

    @pytest.mark.parametrize("made", [zip_of(FILES), streamed_zip_of({k: v for k, v in FILES.items() if v})])
    def test_zip_as_a_stream(self, made):
        found = in_stream(made)
        assert {path: text for path, text in texts(found).items() if text} == {
            k: v for k, v in BYTES.items() if v
        }
        assert notices(found) == []

    def test_zip_behind_something_else(self):
        assert texts(items(b"#!/usr/bin/env python\n" + zip_of(FILES))) == BYTES

    def test_a_large_zip_needs_64_bits_and_gets_them(self):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target, target.open("a.txt", "w", force_zip64=True) as member:
            member.write(b"wide")
        assert texts(items(made.getvalue())) == {"outer!/a.txt": b"wide"}
        assert texts(in_stream(made.getvalue())) == {"outer!/a.txt": b"wide"}

    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    @pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
    def test_tar(self, mode, form):
        found = items(tar_of(FILES, mode, form=form))
        assert (texts(found), notices(found)) == (BYTES, [])

    @pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    def test_long_names_and_names_that_are_not_ascii(self, form):
        files = {"d/" * 80 + "a.txt": "1", "ü" * 90: "2"}
        assert texts(items(tar_of(files, form=form))) == {
            f"outer!/{name}": text.encode() for name, text in files.items()
        }

    def test_two_tars_one_behind_the_other(self):
        assert texts(items(tar_of({"a": "1"}) + tar_of({"b": "2"}))) == {"outer!/a": b"1", "outer!/b": b"2"}
        found = items(tar_of({"a": "1"}) + b"hidden")
        assert notices(found) == [
            ("unopened", "outer", "something that is no member follows its end: not read")
        ]

    def test_names_that_are_not_utf_8(self):
        data = tar_of({"a\udcff.txt": "x"})
        assert texts(items(data)) == {"outer!/a\udcff.txt": b"x"}

    def test_names_of_windows(self):
        made = bytearray(zip_of({"dir|a.txt": "x"}).replace(b"dir|a.txt", b"dir\\a.txt"))
        made[made.index(b"PK\x01\x02") + 5] = 0
        assert texts(items(bytes(made))) == {"outer!/dir/a.txt": b"x"}

    @pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
    def test_a_single_file(self, pack):
        assert texts(items(pack(b"select 1"), "d/dump.sql.gz")) == {"d/dump.sql.gz!/dump.sql": b"select 1"}
        assert texts(items(pack(b"one ") + pack(b"two"), "a.gz")) == {"a.gz!/a": b"one two"}

    def test_what_follows_a_gzip_is_nobodys(self):
        found = items(gzip.compress(b"one") + b"trailing", "a.gz")
        assert (texts(found), notices(found)) == ({"a.gz!/a": b"one"}, [])

    @pytest.mark.skipif(zstd is not None, reason="this Python reads zstd")
    def test_zstd_waits_for_python_3_14(self):
        assert notices(items(b"\x28\xb5\x2f\xfd" + b"\0" * 50, "a.zst")) == [
            ("unopened", "a.zst", "compressed with zstd, which Python reads from 3.14 on")
        ]

    @pytest.mark.skipif(zstd is None, reason="zstd comes with Python 3.14")
    def test_zstd(self):
        assert texts(items(zstd.compress(b"text"), "a.zst")) == {"a.zst!/a": b"text"}

    def test_archives_in_archives(self):
        inner = zip_of({"in.tgz": tar_of({"a/b.txt": "deep"}, "w:gz")})
        assert texts(items(zip_of({"x.jar": inner}), "o.ear")) == {"o.ear!/x.jar!/in.tgz!/a/b.txt": b"deep"}
        assert texts(items(tar_of({"x.jar": inner}, "w:gz"), "o.tgz")) == {
            "o.tgz!/x.jar!/in.tgz!/a/b.txt": b"deep"
        }

    def test_binary_members_are_skipped_and_counted(self):
        found = items(zip_of({"a.bin": b"\0" * 100, "a.txt": "text"}))
        assert texts(found) == {"outer!/a.txt": b"text"}
        assert [item.path for item in found if isinstance(item, Notice)] == ["outer!/a.bin"]

    def test_a_large_member_comes_in_segments(self):
        text = b"".join(b"line %d\n" % n for n in range(3_000_000))
        found = items(gzip.compress(text, 1), "a.gz")
        assert len(found) > 3
        assert all(text[item.base_offset :].startswith(item.data) for item in found)

    def test_utf_16_is_converted(self):
        assert texts(items(zip_of({"a.txt": "text".encode("utf-16")}))) == {"outer!/a.txt": b"text"}

    def test_members_are_excluded_like_files(self):
        data = zip_of({"src/a.py": "1", "tests/b.py": "2", "c.lock": "3", "in.zip": zip_of({"tests/d": "4"})})
        assert texts(items(data, "o.zip", exclude=("tests/", "*.lock"))) == {"o.zip!/src/a.py": b"1"}
        assert list(texts(items(data, "o.zip", exclude=("o.zip!/src/",)))) == [
            "o.zip!/tests/b.py", "o.zip!/c.lock", "o.zip!/in.zip!/tests/d"
        ]  # fmt: skip

    def test_only_what_is_asked_for_is_opened(self):
        found = items(zip_of({"a": "x"}), kinds=("documents",))
        assert texts(found) == {}
        assert [item.path for item in found if isinstance(item, Notice)] == ["outer"]

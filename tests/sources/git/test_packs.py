"""What is read out of packs is what git reads, or nothing."""

from __future__ import annotations

import hashlib
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.sources.git import packs
from piiscan.sources.git.packs import Packs, applied

LARGEST = 1 << 20


@pytest.fixture(autouse=True, params=["zlib", "zlib-ng"])
def _inflated_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of the two is installed."""
    module: Any = zlib if request.param == "zlib" else pytest.importorskip("zlib_ng.zlib_ng")
    monkeypatch.setattr(packs, "inflating", module.decompressobj)
    monkeypatch.setattr(packs, "DAMAGED", (module.error,))


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, check=True, capture_output=True).stdout


def versions(folder: Path) -> None:
    """A file that grows and changes, one with long runs, and one that has nothing in common with itself."""
    text = [f"line {number} of many\n" for number in range(3000)]
    for number in range(25):
        text[number * 37 % 3000] = f"changed in {number}\n"
        text.insert(number * 53, "one more\n")
        (folder / "text").write_text("".join(text))
        (folder / "runs").write_bytes(b"\0" * (70_000 * number) + b"end")
        (folder / "noise").write_bytes(hashlib.sha512(b"%d" % number).digest() * 3)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", f"version {number}")
    git(folder, "tag", "-am", "annotated", "v1")


@pytest.fixture(scope="module", params=["by offset", "by name", "sha256"])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    form = "sha256" if request.param == "sha256" else "sha1"
    git(folder, "init", "-q", f"--object-format={form}")
    versions(folder)
    offsets = "false" if request.param == "by name" else "true"
    git(folder, "-c", f"repack.usedeltabaseoffset={offsets}", "repack", "-adfq", "--depth=60", "--window=60")
    return folder


def everything(folder: Path) -> dict[str, tuple[str, bytes]]:
    """What git says of each object."""
    output = git(folder, "cat-file", "--batch-all-objects", "--batch")
    found, at = {}, 0
    while at < len(output):
        end = output.index(b"\n", at)
        name, kind, size = output[at:end].decode().split()
        found[name] = (kind, output[end + 1 : end + 1 + int(size)])
        at = end + 2 + int(size)
    return found


def test_every_object_is_as_git_has_it(packed: Path) -> None:
    objects = everything(packed)
    assert {kind for kind, _ in objects.values()} == {"blob", "commit", "tree", "tag"}
    listed = git(packed, "verify-pack", "-v", *map(str, packed.glob(".git/objects/pack/*.idx")))
    assert b"chain length = 9" in listed
    packs = Packs(str(packed / ".git" / "objects"), 1 << 24)
    for _ in range(2):  # the second time out of what is kept
        for name, said in objects.items():
            assert packs.find(name) == said
    packs.close()
    assert packs.find(name) == said  # opened anew


def test_what_is_too_large_or_not_there_is_not_told(packed: Path) -> None:
    objects = everything(packed)
    packs = Packs(str(packed / ".git" / "objects"), 50_000)
    for name, said in objects.items():
        assert packs.find(name) in (None, said)
        assert packs.find(name) is None or len(said[1]) <= 50_000
    assert packs.find("0" * len(name)) is None
    assert packs.find("ab" * 7) is None
    assert Packs(str(packed / "nowhere"), 50_000).find(name) is None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damage_is_never_an_error(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Of what is read, sizes at least are right; the rest is git's to judge, which reads no more closely."""
    good = _small(tmp_path_factory)
    objects = everything(good)
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "pack").mkdir()
    which = data.draw(st.sampled_from([".pack", ".idx"]))
    for path in good.glob(".git/objects/pack/pack-*"):
        content = bytearray(path.read_bytes())
        if path.suffix == which:
            for _ in range(data.draw(st.integers(1, 3))):
                at = data.draw(st.integers(0, len(content) - 1))
                content[at] = data.draw(st.integers(0, 255))
            del content[
                data.draw(st.integers(0, len(content))) if data.draw(st.booleans()) else len(content) :
            ]
        (folder / "pack" / path.name).write_bytes(content)
    packs = Packs(str(folder), LARGEST)
    for name in objects:
        found = packs.find(name)
        assert found is None or len(found.data) <= LARGEST
    packs.close()


_SMALL: list[Path] = []


def _small(factory: pytest.TempPathFactory) -> Path:
    if not _SMALL:
        folder = factory.mktemp("small")
        git(folder, "init", "-q")
        for number in range(6):
            (folder / "a").write_text("".join(f"{line}\n" for line in range(60 + number)))
            git(folder, "add", "-A")
            git(folder, "commit", "-qm", "x")
        git(folder, "repack", "-adfq")
        _SMALL.append(folder)
    return _SMALL[0]


def pack_of(folder: Path, entries: dict[bytes, bytes]) -> Packs:
    """A pack with ``entries`` as they stand, by name."""
    (folder / "pack").mkdir()
    body, offsets = b"PACK\0\0\0\2" + len(entries).to_bytes(4, "big"), {}
    for name, entry in entries.items():
        offsets[name] = len(body)
        body += entry
    names = sorted(entries)
    fan = b"".join(sum(name[0] <= byte for name in names).to_bytes(4, "big") for byte in range(256))
    index = b"\xfftOc\0\0\0\2" + fan + b"".join(names) + bytes(4 * len(names))
    index += b"".join(offsets[name].to_bytes(4, "big") for name in names) + bytes(40)
    path = folder / "pack" / ("pack-" + "0" * 40)
    path.with_suffix(".pack").write_bytes(body + bytes(20))
    path.with_suffix(".idx").write_bytes(index)
    return Packs(str(folder), LARGEST)


def test_a_blob_by_hand(tmp_path: Path) -> None:
    packs = pack_of(tmp_path, {b"\1" * 20: bytes([0x30 | 5]) + zlib.compress(b"hello")})
    assert packs.find("01" * 20) == ("blob", b"hello")


def test_what_inflates_to_more_than_it_says(tmp_path: Path) -> None:
    packs = pack_of(tmp_path, {b"\1" * 20: bytes([0x30 | 5]) + zlib.compress(bytes(1 << 27))})
    assert packs.find("01" * 20) is None


@pytest.mark.parametrize("size", [4, 6])
def test_another_size_than_it_says(tmp_path: Path, size: int) -> None:
    packs = pack_of(tmp_path, {b"\1" * 20: bytes([0x30 | size]) + zlib.compress(b"hello")})
    assert packs.find("01" * 20) is None


def test_deltas_of_each_other(tmp_path: Path) -> None:
    delta = zlib.compress(b"\5\5\x90\5")
    entries = {
        b"\1" * 20: bytes([0x70 | 4]) + b"\2" * 20 + delta,
        b"\2" * 20: bytes([0x70 | 4]) + b"\1" * 20 + delta,
    }
    assert pack_of(tmp_path, entries).find("01" * 20) is None


def test_a_delta_that_makes_more_than_is_read(tmp_path: Path) -> None:
    delta = b"\5" + b"\xff\xff\xff\x7f" + b"\x90\5" * 100
    entries = {
        b"\1" * 20: bytes([0x30 | 5]) + zlib.compress(b"hello"),
        b"\2" * 20: bytes([0xF0 | (len(delta) & 15), len(delta) >> 4]) + b"\1" * 20 + zlib.compress(delta),
    }
    packs = pack_of(tmp_path, entries)
    assert packs.find("02" * 20) is None
    assert packs.find("01" * 20) == ("blob", b"hello")


@pytest.mark.parametrize(
    ("delta", "made"),
    [
        (b"", None),
        (b"\5", None),
        (b"\5\0", b""),
        (b"\5\5\x90\5", b"hello"),
        (b"\5\3\x91\2\3", b"llo"),
        (b"\5\3\x91\3\3", None),  # behind the end
        (b"\5\3\x91\2", None),  # cut off
        (b"\5\2\2hi", b"hi"),
        (b"\5\2\3hi", None),
        (b"\5\3\2hi", None),  # less than it says
        (b"\5\1\2hi", None),  # more
        (b"\5\1\0x", None),  # reserved
        (b"\4\5\x90\4", None),  # of another base
    ],
)
def test_deltas(delta: bytes, made: bytes | None) -> None:
    assert applied(b"hello", delta, LARGEST) == made


def test_a_copy_without_a_size_is_of_65536_bytes() -> None:
    base = bytes(range(256)) * 300
    assert applied(base, b"\x80\xd8\x04\x80\x80\x04\x80", LARGEST) == base[:65536]


@given(st.binary(max_size=40), st.binary(max_size=60))
def test_no_delta_is_an_error(base: bytes, delta: bytes) -> None:
    made = applied(base, bytes([len(base)]) + delta, 100)
    assert made is None or len(made) <= 100

"""The key of fakes and hashes."""

from __future__ import annotations

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from piiscan.errors import UsageError
from piiscan.mask.policies import keyfile


def test_no_variable_is_no_key(monkeypatch):
    monkeypatch.delenv(keyfile.VARIABLE, raising=False)
    assert keyfile.from_environment() == b""


@pytest.mark.parametrize("content", [b"", b"\n", b"too short", b"fifteen letters\n", b"x" * 5000])
def test_what_is_no_key(tmp_path, monkeypatch, content):
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="no key") as caught:
        keyfile.from_file(str(path))
    assert content.strip() == b"" or content.decode().strip() not in caught.value.message
    if content.strip():
        monkeypatch.setenv(keyfile.VARIABLE, content.decode())
        with pytest.raises(UsageError, match=r"PIISCAN_MASK_KEY: is .* no key"):
            keyfile.from_environment()


@pytest.mark.parametrize("name", ["missing", ".", "fifo"])
@pytest.mark.skipif(sys.platform == "win32", reason="FIFOs")
def test_what_cannot_be_read(tmp_path, name):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UsageError, match="cannot be read"):
        keyfile.from_file(str(tmp_path / name))


def test_white_space_round_it_does_not_count(tmp_path, monkeypatch):
    (tmp_path / "key").write_bytes(b"  sixteen letters!\r\n")
    monkeypatch.setenv(keyfile.VARIABLE, "sixteen letters!")
    assert keyfile.from_file(str(tmp_path / "key")) == keyfile.from_environment() == b"sixteen letters!"


def test_one_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "a" / "b"
    with ThreadPoolExecutor(8) as pool:
        keys = {*pool.map(lambda _: keyfile.kept_in(str(folder)), range(40))}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert os.listdir(folder) == ["mask.key"]
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "mask.key").stat().st_mode) == 0o600


def test_a_damaged_one_is_said_and_never_replaced(tmp_path):
    (tmp_path / "mask.key").write_bytes(b"x")
    with pytest.raises(UsageError, match="no key"):
        keyfile.kept_in(str(tmp_path))
    assert (tmp_path / "mask.key").read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "else").write_bytes(b"somebody else's secret")
    (tmp_path / "mask.key").symlink_to("else")
    with pytest.raises(OSError, match=r"."):
        keyfile.kept_in(str(tmp_path))

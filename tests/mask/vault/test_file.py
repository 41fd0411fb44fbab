"""A vault's file: whole at any moment, one run's at a time, nobody else's to read."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from piiscan.errors import VaultError
from piiscan.mask.seal import Secret
from piiscan.mask.vault import vault as vault_module
from piiscan.mask.vault.file import VaultFile, read_vault
from piiscan.mask.vault.vault import Vault

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes, links and locks")
SECRET = Secret(b"k" * 32, is_key_file=True)


def ask(is_new: bool) -> Secret:
    return SECRET


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.vault"


def full(*arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class TestRefusals:
    def test_no_such_file(self, path: Path):
        with pytest.raises(VaultError, match="there is no such vault"):
            read_vault(str(path))

    def test_no_such_directory(self, path: Path):
        with pytest.raises(VaultError, match="no such directory"):
            Vault.for_masking(str(path / "x" / "y"), ask)

    def test_a_directory(self, tmp_path: Path):
        for open_ in (read_vault, VaultFile.open):
            with pytest.raises(VaultError, match=r"not a regular file|is a directory"):
                open_(str(tmp_path))

    @posix
    def test_a_pipe_is_not_waited_for(self, path: Path):
        os.mkfifo(path)
        for open_ in (read_vault, VaultFile.open):
            with pytest.raises(VaultError, match="not a regular file"):
                open_(str(path))

    def test_an_empty_file_is_no_vault(self, path: Path):
        path.touch()
        with pytest.raises(VaultError, match="is no vault of piiscan"):
            Vault.for_masking(str(path), ask)
        assert path.read_bytes() == b""

    def test_nobody_is_asked_for_the_key_of_what_is_no_vault(self, path: Path):
        path.write_bytes(b"something else")
        with pytest.raises(VaultError):
            Vault.for_reading(str(path), lambda is_new: pytest.fail("asked"))

    @posix
    def test_in_use(self, path: Path):
        first = Vault.for_masking(str(path), ask)
        with pytest.raises(VaultError, match="is in use by another run of piiscan"):
            Vault.for_masking(str(path), ask)
        first.book.number("EMAIL", (b"x",))
        first.flush()  # the new file is locked as well
        with pytest.raises(VaultError, match="is in use"):
            Vault.for_masking(str(path), ask)
        assert len(Vault.for_reading(str(path), ask).book) == 1
        first.close()
        Vault.for_masking(str(path), ask).close()

    @posix
    def test_two_that_begin_one_at_once(self, path: Path, monkeypatch: pytest.MonkeyPatch):
        first = Vault.for_masking(str(path), ask)
        monkeypatch.setattr(os.path, "lexists", lambda path: False)  # as it was a moment ago
        with pytest.raises(VaultError, match="is in use"):
            Vault.for_masking(str(path), ask)
        first.book.number("EMAIL", (b"x",))
        first.flush()

    @posix
    def test_replaced_between_opening_and_locking(self, path: Path, monkeypatch: pytest.MonkeyPatch):
        path.write_bytes(b"old")
        from piiscan.mask.vault import file as module

        def lock(descriptor: int) -> bool:
            other = path.with_name("other")
            other.write_bytes(b"new")
            os.replace(other, path)
            return True

        monkeypatch.setattr(module, "lock", lock)
        with pytest.raises(VaultError, match="is in use"):
            VaultFile.open(str(path))


class TestWriting:
    def test_a_vault_goes_on(self, path: Path):
        first = Vault.for_masking(str(path), ask)
        assert first.book.number("EMAIL", (b"x",)) == 1
        first.flush()
        first.close()
        second = Vault.for_masking(str(path), ask)
        assert second.book.tag == first.book.tag
        assert second.book.number("EMAIL", (b"y",)) == 2
        assert second.book.number("EMAIL", (b"x",)) == 1
        second.close()
        assert len(Vault.for_reading(str(path), ask).book) == 1  # what was not flushed is forgotten

    def test_a_new_one_that_keeps_nothing_is_removed(self, path: Path):
        vault = Vault.for_masking(str(path), ask)
        assert path.exists()
        vault.flush()
        vault.close()
        assert not path.exists()

    def test_nothing_new_writes_nothing(self, path: Path, monkeypatch: pytest.MonkeyPatch):
        vault = Vault.for_masking(str(path), ask)
        vault.book.number("EMAIL", (b"x",))
        vault.flush()
        monkeypatch.setattr(vault_module, "packed", lambda *given: pytest.fail("written"))
        vault.flush()
        vault.close()

    @posix
    def test_only_its_owner_reads_it(self, path: Path):
        before = os.umask(0)
        try:
            vault = Vault.for_masking(str(path), ask)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            vault.book.number("EMAIL", (b"x",))
            vault.flush()
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert os.listdir(path.parent) == [path.name]
        vault.close()

    @posix
    @pytest.mark.parametrize("call", ["write", "fsync", "replace"])
    def test_a_full_disk_leaves_the_old_one(self, path: Path, monkeypatch: pytest.MonkeyPatch, call: str):
        vault = Vault.for_masking(str(path), ask)
        vault.book.number("EMAIL", (b"x",))
        vault.flush()
        old = path.read_bytes()
        vault.book.number("EMAIL", (b"y",))
        with monkeypatch.context() as patch:
            patch.setattr(os, call, full)
            with pytest.raises(VaultError, match="cannot be read or written: no space left"):
                vault.flush()
        assert path.read_bytes() == old
        assert os.listdir(path.parent) == [path.name]
        vault.flush()
        assert path.read_bytes() != old
        vault.close()

    def test_without_hard_links(self, path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(os, "link", full)
        vault = Vault.for_masking(str(path), ask)
        vault.book.number("EMAIL", (b"x",))
        vault.flush()
        vault.close()
        assert len(Vault.for_reading(str(path), ask).book) == 1
        assert os.listdir(path.parent) == [path.name]

    @posix
    def test_a_link_stays_one(self, path: Path):
        real = path.with_name("real.vault")
        path.symlink_to(real.name)
        with pytest.raises(VaultError, match="no such"):  # where it leads, nobody has made one
            Vault.for_masking(str(path), ask)
        vault = Vault.for_masking(str(real), ask)
        vault.book.number("EMAIL", (b"x",))
        vault.flush()
        vault.close()
        vault = Vault.for_masking(str(path), ask)
        vault.book.number("EMAIL", (b"y",))
        vault.flush()
        vault.close()
        assert path.is_symlink()
        assert len(Vault.for_reading(str(real), ask).book) == 2

    def test_values_do_not_show(self, path: Path):
        vault = Vault.for_masking(str(path), ask)
        vault.book.number("EMAIL", (b"joe.miller@example.org",))
        vault.flush()
        data = path.read_bytes()
        assert b"joe" not in data
        assert b"EMAIL" not in data
        vault.close()

"""`piiscan mask --vault`: a wrong key, a damaged vault and a full disk change nothing, nor does what cannot be put back."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES
from piiscan.mask import seal
from piiscan.mask.vault import file as file_module
from piiscan.mask.vault.vault import Vault

from .conftest import Piiscan, Write
from .test_undo import content

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes, links and locks")
DIRTY = LINES["EMAIL"] + "\n"
FILES: dict[str, str | bytes] = {
    "a.py": EVERYTHING,
    "sub/b.txt": f"From: {EMAIL}\r\nno end",
    "wide.txt": f"\ufeff{EVERYTHING}{KEY_BLOCK}\r\n😀 {EMAIL}".encode("utf-16-le"),
    "latin.txt": f"Grüße an {EMAIL} \xff\n".encode("latin-1"),
    "mark.txt": f"\ufeffmail: {EMAIL}\n".encode(),
    "key.pem": KEY_BLOCK + "\n",
    "key.py": "K = (\n" + "".join(f'    "{line}\\n"\n' for line in KEY_BLOCK.split("\n")) + ")\n",
    "c.yml": f"to: {EMAIL}\nsame: <EMAIL_1> REDACTED_EMAIL_1\n",
    "clean.txt": "nothing <EMAIL_2> 240.1.2.3\n",
}
TOKEN = re.compile(r"(?:<|REDACTED_)EMAIL_([0-9]+)_([A-Z0-9]{4})>?")


@pytest.fixture(autouse=True)
def _own_state(state: Path) -> None:
    """For every test here, and before any other fixture."""


class TestUsage:
    def refused(self, piiscan: Piiscan, *args: str) -> str:
        result = piiscan(*args)
        assert (result.code, result.out) == (2, "")
        return result.err

    def test_what_goes_with_a_vault(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.py": DIRTY})
        for option in ("--vault-key-file", "--vault-passphrase-file"):
            assert f"{option} goes with --vault" in self.refused(piiscan, "mask", ".", option, "x")
        options = ("--vault-key-file", "k", "--vault-passphrase-file", "p")
        assert "exclude each other" in self.refused(piiscan, "mask", ".", "--vault", "v", *options)
        assert "--vault" in self.refused(piiscan, "unmask", ".")
        assert content(tree) == {"a.py": DIRTY.encode()}

    @pytest.mark.parametrize("policy", ["stars", "partial", "env", "template:x {n}", "EMAIL=stars"])
    def test_policies_that_cannot_be_put_back(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, policy: str
    ):
        write({"a.py": DIRTY})
        word = policy.rpartition("=")[2].partition(":")[0]
        error = self.refused(piiscan, "mask", ".", "--vault", vault, "--policy", policy)
        assert f"--vault: what the policy `{word}` writes cannot be put back" in error
        assert content(tree) == {"a.py": DIRTY.encode()}
        assert not os.path.exists(vault)

    def test_no_passphrase(self, piiscan: Piiscan, write: Write, vault: str, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.delenv("PIISCAN_PASSPHRASE")
        write({"a.py": DIRTY})
        error = self.refused(piiscan, "mask", ".", "--vault", vault)
        assert "no passphrase for the vault" in error
        assert "--vault-key-file" in error
        assert not os.path.exists(vault)

    def test_standard_input_alone(self, piiscan: Piiscan, vault: str):
        assert "cannot be combined" in self.refused(piiscan, "unmask", "--vault", vault, "-", "a.py")
        assert "--dry-run is for files" in self.refused(piiscan, "unmask", "--vault", vault, "-", "--dry-run")

    def test_without_the_library(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, monkeypatch: pytest.MonkeyPatch
    ):
        write({"a.py": DIRTY})
        monkeypatch.setitem(sys.modules, "cryptography", None)
        assert "needs the `cryptography` library" in self.refused(piiscan, "mask", ".", "--vault", vault)
        assert content(tree) == {"a.py": DIRTY.encode()}


class TestWrongVault:
    @pytest.fixture(autouse=True)
    def masked(self, piiscan: Piiscan, write: Write, tree: Path, vault: str) -> dict[str, bytes]:
        write(FILES)
        assert piiscan("mask", ".", "--vault", vault).code == 0
        self.before = content(tree)
        return self.before

    def refused(self, piiscan: Piiscan, tree: Path, vault: str, words: str, *args: str) -> None:
        for command in (("unmask",), ("mask",), ("unmask", "-")):
            held = Path(vault).read_bytes() if os.path.exists(vault) else None
            paths = () if "-" in command else (".",)
            result = piiscan(*command, *paths, "--vault", vault, *args)
            if command == ("mask",) and held is None:
                continue  # it would begin one
            assert (result.code, result.out) == (2, "")
            assert words in result.err
            assert result.err.count("\n") <= 2
            assert content(tree) == self.before
            assert held is None or Path(vault).read_bytes() == held

    def test_a_wrong_passphrase(
        self, piiscan: Piiscan, tree: Path, vault: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("PIISCAN_PASSPHRASE", "wrong horse")
        self.refused(piiscan, tree, vault, "the passphrase or key is wrong")

    def test_a_key_file_instead(self, piiscan: Piiscan, tree: Path, vault: str, tmp_path: Path):
        (tmp_path / "key").write_bytes(b"k" * 32)
        self.refused(
            piiscan,
            tree,
            vault,
            "it was encrypted with a passphrase",
            "--vault-key-file",
            str(tmp_path / "key"),
        )

    def test_a_damaged_one(self, piiscan: Piiscan, tree: Path, vault: str):
        data = bytearray(Path(vault).read_bytes())
        data[-5] ^= 4
        Path(vault).write_bytes(data)
        self.refused(piiscan, tree, vault, "is damaged")

    def test_one_that_is_cut_off(self, piiscan: Piiscan, tree: Path, vault: str):
        Path(vault).write_bytes(Path(vault).read_bytes()[:-1])
        self.refused(piiscan, tree, vault, "is cut off")

    def test_none(self, piiscan: Piiscan, tree: Path, vault: str):
        os.unlink(vault)
        self.refused(piiscan, tree, vault, "there is no such vault")

    def test_another_ones_tokens_are_no_tokens(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, tmp_path: Path
    ):
        other = str(tmp_path / "other.vault")
        write({"other/a.py": DIRTY})
        piiscan("mask", "other", "--vault", other)
        result = piiscan("unmask", "a.py", "sub", "--vault", other)
        assert result.code == 0
        assert "Nothing to restore." in result.err
        assert "tokens of another vault stayed: EMAIL_1_" in result.err
        assert "is it the right vault?" in result.err
        assert (tree / "a.py").read_bytes() == self.before["a.py"]


class TestMasking:
    def test_the_vault_comes_first(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, monkeypatch: pytest.MonkeyPatch
    ):
        """A disk without room for it: no file changes."""
        write({"a.py": DIRTY, "b.py": DIRTY})

        def full(*given: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(file_module.VaultFile, "_put", full)
        for options in ((), ("--transaction",), ("--no-journal",)):
            result = piiscan("mask", ".", "--vault", vault, *options)
            assert result.code == 2
            assert "the vault cannot be read or written: no space left on device" in result.err
            assert content(tree) == {"a.py": DIRTY.encode(), "b.py": DIRTY.encode()}
            assert sorted(os.listdir(tree)) == ["a.py", "b.py"]

    @pytest.mark.parametrize("options", [(), ("--transaction",), ("--no-journal",)])
    def test_no_room_once_it_has_begun(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, monkeypatch: pytest.MonkeyPatch, options
    ):
        write({"a.py": DIRTY, "b.py": DIRTY})

        def full(*given: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(file_module.VaultFile, "replace", full)
        monkeypatch.setattr(file_module.os, "replace", full)
        result = piiscan("mask", ".", "--vault", vault, *options)
        assert result.code == 2
        assert content(tree) == {"a.py": DIRTY.encode(), "b.py": DIRTY.encode()}
        assert not os.path.exists(vault)

    def test_what_would_not_come_back_is_not_masked(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str
    ):
        glued = KEY_BLOCK.replace("\n", "\n*", 2).replace("\n*", "\n", 1)
        write({"a.py": DIRTY, "b.pem": glued, "c.py": DIRTY})
        result = piiscan("mask", ".", "--vault", vault)
        assert result.code == 2
        assert "b.pem: not masked: what masking would write cannot be put back byte for byte" in result.err
        assert content(tree)["b.pem"] == glued.encode()
        assert content(tree)["a.py"] != DIRTY.encode()

    def test_diff_writes_no_vault_and_asks_for_no_new_passphrase(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.delenv("PIISCAN_PASSPHRASE")
        write({"a.py": DIRTY})
        result = piiscan("mask", ".", "--vault", vault, "--diff")
        assert result.code == 1
        assert TOKEN.search(result.out)
        assert not os.path.exists(vault)
        assert content(tree) == {"a.py": DIRTY.encode()}

    def test_a_run_that_finds_nothing_leaves_no_vault(self, piiscan: Piiscan, write: Write, vault: str):
        write({"a.py": "x = 1\n"})
        assert piiscan("mask", ".", "--vault", vault).code == 0
        assert not os.path.exists(vault)

    def test_the_vault_and_its_key_are_never_masked(self, piiscan: Piiscan, write: Write, tree: Path):
        (tree / "pass.txt").write_text(f"mail {EMAIL}\n")
        write({"a.py": DIRTY})
        options = ("--vault", "x.vault", "--vault-passphrase-file", "pass.txt")
        for _ in range(2):
            result = piiscan("mask", ".", *options)
            assert result.code == 0
            assert (tree / "pass.txt").read_text() == f"mail {EMAIL}\n"
            assert "pass.txt: lies among what is masked" in result.err
            assert "x.vault: lies among what is masked" in result.err
        assert piiscan("unmask", *options).code == 0
        assert (tree / "a.py").read_text() == DIRTY

    @posix
    def test_modes(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.sh": DIRTY})
        (tree / "a.sh").chmod(0o750)
        piiscan("mask", ".", "--vault", vault)
        assert stat.S_IMODE(os.stat(vault).st_mode) == 0o600
        piiscan("unmask", "--vault", vault)
        assert stat.S_IMODE((tree / "a.sh").stat().st_mode) == 0o750

    @posix
    def test_in_use(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.py": DIRTY})
        held = Vault.for_masking(vault, lambda is_new: seal.Secret.passphrase("correct horse"))
        try:
            result = piiscan("mask", ".", "--vault", vault)
            assert (result.code, result.out) == (2, "")
            assert "is in use by another run" in result.err
            assert content(tree) == {"a.py": DIRTY.encode()}
        finally:
            held.close()

    def test_policies_of_the_configuration_give_way(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str
    ):
        write({"a.py": DIRTY, "piiscan.toml": '[mask]\npolicy = "stars"\n'})
        result = piiscan("mask", "a.py", "--vault", vault)
        assert result.code == 0
        assert "of the policy 'stars' got a placeholder: in a vault each must stand for one" in result.err
        assert piiscan("unmask", "--vault", vault).code == 0
        assert content(tree)["a.py"] == DIRTY.encode()

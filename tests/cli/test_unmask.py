"""`piiscan unmask`: files get their values back, whatever else has become of them; what it does not know stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from canary import EMAIL, KEY_BLOCK, leaks

from .conftest import Piiscan, Write
from .test_undo import content, journals
from .test_vault import DIRTY, FILES, TOKEN, posix


@pytest.fixture(autouse=True)
def _own_state(state: Path) -> None:
    """For every test here, and before any other fixture."""


class TestRoundTrip:
    def test_everything_comes_back(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write(FILES)
        old = content(tree)
        result = piiscan("mask", ".", "--vault", vault)
        assert (result.code, leaks(result.out + result.err)) == (0, [])
        new = content(tree)
        assert {name for name in old if old[name] != new[name]} == {*FILES} - {"clean.txt"}
        assert EMAIL.encode() not in b"".join(new.values())
        assert piiscan("mask", ".", "--vault", vault).err.startswith("Nothing to mask in 9 files, ")
        assert content(tree) == new
        result = piiscan("unmask", ".", "--vault", vault)
        assert (result.code, leaks(result.out + result.err)) == (0, [])
        assert "restored sub/b.txt: 1 value\n" in result.out
        assert re.search(r"Restored [0-9]+ values in 8 files\.\n", result.err)
        assert content(tree) == old

    @pytest.mark.parametrize("policy", ["numbered", "fake", "hash", "EMAIL=fake"])
    def test_with_policies(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, policy: str, tmp_path: Path
    ):
        (tmp_path / "key").write_bytes(b"k" * 32)
        write(FILES)
        old = content(tree)
        result = piiscan(
            "mask", ".", "--vault", vault, "--policy", policy, "--mask-key-file", str(tmp_path / "key")
        )
        assert result.code == 0
        assert content(tree) != old
        assert piiscan("unmask", "--vault", vault).code == 0
        assert content(tree) == old

    def test_edited_moved_and_renamed(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.py": DIRTY, "key.pem": KEY_BLOCK + "\n"})
        piiscan("mask", ".", "--vault", vault)
        masked = (tree / "a.py").read_text()
        token = TOKEN.search(masked)
        assert token is not None
        (tree / "a.py").unlink()
        (tree / "new").mkdir()
        (tree / "new/b.md").write_text(
            f"# Review\n\nSend it to {token[0]}, not <{token[0]}>.\n```\n{masked}```\n"
        )
        indented = "".join(f"    {line}\n" for line in (tree / "key.pem").read_text().splitlines())
        (tree / "key.pem").rename(tree / "key.yml")
        (tree / "key.yml").write_text(f"key: |\n{indented}")
        assert piiscan("unmask", "--vault", vault).code == 0
        assert (
            tree / "new/b.md"
        ).read_text() == f"# Review\n\nSend it to {EMAIL}, not <{EMAIL}>.\n```\n{DIRTY}```\n"
        assert (tree / "key.yml").read_text() == "key: |\n" + "".join(
            f"    {line}\n" for line in KEY_BLOCK.splitlines()
        )

    def test_standard_input(self, piiscan: Piiscan, process: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.py": DIRTY})
        piiscan("mask", ".", "--vault", vault, "--vault-key-file", _key_file(tree))
        masked = (tree / "a.py").read_bytes()
        result = process(
            "unmask", "--vault", vault, "-", "--vault-key-file", _key_file(tree), stdin=b"ok: " + masked
        )
        assert (result.code, result.out, result.err) == (0, f"ok: {DIRTY}", "")
        assert (tree / "a.py").read_bytes() == masked

    def test_a_vault_goes_on(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.py": DIRTY})
        piiscan("mask", ".", "--vault", vault)
        other = EMAIL.replace("cilli", "berta")
        write({"b.py": f"mail_to('{other}')\n{DIRTY}"})
        piiscan("mask", ".", "--vault", vault)
        one, two = content(tree)["a.py"].decode(), content(tree)["b.py"].decode()
        assert [match[1] for match in TOKEN.finditer(one + two)] == ["1", "2", "1"]
        assert len({match[2] for match in TOKEN.finditer(one + two)}) == 1
        piiscan("unmask", "--vault", vault)
        assert content(tree) == {"a.py": DIRTY.encode(), "b.py": f"mail_to('{other}')\n{DIRTY}".encode()}

    @pytest.mark.parametrize("options", [(), ("--transaction",), ("--no-journal",)])
    def test_however_it_is_written(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, options: tuple[str, ...]
    ):
        write({"a.py": DIRTY, "b.py": DIRTY})
        assert piiscan("mask", ".", "--vault", vault, *options).code == 0
        assert piiscan("unmask", "--vault", vault).code == 0
        assert content(tree) == {"a.py": DIRTY.encode(), "b.py": DIRTY.encode()}

    def test_a_passphrase_file_is_a_passphrase(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str, tmp_path: Path
    ):
        (tmp_path / "pass").write_bytes(b"correct horse\r\n")
        write({"a.py": DIRTY})
        piiscan("mask", ".", "--vault", vault, "--vault-passphrase-file", str(tmp_path / "pass"))
        assert piiscan("unmask", "--vault", vault).code == 0
        assert content(tree) == {"a.py": DIRTY.encode()}


class TestUnmasking:
    @pytest.fixture(autouse=True)
    def masked(self, piiscan: Piiscan, write: Write, tree: Path, vault: str) -> None:
        write({"a.py": DIRTY, "b.py": DIRTY, "key.pem": KEY_BLOCK})
        piiscan("mask", ".", "--vault", vault)
        self.files = content(tree)
        match = TOKEN.search(self.files["a.py"].decode())
        assert match is not None
        self.token, self.tag = match[0], match[2]

    def test_nothing_to_restore(self, piiscan: Piiscan, write: Write, vault: str):
        write({"c/c.py": "x = 1\n"})
        result = piiscan("unmask", "c", "--vault", vault)
        assert (result.code, result.out, result.err) == (0, "", "Nothing to restore.\n")

    def test_a_path_that_is_not_there(self, piiscan: Piiscan, vault: str):
        result = piiscan("unmask", "a.py", "nope", "--vault", vault)
        assert result.code == 2
        assert result.out == "restored a.py: 1 value\n"
        assert "nope" in result.err

    def test_dry_run(self, piiscan: Piiscan, tree: Path, vault: str):
        result = piiscan("unmask", "--dry-run", "--vault", vault)
        assert result.code == 0
        assert result.out == (
            "would restore a.py: 1 value\nwould restore b.py: 1 value\nwould restore key.pem: 1 value\n"
        )
        assert result.err == "Would restore 3 values in 3 files.\n"
        assert content(tree) == self.files

    def test_tokens_that_nobody_gave(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"a.py": f"{self.token} <EMAIL_7_{self.tag}> REDACTED_KEY_9_{self.tag}\n"})
        result = piiscan("unmask", "--vault", vault)
        assert result.code == 2
        assert (
            f"a.py: 2 tokens that the vault does not know: EMAIL_7_{self.tag}, KEY_9_{self.tag}\n"
            in result.err
        )
        assert content(tree)["a.py"].decode() == f"{EMAIL} <EMAIL_7_{self.tag}> REDACTED_KEY_9_{self.tag}\n"
        assert content(tree)["b.py"] == DIRTY.encode()

    def test_a_block_that_lost_a_line(self, piiscan: Piiscan, tree: Path, vault: str):
        (tree / "key.pem").write_bytes(self.files["key.pem"].replace(b"****\n", b"", 1))
        before = (tree / "key.pem").read_bytes()
        result = piiscan("unmask", "--vault", vault)
        assert result.code == 2
        assert "key.pem: 1 private key block not restored: lines of stars are missing" in result.err
        assert (tree / "key.pem").read_bytes() == before
        assert content(tree)["a.py"] == DIRTY.encode()

    def test_binary_files_are_left_alone(self, piiscan: Piiscan, write: Write, tree: Path, vault: str):
        write({"x.bin": b"\0\1\2", "y.bin": b"\0\1" + self.token.encode()})
        result = piiscan("unmask", "--vault", vault)
        assert result.code == 2
        assert "x.bin" not in result.err
        assert "y.bin: is binary, and holds tokens of the vault; left as it is" in result.err
        assert content(tree)["y.bin"] == b"\0\1" + self.token.encode()
        assert content(tree)["a.py"] == DIRTY.encode()

    @posix
    def test_a_read_only_file_is_refused_and_the_rest_is_restored(
        self, piiscan: Piiscan, tree: Path, vault: str
    ):
        (tree / "a.py").chmod(0o444)
        result = piiscan("unmask", "--vault", vault)
        assert result.code == 2
        assert "not restored: " in result.err
        assert "read-only" in result.err
        assert "restored a.py" not in result.out
        assert content(tree)["a.py"] == self.files["a.py"]
        assert content(tree)["b.py"] == DIRTY.encode()

    def test_undo_masks_again(self, piiscan: Piiscan, tree: Path, vault: str, state: Path):
        before = journals(state)
        piiscan("unmask", "--vault", vault)
        (new,) = {*journals(state)} - {*before}
        journal = b"".join(path.read_bytes() for path in new.rglob("*") if path.is_file())
        assert leaks(journal) == []
        assert piiscan("undo").code == 0
        assert content(tree) == self.files

    def test_no_journal(self, piiscan: Piiscan, vault: str, state: Path):
        before = journals(state)
        piiscan("unmask", "--vault", vault, "--no-journal")
        assert journals(state) == before

    def test_what_a_killed_run_has_left_is_passed_over(
        self, piiscan: Piiscan, write: Write, tree: Path, vault: str
    ):
        write({".piiscan-0123456789abcdef.tmp": f"{self.token} <EMAIL_9_{self.tag}>"})
        result = piiscan("unmask", "--vault", vault)
        assert result.code == 0
        assert self.token in (tree / ".piiscan-0123456789abcdef.tmp").read_text()

    def test_quiet(self, piiscan: Piiscan, vault: str):
        result = piiscan("unmask", "-q", "--vault", vault)
        assert (result.code, result.out, result.err) == (0, "", "")

    def test_standard_input_with_an_unknown_token(self, process: Piiscan, vault: str, tmp_path: Path):
        text = f"<EMAIL_7_{self.tag}> {self.token}"
        result = process("unmask", "--vault", vault, "-", stdin=text.encode())
        assert (result.code, result.out) == (2, f"<EMAIL_7_{self.tag}> {EMAIL}")
        assert result.err == f"piiscan: <stdin>: a token that the vault does not know: EMAIL_7_{self.tag}\n"

    def test_the_vault_is_not_written(self, piiscan: Piiscan, vault: str):
        before = Path(vault).read_bytes()
        piiscan("unmask", "--vault", vault)
        assert Path(vault).read_bytes() == before
        assert leaks(before) == []


def _key_file(tree: Path) -> str:
    path = tree.parent / "vault.key"
    path.write_bytes(b"k" * 40)
    return str(path)

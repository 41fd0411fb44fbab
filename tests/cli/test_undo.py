"""`piiscan undo`: what must not be restored is not, and everything else comes back byte for byte."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from canary import EVERYTHING, LINES, SECRETS, leaks
from piiscan.mask import seal
from piiscan.mask.journal.reading import Journal

from .conftest import Piiscan, Write

DIRTY = LINES["EMAIL"] + "\n"
MASKED = "mail_to('<EMAIL>')\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and links")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of this test's own, and a scrypt that takes no time."""
    monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(seal, "_COST", (4, 8, 1))
    return tmp_path / "state"


def journals(place: Path) -> list[Path]:
    return sorted((place / "journal").iterdir()) if (place / "journal").exists() else []


def content(tree: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_nothing_to_undo(piiscan: Piiscan):
    result = piiscan("undo")
    assert (result.code, result.out) == (2, "")
    assert "there is no run to undo here" in result.err
    assert piiscan("undo", "--list").out == ""


def test_a_run_that_changes_nothing_leaves_no_journal(piiscan: Piiscan, write: Write, state: Path):
    write({"a.py": "x = 1\n"})
    piiscan("mask", ".")
    assert not state.exists()


def test_diff_leaves_no_journal(piiscan: Piiscan, write: Write, state: Path):
    write({"a.py": DIRTY})
    piiscan("mask", "--diff", ".")
    assert not state.exists()


def test_a_file_that_changed_is_refused_and_the_rest_is_restored(
    piiscan: Piiscan, write: Write, tree: Path, state: Path
):
    write({"a.py": DIRTY, "b.py": DIRTY, "c.py": DIRTY})
    piiscan("mask", ".")
    (tree / "b.py").write_text(MASKED + "more = 1\n")
    result = piiscan("undo")
    assert result.code == 2
    assert "b.py: changed since it was masked; left as it is" in result.err
    assert content(tree) == {
        "a.py": DIRTY.encode(),
        "b.py": (MASKED + "more = 1\n").encode(),
        "c.py": DIRTY.encode(),
    }
    assert len(journals(state)) == 1
    (tree / "b.py").write_text(MASKED)
    result = piiscan("undo")
    assert (result.code, result.out) == (0, "restored b.py: 1 finding\n")
    assert journals(state) == []
    assert content(tree)["b.py"] == DIRTY.encode()


def test_a_file_that_is_gone_is_refused(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY, "b.py": DIRTY})
    piiscan("mask", ".")
    (tree / "a.py").unlink()
    result = piiscan("undo")
    assert result.code == 2
    assert "a.py: cannot be read: No such file" in result.err
    assert content(tree) == {"b.py": DIRTY.encode()}


@posix
def test_what_is_no_file_any_more_is_never_opened(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY, "b.py": DIRTY, "c.py": MASKED})
    piiscan("mask", ".")
    (tree / "a.py").unlink()
    os.mkfifo(tree / "a.py")
    (tree / "b.py").unlink()
    (tree / "b.py").symlink_to("c.py")
    result = piiscan("undo")
    assert result.code == 2
    assert result.err.count("is not a regular file any more") == 2
    assert (tree / "c.py").read_text() == MASKED


@posix
def test_a_read_only_file_is_refused(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    piiscan("mask", ".")
    (tree / "a.py").chmod(0o444)
    result = piiscan("undo")
    assert result.code == 2
    assert "read-only" in result.err
    assert (tree / "a.py").read_text() == MASKED


@pytest.mark.parametrize(
    "args",
    [("x", "--list"), ("--list", "--prune"), ("--forget", "x", "--prune"), ("none",), ("--forget", "none"), ("../x",)],
    ids=" ".join,
)  # fmt: skip
def test_contradictions_and_runs_that_are_not_there(piiscan: Piiscan, write: Write, tree: Path, args):
    write({"a.py": DIRTY})
    piiscan("mask", ".")
    assert piiscan("undo", *args).code == 2
    assert (tree / "a.py").read_text() == MASKED


def test_a_damaged_journal_changes_nothing(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    write({"a.py": DIRTY, "b.py": DIRTY})
    piiscan("mask", ".")
    [journal] = journals(state)
    log = journal / "log"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 1
    log.write_bytes(bytes(data))
    result = piiscan("undo")
    assert result.code == 2
    assert "the journal is damaged in line" in result.err
    assert content(tree) == {"a.py": MASKED.encode(), "b.py": MASKED.encode()}
    assert "cannot be used: the journal is damaged" in piiscan("undo", "--list").out
    assert piiscan("undo", "--forget", journal.name).code == 0
    assert journals(state) == []


@posix
def test_a_run_that_goes_on_is_left_alone(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    import fcntl

    write({"a.py": DIRTY})
    piiscan("mask", ".")
    [journal] = journals(state)
    with (journal / "log").open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for args in ((), ("--prune",), ("--forget", journal.name)):
            result = piiscan("undo", *args)
            assert (result.code, "still goes on" in result.err) == (2, True)
    assert (tree / "a.py").read_text() == MASKED


def test_what_a_killed_undo_left_is_removed(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    """Undo writes under a name that the journal has: its temporary files hold the values."""
    write({"a.py": DIRTY, "b.py": DIRTY})
    piiscan("mask", ".")
    [journal] = journals(state)
    entries, temporaries = Journal.load(str(journal)).entries(None)
    assert {entry.temporary for entry in entries} == set(temporaries)
    Path(temporaries[0]).write_text(DIRTY)
    assert piiscan("undo").code == 0
    assert content(tree) == {"a.py": DIRTY.encode(), "b.py": DIRTY.encode()}


def test_forget_removes_what_a_killed_run_left(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    write({"a.py": DIRTY})
    piiscan("mask", ".")
    [journal] = journals(state)
    _, [temporary] = Journal.load(str(journal)).entries(None)
    Path(temporary).write_text(DIRTY)
    assert piiscan("undo", "--forget", journal.name).code == 0
    assert content(tree) == {"a.py": MASKED.encode()}


def test_everything_comes_back(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    write(
        {
            "a.py": EVERYTHING,
            "crlf.py": EVERYTHING.replace("\n", "\r\n"),
            "mixed.py": EVERYTHING.replace("\n", "\r\n", 3) + "x\ry",
            "no end.py": EVERYTHING.rstrip(),
            "u16.txt": EVERYTHING.encode("utf-16"),
            "bom.py": EVERYTHING.encode("utf-8-sig"),
            "latin.py": f"# Stra\xdfe\n{EVERYTHING}".encode("latin-1"),
            "clean.py": "x = 1\n",
            "sub/b.py": DIRTY,
        }
    )
    before = content(tree)
    out = piiscan("mask", ".").out
    assert content(tree) != before
    listed = piiscan("undo", "--dry-run")
    assert (listed.code, sorted(listed.out.splitlines())) == (
        0,
        sorted(out.replace("masked ", "would restore ").splitlines()),
    )
    result = piiscan("undo")
    assert (result.code, len(result.out.splitlines())) == (0, 8)
    assert content(tree) == before
    assert leaks(result.out + result.err + out) == []
    assert journals(state) == []


@posix
def test_mode_and_links_stay(piiscan: Piiscan, write: Write, tree: Path):
    write({"real/a.sh": DIRTY})
    (tree / "real" / "a.sh").chmod(0o751)
    (tree / "link.sh").symlink_to("real/a.sh")
    piiscan("mask", "link.sh")
    assert piiscan("undo").code == 0
    assert (tree / "link.sh").is_symlink()
    assert (tree / "real" / "a.sh").read_text() == DIRTY
    assert (tree / "real" / "a.sh").stat().st_mode & 0o777 == 0o751


@posix
def test_nobody_else_can_read_a_journal(piiscan: Piiscan, write: Write, state: Path):
    write({"a.py": DIRTY})
    old = os.umask(0)
    try:
        piiscan("mask", ".")
    finally:
        os.umask(old)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (state, *state.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_runs_are_undone_one_after_the_other(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    write({"a.py": EVERYTHING})
    piiscan("mask", ".", "--select", "EMAIL")
    once = content(tree)
    piiscan("mask", ".")
    first, second = [journal.name for journal in journals(state)]
    names = [line.split()[0] for line in piiscan("undo", "--list").out.splitlines()]
    assert sorted(names) == sorted([first, second])
    assert piiscan("undo").code == 0
    assert content(tree) == once
    assert piiscan("undo").code == 0
    assert content(tree) == {"a.py": EVERYTHING.encode()}


def test_a_run_can_be_named_by_its_beginning(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    write({"b.py": DIRTY})
    piiscan("mask", "a.py")
    piiscan("mask", "b.py")
    older = json.loads(piiscan("undo", "--list", "-o", "json").out)[-1]
    assert (older["files"], older["findings"], older["encrypted"]) == (1, 1, False)
    assert piiscan("undo", older["run"]).code == 0
    assert content(tree) == {"a.py": DIRTY.encode(), "b.py": MASKED.encode()}
    assert piiscan("undo", "2").code == 0
    assert content(tree)["b.py"] == DIRTY.encode()


def test_the_list_holds_no_values(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "b.py": DIRTY})
    piiscan("mask", ".")
    out = piiscan("undo", "--list").out
    assert "findings in 2 files" in out
    assert str(tree) in out
    assert leaks(out) == []


def test_ten_runs_are_kept(piiscan: Piiscan, write: Write, state: Path):
    for number in range(12):
        write({f"{number}.py": DIRTY})
        piiscan("mask", ".")
    assert len(journals(state)) == 10
    assert piiscan("undo", "--prune").err == "Deleted 10 journals.\n"
    assert journals(state) == []


def test_runs_of_other_directories_are_none_of_ours(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    write({"sub/a.py": DIRTY})
    piiscan("mask", ".")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert piiscan("undo").code == 2
    assert (tree / "sub" / "a.py").read_text() == MASKED
    monkeypatch.chdir(tree / "sub")
    assert piiscan("undo").code == 0
    assert (tree / "sub" / "a.py").read_text() == DIRTY


def test_no_journal(piiscan: Piiscan, write: Write, tree: Path, state: Path):
    write({"a.py": DIRTY})
    assert piiscan("mask", ".", "--no-journal").code == 0
    assert (tree / "a.py").read_text() == MASKED
    assert not state.exists()
    assert piiscan("undo").code == 2


def test_without_a_place_for_the_journal_nothing_is_masked(
    piiscan: Piiscan, write: Write, tree: Path, state: Path
):
    write({"a.py": DIRTY, "b.py": DIRTY})
    state.write_text("a file")
    result = piiscan("mask", ".")
    assert result.code == 2
    assert result.err.startswith("piiscan: error: the journal cannot be written: ")
    assert "--no-journal" in result.err
    assert content(tree) == {"a.py": DIRTY.encode(), "b.py": DIRTY.encode()}


class TestInGit:
    def test_the_journal_lies_under_the_git_directory(
        self, piiscan: Piiscan, write: Write, tree: Path, git, state: Path, monkeypatch: pytest.MonkeyPatch
    ):
        write({"sub/a.py": DIRTY})
        piiscan("mask", ".")
        assert len(journals(tree / ".git" / "piiscan")) == 1
        assert not state.exists()
        assert git("status", "--porcelain").split() == ["??", "sub/"]
        monkeypatch.chdir(tree / "sub")
        assert piiscan("undo").code == 0
        assert (tree / "sub" / "a.py").read_text() == DIRTY

    def test_a_strangers_journal_has_no_say_about_files_elsewhere(
        self, piiscan: Piiscan, write: Write, tree: Path, git, tmp_path: Path
    ):
        """Who unpacks an archive gets its `.git`, and whatever lies in it."""
        write({"a.py": DIRTY})
        (tmp_path / "elsewhere").mkdir()
        outside = tmp_path / "elsewhere" / "b.py"
        outside.write_text(DIRTY)
        (tree / "link").symlink_to(tmp_path / "elsewhere")
        piiscan("mask", "a.py", str(outside))
        [journal] = journals(tree / ".git" / "piiscan")
        temporaries = Journal.load(str(journal)).entries(None)[1]
        [stray] = [each for each in temporaries if "elsewhere" in each]
        Path(stray).write_text("")
        result = piiscan("undo")
        assert result.code == 2
        assert "lies outside of this repository" in result.err
        assert (outside.read_text(), (tree / "a.py").read_text()) == (MASKED, DIRTY)
        assert Path(stray).exists()
        Path(stray).unlink()
        assert piiscan("undo", "--outside").code == 0
        assert outside.read_text() == DIRTY

    def test_a_directory_that_became_a_link_is_not_followed(
        self, piiscan: Piiscan, write: Write, tree: Path, git, tmp_path: Path
    ):
        write({"sub/a.py": DIRTY})
        piiscan("mask", ".")
        (tree / "sub").rename(tmp_path / "moved")
        (tree / "sub").symlink_to(tmp_path / "moved")
        for args in ((), ("--outside",)):
            assert piiscan("undo", *args).code == 2
            assert (tmp_path / "moved" / "a.py").read_text() == MASKED

    def test_a_linked_work_tree_has_its_own(
        self, piiscan: Piiscan, write: Write, tree: Path, git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        write({"a.py": DIRTY})
        git("add", ".")
        git("commit", "-qm", "x")
        git("worktree", "add", "-q", str(tmp_path / "linked"))
        monkeypatch.chdir(tmp_path / "linked")
        piiscan("mask", ".")
        assert len(journals(tree / ".git" / "worktrees" / "linked" / "piiscan")) == 1
        monkeypatch.chdir(tree)
        assert piiscan("undo").code == 2
        monkeypatch.chdir(tmp_path / "linked")
        assert piiscan("undo").code == 0
        assert (tmp_path / "linked" / "a.py").read_text() == DIRTY

    def test_a_submodule_has_its_own(
        self, piiscan: Piiscan, write: Write, tree: Path, git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        other = tmp_path / "other"
        for command in (
            ["init", "-q", str(other)],
            ["-C", str(other), "commit", "-q", "--allow-empty", "-m", "x"],
        ):
            subprocess.run(["git", *command], check=True)
        git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "part")
        (tree / "part" / "a.py").write_text(DIRTY)
        monkeypatch.chdir(tree / "part")
        piiscan("mask", ".")
        assert len(journals(tree / ".git" / "modules" / "part" / "piiscan")) == 1
        assert piiscan("undo").code == 0
        assert (tree / "part" / "a.py").read_text() == DIRTY


class TestEncrypted:
    KEY = bytes(range(64))

    @pytest.fixture
    def key(self, tmp_path: Path) -> str:
        (tmp_path / "key").write_bytes(self.KEY)
        return str(tmp_path / "key")

    def test_a_wrong_passphrase_changes_nothing(
        self, piiscan: Piiscan, write: Write, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch
    ):
        write({"a.py": EVERYTHING})
        monkeypatch.setenv("PIISCAN_PASSPHRASE", "ruhrtal")
        assert piiscan("mask", ".", "--encrypt-journal").code == 0
        masked = content(tree)
        monkeypatch.setenv("PIISCAN_PASSPHRASE", "neckar")
        for args in ((), ("--dry-run",)):
            result = piiscan("undo", *args)
            assert result.code == 2
            assert "cannot be opened: the passphrase or key is wrong, or it is damaged" in result.err
        assert content(tree) == masked
        assert len(journals(state)) == 1
        monkeypatch.setenv("PIISCAN_PASSPHRASE", "ruhrtal")
        assert piiscan("undo").code == 0
        assert content(tree) == {"a.py": EVERYTHING.encode()}

    def test_no_value_and_no_name_lies_on_disk(
        self, piiscan: Piiscan, write: Write, tree: Path, state: Path, key: str
    ):
        write({"a.py": EVERYTHING, "telling-name.py": DIRTY})
        assert piiscan("mask", ".", "--encrypt-journal", "--key-file", key).code == 0
        data = b"".join(path.read_bytes() for path in state.rglob("log"))
        assert leaks(data) == []
        assert b"telling" not in data
        listed = piiscan("undo", "--list").out
        assert "in 2 files, encrypted" in listed
        assert piiscan("undo", "--key-file", key).code == 0
        assert (tree / "telling-name.py").read_text() == DIRTY

    def test_without_a_passphrase_nothing_is_masked(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.py": DIRTY})
        result = piiscan("mask", ".", "--encrypt-journal")
        assert result.code == 2
        assert "no passphrase for the journal" in result.err
        assert (tree / "a.py").read_text() == DIRTY

    def test_without_the_library_the_extra_is_named(
        self, piiscan: Piiscan, write: Write, tree: Path, key: str, monkeypatch: pytest.MonkeyPatch
    ):
        write({"a.py": DIRTY})
        monkeypatch.setitem(sys.modules, "cryptography", None)
        result = piiscan("mask", ".", "--encrypt-journal", "--key-file", key)
        assert result.code == 2
        assert "piiscan-lint[vault]" in result.err
        assert (tree / "a.py").read_text() == DIRTY

    @pytest.mark.parametrize(
        "args",
        [
            ("--no-journal", "--transaction"),
            ("--no-journal", "--encrypt-journal"),
            ("--key-file", "x"),
            ("--encrypt-journal", "--key-file", "none"),
            ("--diff", "--interactive"),
        ],
        ids=" ".join,
    )
    def test_options_that_contradict_each_other(self, piiscan: Piiscan, write: Write, tree: Path, args):
        write({"a.py": DIRTY})
        result = piiscan("mask", ".", *args)
        assert (result.code, len(result.err.splitlines()) <= 2) == (2, True)
        assert (tree / "a.py").read_text() == DIRTY


def test_a_plain_journal_holds_the_values_and_says_so_in_its_mode_only(
    piiscan: Piiscan, write: Write, state: Path
):
    """What the encryption is for: the guard of the test above finds them here."""
    write({"a.py": EVERYTHING})
    piiscan("mask", ".")
    data = b"".join(path.read_bytes() for path in state.rglob("log"))
    assert set(leaks(data)) >= set(SECRETS) - {"NAME", "USERNAME"}

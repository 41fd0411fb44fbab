"""`piiscan mask --transaction`: where one file cannot be masked, none is. And bad input without it."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from canary import LINES
from piiscan.mask.files import write as write_module

from .conftest import Piiscan, Write
from .test_undo import MASKED, content, journals

DIRTY = LINES["EMAIL"] + "\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes, links and locks")
FILES = {"a.py": DIRTY, "b.py": DIRTY, "c.py": DIRTY}
OLD = {name: text.encode() for name, text in FILES.items()}
NEW = {name: MASKED.encode() for name in FILES}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def names(tree: Path) -> list[str]:
    return sorted(os.listdir(tree))


def full_after(calls: int):
    """`os.fsync` on a disk that fills up."""
    real, left = os.fsync, [calls]

    def fsync(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    return fsync


class TestAllOrNothing:
    @pytest.fixture(autouse=True)
    def files(self, write: Write):
        write(FILES)

    def refused(self, piiscan: Piiscan, tree: Path, words: str, *paths: str):
        result = piiscan("mask", *(paths or (".",)), "--transaction")
        assert result.code == 2
        assert words in result.err
        assert "so nothing was masked" in result.err
        assert result.out == ""
        assert content(tree) == OLD
        assert names(tree) == sorted(OLD)

    @posix
    def test_a_read_only_file(self, piiscan: Piiscan, tree: Path, state: Path):
        (tree / "b.py").chmod(0o444)
        self.refused(piiscan, tree, "b.py: not masked: ")
        assert journals(state) == []

    def test_a_path_that_is_not_there(self, piiscan: Piiscan, tree: Path, state: Path):
        self.refused(piiscan, tree, "none.py: not masked: no such file", "a.py", "none.py", "c.py")
        assert journals(state) == []

    @pytest.mark.parametrize("calls", range(12))
    def test_a_disk_that_is_full(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch, calls: int
    ):
        monkeypatch.setattr(os, "fsync", full_after(calls))
        result = piiscan("mask", ".", "--transaction")
        monkeypatch.undo()
        assert content(tree) == (NEW if result.code == 0 else OLD)
        assert names(tree) == sorted(OLD)
        assert (result.code == 0) == (calls >= 4)  # three files and the journal; directories are no error

    @pytest.mark.parametrize("last", range(3))
    def test_what_was_replaced_is_rolled_back(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch, last: int
    ):
        real, left = os.replace, [last]

        def replace(old, new):
            if str(new).endswith(".py"):
                left[0] -= 1
                if left[0] == -1:
                    raise OSError(errno.EACCES, "Permission denied")
            real(old, new)

        monkeypatch.setattr(os, "replace", replace)
        self.refused(piiscan, tree, f"{'abc'[last]}.py: not masked: ")
        assert journals(state) == []

    @pytest.mark.parametrize("last", range(3))
    def test_an_interrupt_rolls_back(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch, last: int
    ):
        real, left = os.replace, [last]

        def replace(old, new):
            real(old, new)
            left[0] -= 1
            if left[0] == -1:
                raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", replace)
        assert piiscan("mask", ".", "--transaction").code == 130
        assert content(tree) == OLD
        assert names(tree) == sorted(OLD)

    def test_a_file_that_changes_between_plan_and_rename(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch
    ):
        real = os.replace

        def replace(old, new):
            real(old, new)
            (tree / "c.py").write_text("theirs")

        monkeypatch.setattr(os, "replace", replace)
        result = piiscan("mask", ".", "--transaction")
        assert result.code == 2
        assert "c.py: not masked: " in result.err
        assert "changed since it was scanned" in result.err
        assert content(tree) == {**OLD, "c.py": b"theirs"}
        assert journals(state) == []

    def test_what_cannot_be_rolled_back_is_said_and_undo_does_it_later(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch
    ):
        real, left = os.replace, [2]

        def replace(old, new):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.EIO, "Input/output error")
            real(old, new)

        monkeypatch.setattr(os, "replace", replace)
        result = piiscan("mask", ".", "--transaction")
        assert result.code == 2
        assert result.err.count("not rolled back either") == 2
        assert "`piiscan undo` tries again" in result.err
        monkeypatch.undo()
        monkeypatch.setenv("PIISCAN_STATE_DIR", str(state))
        monkeypatch.chdir(tree)
        assert len(journals(state)) == 1
        assert piiscan("undo").code == 0
        assert content(tree) == OLD

    def test_all_goes_well(self, piiscan: Piiscan, tree: Path, state: Path):
        result = piiscan("mask", ".", "--transaction")
        assert (result.code, result.out) == (0, "".join(f"masked {name}: 1 finding\n" for name in FILES))
        assert content(tree) == NEW
        assert piiscan("undo").code == 0
        assert content(tree) == OLD

    def test_with_nothing_to_do(self, piiscan: Piiscan, tree: Path, state: Path):
        piiscan("mask", ".")
        assert piiscan("mask", ".", "--transaction").code == 0
        assert len(journals(state)) == 1


class TestOneByOne:
    """The file untouched, a clear line, the rest done, exit 2."""

    @pytest.fixture(autouse=True)
    def files(self, write: Write):
        write(FILES)

    def only_b_stays(self, piiscan: Piiscan, tree: Path, words: str):
        result = piiscan("mask", "a.py", "b.py", "c.py")
        assert result.code == 2
        [line] = [line for line in result.err.splitlines() if "not masked" in line]
        assert line.startswith("piiscan: b.py: not masked: ")
        assert words in line
        assert content(tree) == {**NEW, "b.py": OLD["b.py"]}
        assert names(tree) == sorted(OLD)

    @posix
    def test_a_file_that_another_process_has_locked(self, piiscan: Piiscan, tree: Path):
        import fcntl

        with (tree / "b.py").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.only_b_stays(piiscan, tree, "is locked by another process")

    @posix
    def test_a_lock_to_read_is_no_obstacle(self, piiscan: Piiscan, tree: Path):
        import fcntl

        with (tree / "b.py").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH)
            assert piiscan("mask", ".").code == 0

    @posix
    def test_a_read_only_directory(self, piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch):
        real = os.open

        def refuse(path, flags, *rest, **more):
            if os.path.basename(os.fspath(path)).startswith(".piiscan-") and flags & os.O_CREAT and not left:
                raise PermissionError(errno.EACCES, "Permission denied")
            if os.path.basename(os.fspath(path)).startswith(".piiscan-") and flags & os.O_CREAT:
                left.pop()
            return real(path, flags, *rest, **more)

        left = [1]
        monkeypatch.setattr(write_module.os, "open", refuse)
        result = piiscan("mask", "a.py", "b.py")
        assert result.code == 2
        assert "b.py: not masked: " in result.err
        assert "cannot be rewritten: Permission denied" in result.err
        assert content(tree)["b.py"] == OLD["b.py"]

    @pytest.mark.parametrize("calls", range(8))
    def test_a_disk_that_is_full(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch, calls: int
    ):
        monkeypatch.setattr(os, "fsync", full_after(calls))
        result = piiscan("mask", "a.py", "b.py", "c.py")
        monkeypatch.undo()
        now = content(tree)
        assert set(now) == set(OLD)
        assert all(now[name] in (OLD[name], NEW[name]) for name in OLD)
        assert result.code == (0 if now == NEW else 2)
        assert "No space left on device" in result.err or now == NEW
        assert names(tree) == sorted(OLD)
        monkeypatch.chdir(tree)
        monkeypatch.setenv("PIISCAN_STATE_DIR", str(state))
        assert piiscan("undo").code == (0 if now != OLD else 2)
        assert content(tree) == OLD

    @pytest.mark.parametrize("calls", range(0, 24, 3))
    def test_a_disk_that_is_full_while_the_journal_is_written(
        self, piiscan: Piiscan, tree: Path, state: Path, monkeypatch: pytest.MonkeyPatch, calls: int
    ):
        real, left = os.write, [calls]

        def half(descriptor, data):
            left[0] -= 1
            if left[0] == 0:
                real(descriptor, bytes(data)[: len(data) // 2])
            if left[0] <= 0 and left[0] > -3:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(descriptor, data)

        monkeypatch.setattr(os, "write", half)
        result = piiscan("mask", "a.py", "b.py", "c.py")
        monkeypatch.undo()
        now = content(tree)
        assert all(now[name] in (OLD[name], NEW[name]) for name in OLD)
        assert result.code == (0 if now == NEW else 2)
        assert names(tree) == sorted(OLD)
        monkeypatch.chdir(tree)
        monkeypatch.setenv("PIISCAN_STATE_DIR", str(state))
        assert piiscan("undo").code == (0 if now != OLD else 2)
        assert content(tree) == OLD

    def test_a_span_that_ends_inside_a_character(
        self, piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch
    ):
        from piiscan.run.scanner import Outcome, Scanner
        from piiscan.sources.entry import FileEntry

        (tree / "b.py").write_text("b = 'größer'\n", encoding="utf-8")
        before = (tree / "b.py").read_bytes()
        real = Scanner.scan_each

        def shifted(self, entries, outcome):
            for entry, found in real(self, entries, outcome):
                if entry.path == "b.py":
                    [model] = self.scan_one(FileEntry("b.py", str(tree / "c.py")), Outcome())
                    found = [*found, model._replace(path="b.py", start_offset=7, end_offset=8)]
                yield entry, found

        monkeypatch.setattr(Scanner, "scan_each", shifted)
        result = piiscan("mask", "a.py", "b.py", "c.py")
        assert result.code == 2
        assert "b.py: not masked: " in result.err
        assert "inside a character" in result.err
        assert content(tree) == {**NEW, "b.py": before}

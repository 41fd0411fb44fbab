"""When drafts become files: what is written waits for the batch, and the batch is never too large."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from piiscan.mask import FileState
from piiscan.mask.files.write import Change, Draft, prepare
from piiscan.run import commit
from piiscan.run.commit import Masked, Pending, one_by_one

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no statvfs")

OLD, NEW = b"old text\n", b"new text\n"


class Files:
    """So many files, and how many of them were new when each was drafted."""

    def __init__(self, folder: Path, count: int) -> None:
        self.paths = [folder / f"{number:02}.txt" for number in range(count)]
        for path in self.paths:
            path.write_bytes(OLD)
        self.seen: list[int] = []

    @property
    def new(self) -> int:
        return sum(path.read_bytes() == NEW for path in self.paths)

    def pending(self) -> Iterator[Pending]:
        for path in self.paths:
            self.seen.append(self.new)
            draft = prepare(
                str(path), (Change(0, 3, b"new"),), expected=FileState.of(str(path)), durable=False
            )
            yield Pending(Masked(path.name, 1), draft)


@pytest.fixture
def files(tmp_path: Path) -> Callable[[int], Files]:
    return lambda count: Files(tmp_path, count)


def temporaries(files: Files) -> list[Path]:
    return [path for path in files.paths[0].parent.iterdir() if path not in files.paths]


def test_without_files_there_is_nothing_to_do():
    assert list(one_by_one([], None)) == []


@pytest.mark.parametrize(("count", "batch"), [(1, 1), (3, 1), (25, 10), (20, 10), (130, 100), (7, 100)])
def test_files_take_their_names_when_the_batch_is_full(files, count: int, batch: int):
    made = files(count)
    done = list(one_by_one(made.pending(), None, batch=batch))
    assert made.seen == [number // batch * batch for number in range(count)]
    assert [each.path for each in done] == [path.name for path in made.paths]
    assert made.new == count
    assert not temporaries(made)


def test_large_files_make_small_batches(files, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commit, "BATCH_BYTES", 3 * len(NEW))
    made = files(8)
    assert len(list(one_by_one(made.pending(), None))) == 8
    assert made.seen == [0, 0, 0, 3, 3, 3, 6, 6]


@posix
def test_where_the_disk_is_nearly_full_batches_are_small(files, monkeypatch: pytest.MonkeyPatch):
    nearly = type("Disk", (), {"f_bavail": 4, "f_frsize": len(NEW)})
    monkeypatch.setattr(commit.os, "statvfs", lambda path: nearly)
    made = files(5)
    assert len(list(one_by_one(made.pending(), None))) == 5
    assert made.seen == [0, 0, 2, 2, 4]


@posix
def test_a_disk_that_does_not_say_what_it_has_left_is_taken_for_empty(files, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: str) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(commit.os, "statvfs", refuse)
    made = files(3)
    list(one_by_one(made.pending(), None))
    assert made.seen == [0, 0, 0]
    assert made.new == 3


def test_a_draft_knows_its_size_also_where_it_grows(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(OLD)
    draft = prepare(str(path), (Change(0, 3, b"longer"),), expected=FileState.of(str(path)))
    assert draft.size == len(b"longer text\n") == Path(draft.temporary).stat().st_size


@pytest.mark.parametrize("at", [0, 1, 64, 70, 99])
def test_what_ends_the_run_leaves_the_open_batch_as_it_was(files, at: int):
    made = files(100)

    def items() -> Iterator[Pending]:
        for number, item in enumerate(made.pending()):
            if number == at:
                item.discard()
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt):
        list(one_by_one(items(), None))
    assert made.new == 0
    assert not temporaries(made)


@pytest.mark.parametrize("batch", [10, 100])
def test_the_names_of_drafts_that_are_files_by_now_are_left_alone(
    files, monkeypatch: pytest.MonkeyPatch, batch: int
):
    """Nobody knows whose they are: all were removed once more at the end, in vain."""
    gone: list[Draft] = []
    monkeypatch.setattr(commit, "discard", gone.append)
    made = files(25)
    assert len(list(one_by_one(made.pending(), None, batch=batch))) == made.new == 25
    assert not gone


def test_the_next_are_looked_for_while_the_disk_is_at_work(files, monkeypatch: pytest.MonkeyPatch):
    gone_on, sync = threading.Event(), commit.sync

    def waits(draft: Draft) -> None:
        assert gone_on.wait(10)
        sync(draft)

    def items() -> Iterator[Pending]:
        for number, item in enumerate(made.pending()):
            if number == 64:
                gone_on.set()
            yield item

    monkeypatch.setattr(commit, "sync", waits)
    made = files(66)
    assert [each.problem for each in one_by_one(items(), None)] == [""] * 66
    assert made.new == 66


def test_nothing_is_under_way_behind_the_end_of_a_run(files, monkeypatch: pytest.MonkeyPatch):
    begun, ended = [], []
    is_begun = threading.Event()

    def slow(draft: Draft) -> None:
        begun.append(draft)
        is_begun.set()
        time.sleep(0.05)
        ended.append(draft)

    def items() -> Iterator[Pending]:
        for number, item in enumerate(made.pending()):
            if number == 65:
                assert is_begun.wait(60)  # a busy machine lets threads start late
                item.discard()
                raise KeyboardInterrupt
            yield item

    monkeypatch.setattr(commit, "sync", slow)
    made = files(70)
    with pytest.raises(KeyboardInterrupt):
        list(one_by_one(items(), None))
    assert 0 < len(begun) < 64
    assert len(begun) == len(ended)
    assert not temporaries(made)


def test_problems_keep_their_place_among_the_others(files):
    made = files(4)

    def items() -> Iterator[Pending]:
        for number, item in enumerate(made.pending()):
            yield item
            yield Pending(Masked(f"{number}", 1, problem="no"))

    done = list(one_by_one(items(), None, batch=3))
    assert [each.problem for each in done] == ["", "no"] * 4
    assert made.new == 4


def test_what_must_be_kept_is_kept_before_the_batch_changes(files):
    made = files(5)
    kept: list[int] = []
    list(one_by_one(made.pending(), None, batch=2, keep=lambda: kept.append(made.new)))
    assert kept == [0, 2, 4]


def test_what_cannot_be_kept_leaves_the_batch_as_it_was(files):
    made = files(5)

    def keep() -> None:
        if made.new:
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        list(one_by_one(made.pending(), None, batch=2, keep=keep))
    assert made.new == 2
    assert not temporaries(made)

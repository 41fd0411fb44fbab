"""Many files at once: what fails is told by its place, and nothing goes on behind an interrupt."""

from __future__ import annotations

import os
import threading
import time
from types import SimpleNamespace

import pytest

from piiscan.errors import MaskError
from piiscan.mask.files import disk as disk_module
from piiscan.mask.files.disk import THREADS, Disk, sync
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import Draft


@pytest.fixture
def disk():
    before = threading.active_count()
    made = Disk()
    yield made
    made.close()
    made.close()
    until = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() == before


@pytest.mark.parametrize("count", [0, 1, 2, 3, THREADS - 1, THREADS, 5 * THREADS + 3])
def test_each_item_once_and_errors_in_their_places(disk: Disk, count: int):
    seen = []

    def action(item: int) -> None:
        seen.append(item)
        if item % 3 == 1:
            raise ValueError(item)

    for _ in range(2):
        seen.clear()
        results = disk.each(action, range(count))
        assert sorted(seen) == list(range(count))
        assert [str(error) if error else "" for error in results] == [
            str(item) if item % 3 == 1 else "" for item in range(count)
        ]


def test_they_wait_at_the_same_time(disk: Disk):
    barrier = threading.Barrier(THREADS, timeout=10)
    assert disk.each(lambda _: barrier.wait() and None, range(THREADS)) == [None] * THREADS


def test_nothing_goes_on_behind_an_interrupt(disk: Disk, monkeypatch: pytest.MonkeyPatch):
    begun, ended = [], []

    def slow(item: int) -> None:
        begun.append(item)
        time.sleep(0.05)
        ended.append(item)

    work = disk.begin(slow, range(1000))
    wait, calls = work.ended.wait, []

    def interrupted():
        calls.append(None)
        if len(calls) == 1:
            raise KeyboardInterrupt
        wait()

    monkeypatch.setattr(work, "ended", SimpleNamespace(wait=interrupted, set=work.ended.set))
    with pytest.raises(KeyboardInterrupt):
        work.results()
    assert sorted(begun) == sorted(ended)
    assert len(begun) < 1000


def test_directories_are_synced_once(disk: Disk, tmp_path, monkeypatch: pytest.MonkeyPatch):
    synced = []
    monkeypatch.setattr(disk_module, "sync_directory", synced.append)
    for name in ("a", "b", "a", "c", "a"):
        disk.name_in(name)
    disk.sync_names()
    disk.sync_names()
    assert sorted(synced) == ["a", "b", "c"]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o200])
def test_a_draft_is_synced_whatever_its_mode(tmp_path, monkeypatch: pytest.MonkeyPatch, mode: int):
    path = tmp_path / "draft"
    path.write_text("x")
    path.chmod(mode)
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    sync(Draft("a", "a", str(path), FileState(0, 0, 0, 0), "", "", ()))
    assert synced == [path.stat().st_ino]


def test_what_cannot_be_synced_is_gone(tmp_path, monkeypatch: pytest.MonkeyPatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "draft"
    path.write_text("x")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MaskError, match=r"a\.py: cannot be rewritten: No space left on device"):
        sync(Draft("a.py", "a", str(path), FileState(0, 0, 0, 0), "", "", ()))
    assert not path.exists()

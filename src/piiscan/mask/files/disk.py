"""Waits for the disk, for many files at once: one wait after another takes six times as long."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Generic, TypeVar

from piiscan.mask.files.metadata import sync_directory
from piiscan.mask.files.write import Draft, as_mask_error, discard

T = TypeVar("T")

#: Threads that wait. Of 3,138 new files each took 353 µs to sync with one, 67 with 8, 47 with 16 (ext4, NVMe).
THREADS = 16
#: Fewer than this one thread does.
_FEW = 3


class Disk:
    """Does one thing to many files, and remembers which directories have new names in them."""

    def __init__(self) -> None:
        self._directories: set[str] = set()
        self._threads: _Threads | None = None

    def each(self, action: Callable[[T], None], items: Sequence[T]) -> list[Exception | None]:
        """What ``action`` raised for each of ``items``, in no order done; returns when all are.

        Control-C ends it at once, with some items done and others not, and none under way.
        """
        work = _Work(action, items)
        if len(items) < _FEW:
            work.share()
        else:
            self._threads = self._threads or _Threads()
            self._threads.do(work)
        return work.results

    def name_in(self, directory: str) -> None:
        """There is a new name in ``directory``, which ``sync_names`` makes durable."""
        self._directories.add(directory)

    def sync_names(self) -> None:
        directories, self._directories = sorted(self._directories), set()
        self.each(sync_directory, directories)

    def close(self) -> None:
        """Makes names durable and ends the threads."""
        try:
            self.sync_names()
        finally:
            if self._threads is not None:
                self._threads.end()
                self._threads = None


class _Work(Generic[T]):
    """One call of ``Disk.each``. Threads share it by taking numbers: nothing passes between them for each item."""

    def __init__(self, action: Callable[[T], None], items: Sequence[T]) -> None:
        self.results: list[Exception | None] = [None] * len(items)
        self.is_wanted = True
        self._action = action
        self._items = items
        self._numbers = count()

    def share(self) -> None:
        while self.is_wanted and (number := next(self._numbers)) < len(self._items):
            try:
                self._action(self._items[number])
            except Exception as error:
                self.results[number] = error


class _Threads:
    def __init__(self) -> None:
        from queue import SimpleQueue  # 2 ms that a scan need not pay
        from threading import Thread

        self._tasks: SimpleQueue[_Work[Any] | None] = SimpleQueue()
        self._done: SimpleQueue[None] = SimpleQueue()
        self._threads = [Thread(target=self._serve, daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def do(self, work: _Work[Any]) -> None:
        for _ in range(THREADS):
            self._tasks.put(work)
        left = THREADS
        try:
            while left:
                self._done.get()
                left -= 1
        except BaseException:
            work.is_wanted = False
            for _ in range(left):
                self._done.get()
            raise

    def end(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:  # who forks afterwards must be alone
            thread.join()

    def _serve(self) -> None:
        while (work := self._tasks.get()) is not None:
            work.share()
            self._done.put(None)


def sync(draft: Draft) -> None:
    """What the draft holds is on disk afterwards. Raises ``MaskError``, the draft gone."""
    with as_mask_error(draft.name):
        try:
            descriptor = _opened(draft.temporary)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except BaseException:
            discard(draft)
            raise


def _opened(path: str) -> int:
    if os.name == "nt":  # what is only read cannot be synced there
        return os.open(path, os.O_RDWR)
    try:
        return os.open(path, os.O_RDONLY)
    except PermissionError:  # a file that may be written and not read
        return os.open(path, os.O_WRONLY)

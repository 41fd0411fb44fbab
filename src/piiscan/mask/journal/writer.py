"""Writes the journal of a run. What a line tells is on disk before it is done."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Callable, Sequence

from piiscan.errors import JournalError
from piiscan.mask.files.metadata import sync_directory
from piiscan.mask.journal.entry import Entry
from piiscan.mask.journal.lock import lock
from piiscan.mask.journal.reading import LOG, VERSION, context, remove
from piiscan.mask.journal.records import Record, encoded, line
from piiscan.mask.seal import Secret


class JournalWriter:
    """The journal begins with the first file that is about to change."""

    def __init__(
        self, place: Callable[[], str], root: str, *, secret: Secret | None = None, transaction: bool = False
    ) -> None:
        """``place`` gives the directory of all journals, once it is needed; it may raise ``JournalError``."""
        self._place = place
        self.root = root
        self._secret = secret
        self._transaction = transaction
        self._log = -1
        self._size = 0
        self._lines = 0
        self._is_synced = False
        self._is_broken = False
        self.directory = ""
        """Of this journal; empty until there is something to write."""
        self.files = 0

    def announce(self, *temporaries: str) -> None:
        """Temporary files of these names are about to be written. Raises ``JournalError``."""
        self._add(0, 0, {"temporaries": temporaries})

    def record(self, entries: Sequence[Entry]) -> None:
        """These files are about to be replaced: on disk when this returns. Raises ``JournalError``."""
        value: dict[str, object] = {"entries": [entry.to_json() for entry in entries]}
        self._add(len(entries), sum(entry.findings for entry in entries), value, sync=True)
        self.files += len(entries)

    def close(self, *, keep: bool = True) -> None:
        """The run is over. A journal that tells of no file is removed, as is one that nobody wants to keep."""
        if self._log < 0:
            return
        os.close(self._log)
        self._log = -1
        if not self.files or not keep:
            remove(self.directory)
            self.directory = ""

    def _add(self, files: int, findings: int, value: dict[str, object], *, sync: bool = False) -> None:
        try:
            if self._log < 0:
                self._open()
            payload = encoded(value, self._secret, context(self.directory, self._lines))
            self._append(line(Record(files, findings, payload)), sync=sync)
        except OSError as error:
            raise JournalError(
                f"the journal cannot be written: {error.strerror or type(error).__name__}",
                hint="--no-journal masks without one",
            ) from error

    def _open(self) -> None:
        self.directory = _new_directory(self._place())
        path = os.path.join(self.directory, LOG)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            self._log = os.open(path, flags, 0o600)
            lock(self._log)
            header = {
                "version": VERSION,
                "started": time.time_ns(),
                "root": self.root,
                "encrypted": self._secret is not None,
                "transaction": self._transaction,
            }
            self._append(line(Record(0, 0, json.dumps(header))))
        except OSError:
            self._abandon()
            raise

    def _abandon(self) -> None:
        """Nothing has been written that anybody needs; the next file may have better luck."""
        if self._log >= 0:
            os.close(self._log)
        self._log, self._size, self._lines = -1, 0, 0
        remove(self.directory)

    def _append(self, text: bytes, *, sync: bool = False) -> None:
        if self._is_broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        left = memoryview(text)
        try:
            while left:
                left = left[os.write(self._log, left) :]
            if sync:
                os.fsync(self._log)
                self._sync_names()
        except BaseException:
            self._take_back()
            raise
        self._size += len(text)
        self._lines += 1

    def _take_back(self) -> None:
        """Half a line, or one that is perhaps not on disk, must not stand before another."""
        try:
            os.ftruncate(self._log, self._size)
        except OSError:
            self._is_broken = True

    def _sync_names(self) -> None:
        if not self._is_synced:
            directory = self.directory
            for _ in range(3):  # the journal's own, that of all journals, piiscan's
                sync_directory(directory)
                directory = os.path.dirname(directory)
            self._is_synced = True


def _new_directory(parent: str) -> str:
    """A directory for one run in ``parent``, whose name sorts by time."""
    for folder in (os.path.dirname(parent), parent):
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    directory = os.path.join(parent, f"{stamp}-{os.urandom(3).hex()}")
    os.mkdir(directory, 0o700)
    return directory

"""Drafts become files: one by one, or all of them or none. The journal comes first, each time.

Drafts are synced as they come, many at once. For every batch of them the record of the journal is written and synced;
then all take their files' names. The directories are synced when all is done: until then a power cut may leave a file
old whose masking was reported, but never half.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from piiscan.errors import JournalError, MaskError
from piiscan.mask.files.disk import Disk, Work, sync
from piiscan.mask.files.write import Draft, commit, discard
from piiscan.mask.journal.entry import Entry
from piiscan.mask.journal.restore import restore
from piiscan.mask.journal.writer import JournalWriter

#: Files that are replaced together, and share a record of the journal. Each rename frees an inode, and ext4 without
#: a journal passes over those just freed when it looks for the next one, so all are written before the first takes its name.
BATCH = 4096
#: Bytes of new texts that may wait for their names, or half of what the disk has left.
BATCH_BYTES = 64 << 20
#: Files that are synced together.
_SYNCED = 64


class Masked(NamedTuple):
    """What was done to one file, or would be."""

    path: str
    findings: int
    diff: str = ""
    problem: str = ""
    """Why the file was left as it was; empty when all went well."""
    ignored: int = 0
    """Findings that a comment silences now."""


class Pending(NamedTuple):
    """A file that is about to change, or a problem that keeps it from that."""

    masked: Masked
    draft: Draft | None = None
    """Not synced yet."""

    @property
    def size(self) -> int:
        """Bytes of the new text."""
        return self.draft.size if self.draft is not None else 0

    @property
    def entry(self) -> Entry:
        assert self.draft is not None
        return Entry.of(self.draft, self.masked.path, self.masked.findings)

    def discard(self) -> None:
        if self.draft is not None:
            discard(self.draft)


def nothing() -> None:
    """There is nothing to keep before files change."""


def one_by_one(
    items: Iterable[Pending],
    journal: JournalWriter | None,
    *,
    batch: int = BATCH,
    keep: Callable[[], None] = nothing,
) -> Iterator[Masked]:
    """Errors stay with their file. Raises ``JournalError`` where there can be no journal at all.

    ``batch`` files take their names together, or fewer where they are large. ``keep`` is called before they do; what
    it raises comes out, with these files as they were.
    """
    written: list[Pending] = []
    synced: list[Pending] = []
    size, room = 0, BATCH_BYTES
    disk = Disk()
    syncing = _Syncing(disk)
    try:
        for item in items:
            written.append(item)
            if not size and item.draft is not None:
                room = _room(item.draft)
            size += item.size
            is_full = len(synced) + len(syncing.items) + len(written) >= batch or size >= room
            if is_full or len(written) >= _SYNCED:
                synced += syncing.done()
                syncing.begin(written)  # while the next are looked for
                written = []
            if is_full:
                synced += syncing.done()
                keep()
                done, synced, size = _recorded(synced, journal, disk), [], 0
                yield from done
                if batch == 1:
                    disk.sync_names()
        synced += syncing.done()
        if written or synced:
            synced += _done(written, disk, sync)
            written = []
            keep()
        done, synced = _recorded(synced, journal, disk), []
        yield from done
    finally:
        syncing.stop()
        # Those that are files by now have no draft any more.
        for item in chain(synced, syncing.items, written):
            item.discard()
        disk.close()


class _Syncing:
    """Drafts that go to the disk while whoever asked for it does something else."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._work: Work[Draft] | None = None
        self.items: Sequence[Pending] = ()
        """Those under way."""

    def begin(self, items: Sequence[Pending]) -> None:
        """None may be under way."""
        self.items = items
        self._work = self._disk.begin(sync, _drafts(items))

    def done(self) -> list[Pending]:
        """Those that were under way, once they are on disk; what was refused is a problem."""
        if self._work is None:
            return []
        done = _outcomes(self.items, self._work.results())
        self._work, self.items = None, ()
        return done

    def stop(self) -> None:
        """Nothing is under way any more; ``items`` are those that nobody has asked for."""
        if self._work is not None:
            self._work.stop()


def _room(draft: Draft) -> int:
    """Bytes that drafts may take before the old texts must give way."""
    try:
        disk = os.statvfs(draft.temporary)
    except (OSError, AttributeError):  # Windows has none
        return BATCH_BYTES
    return min(BATCH_BYTES, disk.f_bavail * disk.f_frsize // 2)


def _recorded(items: Sequence[Pending], journal: JournalWriter | None, disk: Disk) -> list[Masked]:
    entries = [item.entry for item in items if item.draft is not None]
    if journal is not None and entries:
        try:
            journal.record(entries)
        except JournalError as error:
            if len(items) > 1:  # perhaps the record was too long for what is left of the disk
                return [result for item in items for result in _recorded([item], journal, disk)]
            if not journal.files:
                raise
            items[0].discard()
            return [items[0].masked._replace(problem=error.message)]
    items = _done(items, disk, partial(commit, durable=False))
    _name(items, disk)
    return [item.masked for item in items]


def _done(items: Sequence[Pending], disk: Disk, action: Callable[[Draft], None]) -> list[Pending]:
    """``items`` after ``action`` on their drafts; what it refuses is a problem and has no draft any more."""
    return _outcomes(items, disk.each(action, _drafts(items)))


def _drafts(items: Iterable[Pending]) -> list[Draft]:
    return [item.draft for item in items if item.draft is not None]


def _outcomes(items: Iterable[Pending], raised: Iterable[Exception | None]) -> list[Pending]:
    """``raised`` is what came of each draft, in order."""
    errors = iter(raised)
    done = []
    for item in items:
        error = next(errors) if item.draft is not None else None
        if error is None:
            done.append(item)
        elif isinstance(error, MaskError):
            done.append(Pending(item.masked._replace(problem=error.message)))
        else:
            raise error
    return done


def _name(items: Iterable[Pending], disk: Disk) -> None:
    for item in items:
        if item.draft is not None:
            disk.name_in(os.path.dirname(item.draft.target))


def all_or_none(
    items: Iterable[Pending], journal: JournalWriter, *, keep: Callable[[], None] = nothing
) -> list[Masked]:
    """All files, or the one that was the reason why none is, and any that could not be rolled back.

    ``keep`` as for ``one_by_one``.
    """
    kept: list[Pending] = []
    disk = Disk()
    try:
        for item in items:
            kept.append(item)
            if item.draft is None:
                return [item.masked]
        synced = _done(kept, disk, sync)
        for item in synced:
            if item.draft is None:
                return [item.masked]
        keep()
        return _together(synced, journal, disk)
    finally:
        for item in kept:  # those that are files by now have no draft any more
            item.discard()
        disk.close()


def _together(items: Sequence[Pending], journal: JournalWriter, disk: Disk) -> list[Masked]:
    if items:
        journal.record([item.entry for item in items])
    done: list[Pending] = []
    try:
        for item in items:
            assert item.draft is not None
            done.append(item)
            commit(item.draft, durable=False)
        _name(items, disk)
        disk.sync_names()
    except MaskError as error:
        reason = done[-1].masked._replace(problem=error.message)
        return [reason, *_rolled_back(done[:-1], journal)]
    except BaseException:
        _rolled_back(done, journal)
        raise
    return [item.masked for item in items]


def _rolled_back(done: Sequence[Pending], journal: JournalWriter) -> list[Masked]:
    """Restores what was replaced, the last first; gives what could not be, for which the journal stays."""
    problems = []
    for item in reversed(done):
        try:
            restore(item.entry)
        except MaskError as error:
            problems.append(item.masked._replace(problem=f"not rolled back either: {error.message}"))
    if not problems:
        journal.close(keep=False)
    return problems

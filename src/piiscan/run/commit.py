"""Drafts become files: one by one, or all of them or none. The journal comes first, each time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from piiscan.errors import JournalError, MaskError
from piiscan.mask.files.metadata import sync_directory
from piiscan.mask.files.write import Draft, commit, discard
from piiscan.mask.journal.entry import Entry
from piiscan.mask.journal.restore import restore
from piiscan.mask.journal.writer import JournalWriter
from piiscan.types import Finding

#: Files that are replaced together: a kill leaves so many temporary files at most.
BATCH = 64


@dataclass(frozen=True, slots=True)
class Masked:
    """What was done to one file, or would be."""

    path: str
    findings: tuple[Finding, ...]
    diff: str = ""
    problem: str = ""
    """Why the file was left as it was; empty when all went well."""
    ignored: int = 0
    """Findings that a comment silences now."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that is about to change, or a problem that keeps it from that."""

    masked: Masked
    draft: Draft | None = None

    @property
    def entry(self) -> Entry:
        assert self.draft is not None
        return Entry.of(self.draft, self.masked.path, len(self.masked.findings))

    def discard(self) -> None:
        if self.draft is not None:
            discard(self.draft)


def one_by_one(
    items: Iterable[Pending], journal: JournalWriter | None, *, batch: int = BATCH
) -> Iterator[Masked]:
    """Errors stay with their file. Raises ``JournalError`` where there can be no journal at all.

    ``batch`` files share a record of the journal: waiting for the disk takes more time than all else.
    """
    waiting: list[Pending] = []
    try:
        for item in items:
            waiting.append(item)
            if len(waiting) >= batch:
                yield from _batch(waiting, journal)
                waiting = []
        yield from _batch(waiting, journal)
    finally:
        for item in waiting:  # those that are files by now have no draft any more
            item.discard()


def _batch(items: Sequence[Pending], journal: JournalWriter | None) -> list[Masked]:
    entries = [item.entry for item in items if item.draft is not None]
    if journal is not None and entries:
        try:
            journal.record(entries)
        except JournalError as error:
            if len(items) > 1:  # perhaps the record was too long for what is left of the disk
                return [result for item in items for result in _batch([item], journal)]
            if not journal.files:
                raise
            items[0].discard()
            return [replace(items[0].masked, problem=error.message)]
    results = [_committed(item) for item in items]
    _sync_names(items)
    return results


def _committed(item: Pending) -> Masked:
    try:
        if item.draft is not None:
            commit(item.draft, durable=False)
    except MaskError as error:
        return replace(item.masked, problem=error.message)
    return item.masked


def _sync_names(items: Iterable[Pending]) -> None:
    for directory in {os.path.dirname(item.draft.target) for item in items if item.draft is not None}:
        sync_directory(directory)


def all_or_none(items: Iterable[Pending], journal: JournalWriter) -> list[Masked]:
    """All files, or the one that was the reason why none is, and any that could not be rolled back."""
    kept: list[Pending] = []
    try:
        for item in items:
            kept.append(item)
            if item.draft is None:
                return [item.masked]
        return _together(kept, journal)
    finally:
        for item in kept:  # those that are files by now have no draft any more
            item.discard()


def _together(items: Sequence[Pending], journal: JournalWriter) -> list[Masked]:
    if items:
        journal.record([item.entry for item in items])
    done: list[Pending] = []
    try:
        for item in items:
            assert item.draft is not None
            done.append(item)
            commit(item.draft, durable=False)
        _sync_names(items)
    except MaskError as error:
        reason = replace(done[-1].masked, problem=error.message)
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
            problems.append(replace(item.masked, problem=f"not rolled back either: {error.message}"))
    if not problems:
        journal.close(keep=False)
    return problems

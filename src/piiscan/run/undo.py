"""Undoes a run: every file that is still as masking left it becomes what it was."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from piiscan.errors import JournalError, MaskError
from piiscan.mask.journal.reading import Journal, remove
from piiscan.mask.journal.restore import Standing, clear, restore, standing
from piiscan.mask.seal import Secret
from piiscan.mask.visible import visible


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of one file, or would."""

    path: str
    findings: int
    was_masked: bool = True
    """False for a file that is as it was before already."""
    problem: str = ""
    """Why the file was left as it is; empty when all went well."""


def undo(
    journal: Journal, secret: Secret | None, *, dry_run: bool = False, outside: bool = False
) -> Iterator[Restored]:
    """Restore all files, the last first. The journal goes once nothing is left to restore.

    A journal that came with a work tree restores nothing outside of it, unless ``outside``.
    Raises ``JournalError``, before anything has changed, for damage, a wrong secret, and a run that goes on.
    """
    is_complete = True
    with journal.held():
        entries, temporaries = journal.entries(secret)
        if not dry_run:
            _clear(journal, temporaries)
        for entry in reversed(entries):
            try:
                if not outside and not _is_within(journal, entry.location):
                    name = visible(entry.path)
                    raise MaskError(f"{name}: lies outside of this repository; --outside restores it")
                found = standing(entry) if dry_run else restore(entry)
            except MaskError as error:
                is_complete = False
                yield Restored(entry.path, entry.findings, problem=error.message)
                continue
            yield Restored(entry.path, entry.findings, found is Standing.MASKED)
    if is_complete and not dry_run:
        _remove(journal)


def forget(journal: Journal) -> None:
    """Delete a journal and what a killed run may have left; its files stay as they are. Raises ``JournalError``."""
    with journal.held():
        if not journal.encrypted and not journal.problem:
            _clear(journal, journal.entries(None)[1])
    _remove(journal)


def _clear(journal: Journal, temporaries: Iterable[str]) -> None:
    for temporary in temporaries:
        if _is_within(journal, temporary):
            clear(temporary)


def _is_within(journal: Journal, location: str) -> bool:
    """Whether the journal may speak of it; links on the way count for where they lead."""
    if not journal.within:
        return True
    folder = os.path.realpath(os.path.dirname(location))
    return folder == journal.within or folder.startswith(os.path.join(journal.within, ""))


def _remove(journal: Journal) -> None:
    try:
        remove(journal.directory)
    except OSError as error:
        raise JournalError(f"the journal cannot be deleted: {error.strerror}") from error

"""The journal of one run: what `piiscan undo` needs to restore every file byte for byte. It holds the values.

A directory with one file, to which lines are only ever added; what a line tells is on disk before it is done.
The first line says when and where the run was, the others name temporary files or hold entries.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

from piiscan.errors import JournalError
from piiscan.mask.journal.entry import Entry
from piiscan.mask.journal.lock import lock
from piiscan.mask.journal.records import Record, decoded, records
from piiscan.mask.seal import Secret

LOG = "log"
#: Of the layout; another is not read.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal that lies on disk."""

    directory: str
    started: int
    """Nanoseconds since 1970."""
    root: str
    """The current directory of the run."""
    encrypted: bool
    transaction: bool
    files: int
    findings: int
    problem: str = ""
    """Why it cannot be used, where it cannot."""
    within: str = ""
    """The work tree that it came with, perhaps from a stranger, so that it has no say about files elsewhere."""

    @property
    def run(self) -> str:
        """What the run is called."""
        return os.path.basename(self.directory)

    @classmethod
    def load(cls, directory: str) -> Journal | None:
        """None where the run died before its first line was written."""
        lines: list[Record] = []
        problem = ""
        try:
            lines.extend(records(_read(directory)))
        except JournalError as error:
            problem = error.message
        if not lines and not problem:
            return None
        try:
            header = json.loads(lines[0].payload)
            if header["version"] != VERSION:
                problem = problem or "the journal is of another version of piiscan"
            return cls(
                directory,
                int(header["started"]),
                str(header["root"]),
                bool(header["encrypted"]),
                bool(header["transaction"]),
                sum(each.files for each in lines),
                sum(each.findings for each in lines),
                problem,
            )
        except (IndexError, ValueError, KeyError, TypeError):
            return cls(directory, 0, "", False, False, 0, 0, problem or "the journal is damaged in line 1")

    def entries(self, secret: Secret | None) -> tuple[list[Entry], list[str]]:
        """The files, in the order in which they were replaced, and all temporary files.

        Raises ``JournalError`` for damage and for a wrong secret, ``ValueError`` without one.
        """
        if self.problem:
            raise JournalError(self.problem)
        if self.encrypted and secret is None:
            raise ValueError("an encrypted journal needs a secret")
        entries: list[Entry] = []
        temporaries: list[str] = []
        for number, record in enumerate(records(_read(self.directory))):
            if number == 0:
                continue
            value = decoded(
                record.payload, secret if self.encrypted else None, context(self.directory, number)
            )
            try:
                entries += [Entry.from_json(each) for each in value.get("entries", ())]
                temporaries += [str(each) for each in value.get("temporaries", ())]
                temporaries += (
                    [str(value["temporary"])] if "temporary" in value else []
                )  # as it was written at first
            except (ValueError, KeyError, TypeError):
                raise JournalError(f"the journal is damaged in line {number + 1}") from None
        return entries, temporaries

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else uses the journal meanwhile. Raises ``JournalError`` where the run still goes on."""
        try:
            descriptor = os.open(os.path.join(self.directory, LOG), os.O_RDONLY)
        except OSError as error:
            raise JournalError(f"the journal cannot be read: {error.strerror}") from error
        try:
            if not lock(descriptor):
                raise JournalError(f"run {self.run} still goes on, or is being undone")
            yield
        finally:
            os.close(descriptor)


def remove(directory: str) -> None:
    """Deletes a journal: the log first, so that what is left of a failure is an empty directory."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(directory, LOG))
    with contextlib.suppress(OSError):
        os.rmdir(directory)


def _read(directory: str) -> bytes:
    try:
        with open(os.path.join(directory, LOG), "rb") as handle:
            return handle.read()
    except OSError as error:
        raise JournalError(f"the journal cannot be read: {error.strerror}") from error


def context(directory: str, number: int) -> str:
    """Where a record stands, which is authenticated with it."""
    return f"{os.path.basename(directory)}:{number}"

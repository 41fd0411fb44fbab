"""Masks entries: scan, plan, and scan what would be written until nothing is left; then rewrite."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from piiscan.errors import JournalError, MaskError
from piiscan.mask import FileState, bytes_reader, file_reader, plan, preview
from piiscan.mask.compose import compose
from piiscan.mask.files.write import Draft, changes_of, discard, prepare
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import Edit
from piiscan.mask.syntax.comment import Comment, with_comments
from piiscan.run.choices import Choices
from piiscan.run.chosen import ROUNDS, chosen
from piiscan.run.commit import BATCH, Masked, Pending, all_or_none, one_by_one
from piiscan.run.scanner import Outcome, Scanner
from piiscan.sources.entry import FileEntry
from piiscan.types import Finding, Notice, NoticeKind, Severity, Totals


@dataclass(slots=True)
class _Work:
    """One file on its way."""

    entry: FileEntry
    state: FileState
    """Before it was scanned."""
    edits: tuple[Edit, ...] = ()
    """Of all rounds so far, for the original."""
    draft: Draft | None = None
    masked: tuple[Finding, ...] = ()
    ignored: int = 0

    @property
    def location(self) -> str:
        """Where the text lies that the rounds so far have given."""
        return self.entry.location if self.draft is None else self.draft.temporary

    def discard(self) -> None:
        if self.draft is not None:
            discard(self.draft)
            self.draft = None


class Masker:
    """Masks the findings of ``scanner`` from ``floor`` on."""

    def __init__(
        self,
        scanner: Scanner,
        floor: Severity,
        *,
        break_hard_links: bool = False,
        journal: JournalWriter | None = None,
        choices: Choices | None = None,
        policies: Policies | None = None,
    ) -> None:
        """``journal`` makes the run undoable; ``choices`` asks somebody about every finding.

        ``policies`` say what values become; without them, placeholders.
        """
        self.scanner = scanner
        self.floor = floor
        self.break_hard_links = break_hard_links
        self.journal = journal
        self.choices = choices
        self.policies = policies or Policies()
        self.totals = Totals()
        self.notices: list[Notice] = [*scanner.remarks]

    def rewrite(self, entries: Iterable[FileEntry]) -> Iterator[Masked]:
        """Rewrite every file that has findings; yields those, in order. Errors stay with their file.

        Raises ``JournalError``, before anything has changed, where there can be no journal.
        """
        batch = BATCH if self.choices is None else 1  # what somebody has decided is done at once
        return one_by_one(self._pending(entries), self.journal, batch=batch)

    def rewrite_all_or_none(self, entries: Iterable[FileEntry]) -> list[Masked]:
        """Rewrite all files that have findings, or none: then the first that is given is the reason why.

        Those after it, with a problem too, could not be rolled back. Needs a journal.
        """
        assert self.journal is not None
        return all_or_none(self._pending(entries, named=True), self.journal)

    def _pending(self, entries: Iterable[FileEntry], *, named: bool = False) -> Iterator[Pending]:
        """``named``: a path that was named and is not there is a problem like any other."""
        for entry in entries:
            item = self._draft(entry)
            if item is not None:
                yield item
            if self.choices is not None and self.choices.has_quit:
                return
        for notice in self.notices if named else ():
            if notice.kind is NoticeKind.MISSING:
                yield Pending(Masked(notice.path, (), problem=notice.message))

    def _draft(self, entry: FileEntry) -> Pending | None:
        """The new text, beside the file; None where nothing is to be done."""
        state = _state(entry)
        outcome = self._scan(entry, count=True)
        found = self._chosen(outcome)
        if not found or state is None:
            return None
        if self.choices is not None:
            self.choices.begin()
        work = _Work(entry, state)
        try:
            for _ in range(ROUNDS):
                if not found or not self._round(work, found, outcome.encoding):
                    break
                outcome = self._scan(FileEntry(entry.path, work.location), count=False)
                found = self._chosen(outcome)
        except BaseException as error:
            work.discard()
            if not isinstance(error, (MaskError, JournalError, OSError)) or self._has_no_journal(error):
                raise
            return Pending(Masked(entry.path, work.masked or found, problem=str(error)))
        if work.draft is None:
            return None
        return Pending(Masked(entry.path, work.masked, ignored=work.ignored), work.draft)

    def _round(self, work: _Work, found: tuple[Finding, ...], encoding: str) -> bool:
        """Whether there was anything to change; ``found`` stands in what the rounds before have written."""
        with open(work.location, "rb") as handle:
            read = file_reader(handle)
            comments: list[Comment] = []
            if self.choices is not None:
                found, comments = self.choices.among(found, work.edits, read, encoding)
            edits = with_comments(
                plan(found, read, encoding=encoding, policies=self.policies), comments, read, encoding
            )
        if not edits:
            return False
        work.edits = compose(work.edits, edits)
        work.masked += found
        work.ignored += len(comments)
        work.discard()
        work.draft = prepare(
            work.entry.location,
            changes_of(work.edits),
            expected=work.state,
            break_hard_links=self.break_hard_links,
            announce=self.journal.announce if self.journal is not None else None,
        )
        return True

    def _has_no_journal(self, error: BaseException) -> bool:
        """It cannot be begun: that is no problem of one file, and nothing has changed yet."""
        return isinstance(error, JournalError) and self.journal is not None and not self.journal.files

    def previews(self, entries: Iterable[FileEntry], *, colour: bool) -> Iterator[Masked]:
        """What ``rewrite`` would do in its first round, as diffs that show no value."""
        for entry in entries:
            outcome = self._scan(entry, count=True)
            found = self._chosen(outcome)
            if not found:
                continue
            try:
                with open(entry.location, "rb") as handle:
                    data = handle.read()
                edits = plan(found, bytes_reader(data), encoding=outcome.encoding, policies=self.policies)
                hidden = outcome.hidden + [
                    (item.start_offset, item.end_offset) for item in chosen(outcome.findings)
                ]
                text = preview(
                    entry.path, data, edits, encoding=outcome.encoding, hidden=hidden, colour=colour
                )
            except (MaskError, OSError) as error:
                yield Masked(entry.path, found, problem=str(error))
                continue
            if edits:
                yield Masked(entry.path, found, diff=text)

    def _scan(self, entry: FileEntry, *, count: bool) -> Outcome:
        outcome = self.scanner.scan((entry,))
        if count:
            self.totals.add(outcome.totals)
            self.notices += outcome.notices
        return outcome

    def _chosen(self, outcome: Outcome) -> tuple[Finding, ...]:
        return chosen(outcome.findings, self.floor)


def _state(entry: FileEntry) -> FileState | None:
    """Taken before the file is read: what changes afterwards is refused. None when it cannot be read at all."""
    if not os.path.isfile(entry.location):
        return None
    try:
        return FileState.of(entry.location)
    except (MaskError, OSError):
        return None

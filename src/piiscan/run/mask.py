"""Masks entries: scan, plan, and scan what would be written until nothing is left; then rewrite."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice

from piiscan.errors import JournalError, MaskError
from piiscan.mask import FileState, bytes_reader, file_reader, plan
from piiscan.mask.compose import compose
from piiscan.mask.files.write import Draft, changes_of, discard, prepare
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import Edit
from piiscan.mask.syntax.comment import Comment, with_comments
from piiscan.run import workers
from piiscan.run.choices import Choices
from piiscan.run.chosen import ROUNDS, chosen
from piiscan.run.commit import BATCH, Masked, Pending, all_or_none, one_by_one
from piiscan.run.scanner import Outcome, Scanner
from piiscan.run.sketch import Sketch, Sketcher
from piiscan.run.spread import Spread
from piiscan.run.turns import Task
from piiscan.run.workers import FORKS, WORTH_A_PROCESS, Job, processors
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
    masked: int = 0
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
        job: Job | None = None,
    ) -> None:
        """``journal`` makes the run undoable; ``choices`` asks somebody about every finding.

        ``policies`` say what values become; without them, placeholders. With ``job``, which made ``scanner``,
        many files are spread over its number of processes; what is written does not depend on that.
        """
        self.scanner = scanner
        self.floor = floor
        self.break_hard_links = break_hard_links
        self.journal = journal
        self.choices = choices
        self.policies = policies or Policies()
        self.job = job
        self.totals = Totals()
        self.notices: list[Notice] = [*scanner.remarks]
        self._workers: Spread | None = None
        self._unsettled = 0
        """Texts that were scanned here since ``_settle``."""

    def rewrite(self, entries: Iterable[FileEntry]) -> Iterator[Masked]:
        """Rewrite every file that has findings; yields those, in order. Errors stay with their file.

        Raises ``JournalError``, before anything has changed, where there can be no journal.
        """
        batch = BATCH if self.choices is None else 1  # what somebody has decided is done at once
        try:
            with closing(self._pending(entries)) as pending:
                yield from one_by_one(pending, self.journal, batch=batch, keep=self._keep)
        finally:
            self._end()

    def rewrite_all_or_none(self, entries: Iterable[FileEntry]) -> list[Masked]:
        """Rewrite all files that have findings, or none: then the first that is given is the reason why.

        Those after it, with a problem too, could not be rolled back. Needs a journal.
        """
        assert self.journal is not None
        try:
            with closing(self._pending(entries, named=True)) as pending:
                return all_or_none(pending, self.journal, keep=self._keep)
        finally:
            self._end()

    def _pending(self, entries: Iterable[FileEntry], *, named: bool = False) -> Generator[Pending]:
        """``named``: a path that was named and is not there is a problem like any other."""
        with closing(self._looked_at(iter(entries), alone=self._is_alone)) as found:
            for item in found:
                pending = item if isinstance(item, Pending) else self._draft(*item)
                if pending is not None:
                    yield pending
                if self.choices is not None and self.choices.has_quit:
                    break
        if self._unsettled:
            self._settle()
        if self.choices is not None and self.choices.has_quit:
            return
        for notice in self.notices if named else ():
            if notice.kind is NoticeKind.MISSING:
                yield Pending(Masked(notice.path, 0, problem=notice.message))

    @property
    def _is_alone(self) -> bool:
        """Whether files can be masked without a look at any other: nobody is asked, and no values are counted.

        Whatever needs one order of all files (numbers, variables, a book of values) must be no here.
        """
        return self.choices is None and self.policies.are_alone

    def _looked_at(
        self, entries: Iterator[FileEntry], *, alone: bool
    ) -> Generator[Pending | tuple[FileEntry, bool]]:
        """What has been drafted, and the entries that are to be, in order: with whether they are yet to be counted."""
        jobs = (self.job.settings.jobs or processors()) if self.job is not None else 1
        first = list(islice(entries, WORTH_A_PROCESS)) if jobs > 1 and self.choices is None else []
        if len(first) == WORTH_A_PROCESS:
            yield from self._spread(chain(first, entries), jobs, alone=alone)
        else:
            yield from self._in_turn(chain(first, entries), alone=alone)

    def _in_turn(
        self, entries: Iterable[FileEntry], *, alone: bool
    ) -> Iterator[Pending | tuple[FileEntry, bool]]:
        if not alone:
            yield from ((entry, True) for entry in entries)
            return
        sketcher = Sketcher(
            self.scanner, self.floor, self.policies, break_hard_links=self.break_hard_links, alone=True
        )
        entries = iter(entries)
        for batch in iter(lambda: list(islice(entries, workers.BATCH)), []):
            sketcher.begin()
            outcome = Outcome()
            for found in sketcher.sketches(batch, outcome):
                if isinstance(found, Sketch):
                    yield self._written(sketcher, found)
                elif isinstance(found, Masked):
                    yield Pending(found)
                else:
                    yield found, False
            sketcher.end(outcome)
            self._count(outcome)

    def _written(self, sketcher: Sketcher, found: Sketch) -> Pending:
        try:
            if self.journal is not None:
                self.journal.announce(found.temporary)
        except JournalError as error:
            if self._has_no_journal(error):
                raise
            return Pending(Masked(found.entry.path, found.findings, problem=str(error)))
        return sketcher.write(found)

    def _spread(
        self, entries: Iterator[FileEntry], jobs: int, *, alone: bool
    ) -> Iterator[Pending | tuple[FileEntry, bool]]:
        assert self.job is not None
        if self.policies.need_key and not FORKS:
            alone = False  # the key does not travel
        task = Task(self.job, self.floor, self.break_hard_links, alone)
        self._workers = Spread(task, self.scanner, self.policies, self.journal, jobs)
        with closing(self._workers.run(entries)) as batches:
            for batch in batches:
                self._count(batch.outcome)
                self.policies.fallbacks.update(batch.fallbacks)
                for item in batch.items:
                    yield item if isinstance(item, Pending) else (item, False)

    def _end(self) -> None:
        if self._workers is not None:
            self._workers.end()
            self._workers = None

    def _draft(self, entry: FileEntry, count: bool) -> Pending | None:
        """The new text, beside the file; None where nothing is to be done."""
        state = _state(entry)
        outcome = self._scan(entry, count=count)
        found = chosen(outcome.findings, self.floor, self.policies, count=count)
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
            self._prove(work, outcome.encoding)
        except BaseException as error:
            work.discard()
            if not isinstance(error, (MaskError, JournalError, OSError)) or self._has_no_journal(error):
                raise
            return Pending(Masked(entry.path, work.masked or len(found), problem=str(error)))
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
        work.masked += len(found)
        work.ignored += len(comments)
        work.discard()
        work.draft = prepare(
            work.entry.location,
            changes_of(work.edits),
            expected=work.state,
            break_hard_links=self.break_hard_links,
            announce=self.journal.announce if self.journal is not None else None,
            durable=False,
        )
        return True

    def _prove(self, work: _Work, encoding: str) -> None:
        """What the vault keeps brings every byte back; a comment that was added stays."""
        if self.policies.vault is not None and work.edits and not work.ignored:
            self.policies.vault.prove(work.entry.path, work.entry.location, work.edits, encoding)

    def _keep(self) -> None:
        """The vault comes first: after a crash it knows more than it needs, never less."""
        if self.policies.vault is not None:
            self.policies.vault.flush()

    def _has_no_journal(self, error: BaseException) -> bool:
        """It cannot be begun: that is no problem of one file, and nothing has changed yet."""
        return isinstance(error, JournalError) and self.journal is not None and not self.journal.files

    def previews(self, entries: Iterable[FileEntry], *, colour: bool) -> Iterator[Masked]:
        """What ``rewrite`` would do in its first round, as diffs that show no value."""
        try:
            yield from self._previewed(entries, colour=colour)
        finally:
            self._end()

    def _previewed(self, entries: Iterable[FileEntry], *, colour: bool) -> Iterator[Masked]:
        from piiscan.mask.diff import preview  # who rewrites needs none

        for item in self._looked_at(iter(entries), alone=False):
            if isinstance(item, Pending):
                continue  # nobody drafts here
            entry, count = item
            outcome = self._scan(entry, count=count)
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
                yield Masked(entry.path, len(found), problem=str(error))
                continue
            if edits:
                yield Masked(entry.path, len(found), diff=text)
        if self._unsettled:
            self._settle()

    def _scan(self, entry: FileEntry, *, count: bool) -> Outcome:
        """Whoever calls must see to ``_settle``."""
        outcome = Outcome()
        outcome.findings = [*self.scanner.scan_one(entry, outcome)]
        if count:
            self._count(outcome)
        self._unsettled += 1
        if self._unsettled == workers.BATCH:
            self._settle()
        return outcome

    def _settle(self) -> None:
        outcome = Outcome()
        self.scanner.settle(outcome)
        self._count(outcome)
        self._unsettled = 0

    def _count(self, outcome: Outcome) -> None:
        self.totals.add(outcome.totals)
        self.notices += outcome.notices

    def _chosen(self, outcome: Outcome) -> tuple[Finding, ...]:
        return chosen(outcome.findings, self.floor, self.policies)


def _state(entry: FileEntry) -> FileState | None:
    """Taken before the file is read: what changes afterwards is refused. None when it cannot be read at all."""
    if not os.path.isfile(entry.location):
        return None
    try:
        return FileState.of(entry.location)
    except (MaskError, OSError):
        return None

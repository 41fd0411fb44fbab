"""Spreads masking over processes: workers scan, plan and write new texts, this process decides what becomes of them.

A worker holds what it has planned for a batch until the journal knows the names of its temporary files; then it
writes them, and scans the next batch. Batches come back in the order of their entries, whatever worker had them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from piiscan.errors import JournalError
from piiscan.mask.files.write import discard_file
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.policies.policy import Policies
from piiscan.run import workers
from piiscan.run.scanner import Outcome, Scanner
from piiscan.run.turns import Item, Reply, Task, serve
from piiscan.run.workers import BATCH, Child, packed, process_module
from piiscan.sources.entry import FileEntry

#: Batches for each worker that may be under way or wait for an earlier one, which takes a model longer
#: where it has more to read: so many temporary files can be left.
_AHEAD = 8


@dataclass(slots=True)
class Batch:
    """What came of some entries, in their order."""

    items: list[Item] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    """Totals and notices."""
    fallbacks: Counter[str] = field(default_factory=Counter)
    """As in ``Policies``."""
    temporaries: tuple[str, ...] = ()
    """All that may have been written."""
    is_done: bool = False


class Spread:
    """One run over many entries."""

    def __init__(
        self, task: Task, scanner: Scanner, policies: Policies, journal: JournalWriter | None, jobs: int
    ) -> None:
        self._journal = journal
        # Forked workers find the parent's compiled rules ready, and its policies with their key.
        own = (scanner, policies) if workers.FORKS else (None, None)
        self._serve = partial(serve, task=task, scanner=own[0], policies=own[1])
        self._jobs = jobs
        self._workers: list[_Worker] = []
        self._batches: dict[int, Batch] = {}
        """From the first that was not given yet; those that are done have items and no worker."""
        self._sent = self._given = 0
        self._next: list[FileEntry] = []
        """The entries of the batch after those that were sent."""
        self._is_over = False
        """There are no more of them."""

    def run(self, entries: Iterator[FileEntry]) -> Generator[Batch]:
        """Batches in order; each one's drafts are the caller's. Raises ``JournalError`` where none can be begun,
        ``PiiscanError`` when a worker dies or has an error that is not one file's. After the last batch, ``end``.
        """
        cut = iter(lambda: list(islice(entries, BATCH)), [])
        try:
            for _ in range(self._jobs):
                self._workers.append(_Worker(self._serve, self._workers))
            while True:
                for worker in self._workers:
                    self._feed(worker, cut)
                self._look_ahead(cut)
                busy = {worker.process: worker for worker in self._workers if worker.is_busy}
                if not busy:
                    return
                for process in process_module().ready(list(busy)):
                    self._take(busy[process])
                    self._feed(busy[process], cut)  # before the caller waits for the disk
                while self._given in self._batches and self._batches[self._given].is_done:
                    yield self._batches[self._given]
                    del self._batches[self._given]
                    self._given += 1
        except BaseException:  # nobody may want the rest, too
            self._stop()
            raise

    def end(self) -> None:
        """Wait until the workers are gone. They have nothing to do any more, but to give back the memory that a model
        takes is slow: files can be given their names meanwhile."""
        for worker in self._workers:
            worker.end(busy=worker.is_busy)
        self._workers.clear()

    def _feed(self, worker: _Worker, cut: Iterator[list[FileEntry]]) -> None:
        """Let an idle worker write what it holds, and scan the next batch unless too many wait already."""
        if worker.is_busy:
            return
        entries: list[FileEntry] = []
        if self._sent < self._given + _AHEAD * self._jobs:
            self._look_ahead(cut)
            entries, self._next = self._next, entries
        scans = -1
        if entries:
            scans, self._sent = self._sent, self._sent + 1
            self._batches[scans] = Batch()
        if entries or worker.holds >= 0:
            worker.send(scans, entries)
        elif self._is_over:
            worker.dismiss()

    def _look_ahead(self, cut: Iterator[list[FileEntry]]) -> None:
        """Walk on while all workers are busy, so that none of them waits for it."""
        if not self._next:
            self._next = next(cut, [])
            self._is_over = not self._next

    def _take(self, worker: _Worker) -> None:
        writes, scans, reply = worker.receive()
        if writes >= 0:
            self._batches[writes].items = reply.items
            self._batches[writes].is_done = True
        if scans >= 0:
            batch = self._batches[scans]
            batch.outcome, batch.fallbacks = reply.outcome, reply.fallbacks
            batch.temporaries = reply.temporaries
            worker.refused = self._announce(batch.temporaries)

    def _announce(self, temporaries: Sequence[str]) -> str:
        """Why they must not be written; empty when they may."""
        if self._journal is not None and temporaries:
            try:
                self._journal.announce(*temporaries)
            except JournalError as error:
                if not self._journal.files:
                    raise
                return str(error)
        return ""

    def _stop(self) -> None:
        for worker in self._workers:
            if not worker.is_busy:
                worker.dismiss()  # all of them end at the same time
        self.end()
        for batch in self._batches.values():  # those that are files by now have no other name any more
            for temporary in batch.temporaries:
                discard_file(temporary)


class _Worker(Child):
    """One that sketches batches."""

    is_busy = False
    holds = -1
    """The number of the batch that it has planned and not written."""
    refused = ""
    """Why it must not write that."""
    _scans = -1

    def send(self, number: int, entries: list[FileEntry]) -> None:
        self.tell((self.refused, packed(entries) if entries else ()))
        self.is_busy, self._scans = True, number

    def receive(self) -> tuple[int, int, Reply]:
        """The numbers of the batches that were written and scanned, -1 for none, and what came of them."""
        reply = self.answer()
        assert isinstance(reply, Reply)
        numbers = self.holds, self._scans
        self.is_busy, self.holds = False, self._scans
        return *numbers, reply

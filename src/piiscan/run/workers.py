"""Spreads entries over processes. Results come back whole and in any order; the caller sorts."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple, Protocol

from piiscan.catalog.shelf import names
from piiscan.detect import modelled
from piiscan.errors import PiiscanError
from piiscan.model.choose import choose
from piiscan.run import regexes
from piiscan.run.crash import WorkerCrashError, frames_of, kind_of
from piiscan.run.engine import load
from piiscan.run.remarks import notices
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.settings.selection import check_settings
from piiscan.sources.entry import Entry, FileEntry

#: Whether processes are forked. macOS could, but its own libraries do not survive it.
FORKS = sys.platform == "linux"
#: Entries a batch: small enough that the last tasks end together, large enough that passing them is cheap.
BATCH = 96
#: Below this many entries a second process costs more than it saves.
WORTH_A_PROCESS = 300


class Worker(Protocol):
    """What scans, in a process of its own. What comes in a batch is its own affair."""

    def scan(self, entries: Iterable[Any]) -> Outcome: ...


class Maker(Protocol):
    """What makes a worker; it goes to processes that are not forked, so it can be pickled."""

    def scanner(self) -> Worker: ...


class Job(NamedTuple):
    """What a worker needs to build its scanner."""

    settings: Settings
    wanted: Wanted
    root: str
    """The absolute directory that paths are relative to."""
    prefix: str = ""
    """From the project's root to ``root``: fingerprints count from the project's root."""
    engine: str = "auto"

    def scanner(self) -> Scanner:
        """Raises ``RuleError``, ``EngineError``, ``ConfigError`` for a selector that names no rule, and ``UsageError`` or
        ``ModelError`` where a model is asked for that cannot run."""
        detector, remarks, digest = load(
            self.settings.rules, engine=self.engine, least=self.settings.min_confidence
        )
        detector.context = self.settings.context
        # A typing error must not switch a rule off.
        codes, ids = names(detector.rules)
        check_settings(self.settings, (*codes, *modelled.CODES), (*ids, *modelled.IDS))
        scanner = Scanner(detector, self.settings, self.wanted, root=self.root, prefix=self.prefix)
        scanner.remarks = notices(remarks, self.root)
        chosen = choose(self.settings.model, self.settings.device)
        if chosen is not None:
            from piiscan.run.judge import judge_of  # seldom
            from piiscan.run.kept import Kept

            # What stands is known from the cache, why it does is not.
            explains = self.wanted.explain
            kept = None if explains else Kept(detector.rules, f"{digest} {detector.context}")
            detector.judge = judge_of(chosen, self.settings, self.engine, kept)
            scanner.model, scanner.device = chosen.id, chosen.device.name
        return scanner


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scan_all(
    job: Job, entries: Iterator[Entry], scanner: Scanner, progress: Callable[[int, int], None]
) -> Iterator[Outcome]:
    """Outcomes of all ``entries``; ``progress`` is told how many are done of how many known so far.

    ``scanner`` serves when one process is enough. Raises ``PiiscanError`` when a worker dies.
    """
    jobs = job.settings.jobs or processors()
    first = list(islice(entries, WORTH_A_PROCESS if jobs > 1 else None))
    if jobs > 1 and len(first) == WORTH_A_PROCESS:
        left = chain(first, entries)
        batches: Iterator[Sequence[Entry]] = iter(lambda: list(islice(left, BATCH)), [])
        yield from in_processes(job, batches, scanner, progress, jobs)
        return
    for start in range(0, len(first), BATCH):
        yield scanner.scan(first[start : start + BATCH])
        progress(min(start + BATCH, len(first)), len(first))


def in_processes(
    job: Maker,
    batches: Iterator[Sequence[Any]],
    scanner: Worker,
    progress: Callable[[int, int], None],
    jobs: int,
) -> Iterator[Outcome]:
    """Batches go to whichever worker is free, while the walk still goes on.

    Pipes rather than a process pool: its threads and queues cost 20 ms, a twentieth of a scan of 9,000
    files, and ``multiprocessing.Pool`` waits for ever for a worker that was killed.
    """
    # Forked workers find the parent's compiled rules ready; elsewhere they load them from the cache.
    serve = partial(_serve, job=job, scanner=scanner if FORKS else None)
    workers: list[_Worker] = []
    done = sent = 0
    try:
        for _ in range(jobs):
            workers.append(_Worker(serve, workers))
            sent += workers[-1].send(next(batches, None))
        # Looked for while all are busy, so that nobody waits for it.
        coming = next(batches, None)
        while busy := {worker.process: worker for worker in workers if worker.owes}:
            for process in process_module().ready(list(busy)):
                worker = busy[process]
                count = worker.owes
                outcome = worker.receive()
                # One batch a worker at a time: it is reading, so that a send can never block for good.
                if coming is not None:
                    sent += worker.send(coming)
                    coming = next(batches, None)
                else:
                    worker.dismiss()
                done += count
                yield outcome
                progress(done, sent)
    finally:
        for worker in workers:
            if not worker.owes:
                worker.dismiss()
        for worker in workers:
            worker.end(busy=bool(worker.owes))


def process_module() -> Any:
    """The module that makes processes here; both have a ``Process`` and ``ready``."""
    if FORKS:
        from piiscan.run import forked

        return forked
    from piiscan.run import spawned

    return spawned


class Child:
    """A process that answers messages one by one, seen from its parent."""

    def __init__(self, serve: Callable[[Any], None], others: Sequence[Child]) -> None:
        self.process: Any = process_module().Process(serve, [other.process for other in others])
        self._dismissed = False

    def tell(self, message: object) -> None:
        """Raises ``PiiscanError`` where it is no longer there."""
        try:
            self.process.channel.send(message)
        except OSError:
            raise _died() from None

    def answer(self) -> Any:
        """What it says to the message that is out. Raises ``PiiscanError``, its own too, and ``WorkerCrashError``."""
        try:
            answer = self.process.channel.recv()
        except (EOFError, OSError):
            raise _died() from None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def dismiss(self) -> None:
        """There is nothing more for it to do: it may end while others are busy."""
        if not self._dismissed:
            self._dismissed = True
            with contextlib.suppress(OSError):
                self.process.channel.send(None)

    def end(self, *, busy: bool) -> None:
        """At once where it is ``busy`` with what is no longer wanted."""
        if busy:
            self.process.terminate()
        else:
            self.dismiss()
        self.process.join()
        self.process.channel.close()


class _Worker(Child):
    """One that scans batches."""

    owes = 0
    """Entries of the batch that is out."""

    def send(self, batch: Sequence[Any] | None) -> int:
        """Hand over a batch, if there is one; returns how many entries that is."""
        if not batch:
            return 0
        self.tell(packed(batch))
        self.owes = len(batch)
        return self.owes

    def receive(self) -> Outcome:
        """The outcome of the batch that is out. Raises as ``answer`` does."""
        outcome = self.answer()
        assert isinstance(outcome, Outcome)
        self.owes = 0
        return outcome


def packed(batch: Sequence[Any]) -> Sequence[Any]:
    """A batch for a channel. It is files nearly always, and their fields alone pass in a third of the time."""
    if all(type(entry) is FileEntry for entry in batch):
        return [*chain.from_iterable(batch)]
    return batch


def unpacked(message: Sequence[Any]) -> Sequence[Any]:
    if isinstance(message[0], str):
        return [FileEntry(*pair) for pair in zip(message[::2], message[1::2], strict=True)]
    return message


def _died() -> PiiscanError:
    return PiiscanError("a worker process died", hint="out of memory? --jobs 1 needs the least")


def _serve(channel: Any, job: Maker, scanner: Worker | None) -> None:
    """A worker's life: scan what comes through ``channel``."""
    if scanner is None:
        regexes.adopt()
        scanner = job.scanner()
    own = scanner
    answer_all(channel, lambda message: own.scan(unpacked(message)))


class ParentGoneError(Exception):
    """There is nobody left to answer."""


def answer_all(channel: Any, answer: Callable[[Any], object]) -> None:
    """Answer what comes through ``channel`` until the parent says None or is gone; errors are answers too."""
    # Of numpy's library for matrices, which multiplies none here: it would start a thread for each core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt, ParentGoneError):
        while (message := channel.recv()) is not None:
            try:
                channel.send(answer(message))
            except ParentGoneError:
                raise
            except PiiscanError as error:
                channel.send(error)
            except Exception as error:
                channel.send(WorkerCrashError(kind_of(error), frames_of(error)))
    regexes.save()

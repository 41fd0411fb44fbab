"""Spreads entries over processes. Results come back whole and in any order; the caller sorts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from piiscan.errors import PiiscanError
from piiscan.run.engine import load_detector
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import Entry

#: Entries a task: small enough that the last tasks end together, large enough that passing them is cheap.
BATCH = 96
#: Below this many entries a second process costs more than it saves.
WORTH_A_PROCESS = 300

_scanner: Scanner | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to build its scanner."""

    settings: Settings
    wanted: Wanted
    root: str
    """The absolute directory that paths are relative to."""
    prefix: str = ""
    """From the project's root to ``root``: fingerprints count from the project's root."""
    engine: str = "auto"

    def scanner(self) -> Scanner:
        detector = load_detector(self.settings.rules, engine=self.engine)
        return Scanner(detector, self.settings, self.wanted, root=self.root, prefix=self.prefix)


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
        yield from _in_processes(job, chain(first, entries), scanner, progress, jobs)
        return
    for done, entry in enumerate(first, 1):
        yield scanner.scan((entry,))
        progress(done, len(first))


def _in_processes(
    job: Job, entries: Iterator[Entry], scanner: Scanner, progress: Callable[[int, int], None], jobs: int
) -> Iterator[Outcome]:
    """Workers start on the first entries while the walk still goes on."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    global _scanner
    # Forked workers find the parent's compiled rules ready; elsewhere they load them from the cache.
    fork = sys.platform == "linux"
    _scanner = scanner if fork else None
    context = multiprocessing.get_context("fork" if fork else "spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=(job,)) as pool:
        try:
            pending = {}
            while batch := list(islice(entries, BATCH)):
                pending[pool.submit(_scan_batch, batch)] = len(batch)
            total, done = sum(pending.values()), 0
            for future in as_completed(pending):
                yield future.result()
                done += pending[future]
                progress(done, total)
        except BrokenProcessPool:
            raise PiiscanError(
                "a worker process died", hint="out of memory? try again with --jobs 1 to see which file it was"
            ) from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _prepare(job: Job) -> None:
    global _scanner
    if _scanner is None:
        _scanner = job.scanner()


def _scan_batch(entries: Sequence[Entry]) -> Outcome:
    assert _scanner is not None
    return _scanner.scan(entries)

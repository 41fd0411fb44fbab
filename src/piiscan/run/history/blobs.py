"""Every stored blob that has findings, with all of them: for whoever rewrites history.

`scan_history` says where something stands first; here each blob is scanned from its first byte to its last, because
each of them has to be rewritten.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from piiscan.run.scanner import Outcome, Scanner, note
from piiscan.run.workers import Job, in_processes, processors
from piiscan.sources.entry import MemoryEntry
from piiscan.sources.git.history import History
from piiscan.sources.git.index import ObjectEntry
from piiscan.sources.git.objects import CORRUPT, MISSING, Objects
from piiscan.sources.git.repository import Repository
from piiscan.sources.segments import SIZES
from piiscan.types import Finding, Notice, NoticeKind

_BATCH: Final = 64
_WORTH_A_PROCESS: Final = 200


class BlobFindings(NamedTuple):
    """A stored blob and what was found in it."""

    blob: str
    """Its id."""
    paths: tuple[str, ...]
    """Every path that it stood at, the first one first."""
    findings: tuple[Finding, ...]
    """In order of their place; ``path`` is the first path under which each is found."""


class _Task(NamedTuple):
    blob: str
    paths: tuple[str, ...]


@dataclass(slots=True)
class _BlobOutcome(Outcome):
    blobs: list[BlobFindings] = field(default_factory=list)


class _BlobJob(NamedTuple):
    job: Job
    repository: Repository

    def scanner(self) -> _BlobScanner:
        return _BlobScanner(self.repository, self.job.scanner())


class _BlobScanner:
    def __init__(self, repository: Repository, scanner: Scanner) -> None:
        self._repository = repository
        self._scanner = scanner
        self._objects = Objects(repository, SIZES.whole)

    def scan(self, tasks: Iterable[_Task]) -> _BlobOutcome:
        outcome = _BlobOutcome()
        tasks = list(tasks)
        for task, stored in zip(tasks, self._objects.read([task.blob for task in tasks]), strict=True):
            if stored.kind in (MISSING, CORRUPT):
                message = f"object {task.blob[:12]} is missing or damaged"
                note(Notice(NoticeKind.MISSING, task.paths[0], message), outcome)
                continue
            found: dict[tuple[int, int, str], Finding] = {}
            for path in task.paths:
                entry = (
                    ObjectEntry(path, self._repository.top, task.blob)
                    if stored.data is None
                    else MemoryEntry(path, stored.data)
                )
                scanned = self._scanner.scan((entry,))
                outcome.totals.add(scanned.totals)
                outcome.notices += scanned.notices
                for each in scanned.findings:
                    found.setdefault((each.start_offset, each.end_offset, each.rule), each)
            if found:
                findings = tuple(found[key] for key in sorted(found))
                outcome.blobs.append(BlobFindings(task.blob, task.paths, findings))
        return outcome

    def close(self) -> None:
        """End git."""
        self._objects.close()


def blobs_with_findings(job: Job, history: History, notices: list[Notice]) -> Generator[BlobFindings]:
    """The blobs of ``history`` in which something is found, in no order. Raises ``PiiscanError``.

    What could not be read is added to ``notices``: whoever rewrites must not go on with MISSING ones among them.
    """
    paths: dict[str, dict[str, None]] = {}
    for trail in history.trails:
        for version in trail.versions:
            paths.setdefault(version.blob, {})[trail.path] = None
    tasks = [_Task(blob, tuple(names)) for blob, names in paths.items()]
    batches: Iterator[Sequence[Any]] = iter(
        [tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH)]
    )
    work = _BlobJob(job, history.repository)
    jobs = job.settings.jobs or processors()
    scanner = work.scanner()
    if jobs > 1 and len(tasks) > _WORTH_A_PROCESS:
        outcomes: Iterable[Outcome] = in_processes(work, batches, scanner, lambda done, total: None, jobs)
    else:
        outcomes = map(scanner.scan, batches)
    try:
        for outcome in outcomes:
            assert isinstance(outcome, _BlobOutcome)
            notices += outcome.notices
            yield from outcome.blobs
    finally:
        scanner.close()

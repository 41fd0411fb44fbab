"""A whole scan of what git stores: a history in, a ``ScanResult`` out, the same for any number of processes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from piiscan import __version__
from piiscan.catalog.shelf import named
from piiscan.run.history.found import HistoryOutcome
from piiscan.run.history.merge import Merged
from piiscan.run.history.regions import MARGIN
from piiscan.run.history.scanner import HistoryJob, HistoryScanner, Task
from piiscan.run.history.texts import Text, scan_names
from piiscan.run.workers import Job, in_processes, processors
from piiscan.sources.git.history import History, Reading, Trail
from piiscan.sources.git.repository import is_partial
from piiscan.sources.segments import SIZES, Sizes
from piiscan.types import Notice, NoticeKind, ScanResult, Totals

#: Versions in a batch, and the most of one path that one process goes through before another may go on.
_BATCH = 120
#: Fewer versions than this are not worth a second process.
_WORTH_A_PROCESS = 200
#: Rules of the user's own may look at neighbours as far away as this.
_FAR = 4096

_Kind = TypeVar("_Kind", Trail, Text)

#: Versions done, versions in all, bytes done.
Progress = Callable[[int, int, int], None]


def _silent(done: int, total: int, size: int) -> None:
    """Progress for nobody."""


def scan_history(
    job: Job,
    reading: Reading,
    *,
    progress: Progress = _silent,
    whole: bool = False,
    sizes: Sizes = SIZES,
) -> ScanResult:
    """Scan what ``reading`` lists. Each value that a rule finds at a path comes once, with its first commit.

    ``whole`` scans every version from its first byte to its last, which takes ten times as long and is how the
    tests know that nothing is missed without it. Raises ``PiiscanError``.
    """
    begun = time.perf_counter()
    scanner = job.scanner()
    margin = 0 if whole else _FAR if job.settings.rules else MARGIN
    work = HistoryJob(job, reading.repository.top, os.urandom(16), margin, sizes)
    history = reading.history()
    merged, notices, totals = Merged(), Counter[Notice](), Totals()
    found, names = scan_names(history.trails, scanner, work.key)
    merged.add(found)
    done, total = 0, sum(len(trail.versions) for trail in history.trails)
    for outcome in _outcomes(work, history, HistoryScanner(work, scanner), total):
        assert isinstance(outcome, HistoryOutcome)
        merged.add(outcome.found)
        notices.update(outcome.notices)
        totals.add(outcome.totals)
        done += outcome.totals.files
        progress(done, total, totals.bytes)
    findings = merged.findings(history.commits, work.repository, names)
    listed = (*scanner.remarks, *history.notices, *_each_once(notices, history, names))
    totals.skipped = dict(Counter(notice.kind.value for notice in listed))
    return ScanResult(
        findings=findings,
        notices=tuple(sorted(listed, key=lambda notice: (notice.path, notice.kind.value, notice.message))),
        totals=totals,
        rules={
            rule.id: rule.info() for rule in named(scanner.detector.rules, {item.rule for item in findings})
        },
        version=__version__,
        root=job.root,
        model=scanner.model,
        seconds=time.perf_counter() - begun,
        commits=len(history.commits),
    )


def _outcomes(work: HistoryJob, history: History, scanner: HistoryScanner, total: int) -> Iterator[object]:
    tasks = batches(history)
    jobs = work.job.settings.jobs or processors()
    if jobs > 1 and total + len(history.messages) > _WORTH_A_PROCESS:
        yield from in_processes(work, tasks, scanner, lambda done, sent: None, jobs)
        return
    try:
        for batch in tasks:
            yield scanner.scan(batch)
    finally:
        scanner.close()


def batches(history: History) -> Iterator[Sequence[Task]]:
    """The work in portions, the longest trails first, so that all processes end together."""
    pieces = [piece for trail in history.trails for piece in _pieces(trail)]
    pieces.sort(key=lambda piece: (-len(piece.versions), piece.path))
    yield from _portions(pieces, lambda piece: len(piece.versions))
    texts = [Text(tag.object, -1, tag.name) for tag in history.tags]
    texts += [Text(each, index) for index, each in enumerate(history.messages)]
    yield from _portions(texts, lambda text: 0.2)


def _pieces(trail: Trail) -> Iterator[Trail]:
    """A long trail in parts, each of which knows the last version of the one before."""
    versions = trail.versions
    yield trail._replace(versions=versions[:_BATCH])
    for start in range(_BATCH, len(versions), _BATCH):
        known = (versions[start - 1].blob,)
        yield trail._replace(versions=versions[start : start + _BATCH], known=known, is_new=False)


def _portions(tasks: Iterable[_Kind], cost: Callable[[_Kind], float]) -> Iterator[Sequence[_Kind]]:
    portion: list[_Kind] = []
    size = 0.0
    for task in tasks:
        portion.append(task)
        size += cost(task)
        if size >= _BATCH:
            yield portion
            portion, size = [], 0.0
    if portion:
        yield portion


def _each_once(notices: Counter[Notice], history: History, names: dict[str, str]) -> Iterator[Notice]:
    """One for each path; of a partial clone, which lacks thousands of objects, one for all that is lacking."""
    lost = any(notice.kind is NoticeKind.MISSING for notice in notices)
    partial = lost and is_partial(history.repository.top)
    lacking = 0
    for notice, count in notices.items():
        if notice.kind is NoticeKind.MISSING and partial:
            lacking += count
        else:
            yield notice._replace(path=names.get(notice.path, notice.path))
    if lacking:
        message = f"{lacking:,} objects were never fetched into this partial clone: clone it without --filter"
        yield Notice(NoticeKind.MISSING, ".", message)

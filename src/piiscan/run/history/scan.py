"""A whole scan of what git stores: a history in, a ``ScanResult`` out, the same for any number of processes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Final

from piiscan import __version__
from piiscan.catalog.shelf import named
from piiscan.detect.modelled import modelled_of
from piiscan.run.history.found import HistoryOutcome
from piiscan.run.history.merge import Merged
from piiscan.run.history.scanner import HistoryJob, HistoryScanner, Task
from piiscan.run.history.texts import Messages, Text, scan_names
from piiscan.run.neighbourhood import MARGIN
from piiscan.run.workers import Job, in_processes, processors
from piiscan.sources.git.history import History, Reading, Trail
from piiscan.sources.git.repository import is_partial
from piiscan.sources.segments import SIZES, Sizes
from piiscan.types import Notice, NoticeKind, ScanResult, Totals

#: Versions in a batch, and the most of one path that one process goes through before another may go on.
_BATCH: Final = 120
#: Messages in a batch, at most, and at least where there are more.
_MESSAGES, _FEW = 4000, 600
#: Fewer versions than this are not worth a second process.
_WORTH_A_PROCESS: Final = 200
#: Rules of the user's own may look at neighbours as far away as this.
_FAR: Final = 4096

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
    tests know that nothing is missed without it. So does a model, which must see the same lines round a value each time.
    Raises ``PiiscanError``.
    """
    begun = time.perf_counter()
    jobs = job.settings.jobs or processors()
    if not reading.is_listing:
        reading.begin(jobs)
    scanner = job.scanner()
    reading.begin(jobs)
    margin = 0 if whole or scanner.model else _FAR if job.settings.rules else MARGIN
    work = HistoryJob(job, reading.repository, os.urandom(16), margin, sizes)
    notices, totals = Counter[Notice](), Totals()
    plan = _Plan(reading, jobs)
    done = 0
    # Closed in so many words: what mypyc has compiled does not end a generator that is dropped.
    outcomes = closing(_outcomes(work, plan, HistoryScanner(work, scanner)))
    with closing(Merged(reading.commits, work.repository)) as merged, outcomes as coming:
        for outcome in coming:
            assert isinstance(outcome, HistoryOutcome)
            merged.add(outcome.found)
            notices.update(outcome.notices)
            totals.add(outcome.totals)
            done += outcome.totals.files
            progress(done, plan.versions, totals.bytes)
        history = plan.history
        found, names = scan_names(history.trails, scanner, work.key)
        merged.add(found)
        findings = merged.findings(names)
    fired = {item.rule for item in findings}
    listed = (*scanner.remarks, *history.notices, *_each_once(notices, history, names))
    totals.skipped = dict(Counter(notice.kind.value for notice in listed))
    return ScanResult(
        findings=findings,
        notices=tuple(sorted(listed, key=lambda notice: (notice.path, notice.kind.value, notice.message))),
        totals=totals,
        rules={rule.id: rule.info() for rule in (*named(scanner.detector.rules, fired), *modelled_of(fired))},
        version=__version__,
        root=job.root,
        model=scanner.model,
        device=scanner.device,
        seconds=time.perf_counter() - begun,
        commits=len(history.commits),
    )


class _Plan:
    """The work in portions: what is known first comes first, and git's list of changes is waited for when it is needed."""

    def __init__(self, reading: Reading, jobs: int) -> None:
        self.jobs = jobs
        self._reading = reading
        self._history: History | None = None
        self._versions = 0

    @property
    def history(self) -> History:
        if self._history is None:
            self._history = self._reading.history()
            self._versions = sum(len(trail.versions) for trail in self._history.trails)
        return self._history

    @property
    def versions(self) -> int:
        """How many there are, of all paths."""
        _ = self.history
        return self._versions

    @property
    def is_large(self) -> bool:
        """Whether it is worth more than one process."""
        # Asked of the commits first: of those it is known while git still lists what they change.
        commits = len(self._reading.commits)
        return self.jobs > 1 and (commits > _WORTH_A_PROCESS or self.versions + commits > _WORTH_A_PROCESS)

    def batches(self) -> Iterator[Sequence[Task]]:
        """Messages enough to begin with, then versions, the longest trails first, so that all processes end together."""
        commits = self._reading.commits
        size = min(_MESSAGES, max(_FEW, -(-len(commits) // self.jobs)))
        portions = [
            [Messages(start, commits[start : start + size])] for start in range(0, len(commits), size)
        ]
        yield from portions[: self.jobs]
        pieces = [piece for trail in self.history.trails for piece in _pieces(trail)]
        pieces.sort(key=lambda piece: (-len(piece.versions), piece.path))
        yield from _portions(pieces)
        yield from portions[self.jobs :]
        tags = [Text(tag.object, -1, tag.name) for tag in self.history.tags]
        yield from (tags[start : start + _FEW] for start in range(0, len(tags), _FEW))


def _outcomes(work: HistoryJob, plan: _Plan, scanner: HistoryScanner) -> Generator[object]:
    if plan.is_large:
        yield from in_processes(work, plan.batches(), scanner, lambda done, sent: None, plan.jobs)
        return
    try:
        for batch in plan.batches():
            yield scanner.scan(batch)
    finally:
        scanner.close()


def _pieces(trail: Trail) -> Iterator[Trail]:
    """A long trail in parts, each of which knows the last version of the one before."""
    versions = trail.versions
    yield trail._replace(versions=versions[:_BATCH])
    for start in range(_BATCH, len(versions), _BATCH):
        known = (versions[start - 1].blob,)
        yield trail._replace(versions=versions[start : start + _BATCH], known=known, is_new=False)


def _portions(pieces: Iterable[Trail]) -> Iterator[Sequence[Trail]]:
    portion: list[Trail] = []
    size = 0
    for piece in pieces:
        portion.append(piece)
        size += len(piece.versions)
        if size >= _BATCH:
            yield portion
            portion, size = [], 0
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

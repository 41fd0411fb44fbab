"""A whole scan: entries in, a ``ScanResult`` out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from piiscan import __version__
from piiscan.catalog.shelf import named
from piiscan.detect.modelled import modelled_of
from piiscan.run.scanner import Outcome, Scanner, note
from piiscan.run.workers import Job, scan_all
from piiscan.sources.entry import Entry
from piiscan.types import Notice, NoticeKind, ScanResult

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Progress for nobody."""


def scan(
    job: Job,
    entries: Iterable[Entry | Notice],
    *,
    streamed: bool = False,
    progress: Progress = _silent,
) -> ScanResult:
    """Scan ``entries`` as ``job`` says. Findings come back sorted, the same for any number of processes.

    ``streamed`` entries are scanned one by one in this process. ``progress`` gets the entries done and the total known so far. Raises ``PiiscanError``.
    """
    begun = time.perf_counter()
    scanner = job.scanner()
    outcome = Outcome(notices=[*scanner.remarks])
    found = _noting(entries, scanner, outcome)
    # Streamed entries carry their bytes: they are scanned as they come, so that one is in memory at a time.
    outcomes = (
        (scanner.scan((entry,)) for entry in found) if streamed else scan_all(job, found, scanner, progress)
    )
    for part in outcomes:
        outcome.add(part)
    fired = {finding.rule for finding in outcome.findings}
    return ScanResult(
        findings=tuple(sorted(outcome.findings, key=lambda finding: finding.sort_key)),
        notices=tuple(sorted(_once(outcome.notices), key=lambda notice: (notice.path, notice.kind.value))),
        totals=outcome.totals,
        rules={rule.id: rule.info() for rule in (*named(scanner.detector.rules, fired), *modelled_of(fired))},
        version=__version__,
        root=job.root,
        model=scanner.model,
        device=scanner.device,
        seconds=time.perf_counter() - begun,
    )


def _once(notices: Sequence[Notice]) -> Iterator[Notice]:
    """What processes say of their device, once: each says it of its own."""
    said = set()
    for item in notices:
        if item.kind is not NoticeKind.DEVICE or item not in said:
            said.add(item)
            yield item


def _noting(entries: Iterable[Entry | Notice], scanner: Scanner, outcome: Outcome) -> Iterator[Entry]:
    for item in entries:
        if isinstance(item, Notice):
            note(item, outcome)
        else:
            yield item

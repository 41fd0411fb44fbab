"""Where the time of a scan goes: one process, a clock round the engine pass and round each rule.

The detector itself runs, with its engine and its rules wrapped, so that what is measured is what a scan does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from piiscan.catalog.rule import Rule
from piiscan.detect.candidate import Candidate
from piiscan.detect.confirmer import Confirmer, News
from piiscan.detect.detector import Detector
from piiscan.detect.engine.protocol import Engine
from piiscan.detect.filekind import FileKind
from piiscan.run.scanner import Outcome, note
from piiscan.run.workers import Job
from piiscan.sources.entry import Entry
from piiscan.types import Notice


@dataclass(slots=True)
class RuleStats:
    """What one rule had to do, and what came of it."""

    code: str
    id: str
    hits: int = 0
    """How often the engine pass met the rule's anchor: several times for one match perhaps, and once for each
    of the rules that share it."""
    findings: int = 0
    """As a scan reports them."""
    seconds: float = 0.0
    """Confirming the hits and running the checks."""


@dataclass(slots=True)
class Stats:
    """All rules, the one that took the longest first."""

    rules: tuple[RuleStats, ...]
    engine: str
    engine_seconds: float
    seconds: float
    """The whole scan: reading, the engine pass, the rules, and making findings of what is left."""
    files: int
    bytes: int
    notices: list[Notice] = field(default_factory=list)


def measure(job: Job, entries: Iterable[Entry | Notice]) -> Stats:
    """Scan ``entries`` as ``job`` says, with a clock. Raises ``PiiscanError``."""
    scanner = job._replace(settings=job.settings._replace(model="off")).scanner()
    rows = [RuleStats(rule.code, rule.id) for rule in scanner.detector.rules]
    engine = _instrument(scanner.detector, rows)
    outcome = Outcome(notices=[*scanner.remarks])
    seconds = 0.0
    for entry in entries:
        if isinstance(entry, Notice):
            note(entry, outcome)
            continue
        begun = perf_counter()
        found = scanner.scan((entry,))
        seconds += perf_counter() - begun
        outcome.add(found)
    findings = Counter(item.rule for item in outcome.findings)
    for row in rows:
        row.findings = findings[row.id]
    return Stats(
        rules=tuple(sorted(rows, key=lambda row: (-row.seconds, -row.hits, row.code))),
        engine=engine.name,
        engine_seconds=engine.seconds,
        seconds=seconds,
        files=outcome.totals.files,
        bytes=outcome.totals.bytes,
        notices=sorted(outcome.notices, key=lambda notice: (notice.path, notice.kind.value)),
    )


def _instrument(detector: Detector, rows: Sequence[RuleStats]) -> _TimedEngine:
    for index, rule in enumerate(detector.rules):
        detector._confirmers[index] = _TimedConfirmer(rule, detector.context, rows[index])
    # Compiled before the clock starts: a scan does it once, on a rule's first hit.
    detector.check_all()
    owners = [[rows[index] for index in indexes] for indexes in detector.owners]
    engine = _TimedEngine(detector.engine, owners)
    detector.engine = engine  # type: ignore[assignment]
    return engine


class _TimedEngine:
    def __init__(self, plain: Engine, owners: Sequence[Sequence[RuleStats]]) -> None:
        self._plain = plain
        self._owners = owners
        self.name = plain.name
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        begun = perf_counter()
        hits = self._plain.scan(data)
        self.seconds += perf_counter() - begun
        for number, _ in hits:
            for row in self._owners[number]:
                row.hits += 1
        return hits


class _TimedConfirmer(Confirmer):
    def __init__(self, rule: Rule, context: bool, row: RuleStats) -> None:
        super().__init__(rule, context)
        self._row = row

    def candidates(
        self, data: bytes, file: FileKind, ends: Sequence[int], news: News | None = None
    ) -> list[Candidate]:
        begun = perf_counter()
        found = super().candidates(data, file, ends, news)
        self._row.seconds += perf_counter() - begun
        return found

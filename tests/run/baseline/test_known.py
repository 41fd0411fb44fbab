"""One run's baseline."""

from __future__ import annotations

from pathlib import Path

from piiscan.detect.detector import Detector
from piiscan.run.baseline.known import Known
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import MemoryEntry
from piiscan.suppress.baseline.entry import Entry
from piiscan.suppress.baseline.file import Baseline
from piiscan.types import Notice, NoticeKind, ScanResult

from ..small import DETECTOR

LINE = "token = 'acme_abcdefgh'\n"


def run(known: Known, files: dict[str, str]) -> Outcome:
    scanner = Scanner(DETECTOR, Settings(root="/"), known.wanted(Wanted()), root="/")
    entries = list(known.watched(MemoryEntry(path, text.encode()) for path, text in files.items()))
    return scanner.scan(item for item in entries if isinstance(item, MemoryEntry))


def result(outcome: Outcome) -> ScanResult:
    return ScanResult(tuple(outcome.findings), tuple(outcome.notices), outcome.totals, {}, "1", "/")


def known(root: Path, baseline: Baseline) -> Known:
    return Known(baseline, str(root), str(root), lambda: DETECTOR, masks=True)


def of_files(root: Path, files: dict[str, str]) -> Baseline:
    fresh = known(root, Baseline.empty())
    marks = fresh.compared(result(run(fresh, files))).marks
    return fresh.baseline.having(map(Entry.of, marks))


def test_rules_are_made_ready_once(tmp_path: Path):
    made: list[Detector] = []

    def detector() -> Detector:
        made.append(DETECTOR)
        return DETECTOR

    one = Known(Baseline.empty(), str(tmp_path), str(tmp_path), detector, masks=True)
    one.compared(result(run(one, {f"{number}.py": LINE for number in range(9)})))
    assert len(made) == 1


def test_a_file_that_could_not_be_read_is_not_stale(tmp_path: Path):
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    one = known(tmp_path, of_files(tmp_path, {"a.py": LINE, "b.py": LINE}))
    outcome = run(one, {"a.py": "", "b.py": ""})
    outcome.notices.append(Notice(NoticeKind.UNREADABLE, "b.py", "cannot read"))
    assert one.applied(result(outcome), Settings(root="/"), counts_stale=True).stale == 1


def test_a_file_that_was_not_looked_at_is_not_stale(tmp_path: Path):
    (tmp_path / "a.py").touch()
    one = known(tmp_path, of_files(tmp_path, {"a.py": LINE}))
    assert one.applied(result(run(one, {"b.py": ""})), Settings(root="/"), counts_stale=True).stale == 0
    (tmp_path / "a.py").unlink()
    assert one.applied(result(run(one, {"b.py": ""})), Settings(root="/"), counts_stale=True).stale == 1
    unasked = Settings(root="/", ignore=("KEY",))
    assert one.applied(result(run(one, {"b.py": ""})), unasked, counts_stale=True).stale == 0


def test_in_pieces_as_in_one(tmp_path: Path):
    """A scanner that leaves out what is known, file by file."""
    baseline = of_files(tmp_path, {"a.py": LINE * 2})
    wanted = Wanted(hidden=True, trace_key=baseline.key, known=baseline.entries)
    scanner = Scanner(DETECTOR, Settings(root="/"), wanted, root="/")
    outcome = scanner.scan([MemoryEntry("a.py", (LINE * 3).encode()), MemoryEntry("b.py", LINE.encode())])
    assert [(item.path, item.start_line) for item in outcome.findings] == [("a.py", 3), ("b.py", 1)]
    assert (outcome.totals.suppressed, outcome.totals.baselined, len(outcome.hidden)) == (2, 2, 2)

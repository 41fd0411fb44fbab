"""The baseline in one run: which findings it knows, and which of its entries nothing matches any more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from piiscan.catalog.shelf import named
from piiscan.detect.detector import Detector
from piiscan.detect.modelled import IDS, modelled_of
from piiscan.errors import SourceError
from piiscan.run.baseline.places import Places, holds_mask
from piiscan.run.scanner import Wanted
from piiscan.settings.model import Settings
from piiscan.settings.selection import Selection
from piiscan.sources.entry import Entry as Source
from piiscan.sources.entry import FileEntry
from piiscan.suppress.baseline.entry import Mark
from piiscan.suppress.baseline.file import Baseline, read
from piiscan.suppress.baseline.matching import Matching
from piiscan.types import Finding, Notice, ScanResult


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings of a run, seen from the baseline."""

    findings: tuple[Finding, ...]
    """Those within the project, in the order of their marks."""
    marks: tuple[Mark, ...]
    matching: Matching
    outside: tuple[Finding, ...]
    """Those of files outside of the project, which no baseline knows."""


class Known:
    """What one project knows, for one run."""

    def __init__(
        self,
        baseline: Baseline,
        root: str,
        base: str,
        detector: Callable[[], Detector],
        *,
        masks: bool = False,
    ) -> None:
        """``root`` is the project's, ``base`` the directory that the paths of findings are relative to.

        ``detector`` gives one with the run's rules, and is asked only where it is needed; with ``masks``, paths
        are masked also where the baseline has none that is.
        """
        self.baseline = baseline
        self._detector = detector = cache(detector)
        has_masks = any(holds_mask(entry.path) for entry in baseline.entries)
        self._places = Places(root, base, detector=detector if masks or has_masks else None)
        # The detector takes 20 µs for a path; of what is merely read, few have one.
        self._path_read = self._places.of if has_masks else self._places.plain
        self._paths = {entry.path for entry in baseline.entries}
        self._members: dict[str, set[str]] = {}
        """Of archives and documents: what the baseline has in them. A mere ``FileEntry`` is not opened."""
        for path in self._paths:
            for at in _separators(path):
                self._members.setdefault(path[:at], set()).add(path)
        self._read: set[str] = set()

    @classmethod
    def load(cls, location: str, root: str, base: str, detector: Callable[[], Detector]) -> Known:
        """Of the file at ``location``. Raises ``BaselineError``."""
        return cls(read(location), root, base, detector)

    def wanted(self, wanted: Wanted) -> Wanted:
        """``wanted``, and what the baseline needs of findings."""
        return wanted._replace(trace_key=self.baseline.key)

    def watched(self, entries: Iterable[Source | Notice]) -> Iterator[Source | Notice]:
        """``entries``, of which this takes note which files of the baseline are read."""
        for item in entries:
            if not isinstance(item, Notice):
                path = self._path_read(item.path)
                if path in self._paths:
                    self._read.add(path)
                if path in self._members and not isinstance(item, FileEntry):
                    self._read |= self._members[path]
            yield item

    def compared(self, result: ScanResult) -> Comparison:
        """Which findings are known; the entries that ``watched`` gave must have been scanned."""
        unread = {self._path_read(notice.path) or "" for notice in result.notices}
        self._read -= unread.union(*(self._members[path] for path in unread & self._members.keys()))
        findings, marks, outside = [], [], []
        for finding in sorted(result.findings, key=_current_first):
            path = self._places.of(finding.path)
            if path is None or finding.trace is None:
                outside.append(finding)
                continue
            findings.append(finding)
            trace = finding.trace
            marks.append(Mark(path, finding.rule, trace.context, trace.tag, trace.telling))
        matching = Matching(
            self.baseline.entries, marks, is_gone=self._is_gone, was_read=self._read.__contains__
        )
        return Comparison(tuple(findings), tuple(marks), matching, tuple(outside))

    def applied(
        self, result: ScanResult, settings: Settings, *, counts_stale: bool, shows: bool = False
    ) -> ScanResult:
        """``result`` without what is known. ``counts_stale``: its settings are those of the project.

        ``shows``: what is known goes into ``baselined``, and not only into the counts.
        """
        compared = self.compared(result)
        tags = {(entry.rule, entry.tag) for entry in self.baseline.entries if entry.tag}
        known = [
            finding
            for finding, mark, entry in zip(
                compared.findings, compared.marks, compared.matching.entry_of, strict=True
            )
            # The history of a value that is known is known, wherever it once stood.
            if entry is not None or (finding.origin is not None and (mark.rule, mark.tag) in tags)
        ]
        hidden = set(map(id, known))
        result.totals.suppressed += len(known)
        result.totals.baselined += len(known)
        return result._replace(
            findings=tuple(finding for finding in result.findings if id(finding) not in hidden),
            baselined=tuple(finding for finding in result.findings if shows and id(finding) in hidden),
            stale=len(self.stale(compared.matching, settings)[0]) if counts_stale else 0,
        )

    def stale(self, matching: Matching, settings: Settings) -> tuple[list[int], list[int]]:
        """Indexes of the entries that nothing matches although this run has looked, and of those of rules that it
        does not know. An entry of a file that was not read and is still there is neither.
        """
        left = [index for index in range(len(matching.entries)) if index not in matching.matched]
        gone = {matching.entries[index].path for index in left}
        gone = {path for path in gone if path not in self._read and self._is_gone(path)}
        gone -= _sparse(self._places.root) if gone else set()
        left = [index for index in left if matching.entries[index].path in self._read | gone]
        if not left:
            return [], []
        detector, ids = self._detector(), {matching.entries[index].rule for index in left}
        if detector.judge is None:  # nobody has looked for what a model has found
            left = [index for index in left if matching.entries[index].rule not in IDS]
        rules = [*named(detector.rules, ids), *modelled_of(ids)]
        selection = Selection.of(settings)
        asked = {rule.id: selection.selected(rule.code, rule.id, rule.category.value) for rule in rules}
        return (
            [index for index in left if asked.get(matching.entries[index].rule)],
            [index for index in left if matching.entries[index].rule not in asked],
        )

    def _is_gone(self, path: str) -> bool:
        if holds_mask(path):
            return False
        # What lies in an archive is not gone while the archive is there: it need not have been opened.
        outer = (path, *(path[:at] for at in _separators(path)))
        return not any(os.path.lexists(self._places.location(each)) for each in outer)


def _separators(path: str) -> Iterator[int]:
    """Where in ``path`` an archive may end and what lies in it begin: ``outer.zip!/inner``."""
    at = path.find("!/")
    while at >= 0:
        yield at
        at = path.find("!/", at + 1)


def _current_first(finding: Finding) -> bool:
    """Of a history, what is still there comes before what once was in its place."""
    return finding.origin is not None and not finding.origin.in_head


def _sparse(root: str) -> set[str]:
    """Files that git keeps out of the work tree: they are not gone. Empty where git will not say."""
    from piiscan.sources.git.process import run as git
    from piiscan.sources.git.worktree import marker

    if marker(root) is None:
        return set()
    try:
        records: Sequence[str] = os.fsdecode(git(["ls-files", "-z", "-t", "--cached"], root)).split("\0")
    except SourceError:
        return set()
    return {record[2:] for record in records if record.startswith("S ")}

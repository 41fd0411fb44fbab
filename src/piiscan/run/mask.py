"""Masks entries: scan, plan, rewrite, and scan again until nothing is left."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from piiscan.errors import MaskError
from piiscan.mask import FileState, bytes_reader, file_reader, plan, preview, rewrite_file
from piiscan.run.scanner import Outcome, Scanner
from piiscan.sources.entry import FileEntry
from piiscan.types import Finding, Notice, Severity, Totals

#: Masking one finding can lay bare another that it overlapped; more rounds than this have never been seen.
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Masked:
    """What was done to one file, or would be."""

    path: str
    findings: tuple[Finding, ...]
    diff: str = ""
    problem: str = ""
    """Why the file was left as it was; empty when all went well."""


class Masker:
    """Masks the findings of ``scanner`` from ``floor`` on."""

    def __init__(self, scanner: Scanner, floor: Severity, *, break_hard_links: bool = False) -> None:
        self.scanner = scanner
        self.floor = floor
        self.break_hard_links = break_hard_links
        self.totals = Totals()
        self.notices: list[Notice] = [*scanner.remarks]

    def rewrite(self, entries: Iterable[FileEntry]) -> Iterator[Masked]:
        """Rewrite every file that has findings; yields those, in order. Errors stay with their file."""
        for entry in entries:
            done: tuple[Finding, ...] = ()
            problem = ""
            try:
                for number in range(ROUNDS):
                    found = self._rewrite_once(entry, first=number == 0)
                    done += found
                    if not found:
                        break
            except MaskError as error:
                problem = error.message
            if done or problem:
                yield Masked(entry.path, done, problem=problem)

    def _rewrite_once(self, entry: FileEntry, *, first: bool) -> tuple[Finding, ...]:
        state = _state(entry)
        outcome = self._scan(entry, count=first)
        found = self._chosen(outcome)
        if not found or state is None:
            return ()
        with open(entry.location, "rb") as handle:
            edits = plan(found, file_reader(handle), encoding=outcome.encoding)
        if not edits:
            return ()
        rewrite_file(entry.location, edits, expected=state, break_hard_links=self.break_hard_links)
        return found

    def previews(self, entries: Iterable[FileEntry], *, colour: bool) -> Iterator[Masked]:
        """What ``rewrite`` would do in its first round, as diffs that show no value."""
        for entry in entries:
            outcome = self._scan(entry, count=True)
            found = self._chosen(outcome)
            if not found:
                continue
            try:
                with open(entry.location, "rb") as handle:
                    data = handle.read()
                edits = plan(found, bytes_reader(data), encoding=outcome.encoding)
                hidden = outcome.hidden + [
                    (item.start_offset, item.end_offset) for item in _with_parts(outcome.findings)
                ]
                text = preview(
                    entry.path, data, edits, encoding=outcome.encoding, hidden=hidden, colour=colour
                )
            except (MaskError, OSError) as error:
                yield Masked(entry.path, found, problem=str(error))
                continue
            if edits:
                yield Masked(entry.path, found, diff=text)

    def _scan(self, entry: FileEntry, *, count: bool) -> Outcome:
        outcome = self.scanner.scan((entry,))
        if count:
            self.totals.add(outcome.totals)
            self.notices += outcome.notices
        return outcome

    def _chosen(self, outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(item for item in _with_parts(outcome.findings) if item.severity >= self.floor)


def _with_parts(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings and what belongs to them, each place once: a part of a pair is masked as if it stood alone."""
    seen: set[tuple[int, int]] = set()
    for finding in findings:
        for item in (finding, *finding.related):
            if (item.start_offset, item.end_offset) not in seen:
                seen.add((item.start_offset, item.end_offset))
                yield item


def _state(entry: FileEntry) -> FileState | None:
    """Taken before the file is read: what changes afterwards is refused. None when it cannot be read at all."""
    if not os.path.isfile(entry.location):
        return None
    try:
        return FileState.of(entry.location)
    except (MaskError, OSError):
        return None

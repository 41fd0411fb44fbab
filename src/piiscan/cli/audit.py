"""``piiscan baseline audit``: shows every known finding, never its value, and reads a key."""

from __future__ import annotations

import os
from collections import Counter
from typing import NamedTuple

from piiscan.cli.output import complain
from piiscan.cli.project import Project, scanned
from piiscan.cli.secret import has_terminal
from piiscan.cli.terminal import pressed
from piiscan.errors import BaselineError, ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.suppress.baseline.entry import Entry, Verdict
from piiscan.suppress.baseline.file import read, write
from piiscan.types import Finding

_VERDICTS = {"r": Verdict.REAL, "f": Verdict.FALSE_POSITIVE, "u": Verdict.UNSURE}
_QUESTION = "[r]eal, [f]alse positive, [u]nsure, [s]kip, [b]ack, [q]uit, [?]"
_HELP = (
    "r  it is real: withdraw it, then mask it",
    "f  it is a false positive, or harmless",
    "u  somebody else must look at it",
    "s  leave it undecided",
    "b  back to the one before",
    "q  quit; what was said so far is kept",
)


class Item(NamedTuple):
    """One question."""

    entry: Entry
    finding: Finding


def walk(project: Project, *, everything: bool, quiet: bool) -> ExitCode:
    """Ask about every finding of the baseline that is undecided. Raises ``UsageError`` without a terminal."""
    if not has_terminal():
        raise UsageError("audit needs a terminal")
    baseline = read(project.location)
    paths = sorted({os.path.join(project.root, entry.path) for entry in baseline.entries})
    paths = [path for path in paths if os.path.isfile(path)]
    items: list[Item] = []
    missing = len(baseline.entries)
    if paths:
        _, compared, _ = scanned(project, baseline, paths, progress=not quiet)
        matching = compared.matching
        found = {
            index: finding
            for finding, index in zip(compared.findings, matching.entry_of, strict=True)
            if index is not None
        }
        items = [Item(baseline.entries[index], finding) for index, finding in found.items()]
        items.sort(key=lambda item: item.finding.sort_key)
        missing -= len(items)
    asked = [item for item in items if everything or item.entry.verdict is None]
    _Walk(project.location, asked).run()
    if not quiet:
        _summarise(project.location, missing)
    return ExitCode.CLEAN


class _Walk:
    """Through ``items``, back and forth."""

    def __init__(self, location: str, items: list[Item]) -> None:
        self._location = location
        self._items = items
        self._said = [item.entry.verdict for item in items]

    def run(self) -> None:
        at = 0
        while at < len(self._items):
            self._show(at)
            key = self._key()
            if key == "q":
                return
            if key == "b":
                at = max(0, at - 1)
            elif key == "s":
                at += 1
            else:
                self._decide(at, _VERDICTS[key])
                at += 1

    def _show(self, at: int) -> None:
        finding = self._items[at].finding
        place = f"{visible(finding.path)}:{finding.start_line}:{finding.start_column}"
        said = f", so far: {self._said[at]}" if self._said[at] else ""
        complain(
            f"\n[{at + 1}/{len(self._items)}] {place}: {finding.code} {visible(finding.title)} "
            f"({finding.label}, confidence {finding.confidence:.2f}{said})"
        )
        complain(f"    {visible(finding.frame)}")

    def _key(self) -> str:
        while True:
            key = pressed(_QUESTION) or "q"
            if key in _VERDICTS or key in ("s", "b", "q"):
                return key
            complain("\n".join(f"  {text}" for text in _HELP))

    def _decide(self, at: int, verdict: Verdict) -> None:
        """At once into the file, as it is by now: somebody else may be at it."""
        entry = self._items[at].entry
        baseline = read(self._location)
        same = (entry.identity, entry.number)
        entries = [
            each._replace(verdict=verdict) if (each.identity, each.number) == same else each
            for each in baseline.entries
        ]
        if all((each.identity, each.number) != same for each in entries):
            raise BaselineError("the baseline has changed meanwhile", hint="start the audit again")
        write(self._location, baseline._replace(entries=tuple(entries)))
        self._said[at] = verdict


def _summarise(location: str, missing: int) -> None:
    entries = read(location).entries
    count = Counter(entry.verdict for entry in entries)
    words = [f"{count[verdict]:,} {verdict}" for verdict in Verdict if count[verdict]]
    words += [f"{count[None]:,} undecided"] if count[None] else []
    complain(
        f"\n{plural(len(entries), 'finding')} in the baseline" + (f": {', '.join(words)}." if words else ".")
    )
    if missing:
        complain(f"{missing:,} of them not found where they were: `piiscan baseline update` looks for them.")

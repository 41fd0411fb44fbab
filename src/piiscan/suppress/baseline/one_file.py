"""The baseline for one file at a time: for whoever has to know at once, and cannot wait for what the others hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from piiscan.suppress.baseline.entry import Entry, Mark
from piiscan.suppress.baseline.matching import Matching
from piiscan.types import Finding


class OneFile:
    """Tells what is known of a file by its own entries; what has come from another file is new to it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._of_path: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._of_path[entry.path].append(entry)

    def known(self, path: str, findings: Sequence[Finding]) -> list[bool]:
        """For each of the file's findings, whether it is known. They need their traces."""
        entries = self._of_path.get(path)
        if not entries:
            return [False] * len(findings)
        traces = [finding.trace for finding in findings]
        assert None not in traces
        marks = [
            Mark(path, finding.rule, trace.context, trace.tag)
            for finding, trace in zip(findings, traces, strict=True)
            if trace is not None
        ]
        return [index is not None for index in Matching(entries, marks).entry_of]

"""Adds one finding after another, as somebody decides; each is in the file when `add` returns."""

from __future__ import annotations

import os

from piiscan.detect.detector import Detector
from piiscan.errors import BaselineError
from piiscan.run.baseline.places import Places, masked
from piiscan.run.scanner import Wanted
from piiscan.suppress.baseline.entry import Entry
from piiscan.suppress.baseline.file import Baseline, read, write
from piiscan.types import Finding


class Addition:
    """To the baseline at ``location``, which is made with the first finding if there is none."""

    def __init__(self, location: str, root: str, base: str) -> None:
        """``root`` and ``base`` as in ``Places``. Raises ``BaselineError`` where the file that is there is wrong."""
        self._location = location
        self._places = Places(root, base)
        self._key = b""
        self._key = self._now().key

    def wanted(self, wanted: Wanted) -> Wanted:
        """What the scan must want whose findings are added."""
        return wanted._replace(trace_key=self._key)

    def add(self, finding: Finding, detector: Detector) -> None:
        """Raises ``BaselineError``, with the file as it was."""
        path = self._places.of(finding.path)
        if path is None or finding.trace is None:
            raise BaselineError("the file lies outside of the project")
        baseline = self._now()
        if baseline.key != self._key:
            raise BaselineError("the baseline was made anew meanwhile", hint="scan again")
        trace = finding.trace
        entry = Entry(masked(path, detector), finding.rule, trace.context, trace.tag)
        write(self._location, baseline.having([*baseline.entries, entry]))

    def _now(self) -> Baseline:
        """As others may have changed it since."""
        if os.path.lexists(self._location):
            return read(self._location)
        return Baseline(self._key) if self._key else Baseline.empty()

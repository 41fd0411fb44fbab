"""The detector: bytes and a path in, detections out. Pure: no I/O, no clock, no environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from piiscan.catalog.rule import Rule
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import Check, find_check
from piiscan.detect.confirm import confirm_regex, matches
from piiscan.detect.engine.choose import build_engine
from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.detect.filekind import FileKind
from piiscan.detect.resolve import resolve
from piiscan.detect.split import find_splitter
from piiscan.detect.written import is_written
from piiscan.types import Status


class Detection(NamedTuple):
    """A span that all layers let pass. Offsets are bytes in the data given to ``scan``, end exclusive."""

    rule: Rule
    start: int
    end: int
    status: Status
    confidence: float
    layers: tuple[str, ...]


def anchors(rules: Sequence[Rule]) -> list[Anchor]:
    """What the engine is to look for, each anchor once."""
    return [
        Anchor(
            number,
            pattern,
            ignore_case,
            tuple(dict.fromkeys(chain(*(rules[i].keywords for i in owners)))),
            rules[owners[0]].id,
        )
        for number, ((pattern, ignore_case), owners) in enumerate(_owners(rules).items())
    ]


def _owners(rules: Sequence[Rule]) -> dict[tuple[str, bool], list[int]]:
    """Each anchor, with the indexes of the rules that have it in common: it is looked for once."""
    owners: dict[tuple[str, bool], list[int]] = {}
    for index, rule in enumerate(rules):
        owners.setdefault((rule.anchor, rule.ignore_case), []).append(index)
    return owners


class _Confirmer:
    """A rule made ready to run. Compiled on its first hit: most rules never fire in a scan."""

    __slots__ = ("checks", "credits", "path", "regex", "rule", "split", "value_group")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.path = re.compile(rule.path, re.IGNORECASE) if rule.path else None
        self.regex: re.Pattern[bytes] = confirm_regex(rule)
        self.value_group: int = self.regex.groupindex.get("value", 0)
        self.checks: list[Check] = [find_check(spec, rule) for spec in rule.checks]
        self.credits = any(getattr(check.func, "credits", False) for check in self.checks)
        self.split: Callable[[bytes], list[tuple[int, int]]] | None = (
            find_splitter(rule.split, rule) if rule.split else None
        )

    def candidates(self, data: bytes, file: FileKind, ends: Sequence[int]) -> list[Candidate]:
        if self.path is not None and not self.path.search(file.path):
            return []
        found = []
        for match in matches(self.rule, self.regex, data, ends):
            for part in self._parts(match):
                candidate = Candidate(self.rule, data, file, match, part)
                if not is_written(candidate.reveal()) and self._passes(candidate):
                    found.append(candidate)
        return found

    def _passes(self, candidate: Candidate) -> bool:
        for check in self.checks:  # noqa: SIM110 - a generator costs as much as most checks
            if not check(candidate):
                return False
        return True

    def _parts(self, match: re.Match[bytes]) -> Sequence[tuple[int, int]]:
        start, end = match.span(self.value_group)
        if self.split is None:
            return ((start, end),) if start < end else ()
        return [(start + a, start + b) for a, b in self.split(match.group(self.value_group))]


class Detector:
    """Runs every rule of a catalogue over a text. Not thread-safe: give each worker its own."""

    def __init__(self, rules: Sequence[Rule], *, engine: str = "auto", dumped: bytes = b"") -> None:
        """Compile ``rules`` for ``engine``; ``dumped`` is an earlier ``engine.dump()`` of the same rules.

        Raises ``EngineError`` for an anchor that does not compile.
        """
        self.rules = tuple(rules)
        self.engine: Engine = build_engine(engine, anchors(self.rules), dumped)
        self.owners = list(_owners(self.rules).values())
        self._confirmers: dict[int, _Confirmer] = {}

    def scan(self, data: bytes, path: str, *, live_only: bool = False) -> list[Detection]:
        """Detections in ``data``, disjoint and sorted; ``path`` tells what kind of file it is.

        ``live_only`` may leave out what is not live, and does where that saves work: whoever wants to know of
        everything on the lines around a live detection asks again without it.
        """
        hits = self.engine.scan(data)
        if not hits:
            return []
        file = FileKind(path)
        by_anchor: dict[int, list[int]] = {}
        for number, end in hits:
            by_anchor.setdefault(number, []).append(end)
        candidates: list[Candidate] = []
        for number, ends in by_anchor.items():
            ends = sorted(set(ends))
            for index in self.owners[number]:
                confirmer = self._confirmer(index)
                if not (live_only and confirmer.credits and file.gives_credit):
                    candidates += confirmer.candidates(data, file, ends)
        return [
            Detection(item.rule, item.start, item.end, item.status, round(item.confidence, 3), item.layers)
            for item in resolve(candidates)
        ]

    def check_all(self) -> None:
        """Compile every rule now. Raises ``RuleError`` for a check or splitter that does not exist."""
        for index in range(len(self.rules)):
            self._confirmer(index)

    def _confirmer(self, index: int) -> _Confirmer:
        confirmer = self._confirmers.get(index)
        if confirmer is None:
            confirmer = self._confirmers[index] = _Confirmer(self.rules[index])
        return confirmer

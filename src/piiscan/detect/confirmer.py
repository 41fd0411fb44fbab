"""One rule at work: layers 2 and 3 at the places where its anchor was found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from typing import Final, NamedTuple

from piiscan.catalog.rule import Rule
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import Check, find_check, is_marking
from piiscan.detect.confirm import confirm_regex, matches
from piiscan.detect.context import weigh
from piiscan.detect.filekind import FileKind
from piiscan.detect.split import Splitter, find_splitter
from piiscan.detect.written import is_written, is_written_at
from piiscan.types import Status

#: Checks, or modules of such, that look at the value and its line, at the next one, and a few bytes further at most.
_LINE_CHECKS: Final = frozenset(
    {
        "assigned", "crc", "entropy", "network", "numbers", "placeholder", "wallets",
        "people.addressed", "people.handle:file", "people.handle:live", "people.home", "people.mention", "people.no_ticket",
        "people.owner", "people.profile",
    }
)  # fmt: skip
#: Checks that ask besides whether something is a credit, which a heading above may say.
_HEADING_CHECKS: Final = frozenset({"people.handle", "people.name", "people.name:credit", "people.part"})


class News(NamedTuple):
    """What of a text is news to somebody who has seen the rest of it before."""

    start: int
    end: int
    """Bytes that are new, or stand on one line with such, or on the next: what looks at lines need not look elsewhere."""
    known: Set[tuple[str, bytes]]
    """Ids of rules for personal data, and values that they have found before: no news, wherever they stand."""


class Confirmer:
    """A rule made ready to run, as far as it is needed: most rules never fire in a scan, and of those that do
    most find no more than their anchor."""

    def __init__(self, rule: Rule, context: bool) -> None:
        self.rule = rule
        self.context = context
        self.path = regex(rule.path, re.IGNORECASE) if rule.path else None
        #: Whether it is one of ours for personal data: none of those says anything of another rule's findings.
        self.is_personal = rule.family.startswith("pii/")
        # Patterns for whole files run over line ends to say where a line begins; of those with other checks values do too.
        is_plain = (self.is_personal or rule.family == "secrets/generic") and not (
            rule.near or (rule.multiline and not rule.whole_file)
        )
        further = [
            spec
            for spec in rule.checks
            if spec not in _LINE_CHECKS and spec.partition(".")[0] not in _LINE_CHECKS
        ]
        #: Whether nothing but the line that a value stands on decides about it. In doubt it does not.
        self.looks_at_lines = is_plain and not further
        #: Whether what stands below that line does not decide either.
        self.looks_no_further_down = is_plain and _HEADING_CHECKS.issuperset(further)
        self._regex: re.Pattern[bytes] | None = None
        self._group = 0
        """Of the pattern, the one that holds the value."""
        self._checks: list[Check] | None = None
        self._marks: bool | None = None
        self._split: Splitter | None = None
        self._cut: tuple[bytes, dict[tuple[int, int], re.Match[bytes]]] = (b"", {})
        """The last text that ``again`` has seen, and the parts of its matches: of a table there are thousands."""

    @property
    def regex(self) -> re.Pattern[bytes]:
        if self._regex is None:
            self._regex = confirm_regex(self.rule)
            self._group = self._regex.groupindex.get("value", 0)
        return self._regex

    @property
    def checks(self) -> list[Check]:
        if self._checks is None:
            self._checks = [find_check(spec, self.rule) for spec in self.rule.checks]
        return self._checks

    @property
    def marks_credits(self) -> bool:
        """Whether what it finds in a file that gives credit is none of it live."""
        if self._marks is None:
            self._marks = any(map(is_marking, self.checks))
        return self._marks

    def complete(self) -> None:
        """Make everything now. Raises ``RuleError`` for a check or splitter that does not exist."""
        _ = self.regex, self.checks
        self._splitter()

    def _splitter(self) -> Splitter | None:
        if self._split is None and self.rule.split:
            self._split = find_splitter(self.rule.split, self.rule)
        return self._split

    def candidates(
        self, data: bytes, file: FileKind, ends: Sequence[int], news: News | None = None
    ) -> list[Candidate]:
        if self.path is not None and not file.fits(self.path):
            return []
        rule = self.rule
        first, last = 0, len(data)
        if news is not None and self.looks_no_further_down:
            first = max(0, news.start - 1)  # with the line end before
            if self.looks_at_lines:
                last = news.end
            ends = ends[bisect_left(ends, news.start) : bisect_right(ends, last)]
            if not ends and not rule.whole_file:
                return []
        known = news.known if news is not None and self.is_personal else ()
        found = []
        for match in matches(rule, self.regex, data, ends, first, last):
            for part in self._parts(match):
                if known and (rule.id, data[part[0] : part[1]]) in known:
                    continue
                candidate = Candidate(rule, data, file, match, part)
                if self._passes(candidate) and not _is_masked(candidate):
                    found.append(candidate)
        return found

    def _passes(self, candidate: Candidate) -> bool:
        for check in self.checks:
            if not check(candidate):
                return False
        return not self.context or weigh(candidate)

    def again(self, data: bytes, file: FileKind, start: int, end: int) -> Candidate | None:
        """The candidate of a detection, before any check has seen it."""
        if self.rule.whole_file:
            if self._cut[0] is not data:
                found = matches(self.rule, self.regex, data, ())
                self._cut = (data, {part: match for match in found for part in self._parts(match)})
            whole = self._cut[1].get((start, end))
            return Candidate(self.rule, data, file, whole, (start, end)) if whole else None
        for match in matches(self.rule, self.regex, data, (end,)):
            if (start, end) in self._parts(match):
                return Candidate(self.rule, data, file, match, (start, end))
        return None

    def _parts(self, match: re.Match[bytes]) -> Sequence[tuple[int, int]]:
        start, end = match.span(self._group)
        split = self._splitter()
        if split is None:
            return ((start, end),) if start < end else ()
        return [(start + a, start + b) for a, b in split(match.group(self._group))]


def _is_masked(candidate: Candidate) -> bool:
    """Whether masking wrote it. What is not live is asked the quick question only: there is ten times as much."""
    if candidate.status is Status.LIVE:
        return is_written_at(candidate.data, candidate.start, candidate.end)
    return is_written(candidate.reveal())

"""What every format gets, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from piiscan.report.escape import one_line
from piiscan.types import Finding, Notice, RuleInfo, ScanResult, Severity


class RenderContext(NamedTuple):
    """How to render, as the command line decided it; nothing here changes what was found."""

    colour: bool = False
    """ANSI colours in the text formats."""
    width: int = 100
    """Columns of the terminal."""
    show_notes: bool = False
    """Whether text formats list notes too; machine formats always carry everything."""
    in_github: bool = False
    """Whether a GitHub runner reads the output: text that it would take for a command is defused."""
    finished: float = 0.0
    """When the run ended, in seconds since 1970: only ``gitlab`` writes it, since its schema demands it."""


class Reporter(Protocol):
    """One format. A module that has these two names is one."""

    @property
    def name(self) -> str: ...

    def render(self, result: ScanResult, context: RenderContext) -> str:
        """The report; ends in exactly one newline unless it is empty."""
        ...


def listed(result: ScanResult, context: RenderContext) -> list[Finding]:
    """The findings that a text format shows, in the order of the result."""
    return [found for found in result.findings if context.show_notes or found.severity > Severity.NOTE]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then by path, offset and code: what to keep where a consumer caps the number."""
    return sorted(findings, key=lambda found: (-found.severity, found.sort_key))


def fired_rules(result: ScanResult) -> list[RuleInfo]:
    """The rules that have a finding, sorted by code. Raises ``KeyError`` if the result lacks one."""
    fired = {found.rule for found in (*result.findings, *result.baselined)}
    return sorted((result.rules[rule] for rule in fired), key=lambda rule: rule.code)


def sorted_notices(result: ScanResult) -> list[Notice]:
    """The notices in an order that does not depend on which worker saw what first."""
    return sorted(result.notices, key=lambda notice: (notice.path, notice.kind.value, notice.message))


def first_seen(finding: Finding) -> str:
    """``in commit 1234abcd5678 of 2024-01-31, not in HEAD``; empty where it was no history that was scanned."""
    origin = finding.origin
    if origin is None:
        return ""
    if origin.commit:
        text = f"in commit {origin.commit[:12]}"
    elif origin.kind == "tag":
        text = f"in tag {origin.blob[:12]}"
    else:
        text = f"in blob {origin.blob[:12]}, of no commit"
    if origin.date:
        text += f" of {origin.date[:10]}"
    if origin.kind in ("file", "name") and not origin.in_head:
        text += ", not in HEAD"
    return text


def lines_of(finding: Finding) -> str:
    """``line 12`` or ``lines 12-38``, and where that is in a notebook or a document: ``line 12 (cell 3, line 2)``."""
    where = f" ({one_line(finding.spot)})" if finding.spot else ""
    if finding.end_line > finding.start_line:
        return f"lines {finding.start_line}-{finding.end_line}{where}"
    return f"line {finding.start_line}{where}"


def spot(finding: Finding) -> str:
    """`` at cell 3, line 2``, for the end of a line; empty in plain text."""
    return f" at {one_line(finding.spot)}" if finding.spot else ""

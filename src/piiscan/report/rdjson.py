"""Reviewdog's diagnostic format (``rdjson``): comments on a pull request on any forge, with suggestions.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf describes it. Columns are bytes of UTF-8.
"""

from __future__ import annotations

from typing import Any

from piiscan.report.base import RenderContext, first_seen, lines_of, worst_first
from piiscan.report.escape import encodable, one_line
from piiscan.report.json_values import laid_out
from piiscan.report.rule_text import is_link
from piiscan.types import Category, Finding, RuleInfo, ScanResult, Severity

name = "rdjson"

_SEVERITY = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
_SOURCE = {"name": "piiscan", "url": "https://pypi.org/project/piiscan-lint/"}
_QUOTES = ("'", '"', "`")


def render(result: ScanResult, context: RenderContext) -> str:
    """One ``DiagnosticResult``, a diagnostic a line, of every severity and worst first: some forges cap comments."""
    document = {
        "source": _SOURCE,
        "diagnostics": [
            _diagnostic(found, result.rules[found.rule]) for found in worst_first(result.findings)
        ],
    }
    return laid_out(document, depth=2) + "\n"


def _diagnostic(finding: Finding, rule: RuleInfo) -> dict[str, Any]:
    span = {
        "start": {"line": finding.start_line, "column": finding.start_byte},
        "end": {"line": finding.end_line, "column": finding.end_byte},
    }
    link = next((each for each in rule.references if is_link(each)), None)
    seen = first_seen(finding)
    about = f"{one_line(finding.title)} ({finding.label}) in {lines_of(finding)}{seen and f', first {seen}'}."
    found: dict[str, Any] = {
        "message": f"{about} {one_line(rule.fix)}".rstrip(),
        "location": {"path": encodable(finding.path), "range": span},
        "severity": _SEVERITY[finding.severity],
        "code": {"value": finding.code, **({"url": link} if link else {})},
    }
    text = placeholder(finding)
    if text:
        found["suggestions"] = [{"range": span, "text": text}]
    return found


def placeholder(finding: Finding) -> str:
    """What may stand in the value's place wherever that is, as ``piiscan mask`` writes it in doubt; else empty.

    Empty for blocks of several lines, for addresses of hosts (their placeholder is an address), for numbers
    that stand without quotes, in archives and documents, and in history, where no line of today can be changed.
    """
    if finding.end_line > finding.start_line or finding.origin or finding.category is Category.IP_ADDRESS:
        return ""
    if "!/" in finding.path or (finding.spot and not finding.path.endswith(".ipynb")):
        return ""  # in an archive or a document: there is no such line in a file
    if finding.category is Category.ID and not _in_quotes(finding):
        return ""
    return f"REDACTED_{finding.mask}"


def _in_quotes(finding: Finding) -> bool:
    before, after = finding.frame[: finding.frame_start], finding.frame[finding.frame_end :]
    return before.endswith(_QUOTES) and after.startswith(before[-1])

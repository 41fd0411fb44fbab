"""Workflow commands: what GitHub Actions shows as annotations on the lines of a pull request.

GitHub keeps ten annotations of each kind for a step and drops the rest unsaid, so the worst ten are
written and the last line counts the others.
"""

from __future__ import annotations

from piiscan.report.base import RenderContext, first_seen, lines_of, listed, worst_first
from piiscan.report.escape import one_line, visible
from piiscan.report.summary import plural
from piiscan.types import Finding, ScanResult, Severity

name = "github"

#: Annotations of one kind that GitHub keeps for a step.
ANNOTATION_CAP = 10

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(result: ScanResult, context: RenderContext) -> str:
    """At most ten errors, ten warnings and (``context.show_notes``) ten notices, worst first."""
    lines: list[str] = []
    cut: list[str] = []
    findings = worst_first(listed(result, context))
    for severity, command in _COMMANDS.items():
        same = [found for found in findings if found.severity is severity]
        lines += [_command(command, found, result.rules[found.rule].fix) for found in same[:ANNOTATION_CAP]]
        if len(same) > ANNOTATION_CAP:
            cut.append(plural(len(same) - ANNOTATION_CAP, command))
    if cut:
        lines.append(
            f"piiscan: {', '.join(cut)} more not annotated: GitHub keeps {ANNOTATION_CAP} of each kind for a "
            "step. -o concise or -o sarif:FILE lists all."
        )
    return "".join(line + "\n" for line in lines)


def _command(command: str, finding: Finding, fix: str) -> str:
    properties: dict[str, object] = {
        "file": visible(finding.path),
        "line": finding.start_line,
        "endLine": finding.end_line,
    }
    # GitHub refuses columns on an annotation that spans several lines.
    if finding.start_line == finding.end_line:
        properties |= {"col": finding.start_column, "endColumn": finding.end_column}
    title = one_line(finding.title)
    properties["title"] = f"{finding.code} {title}"
    message = f"{title} ({finding.label}) in {lines_of(finding)}{_first(finding)}. {one_line(fix)}".rstrip()
    listing = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{command} {listing}::{_data(message)}"


def _first(finding: Finding) -> str:
    seen = first_seen(finding)
    return f", first {seen}" if seen else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""One line a finding, as compilers print them: editors and ``grep`` read it."""

from __future__ import annotations

from piiscan.report.base import RenderContext, first_seen, listed, spot
from piiscan.report.escape import defused, one_line, visible
from piiscan.report.style import paint, severity_colour
from piiscan.types import Finding, ScanResult

name = "concise"


def render(result: ScanResult, context: RenderContext) -> str:
    """``path:line:column: CODE severity title [LABEL]``, one line each; then where that is in a document, or in history."""
    text = "".join(_line(found, context) + "\n" for found in listed(result, context))
    return defused(text) if context.in_github else text


def _line(finding: Finding, context: RenderContext) -> str:
    path = paint(visible(finding.path), "bold", on=context.colour)
    word = paint(
        f"{finding.code} {finding.severity}", "bold", severity_colour(finding.severity), on=context.colour
    )
    place = f"{path}:{finding.start_line}:{finding.start_column}"
    seen = first_seen(finding)
    about = f"{place}: {word} {one_line(finding.title)} [{finding.label}]{spot(finding)}"
    return about + (f" {seen}" if seen else "")

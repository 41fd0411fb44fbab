"""For people: each finding with its masked line, and how to fix it once for each rule."""

from __future__ import annotations

import textwrap

from piiscan.report.base import RenderContext, first_seen, lines_of, listed, spot
from piiscan.report.escape import defused, one_line, visible
from piiscan.report.frame import columns, fitted
from piiscan.report.style import paint, severity_colour
from piiscan.types import Finding, ScanResult

name = "full"


def render(result: ScanResult, context: RenderContext) -> str:
    """The findings, an empty line between two; the counts are ``summary.render_summary``'s."""
    explained: set[str] = set()
    blocks = []
    for finding in listed(result, context):
        lines = [
            _header(finding, context),
            *_frame(finding, context),
            *_origin(finding, context),
            *_parts(finding, context),
            *_steps(finding, context),
        ]
        if finding.rule not in explained:
            explained.add(finding.rule)
            lines += _help(result.rules[finding.rule].fix, finding, context)
        blocks.append("\n".join(lines) + "\n")
    text = "\n".join(blocks)
    return defused(text) if context.in_github else text


def _header(finding: Finding, context: RenderContext) -> str:
    path = paint(visible(finding.path), "bold", on=context.colour)
    word = paint(
        f"{finding.code} {finding.severity}", "bold", severity_colour(finding.severity), on=context.colour
    )
    about = f"{one_line(finding.title)} ({finding.label}, confidence {finding.confidence:.2f}){spot(finding)}"
    return f"{path}:{finding.start_line}:{finding.start_column}: {word} {about}"


def _gutter(finding: Finding) -> int:
    return max(5, len(str(finding.start_line)) + 1)


def _frame(finding: Finding, context: RenderContext) -> list[str]:
    if not finding.frame:
        return []
    gutter = _gutter(finding)
    frame = fitted(finding, context.width - gutter - 3)
    indent = " " * columns(frame.text[: frame.start])
    carets = "^" * max(1, columns(frame.text[frame.start : frame.end]))
    if finding.end_line > finding.start_line:
        carets += f" to line {finding.end_line}"
    carets = paint(carets, severity_colour(finding.severity), on=context.colour)
    number = paint(f"{finding.start_line:>{gutter}} |", "dim", on=context.colour)
    margin = paint(f"{'':>{gutter}} |", "dim", on=context.colour)
    return [f"{number} {frame.text}".rstrip(), f"{margin} {indent}{carets}"]


def _origin(finding: Finding, context: RenderContext) -> list[str]:
    seen = first_seen(finding)
    return (
        [paint(" " * (_gutter(finding) + 1) + f"= first {seen}", "cyan", on=context.colour)] if seen else []
    )


def _parts(finding: Finding, context: RenderContext) -> list[str]:
    lead = " " * (_gutter(finding) + 1) + "= with: "
    return [
        paint(f"{lead}{one_line(part.title)} ({part.code}) in {lines_of(part)}", "cyan", on=context.colour)
        for part in finding.related
    ]


def _steps(finding: Finding, context: RenderContext) -> list[str]:
    lead = " " * (_gutter(finding) + 1)
    lines = []
    for step in finding.steps:
        about = f"{step.layer}: {one_line(step.what)}, {step.confidence:.2f}"
        if step.threshold is not None:
            sure = "nothing" if step.probability is None else f"{step.probability:.2f}"
            alone = "never" if step.threshold >= 1 else f"from {step.threshold:.2f}"
            about += f" (its own: {sure}; believed alone {alone})"
        lines.append(paint(f"{lead}= {about}", "dim", on=context.colour))
    return lines


def _help(fix: str, finding: Finding, context: RenderContext) -> list[str]:
    if not fix.strip():
        return []
    lead = " " * (_gutter(finding) + 1) + "= help: "
    wrapped = textwrap.wrap(
        one_line(fix),
        max(context.width, 40),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [paint(line, "cyan", on=context.colour) for line in wrapped]

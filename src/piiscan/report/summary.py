"""The lines that close a run: what was found, in how much, what was left out, and what to do next.

They are people's text: the command line prints them to standard error, whatever the format.
"""

from __future__ import annotations

from collections import Counter

from piiscan.report.base import RenderContext, listed, worst_first
from piiscan.report.escape import defused
from piiscan.report.style import paint
from piiscan.types import NoticeKind, ScanResult, Severity

#: Skips that leave no doubt about what was read: expected, or asked for.
_HARMLESS = {NoticeKind.BINARY.value, NoticeKind.EXCLUDED.value, NoticeKind.ENCODED.value}


def render_summary(result: ScanResult, context: RenderContext, advice: str = "") -> str:
    """One to three lines; the only text of a report that holds a duration.

    ``advice`` takes the place of what the last line says to do where something was found.
    """
    lines = [_verdict(result, context), _left_out(result), _next_step(result, context, advice)]
    text = "".join(line + "\n" for line in lines if line)
    return defused(text) if context.in_github else text


def plural(count: int, word: str, many: str = "") -> str:
    """``1 error``, ``2 errors``; ``many`` where an s does not do."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {many or word + 's'}"


def size(count: int) -> str:
    """A number of bytes in decimal units: ``9.3 MB``."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value:,.1f} GB"


def duration(seconds: float) -> str:
    """``0.4 s``, or ``1 min 12 s``."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _verdict(result: ScanResult, context: RenderContext) -> str:
    totals = result.totals
    amount = f"{plural(totals.files, 'file')}, {size(totals.bytes)}"
    if result.commits is not None:
        versions = plural(totals.files, "version").replace("version", "file version")
        amount = f"{plural(result.commits, 'commit')}, {versions}, {size(totals.bytes)}"
    if result.findings:
        counts = paint(_counts(result, context), "bold", on=context.colour)
        return f"{counts} in {amount}, {duration(result.seconds)}."
    if result.commits == 0 and not totals.files and not totals.bytes:  # a tag alone has a message
        return paint("There is no commit to scan.", "yellow", on=context.colour)
    if not totals.files and not result.commits and not totals.bytes:
        return paint("No file was scanned.", "yellow", on=context.colour)
    if set(totals.skipped) - _HARMLESS:
        return paint(f"Nothing found in what could be read: {amount}.", "yellow", on=context.colour)
    return paint(f"All clean: {amount}.", "green", on=context.colour)


def _counts(result: ScanResult, context: RenderContext) -> str:
    number = Counter(found.severity for found in result.findings)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    if context.show_notes:
        words[Severity.NOTE] = "note"
    parts = [plural(number[severity], word) for severity, word in words.items() if number[severity]]
    text = "Found " + (", ".join(parts) or "no errors or warnings")
    if number[Severity.NOTE] and not context.show_notes:
        text += f" ({plural(number[Severity.NOTE], 'note')} hidden: --show-notes)"
    return text


def _left_out(result: ScanResult) -> str:
    parts = []
    if result.totals.suppressed:
        parts.append(f"Suppressed {plural(result.totals.suppressed, 'finding')}{_by_baseline(result)}.")
    skipped = sorted(result.totals.skipped.items())
    if skipped:
        parts.append("Skipped " + ", ".join(f"{count:,} {kind}" for kind, count in skipped) + ".")
    if result.stale:
        entries = plural(result.stale, "entry of the baseline is", "entries of the baseline are")
        parts.append(f"{entries} stale: `piiscan baseline prune`.")
    return " ".join(parts)


def _by_baseline(result: ScanResult) -> str:
    known = result.totals.baselined
    if not known:
        return ""
    return " by the baseline" if known == result.totals.suppressed else f", {known:,} of them by the baseline"


def _next_step(result: ScanResult, context: RenderContext, advice: str) -> str:
    shown = worst_first(listed(result, context))
    if not shown:
        return ""
    if advice:
        return f"Next: `piiscan rule {shown[0].code}` explains. {advice}"
    if result.commits is not None:
        return f"Next: `piiscan rule {shown[0].code}` explains. A secret in history is to be revoked: removing it hides nothing."
    return f"Next: `piiscan rule {shown[0].code}` explains, `piiscan mask --diff` previews the fix."

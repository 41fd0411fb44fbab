"""A table for spreadsheets: RFC 4180, a finding a line, and nothing in it that a spreadsheet would run.

A cell that begins with ``=`` is a formula to Excel, LibreOffice and Google Sheets, whatever its quotes; one
that calls ``HYPERLINK`` or ``WEBSERVICE`` sends the table away. Names of files are anybody's.
"""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.report.base import RenderContext
from piiscan.report.escape import visible
from piiscan.types import Finding, ScanResult

name = "csv"

COLUMNS = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "code",
    "rule",
    "title",
    "category",
    "label",
    "status",
    "confidence",
    "fingerprint",
    "masked_line",
    "commit",
    "date",
    "spot",
)

#: What begins a formula, also in full width, which some spreadsheets narrow, and behind spaces, which some cut off.
_FORMULA = regex(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def render(result: ScanResult, context: RenderContext) -> str:
    """A header, then every finding of every severity; lines end in CR LF, as RFC 4180 has it."""
    return "".join(
        ",".join(line) + "\r\n" for line in [list(COLUMNS), *(_cells(found) for found in result.findings)]
    )


def cell(text: str) -> str:
    """Text in quotes: always, since a spreadsheet that separates by ``;`` would start a cell at each of them.

    An apostrophe goes before what would be a formula: spreadsheets take what follows it for text.
    """
    text = visible(text)
    mark = "'" if _FORMULA.match(text) else ""
    return '"' + mark + text.replace('"', '""') + '"'


def _cells(finding: Finding) -> list[str]:
    origin = finding.origin
    return [
        cell(finding.path),
        str(finding.start_line),
        str(finding.start_column),
        str(finding.end_line),
        str(finding.end_column),
        cell(str(finding.severity)),
        cell(finding.code),
        cell(finding.rule),
        cell(finding.title),
        cell(finding.category.value),
        cell(finding.label),
        cell(finding.status.value),
        f"{finding.confidence:.4g}",
        cell(finding.fingerprint),
        cell(finding.frame),
        cell(origin.commit if origin else ""),
        cell(origin.date if origin else ""),
        cell(finding.spot),
    ]

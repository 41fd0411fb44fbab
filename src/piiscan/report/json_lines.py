"""The findings of ``json``, one object a line and nothing else: for streams and ``jq``."""

from __future__ import annotations

from piiscan.report.base import RenderContext
from piiscan.report.json_values import finding_values, laid_out
from piiscan.types import ScanResult

name = "json-lines"


def render(result: ScanResult, context: RenderContext) -> str:
    """One line each, of every severity; empty when nothing was found."""
    return "".join(laid_out(finding_values(found), depth=0) + "\n" for found in result.findings)

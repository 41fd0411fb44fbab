"""One self-contained page for people who decide: charts, filters, every masked line, and what to do.

It needs no network and no script; style and script stand in it, and its policy allows nothing else.
Whatever comes from outside goes through ``markup.escaped``.
"""

from __future__ import annotations

from piiscan.report.base import RenderContext
from piiscan.report.html_.page import document
from piiscan.report.html_.table import FINDING_CAP, left_out
from piiscan.types import ScanResult

__all__ = ["FINDING_CAP", "left_out", "name", "render"]

name = "html"


def render(result: ScanResult, context: RenderContext) -> str:
    """The page, of every severity, whatever ``context`` says; the table has the worst 20,000."""
    return document(result)

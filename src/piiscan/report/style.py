"""Colours for the text formats: plain ANSI codes, no library."""

from __future__ import annotations

from piiscan.types import Severity

_CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "blue": 34, "cyan": 36}
_SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def paint(text: str, *styles: str, on: bool) -> str:
    """``text`` in those styles (``bold``, ``dim`` or a colour); unchanged unless ``on``."""
    if not on or not text:
        return text
    codes = ";".join(str(_CODES[style]) for style in styles)
    return f"\x1b[{codes}m{text}\x1b[0m"


def severity_colour(severity: Severity) -> str:
    """The colour of a severity, for ``paint``."""
    return _SEVERITY[severity]

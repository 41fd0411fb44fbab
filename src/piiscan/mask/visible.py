"""Text of files and names of files, fit for a terminal: no escape sequence, no direction mark, one line."""

from __future__ import annotations

import re

_SUSPECT = re.compile(r"[^\t\x20-\x7e]")


def visible(text: str) -> str:
    """``text`` with control, format and other unprintable characters spelt out (``\\x1b``); tabs stay."""
    return _SUSPECT.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    letter = match[0]
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")

"""Text inside HTML and XML."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.report.escape import visible

#: No characters at all, by Unicode; XML 1.0 forbids the two of the first plane, validators of HTML all.
_NONCHARACTERS = regex(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
_SIGNS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}


def escaped(text: str) -> str:
    r"""``text`` for an element or an attribute in quotes, on one line.

    Controls, bidirectional overrides and bytes that are not UTF-8 become visible escapes first (``\x1b``):
    XML has no way to write them, and a page must not be turned round by the name of a file.
    """
    text = visible(text).translate(_SIGNS)
    return text if text.isascii() else _NONCHARACTERS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def attributes(**values: object) -> str:
    """`` name="value"`` for each that is not None, in that order."""
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in values.items() if value is not None)

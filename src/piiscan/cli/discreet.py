"""Error messages quote what the user wrote. Where that looks like a secret, its beginning is enough.

Whoever wants to silence a token pastes it into ``ignore``; the error would carry it into the log of a build.
"""

from __future__ import annotations

import re

from piiscan.detect.randomness import looks_random

_QUOTED = re.compile(r"""(?<=[`"'])[^`"'\s]{12,}(?=[`"'])""")
#: Between the punctuation of lists, URLs and paths. Outside of quotes stand paths: a short word there is a name.
_WORD = re.compile(r"[^\s/,:;@=|…`\"']{12,}…?")
_LONG_WORD = re.compile(r"[^\s/,:;@=|…`\"']{32,}…?")
_LOGIN = re.compile(r"(?<=:/)(/?)[^\s/@]+@")
_SHOWN = 4


def discreet(text: str) -> str:
    """``text`` with every word that looks drawn rather than written cut to its first characters."""
    text = _QUOTED.sub(lambda match: _WORD.sub(_shortened, match[0]), text)
    return _LOGIN.sub(r"\1…@", _LONG_WORD.sub(_shortened, text))


def _shortened(match: re.Match[str]) -> str:
    word = match[0].rstrip("…").encode("utf-8", "surrogateescape")
    drawn = any(48 <= byte <= 57 for byte in word) and looks_random(word)
    return match[0][:_SHOWN] + "…" if drawn or word.isdigit() else match[0]

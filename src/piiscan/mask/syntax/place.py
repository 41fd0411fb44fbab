"""Where in its line a value stands: in a string, in a comment, or in code. A scan of the line, no parser."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from piiscan.mask.syntax.kind import Syntax


class Place(Enum):
    OPEN = "outside strings and comments"
    QUOTED = "in a string that opens and closes on this line"
    COMMENT = "in a comment that lasts to the end of this line"
    STARRED = "on a line that starts with a star: most likely a comment"


#: An apostrophe inside a word opens no string (``don't``), unless what precedes it is a string's prefix.
_QUOTE = r"""["`]|(?<![A-Za-z0-9_])(?:[rRbBfFuU]{1,2})?'"""
_CLOSE = {quote: re.compile(rb"(?:\\.|[^\\" + quote + rb"])*" + quote) for quote in (b'"', b"'", b"`")}


def line_before(before: bytes) -> bytes:
    return before.rpartition(b"\n")[2]


def line_after(after: bytes) -> bytes:
    return after.partition(b"\n")[0]


@lru_cache(maxsize=64)
def _tokens(syntax: Syntax) -> re.Pattern[bytes]:
    """What changes the place: the start of a comment, or a quote (then the match's last byte)."""
    openers = [*syntax.comments, "/*"] if syntax.blocks else syntax.comments
    comment = "|".join(map(re.escape, openers)) or "(?!)"
    return re.compile(rf"(?:^|(?<=[\s;,(){{}}\[\]]))(?P<comment>{comment})|{_QUOTE}".encode())


def place_of(syntax: Syntax, before: bytes, after: bytes, whole: bool) -> Place:
    """The place between ``before`` and ``after``, as far as their line can tell; in doubt ``OPEN``.

    ``whole`` is false where ``before`` starts in the middle of the line: then nothing can be told.
    """
    if not whole:
        return Place.OPEN
    line, at, tokens = line_before(before), 0, _tokens(syntax)
    while token := tokens.search(line, at):
        if token["comment"] == b"/*":
            end = line.find(b"*/", token.end())
            if end < 0:
                return Place.COMMENT
            at = end + 2
        elif token["comment"]:
            return Place.COMMENT
        else:
            quote = token[0][-1:]
            closed = _CLOSE[quote].match(line, token.end())
            if closed is None:
                return _in_string(line[token.end() :], quote, after)
            at = closed.end()
    return Place.STARRED if syntax.blocks and line.lstrip().startswith(b"*") else Place.OPEN


def _in_string(inside: bytes, quote: bytes, after: bytes) -> Place:
    # In `f"{…}"` and `${…}` stands code again; and without a closing quote this was an apostrophe.
    interpolated = inside.rfind(b"{") > inside.rfind(b"}")
    return Place.OPEN if interpolated or quote not in line_after(after) else Place.QUOTED

"""Tells whether a place gives credit: a copyright line, an author field, a list of contributors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from piiscan.detect.candidate import Candidate
from piiscan.types import Status

Marking = TypeVar("Marking", bound=Callable[..., bool])

_ON_LINE = re.compile(
    rb"copyright|\(c\)|\xc2\xa9|&copy;|@author|\b(?:original|co|first|main)?[ _-]?authors?\b|maintain(?:er|ed)|"
    rb"\b(?:written|created|contributed|developed|designed|ported|adapted|provided|implemented|modified|rewritten|"
    rb"reported|suggested|submitted|fixed|patch(?:es)?|translated|improved|updated|extended|code|based on work|originally|idea)\b"
    rb"[^\n.;]{0,40}\bby\b|"
    rb"contribut(?:or|ion)s?\b|\bcredits?\b|licen[cs]ed?\b|last-translator|language-team|report-msgid-bugs-to|"
    rb"signed-off-by|co-authored-by|reviewed-by|packager|vcard|thanks to|\bthx\b|copyleft|"
    rb"\b(?:patches?|fix|contribution|improvements?) (?:from|by)\b",
    re.IGNORECASE,
)
#: A name and its address in a comment: what header comments are made of.
_IN_COMMENT = re.compile(
    rb"^[ \t]*(?:#|\*|//|/\*|--|;|%|\.\\\"|<!--|dnl\b|REM\b|!)[^\n]{0,80}?(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[^\n<(@]{2,60}"
    rb"(?:<|&lt;|\()[^\s<>()@]{1,64}(?:@| at |\[at\])"
)
#: A line that is nothing but a name and an address, as lists of people have them; Debian's changelog trailer.
_ALONE = re.compile(
    rb"^(?: -- |[ \t*-]*)(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[^<>\n:;=@\"]{2,50} (?:<|&lt;|\()[^\s<>()@]{1,64}(?:@| at )[^\s<>]+(?:>|&gt;|\))"
    rb"(?:[ \t,.;]*(?:\([^\n]*\))?|  [A-Z][a-z]{2}, [^\n]*)$"
)
#: A heading or key after which people are listed, one a line.
_LIST_OPENS = re.compile(
    rb"(?:authors?|contributors?|maintainers?|credits?|developers?|thanks(?: to)?|copyright|written by|committers?|"
    rb"acknowledge?ments?)[ \t]*[\"']?[ \t]*[:=]?[ \t]*[\[{(]?[ \t]*(?:$|\{|\[)",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSES = {b"[": b"]", b"{": b"}", b"(": b")"}
_REACH = 1500


def in_credit(candidate: Candidate) -> bool:
    """Whether the candidate stands in a credit: by file, by its line, or in a list that a heading opens."""
    if candidate.file.gives_credit:
        return True
    line = candidate.line().rstrip()
    return bool(_ON_LINE.search(line) or _IN_COMMENT.search(line) or _ALONE.search(line)) or _in_list(
        candidate
    )


def _in_list(candidate: Candidate) -> bool:
    floor = max(0, candidate.start - _REACH)
    above = candidate.data[floor : candidate.line_start()]
    opened = next(reversed(list(_LIST_OPENS.finditer(above))), None)
    if opened is None:
        return False
    between = above[opened.end() :]
    bracket = opened.group().rstrip()[-1:]
    if bracket in _CLOSES:
        return _CLOSES[bracket] not in between
    # Underlines below a heading and one blank line may follow; a second blank line ends the list.
    return (
        not re.search(rb"\n[ \t#*/;-]*\n[ \t#*/;-]*\S[^\n]*\n[ \t#*/;-]*\n", between)
        and between.count(b"\n") < 40
    )


def marks_credits(check: Marking) -> Marking:
    """Declare that ``check`` marks what it keeps: in a file that gives credit, nothing it keeps is live.

    A scan for live findings alone then need not look at such files for that rule.
    """
    check.credits = True  # type: ignore[attr-defined]
    return check


def mark(candidate: Candidate) -> None:
    """Label the candidate as a licence credit where it stands in one."""
    if candidate.status is Status.LIVE and in_credit(candidate):
        candidate.status = Status.LICENCE

"""Tells whether a place gives credit: a copyright line, an author field, a list of contributors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from piiscan.detect.candidate import LINE_REACH, Candidate
from piiscan.types import Status

Marking = TypeVar("Marking", bound=Callable[..., bool])

#: One of these is in every match of the expression below, which takes ten times as long to say no.
_STEMS = tuple(
    b"copyright|(c)|\xc2\xa9|&copy;|author|maintain|by|contribut|credit|licen|last-translator|language-team|report-msgid|"
    b"packager|vcard|thanks to|thx|copyleft|from".split(b"|")
)
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
_LIST_STEMS = (
    b"author",
    b"contribut",
    b"maintain",
    b"credit",
    b"develop",
    b"thanks",
    b"copyright",
    b"written",
    b"committer",
    b"acknowl",
)
_CLOSES = {b"[": b"]", b"{": b"}", b"(": b")"}
_REACH = 1500


def in_credit(candidate: Candidate) -> bool:
    """Whether the candidate stands in a credit: by file, by its line, or in a list that a heading opens."""
    file = candidate.file
    if file.gives_credit:
        return True
    place = _line_of(candidate)
    # A line can hold ten thousand addresses, and everyone on it gets the same answer.
    answer = file.answers.get(place)
    if answer is None:
        answer = file.answers[place] = _credits(candidate.data, *place)
    return answer


def _line_of(candidate: Candidate) -> tuple[int, int]:
    """The line; of a very long one, a piece round the candidate that its neighbours share."""
    start, end = candidate.line_start(), candidate.line_end()
    if candidate.start - start >= LINE_REACH:
        start = candidate.start // LINE_REACH * LINE_REACH - LINE_REACH
    if end - candidate.end >= LINE_REACH:
        end = min((candidate.end // LINE_REACH + 2) * LINE_REACH, len(candidate.data))
    return start, end


def _credits(data: bytes, start: int, end: int) -> bool:
    line = data[start:end].rstrip()
    lowered = line.lower()
    if any(stem in lowered for stem in _STEMS) and _ON_LINE.search(line):
        return True
    bracketed = b"<" in line or b"(" in line or b"&lt;" in line
    return (bracketed and bool(_IN_COMMENT.search(line) or _ALONE.search(line))) or _in_list(data, start)


def _in_list(data: bytes, line_start: int) -> bool:
    above = data[max(0, line_start - _REACH) : line_start]
    lowered = above.lower()
    if not any(stem in lowered for stem in _LIST_STEMS):
        return False
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

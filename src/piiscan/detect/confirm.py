"""Layer 2: the rule's own regex in a small window round each hit gives exact spans and groups."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from typing import Final

from piiscan.catalog.rule import Rule
from piiscan.compiled import regex


def _token_begins(behind: bytes = b"") -> bytes:
    """Where a token begins, looked at from ``behind`` the plain text that it begins with."""
    # It may follow an escaped line end (`\nghp_…` in a string) or a percent escape (`%3Dghp_…` in a URL), whose
    # last letter would otherwise count as part of it.
    return (
        rb"(?:(?<![A-Za-z0-9_-]" + behind + rb")|(?<=\\[nrtbf]" + behind + rb")"
        rb"|(?<=%[0-9A-Fa-f][0-9A-Fa-f]" + behind + rb"))"
    )


_AFTER_ESCAPE: Final = rb"(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])"
_NUMBER_LEFT: Final = rb"(?:(?<![A-Za-z0-9_.-])|(?<=[^A-Za-z0-9_.-]-)|" + _AFTER_ESCAPE + rb")"
_BOUNDARY: Final = {
    "token": (_token_begins(), rb"(?![A-Za-z0-9_-])"),
    "word": (rb"(?:(?<![A-Za-z0-9_])|" + _AFTER_ESCAPE + rb")", rb"(?![A-Za-z0-9_])"),
    "none": (b"", b""),
    "email": (
        rb"(?:(?<![A-Za-z0-9._%+~\x80-\xff-])|" + _AFTER_ESCAPE + rb")",
        rb"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])",
    ),
    "number": (_NUMBER_LEFT, rb"(?![A-Za-z0-9_]|[.-][0-9])"),
    # As tcpdump writes a host and its port: `IP 192.0.2.7.443 > …`, `… > 192.0.2.7.443: Flags`.
    "ipv4": (_NUMBER_LEFT, rb"(?![A-Za-z0-9_]|-[0-9]|\.[0-9](?![0-9]{0,4}(?: >|: )))"),
    "mention": (rb"(?<![A-Za-z0-9_.@/:%-])", rb"(?![A-Za-z0-9_-])"),
    "word_left": (rb"(?<![A-Za-z0-9_])", b""),
    "addressee": (b"", b""),
    "cell": (b"", b""),
    # Mail servers write `[IPv6:2a00:…]` (RFC 5321, 4.1.3).
    "ipv6": (rb"(?:(?<![A-Za-z0-9_:.])|(?<=\bIPv6:))", rb"(?![A-Za-z0-9_:]|\.[0-9])"),
}

#: Where a match lies within a run of these, there is no need to look further back on the line: the e-mail rule
#: takes half the time so.
_RUN: Final = {
    "email": bytes(
        byte for byte in range(256) if byte > 127 or chr(byte).isalnum() or chr(byte) in "._%+~@/-"
    ),
}


#: What stands before the address that the anchor finds, behind some bytes that may be missing: with an addressee
#: `Ada Lovelace <ada@…`, `&lt;ada@…`, `(mailto:ada@…`; in a row of cells `Ada,Lovelace, "ada@…`.
_BEFORE: Final = {
    "addressee": (b"", frozenset((b"<", b"(", b";", b":"))),
    "cell": (b"\"' ", frozenset((b",", b";", b"\t", b"|"))),
}
_ADDRESS: Final = bytes(byte for byte in _RUN["email"] if byte < 128 and byte != 0x2F)
#: An address before its `@`, with some room: what is longer is none.
_LONGEST_LOCAL: Final = 80

#: A pattern that takes nothing but such bytes; in doubt it is none.
_WITHIN: Final = {
    "email": regex(
        r"(?:\(\?P<\w+>|\(\?:|[()|]|[A-Za-z0-9_%~@/-]|\\[.dw-]|\\x[89a-f][0-9a-f]"
        r"|\[(?:[A-Za-z0-9._%+~@/-]|\\[.dw-]|\\x[89a-f][0-9a-f])+\]|[?*+]|\{[0-9]*,?[0-9]*\})+"
    )
}


@cache
def _run_of(boundary: str, pattern: str) -> bytes | None:
    """The bytes whose run a match cannot leave, where there are such."""
    within = _WITHIN.get(boundary)
    return _RUN[boundary] if within and within.fullmatch(pattern) else None


def confirm_regex(rule: Rule) -> re.Pattern[bytes]:
    """The rule's pattern between its boundaries, compiled."""
    left, right = _BOUNDARY[rule.boundary]
    pattern = rule.pattern.encode()
    if rule.boundary == "token" and not rule.ignore_case and (plain := opening(rule.pattern)):
        # `re` looks for plain text far faster than for a boundary, so the boundary comes behind it.
        start, end = plain
        source = pattern[:end] + _token_begins(pattern[start:end]) + pattern[end:] + right
    else:
        source = left + b"(?:" + pattern + b")" + right
    return regex(source, re.IGNORECASE if rule.ignore_case else 0)


_OPENING: Final = regex(r"(?:\(\?P<\w+>)?([A-Za-z0-9_-]+)([?*+{]?)")
_PIECE: Final = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def opening(pattern: str) -> tuple[int, int] | None:
    """Where the plain text stands in ``pattern`` that every match begins with, if there is such."""
    found = _OPENING.match(pattern)
    if found is None:
        return None
    start, end = found.span(1)
    end -= bool(found[2])  # what is repeated may be missing
    depth, in_first = 0, start > 0
    for piece in _PIECE.finditer(pattern):
        if piece.group() == "(":
            depth += 1
        elif piece.group() == ")":
            depth -= 1
            if in_first and not depth:
                in_first = False
                if pattern[piece.end() : piece.end() + 1] in ("?", "*", "{"):
                    return None  # the group may be missing
        elif piece.group() == "|" and depth <= in_first:
            return None  # another branch begins with something else
    return (start, end) if start < end else None


def windows(rule: Rule, data: bytes, ends: Sequence[int]) -> list[tuple[int, int]]:
    """Disjoint regions of ``data`` that hold every match with an anchor ending at one of ``ends`` (sorted).

    A region never leaves the line for a rule that does not cross lines, so on lines shorter than ``max_len`` it
    is the line, whichever end an engine reports. Where no match can leave the run of bytes that the anchor ends
    in, as with addresses, it is that run.
    """
    reach = rule.max_len + 1
    run = _run_of(rule.boundary, rule.pattern)
    between, openers = _BEFORE.get(rule.boundary, (b"", None))
    size = len(data)
    crosses = rule.multiline
    back, on = data.rfind, data.find
    found: list[tuple[int, int]] = []
    low = high = whole = -1
    for end in ends:
        if end <= whole:
            continue  # on a line that is covered to its end
        if openers is not None:
            before = data[max(0, end - _LONGEST_LOCAL) : end].rstrip(_ADDRESS)
            if before.rstrip(between)[-1:] not in openers:
                continue
        # `max` and `min` cost as much as the rest of this loop.
        start = end - reach if end > reach else 0
        stop = end + reach if end + reach < size else size
        if not crosses:
            start = back(b"\n", start, end) + 1 or start
            newline = on(b"\n", end, stop)
            if newline >= 0:
                stop = whole = newline
            if run:
                start += len(data[start:end].rstrip(run))
                stop -= len(data[end:stop].lstrip(run))
                whole = -1
        if start <= high:
            if stop > high:
                high = stop
            found[-1] = (low, high)
        else:
            low, high = start, stop
            found.append((low, high))
    return found


def matches(
    rule: Rule,
    regex: re.Pattern[bytes],
    data: bytes,
    ends: Sequence[int],
    first: int = 0,
    last: int = sys.maxsize,
) -> list[re.Match[bytes]]:
    """Every match of ``regex`` in the windows round ``ends``, left to right; of a rule for whole files, between ``first`` and
    ``last``."""
    if rule.whole_file:
        return list(regex.finditer(data, first, last))
    found: list[re.Match[bytes]] = []
    search = regex.search
    for start, stop in windows(rule, data, ends):
        # One byte past the window lets the right boundary see what follows; a match must not begin there.
        # Most windows hold nothing or one match: `search` says so in half the time of `finditer`.
        match = search(data, start, stop + 1)
        while match is not None:
            at, end = match.span()
            if at >= stop:
                break
            # One that goes on behind the window is cut off there; it holds no anchor that ends in here, since it would be too long.
            if end <= stop or end == len(data) or data[stop] == 10:
                found.append(match)
            match = search(data, end if end > at else end + 1, stop + 1)
    return found

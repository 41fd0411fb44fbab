"""git's glob language (``wildmatch.c`` with ``WM_PATHNAME``) as regular expressions.

``*`` and ``?`` stop at a slash; ``**`` between slashes, or at an end, does not; a backslash takes the next
character as it is; ``[!a-z[:digit:]]`` is a set, and never a slash. Not the same: ``?`` and sets are a
character here, a byte in git.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_STAR = "[^/]*"
_DEPTH = "(?:.*/)?"
# `**` with whatever slash belongs to it, `*`, `?`, an escape, the start of a set, or a character.
_TOKENS = re.compile(r"(?s)(?P<stars>\*+)|(?P<any>\?)|\\(?P<escaped>.)|(?P<set>\[)|(?P<other>[^\\])")


def regex(pattern: str, *, name: bool = False) -> str | None:
    """The regular expression for all of a path, or of a mere ``name``, in which ``**`` is ``*``.

    None where ``pattern`` can never match (``[a``, ``a\\``).
    """
    parts, at = [], 0
    special = re.search(r"[*?\[\\]", pattern)
    first = special.start() if special and not name else -1
    while at < len(pattern):
        token = _TOKENS.match(pattern, at)
        if token is None:
            return None
        at = token.end()
        if token["set"]:
            found = _set(pattern, at)
            if found is None:
                return None
            part, at = found
        elif token["stars"]:
            part, at = _stars(pattern, token.start(), at, first)
        else:
            part = "[^/]" if token["any"] else re.escape(token["escaped"] or token["other"])
        parts.append(part)
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    if sys.version_info < (3, 11):  # no atomic groups
        return "".join(parts)
    return _committed(parts, _DEPTH, "(?:.*?/)??", lambda some: _committed(some, _STAR, "[^/]*?", "".join))


def _committed(parts: list[str], wild: str, lazy: str, join: Callable[[list[str]], str]) -> str:
    """Join ``parts`` so that every ``wild`` but the last takes the first place where its rest matches.

    A glob needs no second try there, and without, ``*a*a*a*a*a*b`` takes years over a name of 250 letters.
    """
    runs: list[list[str]] = [[]]
    for part in parts:
        if part == wild:
            runs.append([])
        else:
            runs[-1].append(part)
    first, *inner = [join(run) for run in runs]
    last = wild + inner.pop() if inner else ""
    return first + "".join(f"(?>{lazy}{run})" for run in inner) + last


def _stars(pattern: str, start: int, end: int, first: int) -> tuple[str, int]:
    """What the asterisks from ``start`` to ``end`` match, and where the pattern goes on.

    git cuts the plain text off before the first special character, so that "``**`` after a slash, or at the
    start" includes ``a**/b``.
    """
    bounded = start == 0 or pattern[start - 1] == "/"
    if end - start > 1 and (bounded or start == first):
        if end == len(pattern):
            return ".*", end
        if pattern[end] == "/":
            return _DEPTH, end + 1
    return _STAR, end


def _set(pattern: str, at: int) -> tuple[str, int] | None:
    """The set whose ``[`` stands before ``at``, and where it ends."""
    negated = pattern[at : at + 1] in ("!", "^")
    first = at = at + negated
    members, before = [], ""
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        character, width = _character(pattern, at)
        if width == 0:
            return None
        if pattern[at] == "-" and before and pattern[at + 1 : at + 2] not in ("", "]"):
            last, width = _character(pattern, at + 1)
            if width == 0:
                return None
            if before <= last:
                members.append(f"{re.escape(before)}-{re.escape(last)}")
            at, before = at + 1 + width, ""
        elif (
            pattern.startswith("[:", at)
            and (end := pattern.find("]", at + 2)) > at + 2
            and pattern[end - 1] == ":"
        ):
            name = pattern[at + 2 : end - 1]
            if name not in _CLASSES:
                return None
            members.append(_CLASSES[name])
            at, before = end + 1, ""
        else:
            members.append(re.escape(character))
            at, before = at + width, character
    if at == len(pattern):
        return None
    if negated:
        return f"[^/{''.join(members)}]", at + 1
    return f"(?!/)[{''.join(members)}]" if members else "(?!)", at + 1


def _character(pattern: str, at: int) -> tuple[str, int]:
    """One character of a set and its width in the pattern, 0 where a backslash ends it."""
    if pattern[at] == "\\":
        return pattern[at + 1 : at + 2], 2 if at + 1 < len(pattern) else 0
    return pattern[at], 1

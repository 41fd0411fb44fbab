"""gitignore patterns as one regex: the last pattern that matches a path decides, exactly as in git.

Not pathspec: it judges whole paths of files, so a walker that prunes directories cannot ask it about a
directory (``*``, ``!*/``, ``!*.py`` would prune everything); its import costs 25-50 ms; and it tries one
pattern after another: 5 µs a path for 15 patterns and 30 for 100, against 0.9 and 7 here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from piiscan.sources.wildmatch import regex


class Patterns:
    """The lines of one ``.gitignore``, or of one ``exclude`` setting."""

    def __init__(self, lines: Sequence[str], *, strict: bool = False) -> None:
        """``strict``: a line that can never match, such as ``[a``, is a ``ValueError``; git lets it pass."""
        found = []
        for line in lines:
            pattern = _parsed(line)
            if pattern is not None:
                if strict and pattern.regex is None:
                    raise ValueError(f"{line!r} is not a gitignore pattern")
                found.append(pattern)
        # Last first, because the first alternative that matches wins; neighbours that say the same share
        # one group, whose number is the answer.
        kept = [pattern for pattern in reversed(found) if pattern.regex]
        runs = [(sign, list(run)) for sign, run in groupby(kept, key=lambda pattern: pattern.ignore)]
        self._signs = [sign for sign, _ in runs]
        source = "|".join(f"({_alternatives(run)})" for _, run in runs)
        self._match = re.compile(f"(?s:{source})" if source else "(?!)").fullmatch

    def verdict(self, path: str) -> bool | None:
        """True: ignored; False: brought back by ``!``; None: no pattern has an opinion.

        ``path`` is relative to where the patterns hold; a directory ends in a separator. Says nothing of
        the directories above it: git never looks below one that is ignored.
        """
        if os.sep != "/":
            path = path.replace(os.sep, "/")
        match = self._match(path)
        return self._signs[match.lastindex - 1] if match and match.lastindex else None


class _Pattern(NamedTuple):
    ignore: bool
    anywhere: bool
    """It has no slash: it matches a name in any directory."""
    regex: str | None
    """None: it can never match."""


def _parsed(line: str) -> _Pattern | None:
    line = re.sub(r"(?<!\\) +\Z", "", line.removesuffix("\r"))
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line[negated:]
    directory = line.endswith("/")
    if directory:
        line = line[:-1]
    anywhere = "/" not in line
    body = regex(line.removeprefix("/"), name=anywhere) if line else None
    if body is not None:
        # The slash at the end of a directory's path is none of the pattern's own: "a/*" is not "a/".
        body += ("" if anywhere else "(?<!/)") + ("/" if directory else "/?")
    return _Pattern(not negated, anywhere, body)


def _alternatives(run: list[_Pattern]) -> str:
    """Within a run, order is no matter: what any directory may hold shares one way down to its name."""
    parts = [pattern.regex or "" for pattern in run if not pattern.anywhere]
    if names := [pattern.regex or "" for pattern in run if pattern.anywhere]:
        parts.append(f"(?:.*/)?(?:{'|'.join(names)})")
    return "|".join(parts)

"""Inline ignores: comments that silence findings on a line, on the next line, or in the whole file.

No comment syntax is parsed: the words count wherever they stand, in a string too, as with ``noqa``. What is
malformed silences nothing. docs/suppression.md is the user's page of all this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from piiscan.settings.selector import ALL, matches
from piiscan.types import Category

#: ``ignore-file`` counts on lines that end within these first bytes. A fixed number, so that a large file
#: which is read in segments gives the same findings as in one piece.
HEAD_BYTES = 8192

_Lines = dict[int, tuple[str, ...]]

_SECRETS = (Category.KEY.value, Category.PASSWORD.value)

_NEEDLE = b"piiscan"
# The list is bounded, since a line of a million `piiscan: ignore[` would otherwise take quadratic time.
_OWN = re.compile(
    rb"piiscan[ \t]*:[ \t]*ignore(?P<where>-next-line|-file)?"
    rb"(?:[ \t]*\[(?P<list>[^\[\]\r\n]{0,1000})\]|(?P<all>(?!-?\w|[(:=.]\w?|[ \t]+\w|[ \t]*\[)))",
    re.IGNORECASE,
)
_SELECTOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

# Each with the literal to look for first: a regex alone reads 10 MB in half a second, a literal in 3 ms.
_FOREIGN = (
    (b"pragma:", re.compile(rb"pragma: ?(?:allow|white)list(?P<next>[ -]nextline)?[ -]secret(?!-?\w)")),
    (b"gitleaks:allow", re.compile(rb"gitleaks:allow(?P<next>)(?!-?\w)")),
    (b"betterleaks:allow", re.compile(rb"betterleaks:allow(?P<next>)(?!-?\w)")),
    (b"trufflehog:ignore", re.compile(rb"trufflehog:ignore(?P<next>)(?!-?\w)")),
)


@dataclass(frozen=True, slots=True)
class InlineIgnores:
    """The selectors that are silent, by line."""

    file: tuple[str, ...] = ()
    on_line: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    before_line: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By the line that follows the comment."""

    @classmethod
    def parse(cls, data: bytes, *, first_line: int = 1, head: bytes | None = None) -> InlineIgnores:
        """The ignores in ``data``, ASCII-compatible text whose first line has the number ``first_line``.

        For a later segment of a large file, ``head`` is the beginning of that file, at least `HEAD_BYTES`
        of it; None says that ``data`` is the beginning.
        """
        on_line: _Lines = {}
        before_line: _Lines = {}
        for line, where, selectors in _pragmas(data, first_line):
            if where == b"-next-line":
                before_line[line + 1] = before_line.get(line + 1, ()) + selectors
            elif not where:
                on_line[line] = on_line.get(line, ()) + selectors
        return cls(_of_file(data if head is None else head), on_line, before_line)

    def __bool__(self) -> bool:
        return bool(self.file or self.on_line or self.before_line)

    def covers(self, line: int, end_line: int, code: str, rule: str, category: str) -> bool:
        """Whether a finding from ``line`` to ``end_line`` is silenced.

        The comment may stand on the first line or the last, or, as ``ignore-next-line``, before the first.
        """
        ignores = (
            self.file,
            self.on_line.get(line, ()),
            self.on_line.get(end_line, ()),
            self.before_line.get(line, ()),
        )
        return any(matches(selectors, code, rule, category) for selectors in ignores)


def _of_file(head: bytes) -> tuple[str, ...]:
    if len(head) >= HEAD_BYTES:  # Whole lines only: a list cut off must not become an ignore of everything.
        head = head[: head.rfind(b"\n", 0, HEAD_BYTES) + 1]
    return tuple(s for _, where, selectors in _pragmas(head, 1) if where == b"-file" for s in selectors)


def _pragmas(data: bytes, first_line: int) -> Iterator[tuple[int, bytes, tuple[str, ...]]]:
    """Line, where it holds (empty, ``-next-line``, ``-file``), and selectors; per kind in order."""
    lowered = data.lower()
    yield from _numbered(data, first_line, _own(data, lowered))
    for literal, pattern in _FOREIGN:
        yield from _numbered(data, first_line, _foreign(data, literal, pattern))

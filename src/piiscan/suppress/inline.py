"""Inline ignores: comments that silence findings on a line, on the next line, or in the whole file.

No comment syntax is parsed: the words count wherever they stand, in a string too, as with ``noqa``. What is
malformed silences nothing. docs/suppression.md is the user's page of all this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from piiscan.settings.selector import matches
from piiscan.suppress.pragma import Scope, pragmas

#: ``ignore-file`` counts on lines that end within these first bytes. A fixed number, so that a large file
#: that is read in segments gives the same findings as one that is read in one piece.
HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class InlineIgnores:
    """The selectors that are silent, by where."""

    file: tuple[str, ...] = ()
    on_line: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    after_comment: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By the line that follows the comment."""
    stands: bool = False
    """Whether there is any comment, also one that silences nothing where it stands."""

    @classmethod
    def parse(cls, data: bytes, *, first_line: int = 1, head: bytes | None = None) -> InlineIgnores:
        """The ignores in ``data``, ASCII-compatible text whose first line has the number ``first_line``.

        For a later segment of a large file, ``head`` is the beginning of that file, at least `HEAD_BYTES`
        of it; None says that ``data`` is the beginning.
        """
        on_line: dict[int, tuple[str, ...]] = {}
        after_comment: dict[int, tuple[str, ...]] = {}
        stands = False
        for pragma in pragmas(data, first_line):
            stands = True
            if pragma.scope is Scope.LINE:
                _add(on_line, pragma.line, pragma.selectors)
            elif pragma.scope is Scope.NEXT_LINE:
                _add(after_comment, pragma.line + 1, pragma.selectors)
        return cls(_of_file(data if head is None else head), on_line, after_comment, stands)

    def __bool__(self) -> bool:
        return bool(self.file or self.on_line or self.after_comment)

    def covers(self, line: int, end_line: int, code: str, rule: str, category: str) -> bool:
        """Whether a finding from ``line`` to ``end_line``, counted from 1, is silenced.

        The comment may stand on the first line or the last, or, as ``ignore-next-line``, before the first.
        """
        places = (
            self.file,
            self.on_line.get(line, ()),
            self.on_line.get(end_line, ()),
            self.after_comment.get(line, ()),
        )
        return any(matches(selectors, code, rule, category) for selectors in places)


def _add(by_line: dict[int, tuple[str, ...]], line: int, selectors: tuple[str, ...]) -> None:
    # Without repeats, so that a line of a million comments does not grow a tuple a million times.
    known = by_line.get(line, ())
    by_line[line] = known + tuple(each for each in selectors if each not in known)


def _of_file(head: bytes) -> tuple[str, ...]:
    if len(head) >= HEAD_BYTES:  # Whole lines only: a list cut off must not become an ignore of everything.
        head = head[: head.rfind(b"\n", 0, HEAD_BYTES) + 1]
    found = (each for pragma in pragmas(head) if pragma.scope is Scope.FILE for each in pragma.selectors)
    return tuple(dict.fromkeys(found))

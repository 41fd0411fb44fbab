"""One known finding, without its value, its line number or a date."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Verdict(str, Enum):
    """What somebody has decided about a known finding."""

    REAL = "real"
    FALSE_POSITIVE = "false positive"
    UNSURE = "unsure"

    def __str__(self) -> str:
        return self.value


class Mark(NamedTuple):
    """What a finding is to the baseline."""

    path: str
    """From the root of the project, ``/`` between parts, with a mask in place of what was found in it."""
    rule: str
    """The rule's id."""
    context: str
    """16 letters, from the rule and the masked line; see ``trace.py``."""
    tag: str = ""
    """8 letters, of a value beyond guessing; else empty."""
    telling: bool = False
    """Whether the masked line has so much to it that it is hardly found elsewhere. Not kept in the file."""


class Entry(NamedTuple):
    """One line of the file. Fields as in ``Mark``."""

    path: str
    rule: str
    context: str
    tag: str = ""
    number: int = 1
    """Tells findings apart that are the same in all else."""
    verdict: Verdict | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return (self.path, self.rule, self.context, self.tag)

    @property
    def sort_key(self) -> tuple[str, str, str, str, int]:
        """By context first: additions on two branches come to stand apart, where git merges them by itself."""
        return (self.context, self.rule, self.path, self.tag, self.number)

    def at(self, mark: Mark) -> Entry:
        """The entry for a finding that is now ``mark``; what was decided stays."""
        return self._replace(path=mark.path, rule=mark.rule, context=mark.context, tag=mark.tag)

    @classmethod
    def of(cls, mark: Mark, verdict: Verdict | None = None) -> Entry:
        return cls(mark.path, mark.rule, mark.context, mark.tag, 1, verdict)


def numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """``entries`` as the file has them: sorted, and equal ones counted from 1."""
    seen: dict[tuple[str, str, str, str], int] = {}
    found = []
    for entry in sorted(entries, key=lambda each: each.sort_key):
        number = seen[entry.identity] = seen.get(entry.identity, 0) + 1
        found.append(entry._replace(number=number))
    return tuple(found)

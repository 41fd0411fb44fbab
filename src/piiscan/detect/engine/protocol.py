"""What an engine is: something that says where a rule's anchor ends, over the whole text at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from piiscan.compiled import regex

_TAIL = regex(r"((?:\]|\\[wd]))\{(\d+)(?:,\d*)?\}(\)?)\Z")
#: Of what an anchor repeats at its end, so much is looked for. The rule's own expression looks at all of it.
_ENOUGH = 12


def shortened(anchor: str) -> str:
    """``anchor`` with less of what it repeats at its end: `ghp_[a-z]{36}` compiles in half the time as
    `ghp_[a-z]{12}`, and finds the same places."""
    tail = _TAIL.search(anchor)
    if tail is None:
        return anchor
    return f"{anchor[: tail.start()]}{tail[1]}{{{min(int(tail[2]), _ENOUGH)}}}{tail[3]}"


class Anchor(NamedTuple):
    """What to look for; ``number`` is what hits carry."""

    number: int
    pattern: str
    ignore_case: bool
    keywords: tuple[str, ...]
    rule: str = ""
    """The id of a rule that has this anchor, for messages."""


class Engine(Protocol):
    """Finds anchor ends. Two engines may differ in how many ends they name for one match of an anchor
    (all, or the longest); the confirm step looks at the line or window round each, so findings agree."""

    name: str

    @classmethod
    def build(cls, anchors: Sequence[Anchor]) -> Engine:
        """Compile. Raises ``EngineError`` naming the rule that does not compile."""
        ...

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        """``(rule index, end offset)`` of every anchor hit, in any order, repeats allowed."""
        ...

    def dump(self) -> bytes:
        """Compiled form for the cache; empty when there is none worth keeping."""
        ...

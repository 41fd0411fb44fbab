"""A possible finding on its way through the checks."""

from __future__ import annotations

import re
from typing import Final

from piiscan.catalog.rule import Rule
from piiscan.detect.filekind import FileKind
from piiscan.types import Status

#: A line of minified code can be the whole file; checks look at this much of it on either side.
LINE_REACH: Final = 1024


class Candidate:
    """A span in ``data`` that a rule's pattern matched. Checks read it, and lower, raise or re-label it.

    It prints as its rule and place; the bytes that stand there come out through ``reveal()`` alone.
    """

    __slots__ = ("confidence", "data", "end", "file", "layers", "match", "rule", "start", "status")

    def __init__(
        self, rule: Rule, data: bytes, file: FileKind, match: re.Match[bytes], span: tuple[int, int]
    ) -> None:
        self.rule = rule
        self.data = data
        self.file = file
        self.match = match
        self.start, self.end = span
        self.status = Status.LIVE
        self.confidence = rule.confidence
        self.layers: tuple[str, ...] = ("rule",)

    def __repr__(self) -> str:
        return f"<Candidate {self.rule.id} {self.start}:{self.end} [{self.rule.category}]>"

    def reveal(self) -> bytes:
        """The bytes that were found. For checks; never for output."""
        return self.data[self.start : self.end]

    def group(self, name: str) -> bytes:
        """A named group of the pattern, empty when it took no part."""
        return self.match.group(name) or b""

    def line_start(self) -> int:
        floor = max(0, self.start - LINE_REACH)
        found = self.data.rfind(b"\n", floor, self.start)
        return floor if found < 0 else found + 1

    def line_end(self) -> int:
        ceiling = min(len(self.data), self.end + LINE_REACH)
        found = self.data.find(b"\n", self.end, ceiling)
        return ceiling if found < 0 else found

    def before(self, count: int = LINE_REACH) -> bytes:
        """Up to ``count`` bytes of the same line before the span."""
        return self.data[max(self.line_start(), self.start - count) : self.start]

    def after(self, count: int = LINE_REACH) -> bytes:
        """Up to ``count`` bytes of the same line after the span."""
        return self.data[self.end : min(self.line_end(), self.end + count)]

    def line(self) -> bytes:
        """The line or lines the span stands in, at most ``LINE_REACH`` bytes to either side."""
        return self.data[self.line_start() : self.line_end()]

    def weaken(self, factor: float) -> None:
        self.confidence *= factor

    def prove(self) -> None:
        """An offline proof passed: a checksum, a structure that decodes."""
        self.confidence = 0.99
        self.layers = ("rule", "proof")

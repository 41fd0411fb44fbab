"""A value and what stands round it: what a policy has to know to choose a text that fits there."""

from __future__ import annotations

from dataclasses import dataclass

from piiscan.mask.encoding import ascii_compatible
from piiscan.mask.syntax.context import Style
from piiscan.mask.syntax.kind import Syntax
from piiscan.mask.syntax.place import Place, line_after, line_before, place_of
from piiscan.types import Finding

_QUOTES = (b'"', b"'", b"`")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one value stands."""

    finding: Finding
    value: bytes
    """As stored."""
    encoding: str
    syntax: Syntax
    style: Style
    """The safe one for placeholders there."""
    before: bytes
    after: bytes
    """ASCII-compatible, at least to the ends of the line but in very long lines."""
    whole_line: bool
    """Whether ``before`` reaches back to the start of the line."""
    left: int
    right: int
    """How many characters there are to the next values; they belong to no finding."""

    @property
    def text(self) -> bytes:
        """The value, ASCII-compatible."""
        return ascii_compatible(self.value, self.encoding)

    @property
    def quote(self) -> bytes:
        """The quote that stands directly on both sides, and opens and closes a literal; or nothing."""
        quote = self.before[-1:]
        if quote not in _QUOTES or self.after[:1] != quote or min(self.left, self.right) < 1:
            return b""
        outside = place_of(self.syntax, self.before[:-1], self.after, self.whole_line)
        return quote if self.whole_line and outside is Place.OPEN else b""

    @property
    def place(self) -> Place:
        return place_of(self.syntax, self.before, self.after, self.whole_line)

    @property
    def line_before(self) -> bytes:
        return line_before(self.before)

    @property
    def line_after(self) -> bytes:
        return line_after(self.after)

"""Why a piece of a foreign file does not become a rule."""

from __future__ import annotations


class UntranslatableError(Exception):
    """What is written is right, but has no counterpart here; it becomes a remark."""

    def __init__(self, message: str, *, key: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        """The key that holds it, where that is not the key in question."""


class BrokenRegexError(Exception):
    """Go would not compile the expression either."""

"""What tells a number that somebody was given from one that somebody typed: runs and repetitions."""

from __future__ import annotations

from piiscan.compiled import regex

_RUN = 5
_UP = "01234567890"
_RUNS = tuple(
    ordered[at : at + _RUN] for ordered in (_UP, _UP[::-1]) for at in range(len(ordered) - _RUN + 1)
)
_SEPARATOR = regex(r"[^0-9A-Za-z]")
_REPEATED = regex(r"(.)\1{5}|(..)\2{3}|(...)\3{2}")


def compact(text: str) -> str:
    """Letters and digits alone, in capitals."""
    return _SEPARATOR.sub("", text).upper()


#: A number that everybody in North America can sing.
_SONG = "8675309"


def made_up(text: str) -> bool:
    """Whether compact ``text`` counts (``12345``), repeats itself, or holds few different characters."""
    return counts(text) or repeats(text) or text.endswith(_SONG) or len(set(text)) < min(4, len(text) // 2)


def counts(text: str) -> bool:
    """Whether five digits in a row go up or down by one."""
    return any(run in text for run in _RUNS)


def repeats(text: str) -> bool:
    """Whether a character comes six times in a row, a pair four times, or three characters three times."""
    return bool(_REPEATED.search(text))

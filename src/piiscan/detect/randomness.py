"""Whether a value was drawn by a machine, or written by somebody."""

from __future__ import annotations

from typing import Final

from piiscan.compiled import regex
from piiscan.detect import values
from piiscan.detect.checks.entropy import bits_per_character
from piiscan.detect.checks.published import is_published
from piiscan.detect.memory import remembered
from piiscan.detect.words import pieces, surprise

_SPACE: Final = regex(rb"\s")
#: Places where a kind of character gives way to another.
_CHANGE: Final = regex(rb"[a-z](?![a-z])|[A-Z](?![A-Z])|[0-9](?![0-9])")
#: Between a letter and a digit.
_TURNS: Final = regex(rb"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")


@remembered
def is_drawn(value: bytes) -> bool:
    """Whether letters alone were drawn, not written: eight or more, in an order that words do not have."""
    return len(value) >= 8 and value.isalpha() and not values.is_words(value) and surprise(value) >= 5.0


def _take_turns(value: bytes) -> bool:
    """Whether letters and digits take turns as often as in no word: six times, or five where half of the characters give way to another kind."""
    turns = len(_TURNS.findall(value))
    return turns >= 6 or (turns >= 5 and len(_CHANGE.findall(value)) >= 0.5 * len(value))


@remembered
def is_machine_made(value: bytes) -> bool:
    """Whether a machine drew letters of both cases and digits: ten or more, in an order that nobody writes (`Summer2024!`), no code.

    Of drawn ones six characters in ten differ in kind from the next; their letters have some 6.4 bits of surprise, those of
    `Utf8ToUtf16LE` 4.45. Where no two letters stand together there are none, and where letters and digits take turns so often
    the letters are no words, whatever their surprise; in `Utf8ToUtf16LE` they do four times.
    """
    return (
        len(value) >= 10
        and sum(48 <= byte <= 57 for byte in value) >= 2
        and value != value.lower()
        and value != value.upper()
        and len(_CHANGE.findall(value)) >= max(5, len(value) // 3)
        and looks_random(value, entropy=2.8)
        and (not 0 < surprise(value) < 4.6 or _take_turns(value))
        and not values.is_no_secret(value)
        and not values.is_words(value)
    )


def looks_random(value: bytes, *, entropy: float = 3.0, rare: float = 2.6) -> bool:
    """Whether ``value`` was drawn rather than written: enough entropy, and few characters a word piece."""
    return (
        bits_per_character(value) >= min(entropy, 0.8 * _ceiling(len(value)))
        and len(value) / max(1, pieces(value)) <= rare
    )


def _ceiling(length: int) -> float:
    return max(1.0, length.bit_length() - 0.5)


def is_key(value: bytes, *, strong: bool = False) -> bool:
    """Whether a machine drew ``value``: random, long enough, no word and no path.

    ``strong``: it stands under a name such as `client_secret`, where ten letters in no order are enough.
    """
    if (
        len(value) < 8
        or _SPACE.search(value)
        or values.is_no_secret(value)
        or values.is_measure(value)
        or values.is_words(value)
    ):
        return False
    if not any(65 <= byte <= 122 for byte in value) and len(value) < 16:
        return False
    if values.classes(value) < 2 and not (
        (len(value) >= 20 and looks_random(value, entropy=3.3, rare=2.2))
        or (strong and len(value) >= 10 and is_drawn(value))
    ):
        return False
    if len(value) < 16 and not (
        values.classes(value) >= 3 or any(48 <= byte <= 57 for byte in value) or (strong and is_drawn(value))
    ):
        return False
    return (looks_random(value) or is_machine_made(value)) and not is_published(value)

"""Numbers drawn by a template until they please a judge: the generators of numbers with check digits use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from piiscan.catalog.examples import DIGITS, UPPER
from piiscan.compiled import regex

if TYPE_CHECKING:
    from random import Random

_TRIES = 200_000
_PIECE = regex(r"\[([^\]]+)\]|\(([^)]+)\)|YYYY|YY|MM|DD|#|@|~")
_MADE: dict[str, Callable[[Random], str]] = {
    "#": lambda random: random.choice(DIGITS),
    "@": lambda random: random.choice(UPPER),
    "~": lambda random: random.choice(DIGITS + UPPER),
    "YYYY": lambda random: str(random.randrange(1950, 2000)),
    "YY": lambda random: f"{random.randrange(50, 100)}",
    "MM": lambda random: f"{random.randrange(1, 13):02}",
    "DD": lambda random: f"{random.randrange(1, 29):02}",
}


def draw(template: str, random: Random, accept: Callable[[str], bool]) -> str:
    """A text by ``template`` that ``accept`` takes.

    ``#`` is a digit, ``@`` a capital, ``~`` either; ``YYYY``, ``YY``, ``MM`` and ``DD`` make dates, ``[abc]`` is one
    of these characters and ``(ab|cd)`` one of these words. Raises ``ValueError`` when luck runs out.
    """

    def fill(match: re.Match[str]) -> str:
        characters: str | None = match[1]
        words: str | None = match[2]
        if characters:
            return random.choice(characters)
        return random.choice(words.split("|")) if words else _MADE[match.group()](random)

    for _ in range(_TRIES):
        text = _PIECE.sub(fill, template)
        if accept(text):
            return text
    raise ValueError(f"no text by the template {template} is accepted")

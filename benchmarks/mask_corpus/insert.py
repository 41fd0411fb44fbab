"""What is put into a file, and what of it must be gone again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mask_corpus.values import Value


class Planted(NamedTuple):
    """One value in one file."""

    kind: str
    place: str
    forms: tuple[str, ...]
    """What must be gone: the value as it is and as it is written there, a key by its lines."""


class Insert(NamedTuple):
    at: int
    text: str
    planted: Planted
    end: int | None = None
    """Where what is replaced ends; nothing is without it."""


Planter = Callable[[bytes, random.Random], Sequence[Insert]]


def planted(value: Value, place: str, write: Callable[[str], str | None] = lambda text: text) -> Planted:
    pieces = value.trace.split("\n")
    forms = [*pieces, *(write(piece) or piece for piece in pieces)]
    return Planted(value.kind, place, tuple(dict.fromkeys(forms)))

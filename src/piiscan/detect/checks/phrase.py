"""Passwords in files whose format says that they are passwords: only the value is left to judge."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect import values
from piiscan.detect.candidate import Candidate

_BETWEEN_WORDS = regex(rb"[-_. ]+")


def chosen(candidate: Candidate, argument: str) -> bool:
    """Somebody's password: no reference that a template fills in, and no word that stands for one.

    ``argument`` is one more such word, where a program ships with it.
    """
    value = candidate.reveal()
    return not (
        value == argument.encode()
        or values.is_placeholder(value)
        or values.is_hashed(value)
        or values.names_itself(value)
    )


def unlike_prose(candidate: Candidate, argument: str) -> bool:
    """A word counts in configuration alone: documentation says ``the requirepass directive``."""
    value = candidate.reveal()
    return candidate.file.is_config or not (value.isalpha() and value.islower())


def drawn(candidate: Candidate, argument: str) -> bool:
    """A secret that a generator drew: neither words with hyphens between them nor a UUID."""
    value = candidate.reveal()
    parts = _BETWEEN_WORDS.split(value)
    return not values.UUID.fullmatch(value) and (len(parts) < 2 or not all(part.isalpha() for part in parts))

"""Values that stand where a secret would, and are none."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate

#: Words that make a token of a known format an example; providers' documentation uses them.
_MARKED = regex(
    rb"example|sample|placeholder|redacted|changeme|your[_-]?|dummy|fake|(?-i:xxxx|XXXX)|\*{4}|0{8}|1{8}|12345678|23456789|"
    rb"abcdefgh|deadbeef|<[a-z _-]+>",
    re.IGNORECASE,
)


def few_distinct(value: bytes) -> bool:
    """``value`` uses so few characters that it was typed to fill a space: ``xxxxxx``, ``ababab``, ``000000``."""
    return len(set(value.lower())) <= max(2, min(5, len(value) // 6))


def unmarked(candidate: Candidate, argument: str) -> bool:
    """Drop a token that says of itself that it is an example, or that repeats a few characters."""
    value = candidate.reveal()
    return not any(map(_is_meant, _MARKED.findall(value))) and not few_distinct(value[-24:])


def _is_meant(word: bytes) -> bool:
    """Whether a short word is written as words are: what was drawn spells one in any case (`yOuR`)."""
    letters = word.rstrip(b"_-")
    return len(letters) > 5 or letters in (letters.lower(), letters.upper(), letters.capitalize())

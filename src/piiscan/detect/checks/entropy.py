"""How random a value looks."""

from __future__ import annotations

import math
from collections import Counter

from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import takes
from piiscan.detect.words import pieces, surprise


def bits_per_character(value: bytes) -> float:
    """Shannon entropy of the bytes of ``value``, in bits; 0 for the empty value."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values()) if size else 0.0


@takes(float)
def shannon(candidate: Candidate, argument: float) -> bool:
    """At least ``argument`` bits per character. 3.0 passes random tokens of 16 characters and more."""
    return bits_per_character(candidate.reveal()) >= argument


@takes(lambda text: int(text or "1"))
def mixed(candidate: Candidate, argument: int) -> bool:
    """At least a letter and a digit, or as many digits as ``argument`` says."""
    value = candidate.reveal()
    digits = sum(48 <= byte <= 57 for byte in value)
    return digits >= argument and digits < len(value)


@takes(float)
def drawn(candidate: Candidate, argument: float) -> bool:
    """A digit at least, or letters in an order that words do not have: ``argument`` bits of surprise a letter.

    Of IDs of 16 characters in base 32 one in 28 has no digit.
    """
    value = candidate.reveal()
    return any(48 <= byte <= 57 for byte in value) or surprise(value) >= argument


@takes(float)
def rare(candidate: Candidate, argument: float) -> bool:
    """Token efficiency: at most ``argument`` characters per word piece; prose and identifiers have more.

    After "Rare Not Random" (2026): language compresses well into word pieces and secrets do not, which
    tells them apart better than entropy does. The pieces are our own (``detect/words.py``).
    """
    value = candidate.reveal()
    return len(value) / max(1, pieces(value)) <= argument

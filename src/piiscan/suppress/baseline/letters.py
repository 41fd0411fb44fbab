"""Bytes as letters from a to p, one for each half: of 10,000 words in hex a few are digits alone, and a scan of the
file that holds them would take one of these for a card number or a telephone.
"""

from __future__ import annotations

_DIGITS, _LETTERS = "0123456789abcdef", "abcdefghijklmnop"
_SPELLED = str.maketrans(_DIGITS, _LETTERS)
_READ = str.maketrans(_LETTERS, _DIGITS)


def spelled(data: bytes) -> str:
    """Two letters a byte."""
    return data.hex().translate(_SPELLED)


def from_letters(text: str) -> bytes:
    """What ``spelled`` was given."""
    return bytes.fromhex(text.translate(_READ))

"""Bech32 (BIP 173): text whose last six characters prove that it was copied without a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def remainder(prefix: str, data: list[int]) -> int:
    """The remainder of lower-case ``prefix`` and 5-bit ``data`` by the code's polynomial; 1 is valid."""
    state = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + data:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, polynomial in enumerate(_GENERATORS):
            state ^= polynomial if top >> bit & 1 else 0
    return state


def checksum(candidate: Candidate, argument: str) -> bool:
    """The value is valid Bech32; its prefix ends at the last ``1``."""
    value = candidate.reveal().decode("latin-1")
    prefix, _, data = value.lower().rpartition("1")
    if value not in (value.lower(), value.upper()) or not prefix or not set(data) <= set(_ALPHABET):
        return False
    if remainder(prefix, [_ALPHABET.index(c) for c in data]) != 1:
        return False
    candidate.prove()
    return True


@generator("bech32")
def _bech32(argument: str, random: Random) -> str:
    """``%{bech32:AGE-SECRET-KEY-}``: 32 random bytes under that prefix, in its case."""
    prefix = argument.lower()
    number = random.getrandbits(256) << 4  # 52 characters of 5 bits hold 260
    data = [number >> 5 * place & 31 for place in range(51, -1, -1)]
    tail = remainder(prefix, data + [0] * 6) ^ 1
    data += [tail >> 5 * place & 31 for place in range(5, -1, -1)]
    text = prefix + "1" + "".join(_ALPHABET[value] for value in data)
    return text if argument == prefix else text.upper()

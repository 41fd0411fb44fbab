"""NATS NKEY seeds: base 32 of two header bytes, 32 secret ones and a CRC-16 over both."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random

_SEED = 18 << 3
_KINDS = {"A": 0, "C": 2, "N": 13, "O": 14, "U": 20, "X": 23}


def seed(candidate: Candidate, argument: str) -> bool:
    """Proven where the checksum (CRC-16/XMODEM, low byte first) holds; else only weakened."""
    value = candidate.reveal()
    try:
        decoded = base64.b32decode(value + b"=" * (-len(value) % 8))
    except (binascii.Error, ValueError):
        return False
    if binascii.crc_hqx(decoded[:-2], 0) == int.from_bytes(decoded[-2:], "little"):
        candidate.prove()
    else:
        candidate.weaken(0.75)
    return True


@generator("nkey")
def _nkey(argument: str, random: Random) -> str:
    """``%{nkey:U}``: a seed of that kind with a true checksum."""
    kind = _KINDS[argument] << 3
    body = bytes((_SEED | kind >> 5, (kind & 31) << 3)) + random.randbytes(32)
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).decode().rstrip("=")

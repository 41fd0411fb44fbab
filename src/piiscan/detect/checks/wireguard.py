"""WireGuard private keys: 32 bytes of Curve25519, clamped when they were made."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64

if TYPE_CHECKING:
    from random import Random


def clamped(candidate: Candidate, argument: str) -> bool:
    """32 bytes; proven where the five bits that ``wg genkey`` fixes (RFC 7748, section 5) stand as they must.

    A random value has them so in one case of 32. Other tools leave the clamping to the reader,
    and other keys of 32 bytes are called private too: the rest is weaker.
    """
    key = decode_base64(candidate.reveal())
    if key is None or len(key) != 32:
        return False
    if key[0] & 7 == 0 and key[31] & 0xC0 == 0x40:
        candidate.prove()
    else:
        candidate.weaken(0.8)
    return True


@generator("wireguard")
def _wireguard(argument: str, random: Random) -> str:
    """``%{wireguard:}``: a private key as ``wg genkey`` prints it."""
    key = bytearray(random.randbytes(32))
    key[0] &= 0xF8
    key[31] = key[31] & 0x7F | 0x40
    return base64.b64encode(key).decode()

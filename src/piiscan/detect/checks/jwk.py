"""JSON Web Keys (RFC 7517): which member is the secret one, and how many bytes it must hold."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64

if TYPE_CHECKING:
    from random import Random

_MEMBER = regex(
    rb"""(?:^|[\s,{])(?:\\?["'])?(?P<name>kty|crv|n|x)(?:\\?["'])?\s{0,8}(?::|=>)\s{0,8}\\?["'](?P<value>[A-Za-z0-9_-]{1,2000})\\?["']"""
)
#: RFC 7518, section 6.2.2.1; RFC 8037, section 2: the bytes of the private key on each curve.
_CURVE = {
    b"P-256": 32, b"P-384": 48, b"P-521": 66, b"secp256k1": 32,
    b"Ed25519": 32, b"X25519": 32, b"Ed448": 57, b"X448": 56,
}  # fmt: skip


def private(candidate: Candidate, argument: str) -> bool:
    """``d`` of a key pair or ``k`` of a symmetric key. Proven where its size is that of the key's kind."""
    members = {found["name"]: found["value"] for found in _MEMBER.finditer(candidate.match.group())}
    kind, name, secret = members.get(b"kty", b""), candidate.group("name"), decode_base64(candidate.reveal())
    if secret is None or (name == b"k") != (kind == b"oct"):
        return False
    if kind == b"oct":
        return len(secret) >= 16
    if kind == b"RSA":
        modulus = decode_base64(members.get(b"n", b"")) or b""
        fits = len(secret) >= 128 and len(modulus) - 8 <= len(secret) <= len(modulus)
    else:
        fits = len(secret) == _CURVE.get(members.get(b"crv", b""))
    if fits:
        candidate.prove()
    return fits or len(secret) >= 24


@generator("b64bytes")
def _b64bytes(argument: str, random: Random) -> str:
    """``%{b64bytes:32}``: base 64 for URLs of so many random bytes, unpadded."""
    return base64.urlsafe_b64encode(random.randbytes(int(argument))).decode().rstrip("=")

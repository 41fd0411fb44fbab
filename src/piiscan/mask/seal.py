"""Encrypts and authenticates what holds values: AES-256-GCM, with a key from a passphrase or a key file.

A sealed text is, in this order:

    PIISEAL1            8 bytes: what it is, and the version of this layout
    derivation          1 byte: 1 scrypt (of a passphrase), 2 HKDF-SHA256 (of a key file)
    log2 n, r, p        3 bytes: the cost of scrypt; 0 for HKDF
    salt                16 bytes
    nonce               12 bytes
    ciphertext, tag     as long as the text, and 16 bytes

Everything before the ciphertext is authenticated with it, and so is the ``context`` of the call: a sealed
text is refused in any other place than its own.
"""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

from piiscan.errors import SealError, UsageError

_MAGIC = b"PIISEAL1"
_HEADER = struct.Struct(">8sBBBB16s12s")
_SCRYPT, _HKDF = 1, 2
#: 128 MiB and half a second: what OWASP recommends.
_COST = (17, 8, 1)
#: More than this, a forged header asks for all memory or all day.
_HIGHEST = (20, 32, 16)
#: A key file must hold at least this much; nobody can guess 32 random bytes.
KEY_FILE_BYTES = 32


class _Derivation(NamedTuple):
    """How a key is made of a secret."""

    kind: int
    cost: tuple[int, int, int]
    salt: bytes


class Secret:
    """A passphrase, or what a key file holds; remembers the keys made of it, which are slow to make."""

    def __init__(self, secret: bytes, *, is_key_file: bool = False) -> None:
        """Raises ``UsageError`` for a secret that is none, or where the `cryptography` library is missing."""
        require()
        if is_key_file and len(secret) < KEY_FILE_BYTES:
            raise UsageError(f"a key file holds at least {KEY_FILE_BYTES} bytes, better random ones")
        if not secret:
            raise UsageError("an empty passphrase protects nothing")
        self._secret = secret
        self._kind = _HKDF if is_key_file else _SCRYPT
        self._keys: dict[_Derivation, bytes] = {}
        self._own: _Derivation | None = None

    @classmethod
    def passphrase(cls, text: str) -> Secret:
        return cls(text.encode("utf-8", "surrogateescape"))

    def __repr__(self) -> str:
        return "Secret(...)"

    def own(self) -> _Derivation:
        """What this secret seals with: one salt for as long as it lives."""
        if self._own is None:
            cost = _COST if self._kind == _SCRYPT else (0, 0, 0)
            self._own = _Derivation(self._kind, cost, os.urandom(16))
        return self._own

    def key(self, derivation: _Derivation) -> bytes:
        if derivation.kind != self._kind:
            wanted = "a key file" if derivation.kind == _HKDF else "a passphrase"
            raise SealError(f"it was encrypted with {wanted}")
        if derivation not in self._keys:
            self._keys[derivation] = self._derive(derivation)
        return self._keys[derivation]

    def _derive(self, derivation: _Derivation) -> bytes:
        if derivation.kind == _HKDF:
            from cryptography.hazmat.primitives.hashes import SHA256
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF

            return HKDF(SHA256(), 32, derivation.salt, b"piiscan key file").derive(self._secret)
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

        power, r, p = derivation.cost
        return Scrypt(derivation.salt, 32, 1 << power, r, p).derive(self._secret)


def require() -> None:
    """Raises ``UsageError`` where the `cryptography` library is missing."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        raise UsageError(
            "encryption needs the `cryptography` library", hint="pip install 'piiscan-lint[vault]'"
        ) from None


def seal(data: bytes, secret: Secret, *, context: bytes = b"") -> bytes:
    """``data``, so that only who has ``secret`` can read it, and nobody can change it unseen."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    derivation, nonce = secret.own(), os.urandom(12)
    header = _HEADER.pack(_MAGIC, derivation.kind, *derivation.cost, derivation.salt, nonce)
    return header + AESGCM(secret.key(derivation)).encrypt(nonce, data, header + context)


def unseal(sealed: bytes, secret: Secret, *, context: bytes = b"") -> bytes:
    """What ``seal`` was given. Raises ``SealError`` for a wrong secret, a wrong context, and any damage."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) < _HEADER.size + 16 or not sealed.startswith(_MAGIC):
        raise SealError("it is damaged, or nothing that piiscan encrypted")
    _, kind, power, r, p, salt, nonce = _HEADER.unpack_from(sealed)
    if not _is_sensible(kind, (power, r, p)):
        raise SealError("it is damaged: its header makes no sense")
    header = sealed[: _HEADER.size]
    key = secret.key(_Derivation(kind, (power, r, p), salt))
    try:
        return AESGCM(key).decrypt(nonce, sealed[_HEADER.size :], header + context)
    except InvalidTag:
        raise SealError("the passphrase or key is wrong, or it is damaged") from None


def _is_sensible(kind: int, cost: tuple[int, int, int]) -> bool:
    if kind == _HKDF:
        return cost == (0, 0, 0)
    within = all(1 <= each <= most for each, most in zip(cost, _HIGHEST, strict=True))
    return kind == _SCRYPT and within and (1 << cost[0]) * cost[1] <= 1 << 24  # 2 GiB

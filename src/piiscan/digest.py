"""Digests as the standard library has them, without ``hashlib``: that loads OpenSSL, 5 ms of every start."""

from __future__ import annotations

import sys

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

try:
    if sys.version_info >= (3, 12):
        from _sha2 import sha256
    else:
        from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    from hashlib import sha256

__all__ = ["blake2b", "hmac_sha256", "sha256"]


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC with SHA-256, 32 bytes (RFC 2104)."""
    import hmac  # loads OpenSSL, for the few runs that need a keyed digest

    return hmac.digest(key, message, "sha256")

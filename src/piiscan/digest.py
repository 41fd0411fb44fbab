"""BLAKE2 as the standard library has it, without ``hashlib``: that loads OpenSSL, 5 ms of every start."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]

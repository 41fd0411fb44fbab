"""The layout of a vault's file:

    PIIVAULT      8 bytes
    version       2 bytes, most significant first: 1
    length        8 bytes: of what follows the digest
    digest        32 bytes, BLAKE2b of what follows; tells damage from a wrong key, and proves nothing
    sealed        the contents, encrypted (``mask.seal``); the first ten bytes are authenticated with them

Whoever changes a byte and makes the digest fit is found out by the seal.
"""

from __future__ import annotations

import struct

from piiscan.digest import blake2b
from piiscan.errors import SealError, VaultError
from piiscan.mask.seal import Secret, seal, unseal

_MAGIC = b"PIIVAULT"
VERSION = 1
_KIND = struct.Struct(">8sH")
_BODY = struct.Struct(">Q32s")
_CONTEXT = b"piiscan vault\0"
HEADER_BYTES = _KIND.size + _BODY.size


def packed(contents: bytes, secret: Secret) -> bytes:
    """The file for ``contents``."""
    kind = _KIND.pack(_MAGIC, VERSION)
    sealed = seal(contents, secret, context=_CONTEXT + kind)
    return kind + _BODY.pack(len(sealed), _digest(sealed)) + sealed


def inspect(data: bytes, name: str) -> None:
    """Raises ``VaultError`` for what no key opens; before anybody is asked for one."""
    if not data.startswith(_MAGIC[: max(1, len(data))]):
        raise VaultError(f"{name}: is no vault of piiscan")
    if len(data) < HEADER_BYTES:
        raise VaultError(f"{name}: is cut off: {len(data)} bytes are no vault")
    version = _KIND.unpack_from(data)[1]
    if version != VERSION:
        raise VaultError(f"{name}: is a vault of version {version}; this piiscan reads version {VERSION}")
    length, digest = _BODY.unpack_from(data, _KIND.size)
    sealed = data[HEADER_BYTES:]
    if len(sealed) < length:
        raise VaultError(f"{name}: is cut off: {len(sealed):,} of {length:,} bytes are left")
    if len(sealed) > length or _digest(sealed) != digest:
        raise VaultError(f"{name}: is damaged")


def unpacked(data: bytes, secret: Secret, name: str) -> bytes:
    """The contents. Raises ``VaultError`` for a wrong key and for all that ``inspect`` does."""
    inspect(data, name)
    try:
        return unseal(data[HEADER_BYTES:], secret, context=_CONTEXT + data[: _KIND.size])
    except SealError as error:
        raise VaultError(f"{name}: cannot be opened: {error.message}") from None


def _digest(sealed: bytes) -> bytes:
    return blake2b(sealed, digest_size=32).digest()

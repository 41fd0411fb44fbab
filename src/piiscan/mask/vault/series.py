"""Replacements that must look like an address or a number: each has a number, all follow from the vault's key.

kind      example                       told by
ipv4      247.19.0.1                    class E, which no host has; the first half is the vault's own
ipv6      2001:db8:9c1f:44a0::1         documentation (RFC 3849); the second 32 bits are the vault's own
number    999403172640718               15 digits, a fake (``detect.fakes``): exact in a 64-bit float
hex       fa4e63c1d0f8b2a7              16 digits behind `0x`, a fake too
"""

from __future__ import annotations

import re

from piiscan.detect import fakes
from piiscan.digest import hmac_sha256

KINDS = ("ipv4", "ipv6", "number", "hex")
#: No more of a kind: 16 bits of an address, and of numbers as many, so that hardly two fall together.
MOST = 0xFFFF

#: What must not stand on either side: it would make the text longer than it is.
_PATTERNS = {
    "ipv4": rb"(?<![0-9A-Za-z.])%s\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9A-Za-z]|\.[0-9])",
    "ipv6": rb"(?<![0-9A-Za-z:.])%s::[0-9a-f]{1,4}(?!:?[0-9A-Za-z:]|\.[0-9])",
    "number": rb"(?<![0-9A-Za-z])%s[0-9]{12}(?![0-9A-Za-z])",
    "hex": rb"(?<=0[xX])%s[0-9a-f]{12}(?![0-9A-Za-z])",
}


class Series:
    """The replacements of one vault, by kind and number."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        drawn = self._drawn(b"addresses")
        ipv4 = f"{240 + drawn[0] % 15}.{drawn[1]}"
        # No group is zero: an address has one shortest form then.
        ipv6 = "2001:db8:" + ":".join(f"{int.from_bytes(drawn[at : at + 2], 'big') | 1:x}" for at in (2, 4))
        self._starts = {"ipv4": ipv4, "ipv6": ipv6, "number": "999", "hex": "fa4e"}

    def text(self, kind: str, number: int) -> bytes:
        """The replacement; ``number`` from 1 to ``MOST``."""
        if kind == "ipv4":
            return f"{self._starts[kind]}.{number >> 8}.{number & 255}".encode()
        if kind == "ipv6":
            return f"{self._starts[kind]}::{number:x}".encode()
        drawn = self._drawn(b"%s %d" % (kind.encode(), number))
        if kind == "hex":
            body = fakes.HEX_WORD + drawn.hex().encode()[:8]
            return body + fakes.tag(body, b"a0a0", hexadecimal=True)
        body = b"999%08d" % (int.from_bytes(drawn, "big") % 10**8)
        return body + fakes.tag(body, b"0000")

    def start(self, kind: str) -> bytes:
        """What each replacement of the kind begins with: looking for this alone is ten times faster."""
        return self._starts[kind].encode()

    def pattern(self, kind: str) -> re.Pattern[bytes]:
        """Matches each replacement of the kind where it stands apart, and little else."""
        return re.compile(_PATTERNS[kind] % re.escape(self.start(kind)))

    def _drawn(self, label: bytes) -> bytes:
        return hmac_sha256(self._key, b"piiscan vault " + label)

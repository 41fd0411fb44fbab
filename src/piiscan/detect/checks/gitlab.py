"""GitLab's routable tokens: prefix, payload in base 64, version, length, and a CRC-32 of it all.

The format is that of GitLab's own generator (``lib/authn/token_field/generator/routable_token.rb``).
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_CRC_DIGITS = 7


def base36(number: int, width: int) -> str:
    """``number`` in base 36, padded with zeros on the left."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _BASE36[rest] + digits
    return digits.rjust(width, "0")


def routable(candidate: Candidate, argument: str) -> bool:
    """Proven where the last seven characters are the CRC-32, in base 36, of what precedes.

    Without it a token that states its version is dropped, and one of the first series, which has one dot,
    only weakened. No dot at all is the older, shorter kind, which carries no checksum.
    """
    value = candidate.reveal()
    if b"." not in value:
        return True
    body, tail = value[:-_CRC_DIGITS], value[-_CRC_DIGITS:].decode("latin-1")
    # What looks like an instance's own prefix may be the end of the word before the token.
    for start in (0, body.find(b"-gl") + 1):
        if tail == base36(zlib.crc32(body[start:]), _CRC_DIGITS):
            candidate.prove()
            return True
    candidate.weaken(0.8)
    return value.count(b".") < 2


@generator("gitlab")
def _gitlab(argument: str, random: Random) -> str:
    """``%{gitlab:glpat-}``: a routable token with that prefix."""
    routing = f"c:1\no:1\nu:{base36(random.randrange(36**5), 5)}".encode()
    raw = random.randbytes(16) + routing + bytes([len(routing)])
    payload = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    body = f"{argument}{payload}.01.{base36(len(payload), 2)}"
    return body + base36(zlib.crc32(body.encode()), _CRC_DIGITS)

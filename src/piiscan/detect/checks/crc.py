"""Tokens that carry their own CRC-32: an offline proof, or an offline alibi."""

from __future__ import annotations

import string
import zlib
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def base62(number: int, width: int) -> str:
    """``number`` in base 62 (digits, upper case, lower case), padded with zeros on the left."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits.rjust(width, "0")


def tail62(candidate: Candidate, argument: str) -> bool:
    """The last six characters are the CRC-32, in base 62, of what stands between prefix and them.

    GitHub's format since 2021 (``ghp_`` and its kin), adopted by npm. ``argument`` is ``drop`` where the
    checksum is documented for every such token; otherwise a failure only weakens.
    """
    _, _, body = candidate.reveal().decode("latin-1").rpartition("_")
    if len(body) > 6 and body[-6:] == base62(zlib.crc32(body[:-6].encode()), 6):
        candidate.prove()
        return True
    if argument == "drop":
        return False
    candidate.weaken(0.8)
    return True


@generator("crc62")
def _crc62(argument: str, random: Random) -> str:
    """``%{crc62:30}``: 30 random letters and digits, then their checksum."""
    body = "".join(random.choice(string.ascii_letters + string.digits) for _ in range(int(argument)))
    return body + base62(zlib.crc32(body.encode()), 6)

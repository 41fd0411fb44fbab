"""Private Packagist tokens: a prefix, 60 hex digits, and the CRC-32 of both in eight hex digits."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random


def checksum(body: bytes) -> bytes:
    """The CRC-32 of ``body`` in eight hex digits, highest byte first."""
    return b"%08x" % zlib.crc32(body)


def token(candidate: Candidate, argument: str) -> bool:
    """The last eight digits are the documented checksum; anything else was not issued by Packagist."""
    value = candidate.reveal()
    if value[-8:] != checksum(value[:-8]):
        return False
    candidate.prove()
    return True


@generator("packagist")
def _packagist(argument: str, random: Random) -> str:
    """``%{packagist:packagist_ort_}``: a token with that prefix and its checksum."""
    body = argument + random.randbytes(30).hex()
    return body + checksum(body.encode()).decode()

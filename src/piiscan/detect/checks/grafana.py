"""Grafana service account tokens: ``glsa_``, 32 letters and digits, and a CRC-32 of both."""

from __future__ import annotations

import string
import zlib
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from random import Random


def checksum(key: bytes) -> bytes:
    """The CRC-32 of ``key`` in eight hex digits, lowest byte first (grafana: ``satokengen``)."""
    return zlib.crc32(key).to_bytes(4, "little").hex().encode()


def service_account(candidate: Candidate, argument: str) -> bool:
    """The eight digits after the last ``_`` are the checksum of what precedes; Grafana rejects all else."""
    key, _, tail = candidate.reveal().rpartition(b"_")
    if tail != checksum(key):
        return False
    candidate.prove()
    return True


@generator("grafana")
def _grafana(argument: str, random: Random) -> str:
    """``%{grafana:glsa}``: a token of that kind with its checksum."""
    key = argument + "_" + "".join(random.choice(string.ascii_letters + string.digits) for _ in range(32))
    return key + "_" + checksum(key.encode()).decode()

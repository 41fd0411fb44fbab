"""Seeds of one-time passwords (RFC 4226, RFC 6238), written in base 32."""

from __future__ import annotations

import base64
import binascii

from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.placeholder import few_distinct


def seed(candidate: Candidate, argument: str) -> bool:
    """Base 32 of ten bytes or more. Drops what decodes to text: the seeds of the RFCs' and the apps' examples."""
    value = candidate.reveal().replace(b"%3D", b"=").rstrip(b"=").upper()
    if few_distinct(value):
        return False
    # A seed cut to whole characters leaves bits over, and some libraries take it.
    body = value[: len(value) // 8 * 8] if len(value) % 8 in (1, 3, 6) else value
    try:
        decoded = base64.b32decode(body + b"=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        return False
    return len(decoded) >= 10 and not decoded.isascii() and not decoded.startswith(b"Hello!")

"""GitHub installation tokens of 2026: ``ghs_``, the id of the app, ``_``, and a JSON Web Token."""

from __future__ import annotations

import json

from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64


def _is_object(segment: bytes, key: str = "") -> bool:
    decoded = decode_base64(segment)
    try:
        document = json.loads(decoded or b"")
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and (not key or key in document)


def installation(candidate: Candidate, argument: str) -> bool:
    """What follows the second ``_`` is a JSON Web Token: a header that names its algorithm, and claims."""
    header, _, rest = candidate.reveal().split(b"_", 2)[-1].partition(b".")
    if not _is_object(header, "alg") or not _is_object(rest.partition(b".")[0]):
        return False
    candidate.prove()
    return True

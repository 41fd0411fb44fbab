"""The lines of a journal: each carries its own checksum, and is encrypted where the user says so.

    CHECK FILES FINDINGS PAYLOAD

``PAYLOAD`` is JSON without spaces at its ends, or base 64 of that sealed; the two numbers stand in clear, so
that a list of runs needs no passphrase. A line without its end was being written when the process died, before
anything that it tells of was done: it counts for nothing. Any other line whose checksum is wrong is damage.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from piiscan.digest import blake2b
from piiscan.errors import JournalError, SealError
from piiscan.mask.seal import Secret, seal, unseal


class Record(NamedTuple):
    files: int
    findings: int
    payload: str


def line(record: Record) -> bytes:
    text = f"{record.files} {record.findings} {record.payload}".encode("ascii")
    return _check(text) + b" " + text + b"\n"


def records(data: bytes) -> Iterator[Record]:
    """The records that were written whole. Raises ``JournalError`` for damage."""
    for number, text in enumerate(data.split(b"\n")[:-1], 1):
        check, _, rest = text.partition(b" ")
        parts = rest.split(b" ", 2)
        if check != _check(rest) or len(parts) != 3:
            raise JournalError(f"the journal is damaged in line {number}")
        yield Record(int(parts[0]), int(parts[1]), parts[2].decode("ascii"))


def encoded(value: Mapping[str, object], secret: Secret | None, context: str) -> str:
    """A payload; ``context`` is its place, which it cannot leave unseen where it is sealed."""
    text = json.dumps(value, separators=(",", ":"))
    if secret is None:
        return text
    return base64.b64encode(seal(text.encode("ascii"), secret, context=context.encode())).decode("ascii")


def decoded(payload: str, secret: Secret | None, context: str) -> dict[str, Any]:
    """The value that ``encoded`` was given. Raises ``JournalError``."""
    try:
        if secret is not None:
            sealed = base64.b64decode(payload, validate=True)
            payload = unseal(sealed, secret, context=context.encode()).decode("ascii")
        value = json.loads(payload)
    except SealError as error:
        raise JournalError(f"the journal cannot be opened: {error.message}") from None
    except ValueError:
        raise JournalError("the journal is damaged") from None
    if not isinstance(value, dict):
        raise JournalError("the journal is damaged")
    return value


def _check(text: bytes) -> bytes:
    return blake2b(text, digest_size=8).hexdigest().encode("ascii")

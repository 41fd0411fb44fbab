"""Values in base 64: how much they hold, and whether they are a token or a piece of something longer."""

from __future__ import annotations

import base64
import json as json_module
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import takes
from piiscan.detect.checks.structure import decode_base64

if TYPE_CHECKING:
    from random import Random


@takes(lambda text: {int(word) for word in text.split()})
def size(candidate: Candidate, argument: set[int]) -> bool:
    """The value, or its group ``encoded``, is base 64 of one of these numbers of bytes (``16 32``)."""
    decoded = decode_base64(candidate.match.groupdict().get("encoded") or candidate.reveal())
    return decoded is not None and len(decoded) in argument


def json(candidate: Candidate, argument: str) -> bool:
    """The group ``encoded`` is base 64 of a JSON object with the key ``argument``."""
    decoded = decode_base64(candidate.group("encoded"))
    try:
        document = json_module.loads(decoded or b"")
    except (ValueError, RecursionError):
        return False
    if not isinstance(document, dict) or argument not in document:
        return False
    candidate.prove()
    return True


def alone(candidate: Candidate, argument: str) -> bool:
    """Not a stretch of a longer run of base 64: a token with a short prefix turns up in pictures by chance.

    A token in a URL may follow one ``/``; a run of base 64 goes on for longer than a path does.
    """
    before, after = candidate.before(1), candidate.after(1)
    if before == b"+" or after in (b"+", b"/"):
        return False
    return before != b"/" or not _dense(candidate.before(24))


def _dense(text: bytes) -> bool:
    """24 characters of the base 64 alphabet in a row, upper case among them."""
    return len(text) == 24 and not text.strip(_ALPHABET) and not text.islower()


_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@generator("json64")
def _json64(argument: str, random: Random) -> str:
    """``%{json64:"a":1}``: base 64 of a JSON object with that inside, unpadded."""
    return base64.b64encode(b"{" + argument.encode() + b"}").decode().rstrip("=")

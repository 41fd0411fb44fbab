"""Values whose documented structure can be checked offline."""

from __future__ import annotations

import binascii
import json
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import takes

if TYPE_CHECKING:
    from random import Random

#: A run of data in a key block; what code puts between the lines (`sb.append(`) is shorter.
_RUN = regex(rb"[A-Za-z0-9+/]{16,}={0,2}")
#: As strings write line ends, and attributes of XML.
_LINE_END = regex(rb"\\[nr]|&#(?:1[03]|[xX]0?[AaDd]);")


def decode_base64(text: bytes) -> bytes | None:
    """The bytes that ``text`` encodes in either base 64 alphabet, padding optional; None when it does not."""
    import base64  # 1 ms

    body = text.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _json_object(text: bytes) -> dict[str, object] | None:
    decoded = decode_base64(text)
    if decoded is None or not decoded.lstrip().startswith(b"{"):
        return None
    try:
        document = json.loads(decoded)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def jwt(candidate: Candidate, argument: str) -> bool:
    """A JSON Web Token (RFC 7519): its header decodes to an object with ``alg``."""
    header, _, rest = candidate.reveal().partition(b".")
    document = _json_object(header)
    if document is None or "alg" not in document or _json_object(rest.partition(b".")[0]) is None:
        return False
    candidate.prove()
    return True


@takes(lambda text: int(text or "64"))
def pem(candidate: Candidate, argument: int) -> bool:
    """A private key block with a body: runs of base 64 that hold at least ``argument`` characters together."""
    body = _LINE_END.sub(b"\n", candidate.group("body"))
    return sum(map(len, _RUN.findall(body))) >= argument


def decodes(candidate: Candidate, argument: str) -> bool:
    """The value, or its group ``encoded``, is base 64 of text that starts with ``argument``."""
    text = candidate.match.groupdict().get("encoded") or candidate.reveal()
    decoded = decode_base64(text)
    if decoded is None or not decoded.startswith(argument.encode()):
        return False
    candidate.prove()
    return True


@generator("jwt")
def _jwt(argument: str, random: Random) -> str:
    """``%{jwt:HS256}``: a token with that algorithm and a random signature; ``%{jwt:HS256=}`` one whose parts are padded."""
    import base64

    algorithm, padding, _ = argument.partition("=")
    parts = [
        json.dumps({"alg": algorithm, "typ": "JWT"}).encode(),
        json.dumps({"sub": str(random.randrange(10**9)), "iat": 1700000000}).encode(),
        random.randbytes(32),
    ]
    if padding:
        parts[:2] = [part + b" " * ((2 - len(part)) % 3) for part in parts[:2]]
    texts = [base64.urlsafe_b64encode(part).decode() for part in parts]
    return ".".join(texts if padding else [text.rstrip("=") for text in texts])

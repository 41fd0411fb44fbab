"""What is no key or token: what identifies, what is public, what only marks its place."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.checks.structure import decode_base64
from piiscan.detect.credential_keys import is_about_other
from piiscan.detect.values import is_placeholder
from piiscan.detect.vetoes.shared import FILM, NEAR

#: A key that is given what everybody may know: of OAuth's two halves the first is no secret (RFC 6749, 2.2).
_IDENTIFIER = regex(
    rb"(?i:(?:(?<![a-z])|(?-i:(?<=[a-z])(?=Client|Consumer|App|Tenant|Site|External)))(?:(?:client|consumer|app|application|project|list|tracking|measurement|tenant|external|node)[_ -]?ids?|site[_-]?key|(?<![_-])(?:uu|gu)?id|(?<=[\"'])_id|form_?key"
    rb"|(?:[a-z_-]{0,20}public[_-]?key(?:[_-]?token)?|[a-z_-]{0,20}[cx]srf[a-z_-]{0,12}|signature|checksum|digest|fingerprint|etag|sec-?websocket-?(?:accept|key))s?)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=,])[ \t]{0,3}[\"'`]?\Z)"
)
#: The name that a value is given to.
_GIVEN = regex(rb"([A-Za-z0-9_-]{1,60})[\"'`]?\]?[ \t]{0,3}(?::=|=>|={1,3}|:)\s{0,40}[\"'`]?\Z")
#: What a test compares it with, on the line before too: `assertEqual(page.next_token,`.
_COMPARED = regex(
    rb"(?i:assert|expect|equal)\w{0,20}\(\s{0,40}(?:[\w.]{1,60}\.)?(\w{1,60}),\s{0,60}[\"'`]?\Z"
)
#: What names of values say that show no more than which they are, or that they are the same; and of a key that another one keeps
#: shut (RFC 7516, 7.2.1).
_SHOWN = regex(
    rb"(?i:(?:hash|digest|nonce|checksum|encrypted[_-]?key|cipher_?text|(?:order|request|transaction|message|correlation|trace)[_-]?id)s?)\Z"
)
#: `cus_Q9uqUz6gVQFk`, `promo_UkLWZg9DAJ`: what an object is called, its kind first; what opens something is longer.
_OBJECT = regex(
    rb"(?!(?:sk|pk|rk|ek|pat|api|key|token|secret|access|auth|bot|pass|whsec|live|test)[a-z]*_)(?:[a-z]{2,12}_){1,2}[A-Za-z0-9]{6,14}"
)
#: The same, of which the model sees the end: `store_Uk` before `LWZg9DAJ`.
_OBJECT_BEFORE = regex(
    rb"(?<![A-Za-z0-9_])(?!(?:sk|pk|rk|ek|pat|api|key|token|secret|access|auth|bot|pass|whsec)[a-z]*_)[a-z]{3,12}_[A-Za-z0-9]{0,3}(?<![0-9])\Z"
)
#: In JSON that is encoded, or before it, what makes it more than an object.
_GRAVE = regex(rb"(?i:pass|secret|token|auth|key|session|cookie)")
#: Words as people write them, one after another.
_PROSE = regex(rb"[A-Za-z]{2,14} [a-z]{2,14},? [a-z]{2,14}")
#: Before what an element of a page is called: `id="change-8f14e45f"`, `href="#8f14e45f"`.
_ANCHOR = regex(rb"(?i:(?<![a-z])(?:id|for)=[\"']|href=[\"'][^\"'\s]{0,60}#)[\w.:-]{0,40}\Z")
#: What is called so by the interface of a service: `/api/users/8rXwzpqSo2PVY`; what opens something has other names.
_RESOURCE = regex(rb"/api/(?:v[0-9]{1,2}/)?(?!web|hook|token|key|secret|session|auth|invit)[a-z_-]{2,24}s/\Z")
#: `glpat-secret`: what a kind of token begins with, and words.
_MADE_UP = regex(rb"(?:gl[a-z]{2,4}|gh[a-z]|[spr]k|xox[a-z]|pat|hf|npm|pypi)(?:[-_][a-z]+){1,5}")
#: A string that is bytes, and read as such on the spot: `"aGVsbG8=".decodeBase64()`.
_READ = regex(rb"[\"'`]\)?\.(?:decode|from|to|parse)_?(?i:base_?64|hex|bytes)")
#: Characters; of 1,700 keys that were read, five have fewer.
_SHORTEST = 6
#: How far back the first line of what is no secret may stand: `-----BEGIN CERTIFICATE-----`.
_ARMOURED = 1 << 13
_BLOCKS = (b"CERTIFICATE", b"PUBLIC KEY", b"PGP SIGNATURE", b"PGP MESSAGE")
#: Line ends in a string are written as escapes.
_ARMOUR = regex(rb"(?:-{2,5}(?:BEGIN|END)[A-Z0-9 ]{0,40}-{0,5}(?:\\[nr]|\s){0,4}){1,2}")
_HEADER = regex(rb"eyJ[A-Za-z0-9_-]{8,200}={0,2}\.?")
#: Signed (RFC 7515, three parts) or encrypted (RFC 7516, five), perhaps cut off: a rule knows the form, and has seen more than a
#: model does.
_TOKEN = regex(rb"(eyJ[A-Za-z0-9_-]{8,})(?:\.[A-Za-z0-9_-]*){1,4}")


def no_key(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]`` opens nothing; empty where nothing speaks against it."""
    if _READ.match(data[end : end + NEAR]):
        return "it is read as bytes on the spot"
    return _is_other(data[max(0, start - NEAR) : start], data[start:end]) or _no_block(data, start)


def _is_other(before: bytes, value: bytes) -> str:
    if is_placeholder(value) or _MADE_UP.fullmatch(value):
        return "it only marks the place of a key"
    if len(value) < _SHORTEST:
        return "so few characters keep nobody out"
    if _IDENTIFIER.search(before):
        return "its key says that it identifies"
    named = _GIVEN.search(before) or _COMPARED.search(before)
    if named and (is_about_other(named[1]) or _SHOWN.search(named[1])):
        return "its key says that it opens nothing"
    if FILM.search(before) or _RESOURCE.search(before):
        return "a URL calls something so"
    if _OBJECT.fullmatch(value):
        return "an object is called so"
    if value.startswith(b"eyJ") and not _GRAVE.search(before) and _is_harmless_json(value):
        return "it is JSON in base64, and holds no secret by its names"
    if _is_prose(value):
        return "it is text in base64, and speaks of no secret"
    if _ANCHOR.search(before):
        return "it is an anchor of a page"
    if _OBJECT_BEFORE.search(before):
        return "an object is called so"
    if _ARMOUR.fullmatch(value):
        return "it is the first line of a key, and no more of it"
    if _HEADER.fullmatch(value) and b'"alg"' in (decode_base64(value.rstrip(b".")) or b""):
        return "it is the header of a JSON Web Token, and no more of it"
    token = _TOKEN.fullmatch(value)
    if token and b'"alg"' in (decode_base64(token[1]) or b""):
        return "it is a token that a rule knows by its form, and left alone"
    return ""


def _is_harmless_json(value: bytes) -> bool:
    text = decode_base64(value) or b""
    return text.startswith(b'{"') and text.rstrip().endswith(b"}") and not _GRAVE.search(text)


def _is_prose(value: bytes) -> bool:
    text = decode_base64(value) or b""
    return (
        text.isascii()
        and text.decode("ascii").isprintable()
        and bool(_PROSE.search(text))
        and not _GRAVE.search(text)
    )


def _no_block(data: bytes, start: int) -> str:
    """Whether it stands in an armoured block that everybody may read."""
    low = max(0, start - _ARMOURED)
    begun = data.rfind(b"-----BEGIN ", low, start)
    if begun < 0 or data.find(b"-----END ", begun, start) >= 0:
        return ""
    name = data[begun + 11 : begun + 51]
    return "it is a part of what is public" if any(block in name[:30] for block in _BLOCKS) else ""

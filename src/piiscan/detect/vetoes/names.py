"""What is called like a person and is a place, a company or a font."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.people import PRODUCTS
from piiscan.detect.places import is_place
from piiscan.detect.vetoes.shared import NEAR, is_torn

#: Where the name of a font stands: `font-family="Cambria Math,sans-serif"`.
_FONT = regex(
    rb"(?i:font(?:-family|-face|family|face|name)?[\"']?\s{0,3}[:=]\s{0,3}[\"']?)(?:[^\"'<>;{}\n]|, ?[\"']){0,60}\Z"
)
#: A key that is given a place or a company: `"city": "Glen Eden"`, `street_name = "Av. Paulista"`.
_PLACE = regex(
    rb"(?i:(?<![a-z])(?:branch|city|town|village|suburb|street|address|place|district|county|province|region|state|country|station"
    rb"|airport|building|bank|company|organi[sz]ation|school|university)(?:[_ -]?(?:name|line))?[_ -]?[0-9]?"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,12}[\"'`]?)(?:[A-Z][a-z]{0,3}\. )?\Z"
)
#: `King George, VA`
_STATE = regex(
    rb", (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])(?:[\"'`<\s]|\Z)"
)

#: `Nagle's algorithm`: what is called after somebody.
_CALLED_AFTER = regex(
    rb"(?:'|\xe2\x80\x99)s (?:[a-z]+ )?(?:algorithm|conjecture|constant|criterion|distribution|equation|formula|function|identity|inequality|law|lemma"
    rb"|method|notation|number|paradox|polynomial|principle|problem|razor|rule|sieve|syndrome|test|theorem|transform|triangle)s?(?![a-z])"
)
#: What nobody is called who has no other name beside it.
_PROGRAMS = frozenset(
    b"django docker drupal github gitlab javascript jquery kubernetes linux mongodb mysql numpy pandas postgres postgresql pytest python sqlite "
    b"tensorflow typescript ubuntu wordpress".split()
)
#: Products and colours; whoever draws is no such.
_THINGS = PRODUCTS | frozenset((b"cyan", b"magenta"))


def no_name(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]`` is no name of a person; empty where nothing speaks against it."""
    before, value, behind = data[max(0, start - NEAR) : start], data[start:end], data[end : end + NEAR]
    if is_torn(before, value, behind):
        return "it is a part of a word"
    if is_place(value) or _STATE.match(behind):
        return "a place is called so"
    if _PLACE.search(before):
        return "its key is that of a place or a company"
    if _CALLED_AFTER.match(behind):
        return "something is called after this person"
    if value.lower() in _PROGRAMS or not _THINGS.isdisjoint(value.lower().split()):
        return "a product or a colour is called so"
    return "it is the name of a font" if _FONT.search(before) else ""

"""What numbers nobody: pages, times, books, counters."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.checks.numbers import is_specimen
from piiscan.detect.checks.phone import is_set_aside
from piiscan.detect.digits import compact, counts, repeats
from piiscan.detect.vetoes.shared import NEAR

#: Numbers of nobody: pages (`496-506`) and what is too short, points in time, and what stands behind a word for either.
_PAGES_OF = regex(rb"[0-9]{1,4}-[0-9]{1,4}|[0-9]{1,4}")
_STAMP = regex(rb"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9](?:[0-9]{4}|[0-9]{6})?")
_DATED = regex(rb"(?i:epoch|expir\w{0,8}|timestamp|mtime|ctime|(?<![a-z])(?:date|time))[^0-9\r\n]{0,12}\Z")
_NO_PERSON = regex(rb"(?i:isbn|issn|doi|viewbox)[^\r\n]{0,12}\Z")


def no_number(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]`` is no number of a person; empty where nothing speaks against it."""
    before, value = data[max(0, start - NEAR) : start], data[start:end]
    digits = bytes(byte for byte in value if 48 <= byte <= 57)
    text = digits.decode("ascii")
    if _PAGES_OF.fullmatch(value) or _STAMP.fullmatch(value) or _DATED.search(before):
        return "it numbers pages, or tells a time"
    if counts(text) or repeats(text) or b"000000" in digits:
        return "it counts, or repeats itself"
    if is_specimen(compact(value.decode("ascii", "replace")).encode()) or is_set_aside(text):
        return "manuals print it"
    if value.isdigit() and len(digits) <= 20:
        number = int(digits)
        if number >= (1 << 31) - 1 and (not number & (number - 1) or not number & (number + 1)):
            return "it is the bound of a type"
    return "it numbers a book, or a drawing" if _NO_PERSON.search(before) else ""

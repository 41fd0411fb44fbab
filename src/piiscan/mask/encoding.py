"""Text in the encodings of stored files, as ``types.Blob.encoding`` names them."""

from __future__ import annotations

from functools import lru_cache

_WIDTHS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


@lru_cache(maxsize=64)  # asked 15 times for every value
def unit_width(encoding: str) -> int:
    """Bytes in a code unit: 1 for UTF-8 and the single-byte encodings."""
    return _WIDTHS.get(encoding.lower(), 1)


def decode(data: bytes, encoding: str) -> str | None:
    """``data`` so that ASCII reads as itself and ``encode`` gives the same bytes back; None if it cannot be.

    Narrow encodings are read as Latin-1: not right for people, but without loss and without errors.
    """
    if unit_width(encoding) == 1:
        return data.decode("latin-1")
    try:
        return data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None


def encode(text: str, encoding: str) -> bytes:
    """The other way round; in narrow encodings ``text`` is ASCII or came from ``decode``."""
    if unit_width(encoding) == 1:
        return text.encode("latin-1")
    return text.encode(encoding, "surrogatepass")


def ascii_compatible(data: bytes, encoding: str) -> bytes:
    """``data`` with ASCII as single bytes, for patterns over bytes; undecodable parts become U+FFFD."""
    if unit_width(encoding) == 1:
        return data
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def splits_character(left: bytes, right: bytes, encoding: str) -> bool:
    """A character begins in ``left`` and ends in ``right``; a few bytes of each side are enough."""
    if unit_width(encoding) == 2:
        return _is_surrogate(left[-2:], encoding, 0xD800) and _is_surrogate(right[:2], encoding, 0xDC00)
    if unit_width(encoding) == 4 or not right or right[0] & 0xC0 != 0x80:
        return False
    for length in (1, 2, 3):
        lead = left[-length:]
        if len(lead) == length and lead[0] >= 0xC0:
            return _is_character(lead, right)
    return False


def _is_surrogate(unit: bytes, encoding: str, first: int) -> bool:
    order = "little" if encoding.lower().endswith("le") else "big"
    return (
        len(unit) == 2
        and first <= int.from_bytes(unit, "little" if order == "little" else "big") < first + 0x400
    )


def _is_character(lead: bytes, right: bytes) -> bool:
    """Some bytes of ``right`` complete ``lead``; in a Latin-1 file only rare pairs like ``Ã©`` do."""
    for more in range(1, 4):
        try:
            (lead + right[:more]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False

"""Whether a value is so random that nobody finds it by trying.

A check word of 32 bits may then be kept of it, with a key that everybody can read: it says of a value at hand
whether it is the same one, and leaves the half of 64 bits and more open to whoever has nothing but the file. What
can be tried (addresses, names, numbers, passwords that people choose) gets none. The estimate errs to the low side.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from piiscan.compiled import regex
from piiscan.detect.checks.entropy import bits_per_character
from piiscan.detect.randomness import looks_random
from piiscan.detect.values import is_hashed, is_hex_digest
from piiscan.detect.words import covered

#: Bits that a value must have at least.
ENOUGH = 64
#: The entropy of few characters is less than that of what drew them: 16 of 62 have 3.7 of 5.9 bits.
_SMALL_SAMPLE = 1.25

_RUN = regex(rb"[A-Za-z0-9+/_-]{8,}")
_PIECE = regex(rb"[A-Za-z0-9]+")
#: Letters that no word has so: with a digit between them, or with capitals other than the first.
_MIXED = regex(rb"[A-Za-z][0-9]+[A-Za-z]|[0-9][A-Za-z]+[0-9]|[a-z][A-Z]+[a-z]|[A-Z]{2}[a-z]")
_LONG = 24
_NUMBER = regex(rb"[0-9]{6,}")
_HEX = regex(rb"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")
_PRINTED = frozenset(range(32, 127)) | frozenset(b"\t\r\n")
_MOSTLY = 0.95


def is_beyond_guessing(value: bytes, *, known_format: bool) -> bool:
    """Whether ``value`` has 64 bits that nobody chose; of a rule without a ``known_format`` digests do not count."""
    if is_hashed(value) or (not known_format and is_hex_digest(value)):
        return False  # a digest of what can be guessed can be guessed
    total = 0.0
    for run in _RUN.findall(value):
        total += _bits(run)
        if total >= ENOUGH:
            return True
    return False


def _bits(run: bytes) -> float:
    if any(_is_text(decoded) for decoded in _decoded(run)) or not looks_random(run):
        return 0.0
    drawn = sum(map(_drawn, _PIECE.findall(run)))
    ceiling = 4.0 if _HEX.fullmatch(run.replace(b"-", b"")) else 5.0
    return drawn * min(ceiling, _SMALL_SAMPLE * bits_per_character(run))


def _drawn(piece: bytes) -> int:
    """How many characters of ``piece`` nobody wrote; none where it may be a word with a year behind."""
    if len(piece) < _LONG and not _MIXED.search(piece):
        return 0
    return max(0, len(piece) - covered(piece) - sum(map(len, _NUMBER.findall(piece))))


def _decoded(run: bytes) -> Iterator[bytes]:
    if _HEX.fullmatch(run):
        yield bytes.fromhex(run.decode())
    whole = run.replace(b"-", b"+").replace(b"_", b"/")
    whole = whole[: len(whole) // 4 * 4]  # the end of it does not matter
    try:
        yield base64.b64decode(whole, validate=True)
    except binascii.Error:
        return


def _is_text(data: bytes) -> bool:
    return bool(data) and sum(byte in _PRINTED for byte in data) >= _MOSTLY * len(data)

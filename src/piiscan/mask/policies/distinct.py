"""Keeps keys apart: where a second value would become the same key of a file, its placeholder gets a number."""

from __future__ import annotations

from collections.abc import Callable

from piiscan.mask.encoding import encode
from piiscan.mask.policies.networks import ADDRESSES, in_place_of
from piiscan.mask.policies.placeholder import class_of, replacement
from piiscan.mask.policies.policy import Policies
from piiscan.mask.policies.spot import Spot
from piiscan.mask.syntax.context import Style
from piiscan.mask.syntax.keys import is_key

#: Policies that write another text for every value; one that stands in the file already is the same value's.
_APART = ("numbered", "hash")
_CHUNK, _OVERLAP = 1 << 20, 512


class Keys:
    """The keys that masking writes into one file, in the order of the file."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        """``read`` gives bytes of the file as it is before."""
        self._read = read
        self._values: dict[bytes, bytes] = {}
        """What each key that was written stands for."""
        self._written: dict[tuple[bytes, bytes], bytes] = {}

    def distinct(self, spot: Spot, text: bytes, policies: Policies) -> bytes:
        """``text``, or another placeholder where ``text`` is another value's key already, or stands in the file."""
        if not is_key(spot.syntax, spot.before, spot.after):
            return text
        apart = policies.policy(spot.finding) in _APART and spot.style is not Style.NUMBER
        if apart or policies.vault is not None:
            return text
        wanted = (text, spot.value)
        if wanted not in self._written:
            number = 1
            while self._is_taken(text, spot.value):
                number += 1
                text = _numbered(spot, number)
            self._values[text] = spot.value
            self._written[wanted] = text
        return self._written[wanted]

    def _is_taken(self, text: bytes, value: bytes) -> bool:
        if text in self._values:
            return self._values[text] != value
        return not text.isdigit() and self._stands(text)  # a 0 stands in every file

    def _stands(self, text: bytes) -> bool:
        at = 0
        while chunk := self._read(max(0, at - _OVERLAP), at + _CHUNK):
            if text in chunk:
                return True
            if len(chunk) < _CHUNK:
                return False
            at += _CHUNK
        return False


def _numbered(spot: Spot, number: int) -> bytes:
    name = class_of(spot.finding)
    if name in ADDRESSES:
        return encode(in_place_of(name, spot.text, spot.line_after, number), spot.encoding)
    if spot.style is Style.NUMBER:
        return encode(str(number), spot.encoding)
    return replacement(spot.finding, spot.value, encoding=spot.encoding, style=spot.style, tail=f"_{number}")

"""Numbers for values: the same value has the same number in all files of a run, in the order they are first seen."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache

from piiscan.detect import fakes
from piiscan.digest import blake2b

_WRITTEN = re.compile(rb"(?:<|REDACTED_)([A-Z][A-Z0-9_]*)_([0-9]{1,6})(?![A-Za-z0-9_])")
_CHUNK, _OVERLAP = 1 << 20, 128


class Numbers:
    """Numbers by class, from 1 on."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, bytes], int] = {}
        self._last: dict[str, int] = {}
        self._taken: set[tuple[str, int]] = set()

    def of(self, name: str, value: bytes) -> int:
        """The number of ``value`` in the class ``name``; values are not kept, only their digests."""
        key = (name, blake2b(value, digest_size=16).digest())
        if key not in self._given:
            number = self._last.get(name, 0) + 1
            while (name, number) in self._taken:
                number += 1
            self._last[name] = self._given[key] = number
        return self._given[key]

    def keep_off(self, read: Callable[[int, int], bytes], plain: Callable[[bytes], bytes]) -> None:
        """Never again give a number that stands in a file already, from an earlier run: it is another value's.

        ``read`` gives bytes of the file, ``plain`` makes them ASCII-compatible.
        """
        at = 0
        while chunk := read(max(0, at - _OVERLAP), at + _CHUNK):
            for match in _WRITTEN.finditer(plain(chunk)):
                self._taken.add((match[1].decode("ascii"), int(match[2])))
            if len(chunk) < _CHUNK:
                return
            at += _CHUNK


@lru_cache(maxsize=1024)  # nearly always the first
def address(name: str, number: int) -> str:
    """The documentation address with this number, for ``IPV4`` or ``IPV6``; the first ones are the placeholders."""
    if name == "IPV6":
        return str(ipaddress.IPv6Address("2001:db8::") + number)
    block, host = divmod(number - 1, 254)
    if block < len(fakes.DOCUMENTATION_4):
        return str(ipaddress.ip_network(fakes.DOCUMENTATION_4[block])[host + 1])
    return str(ipaddress.ip_network(fakes.RESERVED_4)[number])

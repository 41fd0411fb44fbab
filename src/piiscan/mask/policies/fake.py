"""Fakes: of the shape of a value, always the same for the same value and key, and nothing back without the key.

How a fake is told from a value, also without the key, is written down in ``piiscan.detect.fakes``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from piiscan.detect import fakes
from piiscan.detect.checks.numbers import luhn
from piiscan.digest import hmac_sha256
from piiscan.mask.encoding import unit_width
from piiscan.mask.policies.networks import network_at
from piiscan.types import Category, Finding

_STOCK_HOSTS = (b"example.com", b"example.org", b"example.net")
_BANK = re.compile(rb"[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}")
_CARD = re.compile(
    rb"[0-9A-Fa-f]{2}([:-]?)(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"
)
_DIGITS = re.compile(rb"[+(]{0,2}[0-9](?:[ ().+/-]{0,2}[0-9]){6,19}")
_DATE = re.compile(rb"[0-9]{4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}|[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{4}")
_HEX = re.compile(rb"(?=[^A-Fa-f]*[A-Fa-f])(?=[^0-9]*[0-9])[0-9A-Fa-f_.-]{12,}=*")
_SAFE = re.compile(rb"[^A-Za-z0-9_.-]")
#: Characters that one digest fills: a letter takes five bits of its 256.
_STRETCH = 48


def comparable(value: bytes, encoding: str) -> bytes:
    """``value`` as UTF-8 where it is text, so that it is the same value in files of other encodings."""
    if unit_width(encoding) > 1:
        return value.decode(encoding, "replace").encode("utf-8", "replace")
    return value


class Stream:
    """Numbers that follow from a key and a value: HMAC-SHA256, counted up."""

    def __init__(self, key: bytes, value: bytes) -> None:
        self._key = key
        self._value = value
        self._count = 0

    def next(self) -> int:
        """A number of 256 bits."""
        message = b"piiscan fake\0%d\0" % self._count + self._value
        self._count += 1
        return int.from_bytes(hmac_sha256(self._key, message), "big")

    def draw(self, like: bytes, *, hexadecimal: bool = False) -> bytes:
        """Letters and digits like those of ``like``."""
        return b"".join(
            fakes.draw(like[at : at + _STRETCH], self.next(), hexadecimal=hexadecimal)
            for at in range(0, len(like), _STRETCH)
        )


def fake(finding: Finding, value: bytes, after: bytes, key: bytes) -> bytes | None:
    """The ASCII text for ``value`` (see ``comparable``); None where no fake has its shape.

    ``after`` is what follows it in its line: of a network its prefix length counts.
    """
    return _BY_CATEGORY[finding.category](value, after, Stream(key, value))


def whole_number(value: bytes, key: bytes) -> bytes | None:
    """For digits without quotes: as many, the first no zero; None where there are too few or too many.

    Eighteen digits are a number in every language that has numbers of 64 bits.
    """
    if not value.isdigit() or not fakes.SHORTEST_WHOLE_NUMBER <= len(value) <= 18:
        return None
    return _number(b"999", value, True, Stream(key, value))


def word(value: bytes, stream: Stream) -> bytes:
    """A key, a password, a user: letters for letters and digits for digits, 12 of them or more."""
    padding = value[len(value.rstrip(b"=")) :]
    shape = _SAFE.sub(_stand_in, value.rstrip(b"="))
    hexadecimal = _HEX.fullmatch(value) is not None
    marker = fakes.HEX_WORD if hexadecimal else fakes.WORD
    if not any(byte >= 97 for byte in shape):
        marker = marker.upper() if any(65 <= byte <= 90 for byte in shape) else marker
    shape = shape.ljust(fakes.SHORTEST_WORD, b"a")
    end = bytes(byte if _is_alnum(byte) else 97 for byte in shape[-fakes.TAG :])
    body = marker + stream.draw(shape[len(marker) : -fakes.TAG], hexadecimal=hexadecimal)
    return body + fakes.tag(body, end, hexadecimal=hexadecimal) + padding


def _stand_in(match: re.Match[bytes]) -> bytes:
    """Of base 64 a letter, of other text a letter too, for signs a sign that is safe in every language."""
    return b"a" if match[0] in b"+/=" or match[0] >= b"\x80" else b"_"


def _word(value: bytes, after: bytes, stream: Stream) -> bytes:
    return word(value, stream)


def _mailbox(value: bytes, after: bytes, stream: Stream) -> bytes:
    local, sign, _ = value.partition(b"@" if b"@" in value else b"%40")
    host = _STOCK_HOSTS[stream.next() % len(_STOCK_HOSTS)]
    return word(local if sign else b"a" * 8, stream) + (sign or b"@") + host


def _name(value: bytes, after: bytes, stream: Stream) -> bytes:
    """As many words; initials stay initials; capitals stay capitals."""
    words = re.split(rb"[\s_]+", value.strip())
    last = _pick(fakes.LAST_NAMES, stream)
    given = [
        fakes.draw(b"A", stream.next()) + each[1:]
        if each[:1].isalpha() and each[1:] in (b"", b".")
        else _pick(fakes.FIRST_NAMES, stream)
        for each in words[:-1]
    ]
    text = b" ".join([*given, last])
    if value.isupper():
        return text.upper()
    return text.lower() if value.islower() else text


def _pick(names: tuple[bytes, ...], stream: Stream) -> bytes:
    return names[stream.next() % len(names)]


def _address(value: bytes, after: bytes, stream: Stream) -> bytes | None:
    try:
        address = ipaddress.ip_address(value.decode("ascii"))
    except ValueError:
        return None
    network = network_at(value, after)
    length = network.prefixlen if network is not None else 32
    home = ipaddress.ip_network(_home(address.version, length, stream))
    host = int(home.network_address) + stream.next() % home.num_addresses
    if network is not None:
        free = address.max_prefixlen - length
        host = max(host >> free << free, int(home[0]))
    elif host in (int(home[0]), int(home[-1])):  # the names of the network and of all in it
        host = int(home[1])
    return str(type(address)(host)).encode()


def _home(version: int, length: int, stream: Stream) -> str:
    """The documentation range for an address, or for a network of this length."""
    if version == 4:
        return fakes.DOCUMENTATION_4[stream.next() % 3] if length >= 24 else fakes.RESERVED_4
    return fakes.DOCUMENTATION_6[0 if length >= 32 else 1]


def _identifier(value: bytes, after: bytes, stream: Stream) -> bytes | None:
    if _CARD.fullmatch(value) and not value.isdigit():
        return _network_card(value, stream)
    if _DATE.fullmatch(value):
        return None  # what reads it wants a date, and any date could be a person's
    if _DIGITS.fullmatch(value):
        return _number(b"000", value, False, stream)
    if _BANK.fullmatch(value):
        return _bank(value, stream)
    return word(value, stream) if any(_is_alnum(byte) and byte > 57 for byte in value) else None


def _network_card(value: bytes, stream: Stream) -> bytes:
    digits = iter(b"00005E0053%02X" % (stream.next() % 256))
    text = bytes(next(digits) if _is_alnum(byte) else byte for byte in value)
    return text if any(65 <= byte <= 90 for byte in value) else text.lower()


def _bank(value: bytes, stream: Stream) -> bytes:
    compact = value.replace(b" ", b"").replace(b"-", b"")
    body = fakes.BANK + stream.draw(compact[4 : -fakes.TAG])
    return _laid_out(body + fakes.tag(body, compact[-fakes.TAG :]), value)


def _number(start: bytes, value: bytes, whole: bool, stream: Stream) -> bytes:
    """Digits for digits, and never the check digit of card numbers."""
    digits = bytes(byte for byte in value if 48 <= byte <= 57)
    size = fakes.number_tag(len(digits), whole)
    while True:
        body = start + stream.draw(digits[len(start) : -size])
        text = body + fakes.tag(body, digits[-size:])
        if not luhn(text):
            return _laid_out(text, value)


def _laid_out(compact: bytes, value: bytes) -> bytes:
    """``compact`` with the signs between the letters and digits of ``value``."""
    letters = iter(compact)
    return bytes(next(letters) if _is_alnum(byte) else byte for byte in value)


def _is_alnum(byte: int) -> bool:
    return byte < 128 and chr(byte).isalnum()


_BY_CATEGORY: dict[Category, Callable[[bytes, bytes, Stream], bytes | None]] = {
    Category.NAME: _name,
    Category.EMAIL: _mailbox,
    Category.USERNAME: _word,
    Category.IP_ADDRESS: _address,
    Category.PASSWORD: _word,
    Category.KEY: _word,
    Category.ID: _identifier,
}

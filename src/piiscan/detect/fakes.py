"""What a fake looks like that ``piiscan mask --policy fake`` writes: anyone can tell it, without the key.

    kind            example                  told by
    word            fakeT7q-mw2hRz4c         `fake`, in hex `fa4e`; and its last four follow from the rest
    number          000-73-5518              `000`, where zeros may not lead `999`; and its last digits follow
    bank account    XX00 5193 0027 ...       no country, impossible check digits; and its last four follow
    name            Robin Ashmere            a surname of the list below
    mailbox         fakeqzhwkmto@example.org its local part, a word
    address         198.51.100.7             a range set aside for documentation
    network card    00:00:5e:00:53:2b        the same

What follows is a checksum, so that nothing that people write, and next to no real value, is taken for a fake.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import cache

from piiscan.compiled import regex
from piiscan.digest import blake2b

WORD, HEX_WORD = b"fake", b"fa4e"
BANK = b"XX00"
#: Letters and digits at the end that the checksum makes, and of how much before them it is made.
TAG = 4
_REACH = 32
SHORTEST_WORD = 12
#: A number has seven digits or more; without a leading zero eleven, since `999` alone says little.
SHORTEST_NUMBER, SHORTEST_WHOLE_NUMBER = 7, 11

FIRST_NAMES = tuple(
    b"Alex Ariel Avery Bao Billie Blake Casey Charlie Chidi Dana Devon Drew Ellis Emery Eun Finley Frankie Hana Hao "
    b"Harper Imani Indigo Jamie Jean Jesse Jo Jordan Kai Kerry Kim Kiran Lane Lee Logan Lou Marlow Micah Min Morgan "
    b"Nur Noor Ollie Parker Quinn Ravi Reese Remy Riley Robin Rowan Sage Sam Sasha Shea Sidney Skyler Stevie Sunny "
    b"Taylor Tal Toni Val Winter Yuki".split()
)
#: None of these is a surname or a place that the author knows of; all end in -mere, which makes them easy to see.
LAST_NAMES = tuple(
    start + b"mere"
    for start in b"Alder Amber Arrow Ash Aspen Barley Beacon Birch Bracken Bramble Briar Bright Brook Cinder Clover Cobble "
    b"Copper Coral Crest Dapple Dawn Dew Ember Fallow Fennel Fern Flint Frost Garnet Gorse Hazel Heather Hollow Ivory "
    b"Juniper Kestrel Lark Laurel Linden Maple Meadow Misty Nettle Oaken Ochre Otter Pebble Pine Plover Quill Reed "
    b"Rowan Russet Saffron Sedge Sorrel Spindle Starling Tansy Thistle Umber Willow Wren Yarrow".split()
)
_FIRST = frozenset(name.lower() for name in FIRST_NAMES)
_LAST = frozenset(name.lower() for name in LAST_NAMES)

_WORD_RUN = regex(rb"fa[k4]e[A-Za-z0-9_.-]{8,}", re.IGNORECASE)
_NUMBER_RUN = regex(
    rb"(?<![0-9A-Za-z])(?:0(?:[ ().+/-]{0,2}0){2}|999)(?:[ ().+/-]{0,2}[0-9]){4,30}(?![A-Za-z])"
)
_BANK_RUN = regex(rb"(?<![0-9A-Za-z])XX00(?:[ -]?[A-Z0-9]){11,30}(?![a-z])")
_NAME_RUN = regex(rb"[A-Za-z][A-Za-z.,\t -]*")
_LETTERS = regex(rb"[A-Za-z]+")
_ADDRESS = regex(rb"[0-9A-Fa-f:.]+(?:%.*)?")
_CARD = regex(rb"00([:-]?)00\1(?:5e|5E)\1?00\1?53\1?[0-9A-Fa-f]{2}|0000\.5[eE]00\.53[0-9A-Fa-f]{2}")
#: Ends of a run that are tried: what stands beside a fake may look like a part of it.
_ENDS = 64
#: Letters of a name that may be somebody else's: `van`, `Jr`.
_CRUMBS = 6

DOCUMENTATION_4 = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
#: Class E: no host has such an address, and it is wide enough for networks that no range above can hold.
RESERVED_4 = "240.0.0.0/4"
DOCUMENTATION_6 = ("2001:db8::/32", "3fff::/20")


def draw(like: bytes, number: int, *, hexadecimal: bool = False) -> bytes:
    """``like`` with other digits and letters of the same kinds, as ``number`` says; the rest stays."""
    out = bytearray()
    span = 6 if hexadecimal else 26
    for byte in like:
        if 48 <= byte <= 57:
            number, digit = divmod(number, 10)
            out.append(48 + digit)
        elif 97 <= byte <= 122 or 65 <= byte <= 90:
            number, letter = divmod(number, span)
            out.append((97 if byte >= 97 else 65) + letter)
        else:
            out.append(byte)
    return bytes(out)


def tag(body: bytes, like: bytes, *, hexadecimal: bool = False) -> bytes:
    """The end of a fake that begins with ``body``, in the letters and digits that ``like`` has."""
    digest = blake2b(body[-_REACH:], digest_size=16, person=b"piiscan fake").digest()
    return draw(like, int.from_bytes(digest, "big"), hexadecimal=hexadecimal)


def number_tag(digits: int, whole: bool) -> int:
    """How many of a number's digits are its checksum."""
    return 4 if whole or digits >= SHORTEST_WHOLE_NUMBER else 3


def _is_word(token: bytes) -> bool:
    body, end = token[:-TAG], token[-TAG:]
    return (
        len(token) >= SHORTEST_WORD
        and end.isalnum()
        and tag(body, end, hexadecimal=token[:4].lower() == HEX_WORD) == end
    )


def _is_number(token: bytes) -> bool:
    digits = bytes(byte for byte in token if 48 <= byte <= 57)
    whole = digits.startswith(b"9")
    if len(digits) < (SHORTEST_WHOLE_NUMBER if whole else SHORTEST_NUMBER) or (whole and digits != token):
        return False
    size = number_tag(len(digits), whole)
    return tag(digits[:-size], digits[-size:]) == digits[-size:]


def _is_bank(token: bytes) -> bool:
    compact = token.replace(b" ", b"").replace(b"-", b"")
    return len(compact) >= 15 and tag(compact[:-TAG], compact[-TAG:]) == compact[-TAG:]


_KINDS = ((_WORD_RUN, _is_word), (_NUMBER_RUN, _is_number), (_BANK_RUN, _is_bank))


def spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where words, numbers and bank accounts stand that are fakes, kind by kind."""
    for pattern, proves in _KINDS:
        for run in pattern.finditer(data):
            end = next((end for end in _ends(run[0]) if proves(run[0][:end])), 0)
            if end:
                yield run.start(), run.start() + end


def _ends(run: bytes) -> Iterator[int]:
    """Where the run may end, the longest first: after a letter or digit, before anything else."""
    tried = 0
    for end in range(len(run), 0, -1):
        if run[end - 1 : end].isalnum() and not run[end : end + 1].isalnum():
            yield end
            tried += 1
            if tried == _ENDS:
                return


def is_name(value: bytes) -> bool:
    """Whether ``value`` is a name off the lists and little else."""
    if b"mere" not in value.lower() or not _NAME_RUN.fullmatch(value):
        return False
    words = [word.lower() for word in _LETTERS.findall(value)]
    strange = [word for word in words if len(word) > 1 and word not in _LAST and word not in _FIRST]
    return any(word in _LAST for word in words) and sum(map(len, strange)) <= _CRUMBS


def is_address(value: bytes) -> bool:
    """Whether ``value`` is an address that no host has: of documentation, or of class E."""
    if not _ADDRESS.fullmatch(value):
        return False
    try:
        address = ipaddress.ip_address(value.decode("ascii"))
    except ValueError:
        return False
    return any(address in network for network in _networks(address.version))


@cache
def _networks(version: int) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    ranges = (*DOCUMENTATION_4, RESERVED_4) if version == 4 else DOCUMENTATION_6
    return tuple(map(ipaddress.ip_network, ranges))


def is_card(value: bytes) -> bool:
    """Whether ``value`` is a network card's address of those for documentation (RFC 7042)."""
    return _CARD.fullmatch(value) is not None

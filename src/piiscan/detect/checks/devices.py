"""Numbers of machines: network cards, vehicles, telephones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.catalog.templates import draw
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.numbers import luhn
from piiscan.detect.digits import compact, made_up

if TYPE_CHECKING:
    from random import Random

#: Documentation (RFC 7042), and what manuals print.
_EXAMPLE_CARD = regex(
    r"00005E0053|001122|0011223344|112233|1234|AABBCC|ABCDEF|DEADBE|CAFE|0123456789AB|(..)(?:\1){2}"
)
#: Cards that a hypervisor makes up: VMware, VirtualBox, Xen, Hyper-V, Parallels.
_VIRTUAL = ("000569", "000C29", "001C14", "005056", "080027", "00163E", "00155D", "001C42")


def mac(candidate: Candidate, argument: str) -> bool:
    """The address of one network card: no group, no random or made-up one, none of a document or a hypervisor."""
    plain = compact(candidate.reveal().decode("ascii"))
    first = int(plain[:2], 16)
    if first & 3 or plain.startswith(_VIRTUAL) or _EXAMPLE_CARD.search(plain):
        return False
    # `00:00:00:01:02:03` is a counter or a time.
    return len(set(plain)) >= 4 and not plain.startswith("000000") and not plain.endswith(("0000", "000001"))


_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _is_vin(text: str) -> bool:
    total = sum(
        int(_VIN_VALUES.get(character, character)) * weight
        for character, weight in zip(text, _VIN_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11] == text[8]


def vin(candidate: Candidate, argument: str) -> bool:
    """A vehicle number (ISO 3779) with the check digit that North America asks for; others are weakened."""
    text = candidate.reveal().decode("ascii")
    if len(set(text)) < 7 or not any(character.isdigit() for character in text[-4:]):
        return False
    if text in ("1M8GDM9AXKP042788", "1HGCM82633A004352", "5GZCZ43D13S812715", "JH4KA7561PC008269"):
        return False
    if not _is_vin(text):
        candidate.weaken(0.6)
    return True


def simcard(candidate: Candidate, argument: str) -> bool:
    """The number printed on a SIM card (ITU-T E.118): 89, and Luhn's check digit."""
    digits = compact(candidate.reveal().decode("ascii"))
    return not made_up(digits[2:]) and luhn(digits.encode())


def device(candidate: Candidate, argument: str) -> bool:
    """An identifier of a telephone or its owner: not all zeros, no counting, no repetition."""
    plain = compact(candidate.reveal().decode("ascii"))
    return len(set(plain)) >= 7 and not re.search(
        r"012345|123456|ABCDEF|(.)\1{7}|(..)\2{4}|(....)\3{2}", plain
    )


@generator("vin")
def _vin(argument: str, random: Random) -> str:
    """``%{vin:WVWZZZ}``: a vehicle number that begins so, check digit included; ``!WVW`` with a wrong one."""
    wanted = not argument.startswith("!")
    template = argument.lstrip("!").ljust(11, "#") + "######"
    return draw(template, random, lambda text: not made_up(text) and _is_vin(text) is wanted)


@generator("luhn")
def _luhn(argument: str, random: Random) -> str:
    """``%{luhn:8949############}``: digits by that template that Luhn's check digit ends; ``!`` before it: a wrong one."""
    wanted = not argument.startswith("!")
    return draw(
        argument.lstrip("!"), random, lambda text: not made_up(text) and luhn(text.encode()) is wanted
    )

"""Numbers with check digits, and the numbers that everyone uses as examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.national import SPECIMENS
from piiscan.detect.digits import counts, made_up, repeats

if TYPE_CHECKING:
    from random import Random

_TEST_CARDS = frozenset(
    b"4111111111111111 4242424242424242 4012888888881881 4222222222222 5555555555554444 5105105105105100 378282246310005 "
    b"371449635398431 378734493671000 6011111111111117 6011000990139424 30569309025904 38520000023237 3530111333300000 "
    b"3566002020360505 4000056655665556 5200828282828210 4000000000000002 2223000010309703 2223000010309711 2223003122003222 4000000000009995 "
    b"4005519200000004 4009348888881881 4012000033330026 376680816376961 36259600000004 2223000048400011 5531886652142950".split()
)
#: Six of a digit, or a pair four times over: numbers that somebody wrote down to test with.
_WRITTEN = regex(rb"(\d)\1{5}|(\d\d)\2{3}")
_CARD_CONTEXT = regex(
    rb"card|visa|master|amex|american express|discover|diners|jcb|\bpan\b|\bcc|credit|debit|payment",
    re.IGNORECASE,
)
#: ISO 7812 issuer prefixes of the large schemes, with their lengths.
_CARD_SHAPE = regex(
    rb"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}"
    rb"|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}"
)
_RUN = regex(rb"(\d)\1+")
_DATE = regex(rb"(?:19|20)\d\d([ -]?)[01]\d\1[0-3]\d")
_IBAN_LENGTH = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
#: Specimens that standards, banks and Wikipedia print.
_TEST_IBANS = frozenset({b"GB82WEST12345698765432", b"DE89370400440532013000", b"GB29NWBK60161331926819", b"FR1420041010050500013M02606",
                         b"NL91ABNA0417164300", b"BE68539007547034", b"CH9300762011623852957", b"GB33BUKB20201555555555", b"ES9121000418450200051332"})  # fmt: skip


def is_specimen(compact: bytes) -> bool:
    """Whether manuals, standards or authorities print it: letters and digits alone, in capitals."""
    return compact in _TEST_CARDS or compact in _TEST_IBANS or compact in SPECIMENS


def _digits(value: bytes) -> bytes:
    return bytes(byte for byte in value if 48 <= byte <= 57)


def luhn(digits: bytes) -> bool:
    """ISO 7812's check digit, over ASCII digits."""
    total = 0
    for place, byte in enumerate(reversed(digits)):
        digit = byte - 48
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def card(candidate: Candidate, argument: str) -> bool:
    """A payment card number: issuer prefix, length, Luhn, and either grouping or a word that says so."""
    value = candidate.reveal()
    digits = _digits(value)
    if (
        digits in _TEST_CARDS
        or len(set(digits)) < 4
        or _WRITTEN.search(digits)
        or not _CARD_SHAPE.fullmatch(digits)
        or not luhn(digits)
    ):
        return False
    if not _CARD_CONTEXT.search(candidate.line()):
        candidate.weaken(0.75 if value != digits else 0.45)
    return True


def account(candidate: Candidate, argument: str) -> bool:
    """A number that somebody was given: not one that counts, repeats itself or is a date. Banks give round ones, too.

    ``example``: where many are made up, those of few different digits and of runs (``111.222.333-44``) are, too, and what
    manuals print.
    """
    value = candidate.reveal()
    digits = _digits(value)
    text = digits.decode("ascii")
    if argument and (
        digits in SPECIMENS or made_up(text) or 2 * len(_RUN.sub(rb"\1", digits)) <= len(digits) + 1
    ):
        return False
    return len(digits) >= 5 and not (
        counts(text) or repeats(text) or b"00000" in digits or _DATE.fullmatch(value)
    )


def iban(candidate: Candidate, argument: str) -> bool:
    """An IBAN (ISO 13616): the country's length and mod-97; the documents' specimens are dropped."""
    compact = candidate.reveal().replace(b" ", b"").upper()
    country = compact[:2].decode("ascii")
    if _IBAN_LENGTH.get(country) != len(compact) or compact in _TEST_IBANS:
        return False
    rearranged = (compact[4:] + compact[:4]).decode("ascii")
    if int("".join(str(int(character, 36)) for character in rearranged)) % 97 != 1:
        return False
    candidate.prove()
    return True


def _complete(prefix: str, length: int, random: Random) -> str:
    body = prefix + "".join(str(random.randrange(10)) for _ in range(length - len(prefix) - 1))
    return next(body + str(last) for last in range(10) if luhn((body + str(last)).encode()))


@generator("card")
def _card(argument: str, random: Random) -> str:
    """``%{card:4539}``: sixteen digits with that prefix and a right check digit."""
    return _complete(argument, 16, random)


@generator("cardspaced")
def _card_spaced(argument: str, random: Random) -> str:
    return _grouped(_complete(argument, 16, random))


@generator("iban")
def _iban(argument: str, random: Random) -> str:
    """``%{iban:DE}``: an IBAN of that country with right check digits."""
    digits = _IBAN_LENGTH[argument] - 4
    bank = "ABNA" if argument == "NL" else ""
    body = bank + "".join(str(random.randrange(10)) for _ in range(digits - len(bank)))
    number = int("".join(str(int(character, 36)) for character in body + argument + "00"))
    return f"{argument}{98 - number % 97:02}{body}"


@generator("ibanspaced")
def _iban_spaced(argument: str, random: Random) -> str:
    return _grouped(_iban(argument, random))


def _grouped(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

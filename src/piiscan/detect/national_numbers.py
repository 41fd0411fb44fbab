"""National numbers that python-stdnum does not know, by the published rules. Each takes a compact number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _folded(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits of the products."""
    return sum(
        sum(map(int, str(int(digit) * weight))) for digit, weight in zip(digits, weights, strict=False)
    )


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    return _folded(digits[::-1], [1, 2] * 20) % 10 == 0


def _gb_nino(number: str) -> bool:
    """National Insurance number: prefixes that HMRC gives out, six digits, a suffix of A to D."""
    return bool(
        re.fullmatch(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]", number)
    )


def _de_rvnr(number: str) -> bool:
    """Pension insurance number (section 147 SGB VI): area, birth date, letter, serial, check digit."""
    if not re.fullmatch(r"\d{8}[A-Z]\d{3}", number):
        return False
    day, month = int(number[2:4]), int(number[4:6])
    if not _is_date(2000, month, day if day < 32 else day - 50 if 50 < day < 82 else 0):
        return False
    digits = number[:8] + f"{ord(number[8]) - 64:02}" + number[9:11]
    return _folded(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10 == int(number[11])


def _de_kvnr(number: str) -> bool:
    """Health insurance number (section 290 SGB V): a letter, eight digits, check digit."""
    if not re.fullmatch(r"[A-Z]\d{9}", number):
        return False
    digits = f"{ord(number[0]) - 64:02}" + number[1:9]
    return _folded(digits, (1, 2) * 5) % 10 == int(number[9])


def _hu_taj(number: str) -> bool:
    """Social security number: nine digits, weights 3 and 7, modulo 10."""
    return bool(re.fullmatch(r"\d{9}", number)) and _weighted(number, (3, 7) * 4) % 10 == int(number[8])


def _hu_ado(number: str) -> bool:
    """Tax number of a person: ten digits that begin with 8, weights 1 to 9, modulo 11."""
    return bool(re.fullmatch(r"8\d{9}", number)) and _weighted(number, range(1, 10)) % 11 == int(number[9])


def _ru_snils(number: str) -> bool:
    """Pension account: nine digits and their weighted sum modulo 101."""
    if not re.fullmatch(r"\d{11}", number) or number <= "00100199899":
        return False
    return _weighted(number, range(9, 0, -1)) % 101 % 100 == int(number[9:])


def _kz_iin(number: str) -> bool:
    """Individual number: birth date, century and sex, serial, check digit modulo 11."""
    if not re.fullmatch(r"\d{6}[1-6]\d{5}", number):
        return False
    century = 1800 + (int(number[6]) - 1) // 2 * 100
    if not _is_date(century + int(number[:2]), int(number[2:4]), int(number[4:6])):
        return False
    check = _weighted(number, range(1, 12)) % 11
    if check == 10:
        check = _weighted(number, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return check == int(number[11])


_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # A is 10, O is 35


def _tw_id(number: str) -> bool:
    """National or resident number: a letter, sex, seven digits, check digit modulo 10."""
    if not re.fullmatch(r"[A-Z][1289]\d{8}", number):
        return False
    digits = str(_TW_LETTERS.index(number[0]) + 10) + number[1:]
    return _weighted(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def _sg_nric(number: str) -> bool:
    """NRIC or FIN: a letter, seven digits, check letter."""
    if not re.fullmatch(r"[STFG]\d{7}[A-Z]", number):
        return False
    rest = (_weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if number[0] in "TG" else 0)) % 11
    return number[8] == ("JZIHGFEDCBA" if number[0] in "ST" else "XWUTRQPNMLK")[rest]


def _hk_hkid(number: str) -> bool:
    """Identity card: one or two letters, six digits, check digit modulo 11."""
    if not re.fullmatch(r"[A-Z]{1,2}\d{6}[0-9A]", number):
        return False
    values = [36] * (9 - len(number)) + [int(character, 36) for character in number[:-1]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + int(number[-1], 16)) % 11 == 0


def _ae_eid(number: str) -> bool:
    """Emirates ID: 784, year of birth, seven digits, Luhn."""
    return bool(re.fullmatch(r"784(?:19|20)\d{10}", number)) and _luhn(number)


def _sa_id(number: str) -> bool:
    """National or resident identity: ten digits that begin with 1 or 2, Luhn."""
    return bool(re.fullmatch(r"[12]\d{9}", number)) and _luhn(number)


def _au_medicare(number: str) -> bool:
    """Medicare card: eight digits, check digit, issue number, perhaps a reference."""
    if not re.fullmatch(r"[2-6]\d{8}[1-9][1-9]?", number):
        return False
    return _weighted(number, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


#: By the names that rules use, beside those of python-stdnum's modules.
VALIDATORS: dict[str, Callable[[str], bool]] = {
    "gb.nino": _gb_nino,
    "de.rvnr": _de_rvnr,
    "de.kvnr": _de_kvnr,
    "hu.taj": _hu_taj,
    "hu.ado": _hu_ado,
    "ru.snils": _ru_snils,
    "kz.iin": _kz_iin,
    "tw.id": _tw_id,
    "sg.nric": _sg_nric,
    "hk.hkid": _hk_hkid,
    "ae.eid": _ae_eid,
    "sa.id": _sa_id,
    "au.medicare": _au_medicare,
}

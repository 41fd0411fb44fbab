"""Phone numbers that the numbering plan of their country allows, less the ranges set aside for films and manuals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.catalog.templates import draw
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.digits import made_up

if TYPE_CHECKING:
    from random import Random

_CONTEXT = regex(
    rb"phone|mobile|\bcell|\btel\b|tel:|fax|whatsapp|\bsms\b|\bcall\b|contact|hotline|telefon|handy|\bgsm\b|support|emergency",
    re.IGNORECASE,
)
_DATE = regex(rb"\+?(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ][0-3]?\d|[0-3]\d[./-][01]\d[./-](?:19|20)\d\d")
#: Country code and national number of what regulators keep for drama and documentation (NANP, Ofcom, ACMA, BNetzA,
#: Arcep, PTS, ComReg).
_FICTION = regex(
    r"1\d{3}555\d{4}"
    r"|44(?:(?:11[3-8]|121|131|141|151|161)4960\d{3}|1914980\d{3}|1632960\d{3}|2079460\d{3}|2896496\d{3}|2920180\d{3}|7700900\d{3}"
    r"|8081570\d{3}|9098790\d{3}|3069990\d{3})"
    r"|61(?:[2378](?:5550|7010)\d{4}|49157\d{4}|1[38]009757\d\d)"
    r"|49(?:3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}|152(?:28817386|28895456|54599371)|172(?:9925904|99\d{5})"
    r"|176040690\d\d)"
    r"|33(?:19900|26191|35301|46571|53649|63998)\d{4}"
    r"|46(?:313900[67]\d\d|406280[45]\d\d|8465004\d\d|9803192\d\d|701740\d{3})"
    r"|3532091\d{5}"
    r"|8613800138000"  # the operator's own, which every Chinese example has
)
#: Calling codes of one digit: North America's and Russia's. With them a number has ten more digits, always.
_ELEVEN = ("1", "7")


def _dialled(text: str, region: str) -> str:
    """The digits of E.164 that ``text`` stands for in ``region``; empty where no plan has such a number."""
    # 15 ms, and 2 ms for each region's plan: not before a candidate needs it.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"


def _reaches(text: str, regions: list[str]) -> bool:
    found = [_dialled(text, region) for region in regions or [""]]
    return any(found) and not any(_FICTION.fullmatch(number) for number in found)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _is_literal(candidate: Candidate) -> bool:
    """Whether quotes stand on either side: `from_="+…"`."""
    before = candidate.before(1)
    return bool(before) and before in b"\"'`" and candidate.after(1) == before


def number(candidate: Candidate, argument: str) -> bool:
    """A number that can be dialled in one of the regions of ``argument``; without one it is international.

    Dates, counting and fictitious numbers are dropped; one without a word that says so is weakened.
    """
    value = candidate.reveal()
    text = value.decode("ascii", "replace")
    digits = _plain(text)
    if not 7 <= len(digits) <= 15 or _DATE.match(value) or made_up(digits):
        return False
    if not argument and digits[0] in _ELEVEN and len(digits) != 11:
        return False  # `+1.4142135623731`, told without the plans, which take 25 ms to load
    if re.search(r"0000|1111|9999", digits) or not _reaches(text, argument.split()):
        return False
    if not argument and not _CONTEXT.search(candidate.line()):
        # A plus sign before a sum looks like it; groups and strings that are nothing else seldom do.
        candidate.weaken(
            0.75 if len(re.findall(rb"[ .()/-]+", value)) >= 2 or _is_literal(candidate) else 0.5
        )
    return True


#: North America's: an area or an exchange of 555.
_FIVES = regex(r"1?(?:555\d{7}|\d{3}555\d{4}|555\d{4})")
_FILLED = regex(r"0{3}|1{3}|9{4}")
#: Calling codes of the plans in ``_FICTION``, for numbers as one dials them at home.
_CODES = ("1", "33", "44", "46", "49", "61", "86", "353")
_DOTTED = regex(rb"\d+\.\d+|\d{1,3}(?:\.\d{1,3}){3}")


def written(candidate: Candidate, argument: str) -> bool:
    """A number that is written like one, whatever the plans say; numbers that count or that are set aside are dropped."""
    value = candidate.reveal()
    digits = _plain(value.decode("ascii", "replace"))
    if not 7 <= len(digits) <= 15 or _DATE.match(value) or made_up(digits) or _FILLED.search(digits):
        return False
    return not (_DOTTED.fullmatch(value) or is_set_aside(digits))


def is_set_aside(digits: str) -> bool:
    """Whether nobody is called by it: kept for films and manuals, dialled from abroad or at home."""
    national = digits.lstrip("0")
    if _FIVES.fullmatch(national) or _FICTION.fullmatch(digits):
        return True
    return any(_FICTION.fullmatch(code + national) for code in _CODES)


@generator("phone")
def _phone(argument: str, random: Random) -> str:
    """``%{phone:GB 020 [38]### ####}``: a number of that region, by that template; ``!GB`` gives an invalid one.

    ``!ES+PT`` gives one that neither country has.
    """
    region, _, template = argument.partition(" ")
    wanted = not region.startswith("!")

    def fits(text: str) -> bool:
        digits = _plain(text)
        return (
            not made_up(digits)
            and not re.search(r"0000|1111|9999", digits)
            and _reaches(text, region.lstrip("!").split("+")) is wanted
        )

    return draw(template, random, fits)

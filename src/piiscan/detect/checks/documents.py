"""Numbers of papers that prove who somebody is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.catalog.templates import draw
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.numbers import luhn
from piiscan.detect.digits import compact, made_up

if TYPE_CHECKING:
    from random import Random


def _digit(text: str) -> int:
    """The check digit of machine-readable papers (ICAO 9303): weights 7, 3, 1 over values in base 36."""
    return (
        sum(
            (0 if character == "<" else int(character, 36)) * (7, 3, 1)[place % 3]
            for place, character in enumerate(text)
        )
        % 10
    )


def _holds(text: str, check: str) -> bool:
    return check.isdigit() and _digit(text) == int(check)


def machine_readable(candidate: Candidate, argument: str) -> bool:
    """The second line of a passport's machine-readable zone: its check digits prove it."""
    line = re.split(r"[\r\n]+(?:\\n)?|\\n", candidate.reveal().decode("ascii"))[-1].strip()
    holder = candidate.reveal()[5:20]
    if holder.startswith((b"ERIKSSON<<ANNA", b"MUSTERMANN<<", b"SPECIMEN", b"DOE<<J")):
        return False
    if not (_holds(line[:9], line[9]) and _holds(line[13:19], line[19]) and _holds(line[21:27], line[27])):
        return False
    candidate.prove()
    return True


def numbered(candidate: Candidate, argument: str) -> bool:
    """A number that a word before it names: it has digits enough, and does not count or repeat."""
    plain = compact(candidate.reveal().decode("ascii"))
    return sum(character.isdigit() for character in plain) >= 5 and not made_up(plain)


def german_card(candidate: Candidate, argument: str) -> bool:
    """A German identity card: nine characters and the check digit of ICAO 9303."""
    plain = compact(candidate.reveal().decode("ascii"))
    # T220001293 and L01X00T471 are the specimens of the printing office.
    return (
        _holds(plain[:9], plain[9])
        and not made_up(plain)
        and plain[:9] not in ("T22000129", "L01X00T47", "LZ6311T47")
    )


def provider(candidate: Candidate, argument: str) -> bool:
    """A US health care provider (NPI): Luhn over 80840 and its ten digits."""
    value = candidate.reveal()
    return value != b"1234567893" and not made_up(value.decode()) and luhn(b"80840" + value)


def _is_prescriber(text: str) -> bool:
    digits = [int(character) for character in text]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def prescriber(candidate: Candidate, argument: str) -> bool:
    """A US prescriber (DEA): the sum of some digits and twice the others ends in the last."""
    text = candidate.reveal().decode("ascii")[2:]
    return not made_up(text) and _is_prescriber(text)


def security_code(candidate: Candidate, argument: str) -> bool:
    """The three or four digits on the back of a card; what tests type is dropped."""
    value = candidate.reveal()
    return len(set(value)) > 1 and value not in (
        b"123", b"1234", b"321", b"000", b"100", b"999", b"111", b"101", b"737", b"4321", b"404", b"200", b"500",
    )  # fmt: skip


def sort_code(candidate: Candidate, argument: str) -> bool:
    """A British branch: not the one that counts."""
    plain = compact(candidate.reveal().decode("ascii"))
    return len(set(plain)) > 2 and plain not in ("123456", "112233", "654321", "000000")


_BIC_COUNTRIES = frozenset(
    b"AD AE AL AR AT AU AZ BA BE BG BH BR BY CA CH CL CN CO CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GR GT HK HR HU ID IE IL IN IQ IS IT "
    b"JO JP KE KR KW KZ LB LI LT LU LV MA MC MD ME MK MT MU MX MY NG NL NO NZ OM PE PH PK PL PS PT QA RO RS RU SA SC SE SG SI SK SM TH TN TR "
    b"TW UA US UY VA VN XK ZA".split()
)


def bank(candidate: Candidate, argument: str) -> bool:
    """A bank's code (ISO 9362): its fifth and sixth letters are a country's, and it is not a specimen's."""
    value = candidate.reveal()
    stock = value.startswith((b"ABCD", b"AAAA", b"TEST"))
    return value[4:6] in _BIC_COUNTRIES and len(set(value)) > 3 and not stock


#: The sample records of ORCID's own pages.
_SAMPLE_RESEARCHERS = frozenset((b"0000-0002-1825-0097", b"0000-0001-5109-3700", b"0000-0002-1694-233X"))


def _is_researcher(text: str) -> bool:
    total = 0
    for character in text[:-1]:
        total = (total + int(character)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == text[-1]


def researcher(candidate: Candidate, argument: str) -> bool:
    """An ORCID: the check digit of ISO 7064, modulo 11-2."""
    value = candidate.reveal()
    plain = value.replace(b"-", b"").decode("ascii")
    return value not in _SAMPLE_RESEARCHERS and len(set(plain[7:])) > 3 and _is_researcher(plain)


@generator("icao")
def _icao(argument: str, random: Random) -> str:
    """``%{icao:C########}``: a number by that template and its check digit; ``!`` before it: a wrong one."""
    text = draw(argument.lstrip("!"), random, lambda text: not made_up(text))
    return f"{text}{(_digit(text) + argument.startswith('!')) % 10}"


@generator("passport")
def _passport(argument: str, random: Random) -> str:
    """``%{passport:D}``: both lines of a passport of that state; ``!D`` with a wrong check digit."""
    state = argument.lstrip("!").ljust(3, "<")
    number = draw("C[FGHJK]#######", random, lambda text: not made_up(text))
    born, until = draw("YYMMDD", random, bool), draw("3#MMDD", random, bool)
    check = (_digit(number) + argument.startswith("!")) % 10
    body = f"{number}{check}{state}{born}{_digit(born)}F{until}{_digit(until)}<<<<<<<<<<<<<<"
    total = number + str(check) + born + str(_digit(born)) + until + str(_digit(until)) + "<" * 14
    return f"P<{state}HERMANN<<GRETE".ljust(44, "<") + "\n" + f"{body}<{_digit(total)}"


@generator("provider")
def _provider(argument: str, random: Random) -> str:
    """``%{provider:}``: a health care provider's number; ``!`` a wrong one."""
    wanted = argument != "!"
    return draw(
        "1#########",
        random,
        lambda text: not made_up(text) and luhn(f"80840{text}".encode()) is wanted,
    )


@generator("researcher")
def _researcher(argument: str, random: Random) -> str:
    """``%{researcher:}``: an ORCID; ``!`` with a wrong check digit."""
    wanted = argument != "!"
    return draw(
        "0000-000[23]-####-###[0123456789X]",
        random,
        lambda text: _is_researcher(text.replace("-", "")) is wanted,
    )


@generator("prescriber")
def _prescriber(argument: str, random: Random) -> str:
    """``%{prescriber:}``: the digits of a prescriber's number; ``!`` wrong ones."""
    wanted = argument != "!"
    return draw("#######", random, lambda text: not made_up(text) and _is_prescriber(text) is wanted)

"""National and tax numbers: check digits, specimens, the word before."""

from __future__ import annotations

import random

import pytest

import piiscan.detect.checks.national  # noqa: F401 - its generator
from piiscan.catalog.examples import expand
from piiscan.catalog.templates import draw
from piiscan.detect.digits import compact, made_up
from piiscan.detect.national_numbers import VALIDATORS

from ..judge import judge, verdict

KEYED = r"(?:(?P<key>no): )?(?P<value>[0-9A-Z][0-9A-Z./()+ -]{6,30})"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("us.ssn", "123-45-6789"), ("us.ssn", "078-05-1120"), ("us.ssn", "555-55-5555"), ("us.ssn", "987-65-4329"),
        ("us.ssn", expand("%{national:!us.ssn ###-##-####}", "t")), ("br.cpf", "111.444.777-35"), ("br.cpf", "000.000.000-00"),
        ("br.cpf", expand("%{national:!br.cpf ###.###.###-##}", "t")), ("gb.nino", "QQ123456C"), ("gb.nino", "BG827416A"),
        ("de.idnr", "12345678901"), ("es.dni", "12345678Z"), ("nl.bsn", "111222333"), ("pl.pesel", "44051401359"),
        ("cn.ric", "11010519491231002X"), ("hk.hkid", "A123456(3)"), ("sg.nric", "S1234567D"), ("tw.id", "A123456789"),
        ("za.idnr", "8001015009087"), ("ch.ssn", "756.9217.0769.85"), ("in_.aadhaar", "9999 4105 7058"),
    ],
)  # fmt: skip
def test_wrong_made_up_or_printed_numbers_are_dropped(kind, number):
    assert verdict(f"national.number:{kind}", f"no: {number}", pattern=KEYED) == "dropped"


def test_a_county_that_the_library_does_not_know_ends_no_scan():
    """It looked for the county's name, and the whole scan ended in a KeyError."""
    for place in ("813961", "110199"):
        digits = f"{place}19840229073"
        check = "10X98765432"[sum(int(d) * 2 ** (17 - at) for at, d in enumerate(digits)) % 11]
        assert verdict("national.number:cn.ric", f"no: {digits}{check}", pattern=KEYED) == "proven"
        assert (
            verdict("national.number:cn.ric", f"no: {digits}{'5' if check != '5' else '6'}", pattern=KEYED)
            == "dropped"
        )


@pytest.mark.parametrize("kind", sorted(VALIDATORS))
def test_our_own_take_no_other_shape(kind):
    for text in ("", "0", "ABCDEF", "82741639258", "8274163925817", "AB827416A", "Ä2741639", "٣٣١١٠٥٢٦٨"):
        assert VALIDATORS[kind](text) in (True, False)
    assert not VALIDATORS[kind]("")
    assert not VALIDATORS[kind]("8274163925817364")


#: From the pages that define them.
PUBLISHED = {
    "de.rvnr": "15070649C103", "de.kvnr": "A123456780", "hu.taj": "111111110", "hu.ado": "8071592153",
    "ru.snils": "11223344595", "tw.id": "A123456789", "sg.nric": "S1234567D", "hk.hkid": "A1234563",
    "au.medicare": "21234567011", "gb.nino": "AB112233A",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "number"), PUBLISHED.items())
def test_our_own_know_the_published_examples(kind, number):
    assert VALIDATORS[kind](number)
    if kind not in ("gb.nino", "au.medicare"):  # what ends these is no check digit
        slips = {number[:-1] + other for other in "0123456789ABCDEFGHIJ"} - {number}
        assert sum(VALIDATORS[kind](slip) for slip in slips) <= 1  # HKID writes ten as A


@pytest.mark.parametrize(
    ("kind", "template", "alone", "named"),
    [
        ("us.ssn", "###-##-####", "weaker", "kept"),
        ("nl.bsn", "#########", "weaker", "kept"),
        ("br.cpf", "###.###.###-##", "weaker", "proven"),
        ("pl.pesel", "YYMMDD#####", "weaker", "proven"),
        ("de.rvnr", "12DDMMYY@###", "weaker", "proven"),
        ("cn.ric", "110105YYYYMMDD####", "weaker", "proven"),
    ],
)
def test_the_word_before_speaks_for_it(kind, template, alone, named):
    number = expand(f"%{{national:{kind} {template}}}", "t")
    assert verdict(f"national.number:{kind}", number, pattern=KEYED) == alone
    assert verdict(f"national.number:{kind}", f"no: {number}", pattern=KEYED) == named


def test_a_kind_that_nobody_knows_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        judge("national.number:xx.nothing", "no: 82741639", pattern=KEYED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234567", True), ("82345671", True), ("98765012", True), ("000000", True), ("55555555", True), ("1212121212", True),
        ("112112112", True), ("8274163", False), ("20451972", False), ("18008675309", True), ("8675319", False), ("AH4829175", False),
    ],
)  # fmt: skip
def test_made_up(text, expected):
    assert made_up(text) is expected


def test_compact():
    assert compact("ab-12 3.4/(5)") == "AB12345"


def test_templates():
    text = draw("X#@~[pq](ab|cd)YYYYMMDDYY", random.Random(1), lambda text: True)
    assert text[0] == "X"
    assert text[1].isdigit()
    assert text[4] in "pq"
    assert text[5:7] in ("ab", "cd")
    assert text[7:].isdigit()
    with pytest.raises(ValueError, match="is accepted"):
        draw("1", random.Random(1), lambda text: False)

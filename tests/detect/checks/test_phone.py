"""Phone numbers: numbering plans, fiction, context."""

from __future__ import annotations

import subprocess
import sys

import pytest

import piiscan.detect.checks.phone  # noqa: F401 - its generator
from piiscan.catalog.examples import expand

from ..judge import judge, verdict

NUMBER = r"(?P<value>[+(0-9][0-9 ()./-]{5,24}[0-9])"
US, GERMAN, BRITISH = (
    expand(text, "t")
    for text in (
        "%{phone:US (415) ###-####}",
        "%{phone:DE +49 30 9#### ###}",
        "%{phone:GB 020 [378]### ####}",
    )
)


@pytest.mark.parametrize(
    ("regions", "number"),
    [
        ("", "+1 415 555 0132"), ("", "+1 212 555 8172"), ("", "+442079460858"), ("", "+44 7700 900173"), ("", "+44 1632 960283"),
        ("", "+49 30 23125 482"), ("", "+33 1 99 00 27 36"), ("", "+61 491 570 156"), ("", "+46 8 465 004 18"), ("", "+8613800138000"),
        ("", "+49 00 827364"), ("", "+999 82736451"), ("", "+49 30 12345678"), ("", "+2024-01-17 18"), ("", "+1 415 682"),
        ("", "+49 30 0000 827"), ("US CA", "(415) 555-0132"), ("US CA", "123-456-7890"), ("US CA", "415 182 7364"),
        ("GB", "020 7946 0958"), ("GB", "07700 900123"), ("DE", "030 23125 482"), ("DE AT CH", "17.03.2024"), ("SE NL", "08-465 004 12"),
        ("DE", expand("%{phone:!DE 00/#######}", "t")),
    ],
)  # fmt: skip
def test_no_phone_number(regions, number):
    assert verdict(f"phone.number:{regions}", f"phone {number}", pattern=NUMBER) == "dropped"


@pytest.mark.parametrize(
    ("regions", "text", "expected"),
    [
        ("", f"phone {GERMAN}", "kept"), ("", f"x = {GERMAN}", "weaker"), ("US CA", f"x = {US}", "kept"), ("GB", BRITISH, "kept"),
("DE GB", BRITISH, "kept"), ("", f"fax: {GERMAN.replace(' ', '')}", "kept"),
    ],
)  # fmt: skip
def test_a_number_that_can_be_dialled(regions, text, expected):
    assert verdict(f"phone.number:{regions}", text, pattern=NUMBER) == expected


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("'{}'", 0.75), ('to="{}"', 0.75), ("[`{}`]", 0.75), ("x = {}", 0.5), ("'{} '", 0.5), ("'{}\"", 0.5), ("({})", 0.5), ("{}", 0.5),
    ],
)  # fmt: skip
def test_a_string_of_its_own_says_more_than_a_number_in_code(text, confidence):
    (found,) = judge("phone.number:", text.format(GERMAN.replace(" ", "")), pattern=NUMBER)
    assert found.confidence == confidence


def test_the_plans_are_not_loaded_for_what_the_digits_rule_out():
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from detect.judge import verdict\n"
        f"assert verdict('phone.number', 'phone +49 30 12345678', pattern={NUMBER!r}) == 'dropped'\n"
        "assert 'phonenumbers' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

"""Payment cards and bank accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.catalog.examples import expand
from piiscan.detect.checks.numbers import luhn

from ..judge import verdict

NUMBER = r"(?P<value>[0-9](?:[ -]?[0-9]){11,18})"
ACCOUNT = r"(?P<value>[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){10,30})"
CARD, SPACED = expand("%{card:4539}", "n"), expand("%{cardspaced:5300}", "n")
GERMAN = expand("%{iban:DE}", "n")


def other(digit: str) -> str:
    return str((int(digit) + 1) % 10)


@pytest.mark.parametrize(
    ("digits", "good"), [(b"79927398713", True), (b"79927398710", False), (b"0", True), (b"18", True)]
)
def test_luhn(digits, good):
    assert luhn(digits) is good


@given(
    st.text("0123456789", min_size=1, max_size=20),
    st.integers(min_value=0),
    st.integers(min_value=1, max_value=9),
)
def test_luhn_sees_every_single_slip(body, at, step):
    number = next(body + str(last) for last in range(10) if luhn((body + str(last)).encode()))
    at %= len(number)
    slipped = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert not luhn(slipped.encode())


@pytest.mark.parametrize("prefix", ["4539", "5100", "5599", "2221", "2720", "6011", "6500", "6440"])
def test_a_card(prefix):
    assert verdict("numbers.card", "card " + expand(f"%{{card:{prefix}}}", "n"), pattern=NUMBER) == "kept"


@pytest.mark.parametrize("text", [CARD, f"total: {CARD}", SPACED])
def test_a_card_that_nothing_speaks_for_is_weaker(text):
    assert verdict("numbers.card", text, pattern=NUMBER) == "weaker"


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111", "2223000010309703", "4242 4242 4242 4242", "378282246310005", "4444444444444448", "1234567812345670", "5528790000000008", "4117101010101010", "4009348888881881",
        CARD[:-1] + other(CARD[-1]), CARD[:-1], expand("%{card:9000}", "n"), expand("%{card:5600}", "n"),
    ],
)  # fmt: skip
def test_no_card(number):
    assert verdict("numbers.card", f"card {number}", pattern=NUMBER) == "dropped"


@pytest.mark.parametrize("country", ["DE", "NL", "CH", "NO", "MT", "FR", "XK"])
def test_an_account(country):
    for kind in ("iban", "ibanspaced"):
        assert verdict("numbers.iban", expand(f"%{{{kind}:{country}}}", "n"), pattern=ACCOUNT) == "proven"


@pytest.mark.parametrize(
    "number",
    [
        GERMAN[:-1] + other(GERMAN[-1]), GERMAN[:-1], GERMAN + "0", "ZZ" + GERMAN[2:], "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
    ],
)  # fmt: skip
def test_no_account(number):
    assert verdict("numbers.iban", number, pattern=ACCOUNT) == "dropped"

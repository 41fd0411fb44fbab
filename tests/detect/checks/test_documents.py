"""Papers that prove who somebody is."""

from __future__ import annotations

import pytest

import piiscan.detect.checks.documents  # noqa: F401 - its generators
from piiscan.catalog.examples import expand

from ..judge import verdict

LINES = r"(?P<value>P[A-Z<]{43}\n[A-Z0-9<]{44})"
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def made(text: str) -> str:
    return expand(text, "t")


@pytest.mark.parametrize("text", [made("%{passport:!D}"), SPECIMEN, made("%{passport:FRA}")[:-30] + "1" * 30])
def test_no_passport(text):
    assert verdict("documents.machine_readable", text, pattern=LINES, multiline=True) == "dropped"


@pytest.mark.parametrize("state", ["D", "FRA"])
def test_a_passport(state):
    text = made(f"%{{passport:{state}}}")
    assert verdict("documents.machine_readable", text, pattern=LINES, multiline=True) == "proven"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("numbered", "123456789"), ("numbered", "A00000000"), ("numbered", "ABCD123"), ("german_card", "T220001293"),
        ("german_card", made("%{icao:!L[CFGH]##[CFGH]##[KLM]#}")), ("provider", "1234567893"), ("provider", made("%{provider:!}")),
        ("prescriber", "AB1234563"), ("prescriber", "AB" + made("%{prescriber:!}")), ("researcher", "0000-0002-1825-0097"),
        ("researcher", made("%{researcher:!}")), ("security_code", "123"), ("security_code", "777"), ("sort_code", "12-34-56"),
        ("sort_code", "00-00-00"), ("bank", "ABCDDEFF"), ("bank", "COMPUTER"),
    ],
)  # fmt: skip
def test_no_paper(check, text):
    assert verdict(f"documents.{check}", text) == "dropped"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("numbered", "C8F27K416"), ("german_card", made("%{icao:L[CFGH]##[CFGH]##[KLM]#}")), ("provider", made("%{provider:}")),
        ("prescriber", "AH" + made("%{prescriber:}")), ("researcher", made("%{researcher:}")), ("security_code", "847"),
        ("sort_code", "20-45-91"), ("bank", "GRETDEFF"), ("bank", "NOETGB2LXXX"),
    ],
)  # fmt: skip
def test_a_paper(check, text):
    assert verdict(f"documents.{check}", text) == "kept"

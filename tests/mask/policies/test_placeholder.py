"""Which text stands for which class, in which encoding."""

from __future__ import annotations

import re

import pytest

from piiscan.mask.policies.placeholder import PLACEHOLDER_PATTERN, is_placeholder, replacement
from piiscan.mask.syntax.context import Style
from piiscan.types import Category

from ..make import finding

CLASSES = [
    "EMAIL",
    "KEY",
    "PASSWORD",
    "NAME",
    "USERNAME",
    "ID",
    "IPV4",
    "IPV6",
    "PRIVATE_KEY",
    "PHONE_NUMBER",
]


@pytest.mark.parametrize(
    "value", [b"", b"ada", b"x <EMAIL>", b"<email>", b"192.0.2.10", b"REDACTED", b"\xff"]
)
def test_what_is_no_placeholder(value):
    assert not is_placeholder(value, "utf-8")


def test_undecodable_utf16_is_no_placeholder():
    assert not is_placeholder(b"<\x00E", "utf-16-le")


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        ("EMAIL", b"<EMAIL>"),
        ("KEY", b"<KEY>"),
        ("PRIVATE_KEY", b"<KEY>"),
        ("IPV4", b"192.0.2.1"),
        ("IPV6", b"2001:db8::1"),
        ("PHONE_NUMBER", b"<PHONE_NUMBER>"),
        ("Visa card!", b"<VISA_CARD>"),
        ("7up", b"<ID>"),
        ("", b"<ID>"),
    ],
)
def test_text_by_class(mask, text):
    assert replacement(finding(mask, category=None), b"value", encoding="utf-8") == text


def test_styles():
    email = finding("EMAIL")
    assert replacement(email, b"a@b.org", encoding="utf-8", style=Style.PLAIN) == b"REDACTED_EMAIL"
    assert replacement(finding("ID"), b"49151", encoding="utf-8", style=Style.NUMBER) == b"0"
    address = finding("IPV4", category=Category.IP_ADDRESS)
    assert replacement(address, b"8.8.8.8", encoding="utf-8", style=Style.PLAIN) == b"192.0.2.1"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mask", CLASSES)
@pytest.mark.parametrize("style", [Style.ANGLE, Style.PLAIN])
def test_every_form_is_known_as_a_placeholder_in_every_encoding(mask, style, encoding):
    text = replacement(finding(mask), "välue".encode(encoding), encoding=encoding, style=style)
    assert is_placeholder(text, encoding)
    assert re.fullmatch(PLACEHOLDER_PATTERN, text.decode(encoding).encode())
    assert replacement(finding(mask), text, encoding=encoding, style=style) == text


def test_bytes_that_are_no_text_are_replaced_all_the_same():
    assert replacement(finding("PASSWORD"), b"\xff\xfe\x80", encoding="utf-8") == b"<PASSWORD>"
    assert replacement(finding("PASSWORD"), b"a\x00b", encoding="utf-16-le") == "<PASSWORD>".encode(
        "utf-16-le"
    )


@pytest.mark.parametrize(("value", "text"), [(b"44.59", b"0.0"), (b"-91.84", b"0.0"), (b"49151", b"0")])
def test_a_number_with_a_fraction_keeps_its_type(value, text):
    number = replacement(finding("ID"), value, encoding="utf-8", style=Style.NUMBER)
    assert number == text
    assert is_placeholder(number, "utf-8")

"""What stands for what: one token for a value, one value for a token, and nothing of it in a traceback."""

from __future__ import annotations

import ipaddress
import json

import pytest

from piiscan.detect import fakes
from piiscan.mask.vault.book import Book
from piiscan.mask.vault.series import KINDS, MOST, Series

KEY = bytes(range(32))


def filled() -> Book:
    book = Book(KEY)
    book.number("EMAIL", (b"joe@x.org",))
    book.number("KEY", (b"AAAA", b"\xff\x00"))
    book.of_series("ipv4", b"10.0.0.1")
    book.of_series("number", b"1234")
    book.fix(b"fakeabcdefghij", b"secret")
    return book


LINES = filled().to_bytes().split(b"\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff",
        b"null",
        b'["key","AAAA"]',
        b'["value","AAAA"]',
        LINES[0] + b"\n[]",
        LINES[0] + b"\nnull",
        LINES[0] + b"\n7",
        LINES[0] + b'\n["token"]',
        LINES[0] + b'\n["token","EMAIL","x","AAAA"]',
        LINES[0] + b'\n["token","EMAIL",1,"not base 64!"]',
        LINES[0] + b'\n["other","EMAIL",1,"AAAA"]',
        LINES[0] + b'\n["fixed","x"]',
        LINES[0] + b'\n["ipv4","x","AAAA"]',
        b"\n".join(LINES[1:]),
    ],
)
def test_no_contents(data):
    with pytest.raises(ValueError, match="no contents of a vault"):
        Book.from_bytes(data)


def test_it_comes_back():
    book = Book.from_bytes(filled().to_bytes())
    assert book.to_bytes() == filled().to_bytes()
    assert (len(book), book.saved) == (5, 5)
    assert book.values("EMAIL", 1) == (b"joe@x.org",)
    assert book.values("KEY", 1) == (b"AAAA", b"\xff\x00")
    assert book.values("KEY", 2) is None
    assert book.number("EMAIL", (b"ann@x.org",)) == 2
    assert book.of_series("ipv4", b"10.0.0.1") == filled().of_series("ipv4", b"10.0.0.1")
    assert book.of_series("ipv4", b"10.0.0.2") != book.of_series("ipv4", b"10.0.0.1")
    assert not book.fix(b"fakeabcdefghij", b"another")


def test_the_same_value_has_the_same_token():
    book = filled()
    assert book.number("EMAIL", (b"joe@x.org",)) == 1
    assert book.of_series("number", b"1234") == book.of_series("number", b"1234")
    assert len(book) == 5


def test_nothing_taken_is_given():
    book = Book(KEY)
    first = book.series.text("ipv4", 1)
    book.keep_off(1)
    book.keep_off(first)
    assert book.number("EMAIL", (b"x",)) == 2
    assert book.of_series("ipv4", b"10.0.0.1") not in (None, first)
    book.keep_off(b"fakeabcdefghij")
    assert not book.fix(b"fakeabcdefghij", b"secret")


def test_it_prints_as_nothing():
    text = repr(filled())
    assert "joe" not in text
    assert repr(KEY) not in text


def test_tails_differ_and_spell_nothing():
    tags = {Book(bytes([number]) * 32).tag for number in range(200)}
    assert len(tags) > 190
    assert not set("".join(tags)) & set("AEIOUY01")
    assert all(tag[0].isalpha() for tag in tags)


def test_every_replacement_is_told_for_one_and_none_comes_twice():
    series = Series(KEY)
    for number in (1, 2, 255, 256, MOST):
        assert ipaddress.ip_address(series.text("ipv4", number).decode()).is_reserved
        address = ipaddress.ip_address(series.text("ipv6", number).decode())
        assert address.compressed.encode() == series.text("ipv6", number)
        assert fakes.is_address(series.text("ipv4", number))
        assert fakes.is_address(series.text("ipv6", number))
        for kind in ("number", "hex"):
            text = series.text(kind, number)
            assert [*fakes.spans(text)] == [(0, len(text))]
        assert int(series.text("number", number)) < 2**53
    for kind in ("ipv4", "ipv6"):
        assert len({series.text(kind, number) for number in range(1, 2000)}) == 1999


def test_numbers_that_fall_together_are_passed_over():
    book = Book(KEY)
    given = [book.of_series("number", b"%d" % value) for value in range(3000)]
    assert len(set(given)) == 3000
    assert Book.from_bytes(book.to_bytes()).texts == book.texts


@pytest.mark.parametrize("kind", KINDS)
def test_a_series_ends(kind, monkeypatch):
    monkeypatch.setattr("piiscan.mask.vault.book.MOST", 2)
    book = Book(KEY)
    assert book.of_series(kind, b"1") is not None
    assert book.of_series(kind, b"2") is not None
    assert book.of_series(kind, b"3") is None
    assert book.of_series(kind, b"1") is not None


def test_lines_are_json():
    assert [json.loads(line)[0] for line in LINES[:-1]] == [
        "key",
        "token",
        "token",
        "ipv4",
        "number",
        "fixed",
    ]

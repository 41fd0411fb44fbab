"""Birthdays, coordinates, streets."""

from __future__ import annotations

import pytest

from ..judge import verdict

PLACE = r"(?P<key>lat|lon): (?P<value>[-+0-9.]+)"
LINE = r"(?P<value>[^\n]+)"


@pytest.mark.parametrize(
    "text", ["1990-01-01", "1970-01-01", "1899-12-30", "2031-05-06", "1987-13-32", "1987-00-14", "31.31.1987"]
)
def test_nobodys_birthday(text):
    assert verdict("places.birth_date", text) == "dropped"


@pytest.mark.parametrize("text", ["1987-05-14", "14.5.1987", "5/14/1987", "1963-11-27"])
def test_a_birthday(text):
    assert verdict("places.birth_date", text) == "kept"


@pytest.mark.parametrize(
    "text",
    ["lat: 91.51834", "lon: 181.51834", "lat: 51.5000", "lat: 51.12345", "lat: 0.00017", "lat: 13.5550"],
)
def test_no_house(text):
    assert verdict("places.coordinate", text, pattern=PLACE) == "dropped"


@pytest.mark.parametrize("text", ["lat: 51.51834", "lon: 121.51834", "lon: -0.07148"])
def test_a_house(text):
    assert verdict("places.coordinate", text, pattern=PLACE) == "kept"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("123 Main Street", "a.py"), ("51 Franklin Street", "a.py"), ("1600 Pennsylvania Avenue", "a.py"), ("Musterstraße 12", "a.py"),
        ("427 Kowalewski Avenue", "LICENSE"), ("427 Kowalewski Avenue", "locale/de/a.po"),
    ],
)  # fmt: skip
def test_no_home(text, path):
    assert verdict("places.street", text, path=path, pattern=LINE) == "dropped"


def test_a_home():
    assert verdict("places.street", "427 Kowalewski Avenue", pattern=LINE) == "kept"

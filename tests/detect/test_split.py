import pytest

from catalog.rule_table import build
from piiscan.detect.people import people_spans
from piiscan.detect.split import find_splitter, name_spans, quoted_spans
from piiscan.errors import RuleError

from .judge import judge


def test_the_splitter_for_people():
    assert find_splitter("people", build()) is people_spans


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b'Acme", "Software', []),
        (b"First,Last", []),
        (b"Emmy,Noether", [b"Emmy", b"Noether"]),
        (b'Emmy", family = "Noether', [b"Emmy", b"Noether"]),
        (b"Sofia Vasilyevna', 'Kovalevskaya", [b"Sofia Vasilyevna", b"Kovalevskaya"]),
        (b"Maeve',\n  'O'Hara", [b"Maeve", b"O'Hara"]),
        ("Jörg\tÅström".encode(), ["Jörg".encode(), "Åström".encode()]),
    ],
)
def test_first_and_last_names(value, expected):
    assert find_splitter("names", build()) is name_spans
    assert [value[start:end] for start, end in name_spans(value)] == expected


@pytest.mark.parametrize("name", ["", "People", "name", "people "])
def test_any_other_is_named(name: str):
    with pytest.raises(RuleError) as caught:
        find_splitter(name, build())
    assert caught.value.message == f"acme.toml: rule `acme-token`: key `split`: there is no splitter `{name}`"


def test_without_a_splitter_the_value_is_one():
    assert [(item.start, item.end) for item in judge("entropy.mixed", "a1 b2")] == [(0, 2), (3, 5)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"", []),
        (b"gleis", []),
        (b'"gleis', []),
        (b'""', []),
        (b"\"Gleis-9\", 'Kx8'", [b"Gleis-9", b"Kx8"]),
        (b"\"it's\", '\"Kx8'", [b"it's", b'"Kx8']),
        (b'"Gleis\n9"', []),
    ],
)
def test_items_of_a_list_are_what_stands_in_quotes(value: bytes, expected: list[bytes]):
    assert find_splitter("quoted", build()) is quoted_spans
    assert [value[start:end] for start, end in quoted_spans(value)] == expected

"""A value in a string that says how long it is gives way to as many stars."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary import made
from piiscan import mask_bytes
from piiscan.mask.syntax.counted import counted_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('s:5:"⟦value⟧";', 5),
        ('a:1:{s:3:"key";s:9:"x⟦value⟧yz ";}', 5),
        ('s:7:"⟦válue⟧1";', 6),
        ('s:5:\\"⟦value⟧\\";', 5),
        ('s:8:\\"a\\"⟦val\\\\ue⟧\\";', 6),
        ('s:1:"x";s:5:"⟦value⟧";', 5),
        ('"⟦value⟧"', 0),
        ('s:4:"⟦value⟧";', 0),
        ('s:6:"⟦value⟧";', 0),
        ('s:5:"⟦value⟧",', 0),
        ('s:5:"⟦value⟧', 0),
        ('s:1:"x";"⟦value⟧";', 0),
        ('xs:5:"⟦value⟧";', 0),
        ('s:5:\\\\\\"⟦value⟧\\\\\\";', 0),  # escaped twice
        ('s:999999999:"⟦value⟧";', 0),
        ('s:5:"x";' + "y" * 5000 + "⟦value⟧", 0),
    ],
)
def test_where_it_counts(text: str, expected: int):
    before, value, after = (part.encode() for part in re.split("[⟦⟧]", text))
    assert counted_length(before, value, after) == expected


def _serialized(values: list[str]) -> bytes:
    return b"".join(b's:%d:"%s";' % (len(value.encode()), value.encode()) for value in values)


def _read(data: bytes) -> list[int]:
    """The lengths of the strings, as PHP takes them apart."""
    lengths = []
    while data:
        head = re.match(rb's:(\d+):"', data)
        assert head
        lengths.append(int(head[1]))
        data = data[head.end() + lengths[-1] :]
        assert data[:2] == b'";'
        data = data[2:]
    return lengths


MAIL = made("g.hofmann@%{lower:9}-bau.de")
PARTS = st.sampled_from(["x", " ", "é", '"', ";", 's:3:"', MAIL, f"<{MAIL}>", made("ghp_%{crc62:30}", "t")])


@given(
    st.lists(st.lists(PARTS, max_size=4).map("".join), max_size=5),
    st.sampled_from(["placeholder", "stars", "fake", "hash", "numbered"]),
)
def test_the_strings_are_as_long_as_they_say(values: list[str], policy: str):
    data = _serialized(values)
    masked = mask_bytes(data, "options.txt", policy, key=b"k" * 32).data
    if not any(part in value for value in values for part in ('"', "s:")):
        assert _read(masked) == _read(data)
        assert len(masked) == len(data)
    assert mask_bytes(masked, "options.txt", policy, key=b"k" * 32).data == masked


def test_in_a_dump_of_sql():
    data = b'INSERT INTO o VALUES (1,\'a:1:{s:5:\\"email\\";s:%d:\\"%s\\";}\');\n' % (
        len(MAIL),
        MAIL.encode(),
    )
    assert mask_bytes(data, "o.sql").data == data.replace(MAIL.encode(), b"*" * len(MAIL))

"""Word pieces tell language from what was drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.catalog.examples import expand
from piiscan.detect.words import pieces, vocabulary


def test_the_vocabulary():
    words = vocabulary()
    assert len(words) > 1000
    assert {b"token", b"request", b"message"} <= words
    assert all(3 <= len(word) <= 8 and word.isalpha() and word.islower() for word in words)
    assert vocabulary() is words


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (b"", 0),
        (b"token", 1),
        (b"TOKEN", 1),
        (b"requestToken", 2),
        (b"request_token", 3),
        (b"requesttoken", 2),
        (b"qz", 1),
        (b"qzx", 2),
        (b"1234", 2),
        (b"12345", 3),
        (b"--", 2),
        (b"\xc3\xa4", 2),
        (b"qztokenqz", 3),
    ],
)
def test_pieces(value: bytes, count: int):
    assert pieces(value) == count


@given(st.binary(min_size=1, max_size=80))
def test_a_piece_is_a_character_at_least(value):
    assert 1 <= pieces(value) <= len(value)


@given(st.integers(min_value=0))
def test_what_was_drawn_has_more_pieces_than_prose_of_the_same_length(seed):
    prose = b"the request has no message token and the service returns an error page"
    drawn = expand(f"%{{alnum:{len(prose)}}}", str(seed)).encode()
    assert pieces(drawn) > pieces(prose)

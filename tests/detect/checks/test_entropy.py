import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.catalog.examples import expand
from piiscan.detect.checks.entropy import bits_per_character

from ..judge import verdict

DRAWN = expand("%{alnum:32}", "entropy")


@pytest.mark.parametrize(
    ("value", "bits"),
    [(b"", 0), (b"aaaa", 0), (b"abab", 1), (b"abcd", 2), (bytes(range(256)), 8), (b"aaab", 0.8113)],
)
def test_bits(value, bits):
    assert bits_per_character(value) == pytest.approx(bits, abs=1e-4)


@given(st.binary(min_size=1, max_size=200))
def test_bits_lie_between_nothing_and_eight(value):
    assert -1e-9 <= bits_per_character(value) <= 8
    assert bits_per_character(value) == pytest.approx(bits_per_character(value[::-1]))


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("shannon:3.0", DRAWN, "kept"),
        ("shannon:3.0", "abababababab", "dropped"),
        ("shannon:2.0", "abcd", "kept"),
        ("shannon:2.01", "abcd", "dropped"),
        ("mixed", "abcdefgh", "dropped"),
        ("mixed", "abcdefg1", "kept"),
        ("mixed", "12345678", "dropped"),
        ("mixed:3", "abcdef12", "dropped"),
        ("mixed:3", "abcde123", "kept"),
        ("rare:2.5", DRAWN, "kept"),
        ("rare:2.5", "authentication-required-message", "dropped"),
        ("rare:2.5", "getAccessTokenFromResponse", "dropped"),
    ],
)
def test_checks(check, text, expected):
    assert verdict(f"entropy.{check}", text) == expected

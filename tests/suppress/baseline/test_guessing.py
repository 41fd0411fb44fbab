"""What gets no check word: everything that somebody could try out."""

from __future__ import annotations

import base64
import hashlib
import random

import pytest

from canary import KEY_BLOCK, PASSWORD, TOKEN
from piiscan.suppress.baseline.guessing import is_beyond_guessing

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def drawn(size: int, alphabet: bytes = LETTERS, seed: int = 1) -> bytes:
    source = random.Random(seed)
    return bytes(source.choice(alphabet) for _ in range(size))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"hunter2",
        PASSWORD.encode(),
        b"+49 30 901820",
        b"cilli.krieger@hermann-korrespondenz.de",
        b"correct-horse-battery-staple-and-more-words",
        b"my_super_secret_password_for_production_2024",
        b"4111111111111111",
        b"20240131120000000000000000000000",
        b"2001:db8:85a3:8d3:1319:8a2e:370:7348",
        base64.b64encode(b"admin:password123 and some more of it"),
        base64.urlsafe_b64encode(b"cilli.krieger@hermann-korrespondenz.de"),
        b"cilli.krieger@hermann-korrespondenz.de".hex().encode(),
        drawn(10),
        b"a" * 60,
        b"0123456789abcdef",
        b"$2b$12$" + drawn(53),
    ],
    ids=range(17),
)
@pytest.mark.parametrize("known_format", [True, False])
def test_what_can_be_tried(value: bytes, known_format: bool):
    assert not is_beyond_guessing(value, known_format=known_format)


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_a_digest_where_nobody_knows_of_what(name: str):
    digest = hashlib.new(name, b"password123").hexdigest().encode()
    assert not is_beyond_guessing(digest, known_format=False)


def test_what_a_machine_drew():
    hexadecimal = b"0123456789abcdef"
    for seed in range(50):
        for value in (drawn(40, seed=seed), drawn(32, LETTERS[26:], seed), drawn(48, hexadecimal, seed)):
            assert is_beyond_guessing(value, known_format=True), seed
            assert is_beyond_guessing(value, known_format=False), seed
    assert is_beyond_guessing(TOKEN.encode(), known_format=True)
    assert is_beyond_guessing(KEY_BLOCK.encode(), known_format=True)


def test_a_signed_token_counts_by_its_signature_alone():
    parts = [base64.urlsafe_b64encode(text).rstrip(b"=") for text in (b'{"alg":"HS256"}', b'{"sub":"cilli"}')]
    unsigned = b".".join(parts) + b"."
    assert not is_beyond_guessing(unsigned, known_format=True)
    assert is_beyond_guessing(unsigned + drawn(43), known_format=True)

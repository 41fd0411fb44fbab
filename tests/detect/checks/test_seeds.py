"""Keys with a structure of their own: NATS seeds, JSON Web Keys, seeds of one-time passwords."""

from __future__ import annotations

import base64

import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks import nkey  # noqa: F401 - registers its generator

from ..judge import verdict

SEED = expand("%{nkey:U}", "t")
JWK = r"\{[^{}]*\"(?P<name>[dk])\": ?\"(?P<value>[A-Za-z0-9_-]+)\"[^{}]*\}"


def url64(size: int, fill: int = 5) -> str:
    return (
        base64.urlsafe_b64encode(bytes((fill * 37 + number * 89) % 251 for number in range(size)))
        .decode()
        .rstrip("=")
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SEED, "proven"),
        (SEED[:-1] + ("A" if SEED[-1] != "A" else "E"), "weaker"),
        ("SU1" + SEED[3:], "dropped"),
    ],
)
def test_an_nkey_seed(value: str, expected: str):
    assert verdict("nkey.seed", value) == expected


@pytest.mark.parametrize("kind", "ACNOUX")
def test_the_kinds_of_nkeys(kind: str):
    seed = expand(f"%{{nkey:{kind}}}", "t")
    assert seed.startswith("S" + kind + "A")
    assert len(seed) == 58
    assert verdict("nkey.seed", seed) == "proven"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (f'"kty": "EC", "crv": "P-256", "d": "{url64(32)}"', "proven"),
        (f'"d": "{url64(66)}", "crv": "P-521", "kty": "EC"', "proven"),
        (f'"kty": "OKP", "crv": "Ed25519", "d": "{url64(32)}"', "proven"),
        (f'"kty": "RSA", "n": "{url64(256)}", "e": "AQAB", "d": "{url64(256)}"', "proven"),
        (f'"kty": "EC", "crv": "P-256", "d": "{url64(30)}"', "kept"),
        (f'"kty": "EC", "crv": "P-256", "d": "{url64(12)}"', "dropped"),
        (f'"kty": "oct", "k": "{url64(32)}"', "kept"),
        (f'"kty": "oct", "k": "{url64(8)}"', "dropped"),
        (f'"kty": "oct", "d": "{url64(32)}"', "dropped"),
        (f'"kty": "EC", "crv": "P-256", "k": "{url64(32)}"', "dropped"),
    ],
)
def test_a_json_web_key(members: str, expected: str):
    assert verdict("jwk.private", "{" + members + "}", pattern=JWK) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (expand("%{b32:32}", "otp"), "kept"),
        (expand("%{b32:16}", "otp"), "kept"),
        ("JBSWY3DPEHPK3PXP", "dropped"),
        ("GEZDGNBVGY3TQOJQ", "dropped"),
        ("AAAAAAAAAAAAAAAA", "dropped"),
        ("ABCDEFGH", "dropped"),
        ("not-base-32-at-all", "dropped"),
    ],
)
def test_a_seed_of_one_time_passwords(value: str, expected: str):
    assert verdict("otp.seed", value) == expected

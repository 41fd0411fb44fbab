"""Addresses of cryptocurrencies."""

from __future__ import annotations

import pytest

import piiscan.detect.checks.wallets as wallets
from piiscan.catalog.examples import expand

from ..judge import verdict


def made(text: str) -> str:
    return expand(text, "t")


def slipped(text: str) -> str:
    return text[:-1] + ("q" if text[-1] != "q" else "p")


BITCOIN, SEGWIT, TAPROOT = made("%{base58check:00}"), made("%{segwit:bc}"), made("%{segwit:bc 1}")
ETHER, MONERO, STELLAR = made("%{ethereum:}"), made("%{monero:}"), made("%{stellar:}")
XRP, EXTENDED = made("%{base58check:ripple}"), made("%{base58check:xpub}")


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("base58:0 5", slipped(BITCOIN)), ("base58:5", BITCOIN), ("base58:0 5", XRP), ("base58:0 5", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("base58:0 5", "1111111111111111111114oLvT2"), ("base58:0 5", "0OIl"), ("base58:size 78", BITCOIN), ("segwit", slipped(SEGWIT)),
        ("segwit", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), ("ethereum", made("%{ethereum:wrong}")), ("ethereum", ETHER.lower()),
        ("ethereum", "0x0000000000000000000000000000000000000001"), ("ethereum", "0x000000000000000000000000000000000000dEaD"),
        ("monero", slipped(MONERO)), ("monero", MONERO[:-1]), ("stellar", STELLAR[:-1] + ("A" if STELLAR[-1] != "A" else "B")),
    ],
)  # fmt: skip
def test_no_address(check, text):
    assert verdict(f"wallets.{check}", text) == "dropped"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("base58:0 5", BITCOIN), ("base58:ripple 0", XRP), ("base58:size 78", EXTENDED), ("segwit", SEGWIT), ("segwit", TAPROOT),
        ("ethereum", ETHER), ("monero", MONERO), ("stellar", STELLAR),
    ],
)  # fmt: skip
def test_the_checksum_is_proof(check, text):
    assert verdict(f"wallets.{check}", text) == "proven"


def test_one_letter_case_needs_a_word():
    assert verdict("wallets.ethereum", f"eth {ETHER.lower()}", pattern="(?P<value>0x[0-9a-f]{40})") == "kept"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak(data, digest):
    assert wallets.keccak256(data).hex() == digest


def test_keccak_pads_at_the_edges_of_a_block():
    assert len({wallets.keccak256(b"a" * size) for size in (134, 135, 136, 137, 271, 272)}) == 6

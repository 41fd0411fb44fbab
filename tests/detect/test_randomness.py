"""Whether a machine drew a value."""

from __future__ import annotations

import pytest

from piiscan.catalog.examples import expand
from piiscan.detect import randomness

DRAWN = expand("%{alnum:32}", "randomness")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("is_machine_made", ["G38t46tXpbMj1qBq7", "Gd3Mk'3DZ0wr4Q5Lq7", "Kx8rQw2zTv9L", "G266raes" + "9hADwE0q7", "GT67avfu" + "8e3m4yeq7", "G028'0LaE" + "NfODRo3q7", "G8KsarYZ" + "ItS6505q7", "GaLq3q9G7" + "3LZqB3q7"], ["Sha256WithRsa2048", "Summer2024!", "Passwort2Go!", "gvxfs59ds9ch1c0q7", "G38t46tXp", "GvXtYsAdSqChRcEqZ", "hashPasswordV2", "Base64Decoder12", "getUserById2Async3", "", "Utf8ToUtf16LE"]),
        ("is_drawn", ["kvzqwxjtbn", "XQZKVWTPRB"], ["swordfish", "kubernetes", "Wachtwoord", "elasticsearch", "kvz", "kvzq9xjt"]),
        ("looks_random", [DRAWN, "G38t46tXpbMj1qBq7", "Zu9xQ7kd"], ["hello-world", "aaaaaaaaaaaa", "abababababab"]),
    ],
)  # fmt: skip
def test_how_it_looks(question: str, yes: list[str], no: list[str]):
    ask = getattr(randomness, question)
    assert [value for value in yes if not ask(value.encode())] == []
    assert [value for value in no if ask(value.encode())] == []


@pytest.mark.parametrize(
    ("value", "strong", "expected"),
    [
        (DRAWN, False, True),
        ("35b99eb2ac", False, True),
        ("G1cP7A1UA" + "cl1ll1q7", False, True),
        ("kvzqwxjtbn", False, False),
        ("kvzqwxjtbn", True, True),
        ("swordfishes", True, False),
        ("kubernetes", True, False),
        ("short1", True, False),
        ("1.2.840.113549", False, False),
    ],
)
def test_keys(value: str, strong: bool, expected: bool):
    assert randomness.is_key(value.encode(), strong=strong) is expected


def test_a_key_that_a_provider_published_is_none():
    manual = "uV3F3YluFJax1cknvbcG" + "wgjvx4QpvB+leU8dUj2o"
    assert not randomness.is_key(manual.encode())
    assert randomness.is_key(manual.swapcase().encode())

import pytest

import piiscan.detect.checks.bech32  # noqa: F401 - its generator
from piiscan.catalog.examples import expand

from .one_check import confidences

KEY = expand("%{bech32:AGE-SECRET-KEY-}", "t")
#: Valid strings of BIP 173.
VALID = ["A12UEL5L", "a12uel5l", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"]


@pytest.mark.parametrize(
    "text",
    [
        KEY[:-1] + ("Q" if KEY[-1] != "Q" else "P"),
        KEY[:-1],
        KEY.replace("SECRET", "PUBLIC"),
        "age" + KEY[3:],
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3b",
        "A1G7SGD8",
        "10a06t8",
        "nodigitatall",
    ],
)
def test_a_slip_is_dropped(text):
    assert confidences("bech32.checksum", text) == []


@pytest.mark.parametrize("text", [*VALID, KEY, KEY.lower()])
def test_the_checksum_is_proof(text):
    assert confidences("bech32.checksum", text) == [0.99]

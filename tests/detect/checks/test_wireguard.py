import base64

import pytest

import piiscan.detect.checks.wireguard  # noqa: F401 - brings its generator
from piiscan.catalog.examples import expand

from .one_check import confidences


@pytest.mark.parametrize("size", [16, 31, 33])
def test_other_sizes_are_dropped(size):
    assert confidences("wireguard.clamped", base64.b64encode(b"x" * size).decode()) == []


def test_an_unclamped_key_is_weaker():
    assert confidences("wireguard.clamped", base64.b64encode(bytes(range(1, 33))).decode()) == [0.4]


def test_clamped_bits_are_proof():
    assert confidences("wireguard.clamped", expand("%{wireguard:}", "t")) == [0.99]

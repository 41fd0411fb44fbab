import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks.packagist import checksum

from .one_check import confidences

TOKEN = expand("%{packagist:packagist_ort_}", "t")


@pytest.mark.parametrize(
    "text", [TOKEN[:-8] + "00000000", TOKEN[:-1], TOKEN.replace("ort", "out"), TOKEN.upper(), "abcdefghi"]
)
def test_any_other_checksum_is_dropped(text):
    assert confidences("packagist.token", text) == []


def test_the_checksum_is_proof():
    assert confidences("packagist.token", TOKEN) == [0.99]


def test_the_highest_byte_comes_first():
    assert checksum(b"123456789") == b"cbf43926"

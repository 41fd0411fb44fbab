import pytest

import piiscan.detect.checks.grafana
from piiscan.catalog.examples import expand

from .one_check import confidences

TOKEN = expand("%{grafana:glsa}", "t")


@pytest.mark.parametrize(
    "text",
    [TOKEN[:-1] + "g", TOKEN[:-8] + "00000000", TOKEN.replace("glsa", "glsb"), TOKEN.swapcase(), "abcdef"],
)
def test_any_other_checksum_is_dropped(text):
    assert confidences("grafana.service_account", text) == []


def test_the_checksum_is_proof():
    assert confidences("grafana.service_account", TOKEN) == [0.99]


def test_the_lowest_byte_comes_first():
    # CRC-32 of this text is 0xcbf43926, the check value of every table of CRCs.
    assert piiscan.detect.checks.grafana.checksum(b"123456789") == b"2639f4cb"

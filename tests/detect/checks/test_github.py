import base64

import pytest

import piiscan.detect.checks.structure  # noqa: F401 - its generator
from piiscan.catalog.examples import expand

from .one_check import confidences

JWT = expand("%{jwt:RS256}", "t")


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "ghs_123_" + JWT.replace("ey", "ez"),
        "ghs_123_" + encoded("[1]") + "." + JWT.partition(".")[2],
        "ghs_123_" + encoded('{"typ":"JWT"}') + "." + JWT.partition(".")[2],
        "ghs_123_" + JWT.partition(".")[0] + "." + encoded("no claims") + ".c2ln",
        "ghs_123_nothing",
        "ghs_",
    ],
)
def test_anything_but_a_web_token_is_dropped(text):
    assert confidences("github.installation", text) == []


def test_the_web_token_is_proof():
    assert confidences("github.installation", "ghs_123_" + JWT, r"ghs_[^\s]{9,900}") == [0.99]

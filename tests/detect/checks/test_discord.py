import base64

import pytest

import piiscan.detect.checks.discord  # noqa: F401 - brings its generator
from piiscan.catalog.examples import expand

from .one_check import confidences


@pytest.mark.parametrize(
    "text",
    [
        expand("%{discord:16}", "t"),
        expand("%{discord:21}", "t"),
        base64.b64encode(b"not-the-id-of-user").decode() + ".abcdef.ghi",
        "!!!.abc.def",
        "a.b",
    ],
)
def test_anything_but_a_user_id_is_dropped(text):
    assert confidences("discord.bot", text) == []


@pytest.mark.parametrize("digits", [17, 18, 19, 20])
def test_a_user_id_is_proof(digits):
    assert confidences("discord.bot", expand(f"%{{discord:{digits}}}", "t")) == [0.99]

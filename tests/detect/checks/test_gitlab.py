import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks.gitlab import base36

from .one_check import confidences

TOKEN = expand("%{gitlab:glpat-}", "t")


@pytest.mark.parametrize(
    "text", [TOKEN[:-1], TOKEN[:-7] + "0000000", TOKEN.replace("glpat", "glrt"), TOKEN.swapcase(), "a.b.c"]
)
def test_any_other_checksum_is_dropped(text):
    assert confidences("gitlab.routable", text, r"[^\s]{3,200}") == []


def test_a_token_of_the_older_kind_proves_nothing():
    assert confidences("gitlab.routable", "glpat-Zk3bQ9") == [0.5]


def test_a_token_of_the_first_series_is_weakened():
    assert confidences("gitlab.routable", "glpat-Zk3bQ9.1a0000000") == [0.4]


def test_a_word_before_the_token_is_no_obstacle():
    assert confidences("gitlab.routable", "ci-" + TOKEN) == [0.99]


@pytest.mark.parametrize("prefix", ["glpat-", "glrt-t1_", "acme-glpat-"])
def test_the_checksum_is_proof(prefix):
    assert confidences("gitlab.routable", expand(f"%{{gitlab:{prefix}}}", "t")) == [0.99]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0000000"), (35, "000000z"), (36, "0000010"), (2**32 - 1, "1z141z3")]
)
def test_base_36(number, text):
    assert base36(number, 7) == text

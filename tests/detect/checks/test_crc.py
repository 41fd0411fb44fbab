import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks.crc import base62

from ..judge import verdict

TOKEN = expand("ghp_%{crc62:30}", "crc")


@pytest.mark.parametrize(
    ("number", "width", "text"),
    [
        (0, 6, "000000"),
        (61, 6, "00000z"),
        (62, 6, "000010"),
        (2**32 - 1, 6, "4gfFC3"),
        (0, 0, ""),
        (62, 1, "10"),
    ],
)
def test_base62(number, width, text):
    assert base62(number, width) == text


@pytest.mark.parametrize("argument", ["", ":drop"])
def test_the_checksum_is_proof(argument):
    assert verdict(f"crc.tail62{argument}", TOKEN) == "proven"


@pytest.mark.parametrize("at", [4, 20, len(TOKEN) - 1])
def test_a_slip_weakens_or_drops(at):
    slipped = TOKEN[:at] + ("A" if TOKEN[at] != "A" else "B") + TOKEN[at + 1 :]
    assert verdict("crc.tail62", slipped) == "weaker"
    assert verdict("crc.tail62:drop", slipped) == "dropped"


def test_only_what_follows_the_last_underscore_counts():
    assert verdict("crc.tail62", "github_" + TOKEN) == "proven"


@pytest.mark.parametrize(
    "text", ["ghp_", "ghp_000000", "000000", "ghp_\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"]
)
def test_what_is_too_short_or_no_ascii_is_not_proven(text):
    assert verdict("crc.tail62", text) == "weaker"

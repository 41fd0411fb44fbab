"""Numbers of machines."""

from __future__ import annotations

import pytest

import piiscan.detect.checks.devices  # noqa: F401 - its generators
from piiscan.catalog.examples import expand

from ..judge import verdict

VIN = expand("%{vin:1HGCM8#6}", "t")
SIM = expand("%{luhn:8949###############}", "t")


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("mac", "00:00:5e:00:53:a7"), ("mac", "ff:ff:ff:ff:ff:ff"), ("mac", "01:00:5e:7f:a7:1c"), ("mac", "33:33:00:a7:1c:02"),
        ("mac", "00:11:22:33:44:55"), ("mac", "aa:bb:cc:dd:ee:ff"), ("mac", "52:54:00:a7:1c:93"), ("mac", "08:00:27:a7:1c:93"),
        ("mac", "00:00:00:00:00:00"), ("mac", "12:34:56:78:9a:bc"), ("mac", "00:1b:44:00:00:00"), ("vin", "1M8GDM9AXKP042788"),
        ("vin", "11111111111111111"), ("vin", "ABCDEFGHJKLMNPRST"), ("simcard", "8949000000000000000"),
        ("simcard", expand("%{luhn:!8949###############}", "t")), ("device", "00000000-0000-0000-0000-000000000000"),
        ("device", "12345678-1234-1234-1234-123456789012"), ("device", "aaaaaaaaaaaaaaaa"),
    ],
)  # fmt: skip
def test_no_device(check, text):
    assert verdict(f"devices.{check}", text) == "dropped"


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("mac", "3c:22:fb:7a:e9:b4", "kept"), ("mac", "F4-8C-50-1E-D7-A8", "kept"), ("vin", VIN, "kept"),
        ("vin", expand("%{vin:!1HGCM8#6}", "t"), "weaker"), ("simcard", SIM, "kept"), ("device", "9f3a71c05be2d846", "kept"),
    ],
)  # fmt: skip
def test_a_device(check, text, expected):
    assert verdict(f"devices.{check}", text) == expected

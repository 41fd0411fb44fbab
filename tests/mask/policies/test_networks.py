"""A network becomes a network of the same length, and the same number of networks become as many."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect import fakes
from piiscan.mask.policies.networks import network_at, stand_in


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ("10.0.0.0", ""),
        ("10.0.0.0", "/"),
        ("10.0.0.0", "/x"),
        ("10.0.0.0", " /8"),
        ("10.0.0.0", "/33"),
        ("10.0.0.0", "/8.1"),
        ("10.0.0.1", "/8"),
        ("10.0.0.1", "/32"),
        ("2001:67c::1", "/32"),
        ("2001:67c::1", "/128"),
        ("no address", "/8"),
        ("é", "/8"),
    ],
)
def test_hosts(value: str, after: str):
    assert network_at(value.encode(), after.encode()) is None


@pytest.mark.parametrize(
    ("value", "after"), [("10.0.0.0", "/8"), ("10.0.0.2", "/31,"), ("2001:67c::", '/32"'), ("fd00::", "/8")]
)
def test_networks(value: str, after: str):
    found = network_at(value.encode(), after.encode())
    assert found is not None
    assert str(found.network_address) == value


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("81.3.27.0/24", "192.0.2.0"),
        ("81.3.27.16/28", "192.0.2.0"),
        ("81.3.26.0/23", "240.0.0.0"),
        ("81.0.0.0/8", "240.0.0.0"),
        ("96.0.0.0/3", None),
        ("2a02:2e0::/32", "2001:db8::"),
        ("2a02:2e0:3fe::/48", "2001:db8::"),
        ("2a02:2000::/20", "3fff::"),
        ("2000::/3", None),
    ],
)
def test_the_first(network: str, expected: str | None):
    assert stand_in(ipaddress.ip_network(network)) == expected


@given(st.integers(4, 31), st.integers(1, 40))
def test_as_many_as_there_are(length: int, count: int):
    network = ipaddress.ip_network(f"0.0.0.0/{length}")
    check(network, count, enough=count <= 1 << max(0, length - 5))


@given(st.integers(20, 127), st.integers(1, 40))
def test_as_many_as_there_are_of_version_6(length: int, count: int):
    check(ipaddress.ip_network(f"::/{length}"), count, enough=count <= 1 << max(0, length - 33))


def check(network, count: int, *, enough: bool) -> None:
    made = [stand_in(network, number) for number in range(1, count + 1)]
    texts = [text for text in made if text is not None]
    assert not enough or len(texts) == count
    assert texts
    networks = [
        ipaddress.ip_network(f"{text}/{network.prefixlen}") for text in texts
    ]  # raises where bits are set
    assert len(set(networks)) == len(networks)
    assert all(fakes.is_address(text.encode()) for text in texts)

import pytest

from ..judge import verdict

V4 = r"(?<![\d.])(?P<value>\d{1,3}(?:\.\d{1,3}){3})"
V6 = r"(?P<value>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"


@pytest.mark.parametrize(
    "address", ["141.30.62.17", "8.8.4.4", "100.128.0.1", "172.32.0.1", "192.169.0.1", "11.0.0.9"]
)
def test_public(address):
    text = f"server {address}"
    assert verdict("network.public", text, pattern=V4) == "kept"
    assert verdict("network.private", text, pattern=V4) == "dropped"


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.7",
        "10.255.255.254",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.178.20",
        "100.64.0.1",
        "100.127.9.9",
        "169.254.169.254",
    ],
)
def test_private(address):
    text = f"host = {address}"
    assert verdict("network.private", text, pattern=V4) == "kept"
    assert verdict("network.public", text, pattern=V4) == "dropped"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", ".".join("0000"), "0.1.2.3", "255.255.255.255", "255.255.255.0", "255.255.240.0", "224.0.0.251",
        "239.1.2.3", "240.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.99", "256.1.1.1", "1.2.3.400",
    ],
)  # fmt: skip
@pytest.mark.parametrize("check", ["public", "private"])
def test_nobody_s(check, address):
    assert verdict(f"network.{check}", f"host {address}", pattern=V4) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "version 4.5.6.7", 'Version="141.30.62.17"', "v4.5.6.7", "release 10.4.2.1", "Chrome/91.0.4472.124", "foo==2.10.3.1",
        "foo >= 2.10.3.1", "HSQLDB 1.8.0.8", '"4.0.0.0"', "foo-1.2.3.4", "foo/1.2.3.4", "section 1.2.3.4",
    ],
)  # fmt: skip
def test_versions(text):
    for check in ("public", "private"):
        assert verdict(f"network.{check}", text, pattern=V4) == "dropped"


def test_a_lock_file_has_versions_only():
    assert verdict("network.public", "141.30.62.17", pattern=V4, path="poetry.lock") == "dropped"


def test_a_word_for_a_host_beats_what_looks_like_a_version():
    assert verdict("network.public", "ping foo-9.8.7.6", pattern=V4) == "kept"


def test_four_single_digits_are_weaker_unless_a_word_says_host():
    assert verdict("network.public", "= 9.8.7.6", pattern=V4) == "weaker"
    assert verdict("network.public", "dns = 9.8.7.6", pattern=V4) == "kept"


@pytest.mark.parametrize(
    ("check", "address", "expected"),
    [
        ("public", "2a00:1450:4001:82a::200e", "kept"),
        ("public", "2001:db8::1", "dropped"),
        ("public", "3fff::1", "dropped"),
        ("public", "::1", "dropped"),
        ("public", "ff02::1", "dropped"),
        ("public", "fd12:3456:789a::1", "dropped"),
        ("public", "1:2:3", "dropped"),
        ("private", "fd12:3456:789a::1", "kept"),
        ("private", "fe80::1:2", "kept"),
        ("private", "2a00:1450:4001:82a::200e", "dropped"),
    ],
)
def test_ipv6(check, address, expected):
    assert verdict(f"network.{check}", address, pattern=V6) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2a00:1450:4001:82a::200e", "kept"),
        ("fd12::1", "kept"),
        ("2606:4700:0:0:0:0:6810:84e5", "kept"),
        ("1::2", "dropped"),
        ("a::b", "dropped"),
        ("cafe::add", "dropped"),
        ("dead:beef:cafe::f00d", "kept"),
        ("2001:67c::", "dropped"),
        ('2001:67c::"', "kept"),
        ("\\1234::5", "dropped"),
    ],
)
def test_ipv6_shape(text, expected):
    assert verdict("network.ipv6_shape", text, pattern=V6) == expected

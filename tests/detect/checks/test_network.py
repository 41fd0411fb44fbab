import pytest

from ..judge import judge, verdict

V4 = r"(?<![\d.])(?P<value>\d{1,3}(?:\.\d{1,3}){3})"
#: As the rule has it: no number goes on to the left or to the right.
FOUR = r"(?<![\d.])(?P<value>\d{1,3}(?:\.\d{1,3}){3})(?!\d|[.-]\d)"
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
        "git (>= 1:2.7.40.4)", "dovecot (1:2.13.40.8+dfsg1-2)", '"1:2.13.40.8"', 'SOPClassUID = "11.12.40.8"', "the version number (2.13.40.8)",
        "2.13.40.8\n=========\n", "# x\n2.13.40.8 \r\n---\r\n",
    ],
)  # fmt: skip
def test_versions(text):
    for check in ("public", "private"):
        assert verdict(f"network.{check}", text, pattern=V4) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "rv:1.9.2.3) Gecko", "1.2.3, 1.2.3.4", "1.2.3.4 and 2.0.0 both", '"item 7.1.1", ["item 7.1.1.1"]', "now depends on `acme 3.3.0.17`_",
        "requires :pypi:`acme` 2.7.3.32", ".. _`acme 3.3.0.17`:", "``1.2.0.0``", "1.08.58 1.23.82.72 1.21 1.87", "M1.08.58 1.23.82.72 1.21", "0 .67-.21 2.2.82.64-.18 1.3",
        "BODY.PEEK[1.3.9.11.HEADER]", "%31%32%37.0.0.1", "parser 2.15.11.1 version", 'otp: "25.13.12.21"', 'Version.new("17.11.12.13")',
        "a.75.75 0 1 0 0 1.5.75.75 0 0 0 0-1.5Z", "BUILD --build-arg RUBY=jruby:9.2.14.0 +test", "docker run acme/shop:2.13.4.1",
        "yours:  1.42.0.6  (released 2018)", "host 141.30.62.17 (release x)", 'Ip Version="[4.0.2.5]"', "host, RFC 5280 4.1.2.2: serial",
        "requests host ^>= 141.30.62.17", "ip ~> 2.8.1.3", 'VERSION_IP("1.2.4") < ("1.2.4.1")', "server 1.2.4.1 and 1.2.4", "METEOR_RELEASE=1.6.3.1",
        "pkg:hackage/base64@141.30.62.17", "// 21.2.5.8 RegExp.prototype[@@replace](string)", "\\n// 21.1.3.13 String.prototype.repeat(count)",
        "// 22.1.2.1 Array.from(arrayLike)", "19.1.2.4 / 15.2.3.6 Object.create(O)", "from 19.1.3.6 Object.prototype.toString()", "// 20.2.2.1 Math.abs (x)",
        "is %ArrayProto_values% (9.4.4.6, 9.4.4.7)", "41.86 0 0 0-7.71 7.74.75.75 0 0 0 .59", "94.4 88.5 160 99.4.9.1 1.7.3 2.6.4", "75-.75 0 0-.75 7.74.75.75-.3.9 0",
        'KEY_USAGE = "2.5.29.15"', "2.5.4.11=x", "'1.3.6.1'", "readOID() !== '1.3.101.112'",
    ],
)  # fmt: skip
def test_numbers_of_versions_drawings_and_parts(text):
    assert verdict("network.public", text, pattern=FOUR) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "5.6.7.88, 9.9.7.84", "root@141.30.62.17", "node1 v1.18.3 141.30.62.17", "v1.18.3 141.30.62.17 5.4", "0 141.30.62.17 80", "it depends on the network: 141.30.62.17", "pin http:\\/\\/141.30.62.17:80\\/x", "1.5 141.30.62.17",
        "ban 141.30.62.* and 141.30.62.17", "141.30.62.x is 141.30.62.17", "141.30.62/24 has 141.30.62.17", "141.30.62.1 141.30.62.17", "141.30.62.0/24 141.30.62.17", "x141.30.620 141.30.62.17", "at 141.30.62.17 Main.run (x)", "10.1.2.3 141.30.62.17 10.1.2.4",
        "// 21.2.5.8 router is up", "// 121.2.5.8 Array.from(x)", "host = 21.2.5.8 Array", "ip > 141.30.62.17", "2.5.30.15", "200 0 141.30.62.17 0 12:", "0 0 141.30.62.17:22 0", "UTC:14.13.12.17", "server:14.13.12.17", "141.30.0.0", "body 141.30.62.17", "path = '141.30.62.17'", "%3D141.30.62.17",
    ],
)  # fmt: skip
def test_addresses_among_other_numbers(text):
    found = judge("network.public", text, pattern=FOUR)
    assert found
    assert {item.confidence for item in found} == {1.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IPv4Network('198.18.0.0/15')", "dropped"),
        ("IPv4Network('192.0.0.170/31')", "dropped"),
        ("IPv4Network('192.88.99.0/24')", "dropped"),
        ("host 192.88.99.0", "kept"),
        ("host 192.88.99.7/24", "kept"),  # a host in the block
        ("net 192.88.98.0/23", "kept"),
        ("net 192.88.99.0/99", "kept"),
        ("net 141.30.0.0/16", "kept"),
        ("1.0.0.127.in-addr.arpa", "dropped"),
        ("100.2.0.192.IN-ADDR.ARPA", "dropped"),
        ("17.62.30.141.in-addr.arpa", "kept"),
        ("host 1.0.0.127", "kept"),
    ],
)
def test_blocks_of_the_standards_and_names_for_reverse_lookup(text, expected):
    assert verdict("network.public", text, pattern=V4) == expected


@pytest.mark.parametrize(
    "text",
    [
        "host 1:141.30.62.17", "http:141.30.62.17", "a1:141.30.62.17", "141.30.62.17\n\n====", "141.30.62.17\nx====", "on 141.30.62.17\n===\n",
        "141.30.62.17\n--\n", "uids 141.30.62.17",
    ],
)  # fmt: skip
def test_no_versions(text):
    assert verdict("network.public", text, pattern=V4) == "kept"


def test_a_lock_file_has_versions_only():
    assert verdict("network.public", "141.30.62.17", pattern=V4, path="poetry.lock") == "dropped"


def test_a_word_for_a_host_beats_what_looks_like_a_version():
    assert verdict("network.public", "ping foo-9.8.7.6", pattern=V4) == "kept"


def test_four_single_digits_are_weaker_unless_a_word_says_host():
    assert verdict("network.public", "= 9.8.7.6", pattern=V4) == "weaker"
    assert verdict("network.public", "dns = 9.8.7.6", pattern=V4) == "kept"


@pytest.mark.parametrize(
    "address",
    [
        "141.30.62.17",
        "8.8.9.9",
        "1.2.4.5",
        "30.62.17.4",
        "30.0.1.4",
        "30.0.62.0",
        "172.32.0.2",
        "172.33.0.1",
        "17.4.4.7",
        "17.21.24.27",
        "20.23.26.17",
        "30.62.94.17",
        "2a00:1450:4001:82a::200e",
    ],
)
def test_one_host_s(address):
    pattern = V6 if ":" in address else V4
    assert verdict("network.public:theirs", f"host {address}", pattern=pattern) != "dropped"
    assert verdict("network.public:everybodys", f"host {address}", pattern=pattern) == "dropped"


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "1.2.3.4", "7.7.7.7", "8.8.8.9", "1.2.3.5", "11.0.0.1", "223.0.0.7", "123.123.123.124",
        "80.123.123.123", "192.88.99.0", "52.20.30.40", "64.1.2.3", "12.34.56.99", "90.80.70.17", "168.63.129.16", "172.32.0.1", "172.15.255.255", "100.128.0.0", "192.167.255.254", "200.200.200.200", "11.22.33.44", "9.8.7.6",
        "2606:4700:4700::1111", "1:2::3:4", "11:22::33:44", "2345:425:2ca1::567:5673:23b5", "2e5e:66b2::1", "3ffe:1200::1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2001::1",
    ],
)  # fmt: skip
def test_a_service_for_all_or_made_up(address):
    pattern = V6 if ":" in address else V4
    assert verdict("network.public:theirs", f"host {address}", pattern=pattern) == "dropped"
    assert verdict("network.public:everybodys", f"host {address}", pattern=pattern) != "dropped"


def test_an_argument_that_nobody_knows_asks_for_all():
    assert verdict("network.public:x", "host 141.30.62.17", pattern=V4) == "kept"
    assert verdict("network.public:x", "host 11.22.33.44", pattern=V4) == "kept"


@pytest.mark.parametrize("address", ["64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:127.0.0.1", "2001:1::1"])
def test_nobody_s_in_other_clothes(address):
    assert verdict("network.public", f"host {address}", pattern=r"(?P<value>[0-9a-f:.]{6,})") == "dropped"


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
        ("public", "2001::/23", "dropped"),
        ("public", "4000::/3", "dropped"),
        ("public", "2001::/24", "kept"),
        ("public", "2001::1/23", "kept"),
        ("public:theirs", "2001:20::", "dropped"),
        ("public:everybodys", "2001:20::", "kept"),
        ("public", "2001:20::1", "kept"),
        ("public", "2a00:1450::/32", "kept"),
        ("private", "fe80::1%lo0", "dropped"),
        ("private", "fe80::1%lo", "dropped"),
        ("private", "fe80::1%local", "kept"),
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
        ("00:80:C8:FF:FE:3A:1B:07", "dropped"),
        ("2a:80:c8:ff:fe:3a:1b:7", "kept"),
    ],
)
def test_ipv6_shape(text, expected):
    assert verdict("network.ipv6_shape", text, pattern=V6) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2a02::223:6cff :fe8a:2e8a", "dropped"), ("2a02::223:6cff :443", "kept"), ("2a02::223:6cff : fe8a", "kept")],
)  # fmt: skip
def test_a_part_of_a_broken_address_is_none(text, expected):
    assert verdict("network.ipv6_shape", text, pattern=r"^(?P<value>\S+)") == expected


@pytest.mark.parametrize(
    "word",
    [
        "version", "versions", "Ver", "rv", "body[", "body.peek[", "release", "rev", "build", "revision", "firmware", "driver",
        "SDK", "upgraded", "chrome", "Firefox", "safari", "opera", "msie", "edge", "webkit", "gecko", "agent", "AssemblyVersion",
        "fileversion", "productversion", "package", "nuget", "v", "since", "require", "requires", "otp", "erlang", "oid", "uid",
        "RFC 3261", "section", "chapter", "ch.", "figure", "§",
    ],
)  # fmt: skip
def test_every_word_that_versions_follow(word):
    assert verdict("network.public", f"{word} 141.30.62.17", pattern=V4) == "dropped"

"""Whose an IP address is, by its number alone: nobody's, of a private network, everybody's, or one host's. Pure."""

from __future__ import annotations

import ipaddress
from enum import Enum
from itertools import pairwise

from piiscan.detect.memory import remembered

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: RFC 5737, RFC 3849, RFC 9637: set aside for documentation.
_DOCUMENTATION = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
)
#: RFC 1918, RFC 6598, RFC 3927, RFC 2544, RFC 4193, RFC 4291.
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "198.18.0.0/15",
        "fc00::/7",
        "fe80::/10",
    )
)
#: Blocks of the IANA registries of special-purpose addresses, and those that RFC 4291 keeps back. What is written
#: with the length of its prefix is the block itself, as code that sorts addresses lists it, not a network of somebody's.
SPECIAL = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "192.0.0.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24",
        "198.18.0.0/15",
    )
)
SPECIAL_6 = frozenset(
    ipaddress.IPv6Network(text)
    for text in (
        "64:ff9b::/96", "64:ff9b:1::/48", "100::/8", "100::/64", "100:0:0:1::/64", "200::/7", "400::/6", "800::/5", "1000::/4",
        "2000::/3", "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32",
        "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2002::/16", "2620:4f:8000::/48", "3ffe::/16",
        "4000::/3", "5f00::/16", "6000::/3", "8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/9",
    )
)  # fmt: skip
#: For protocols, the same everywhere (RFC 7723, RFC 8155, RFC 9665).
ANYCAST = frozenset(map(ipaddress.ip_address, ("2001:1::1", "2001:1::2", "2001:1::3")))
#: The first address of each block, as code names it beside the length of its prefix.
_BLOCKS = frozenset(
    (
        *(network.network_address for network in SPECIAL),
        *(network.network_address for network in SPECIAL_6),
    )
)
#: Resolvers that everybody may ask, what example.com had for years, and what every machine in Azure asks.
_SERVICES = frozenset(
    map(
        ipaddress.ip_address,
        (
            "1.0.0.1", "1.0.0.2", "1.0.0.3", "1.1.1.1", "1.1.1.2", "1.1.1.3", "4.2.2.1", "4.2.2.2", "8.8.4.4", "8.8.8.8",
            "8.20.247.20", "8.26.56.26", "9.9.9.9", "9.9.9.10", "9.9.9.11", "64.6.64.6", "64.6.65.6", "76.76.2.0", "76.76.10.0",
            "77.88.8.1", "77.88.8.8", "84.200.69.80", "84.200.70.40", "93.184.216.34", "94.140.14.14", "94.140.15.15",
            "114.114.114.114", "119.29.29.29", "168.63.129.16", "149.112.112.10", "149.112.112.11", "149.112.112.112", "208.67.220.220",
            "208.67.222.222", "223.5.5.5", "223.6.6.6",
            "2001:4860:4860::8844", "2001:4860:4860::8888", "2606:2800:220:1:248:1893:25c8:1946", "2606:4700:4700::1001",
            "2606:4700:4700::1002", "2606:4700:4700::1003", "2606:4700:4700::1111", "2606:4700:4700::1112",
            "2606:4700:4700::1113", "2620:119:35::35", "2620:119:53::53", "2620:fe::9", "2620:fe::10", "2620:fe::11",
            "2620:fe::fe", "2620:fe::fe:9", "2620:fe::fe:10", "2620:fe::fe:11",
        ),
    )
)  # fmt: skip
#: The networks of the best known of them: `8.8.8.7` is made up.
_KNOWN = frozenset(bytes(map(int, text.split("."))) for text in ("1.1.1", "8.8.8", "9.9.9"))
#: By how much each number is more than the one before where somebody counts: `52.20.30.40`.
_STEPS = frozenset((1, 10, 11, 22, 100, 111))
#: Networks of 16 bits beside a private one, whose first and last addresses tests try.
_BESIDE_PRIVATE = frozenset(
    bytes(map(int, text.split(".")))
    for text in ("9.255", "11.0", "100.63", "100.128", "126.255", "128.0", "169.253", "169.255", "172.15", "172.32", "192.167",
                 "192.169", "198.17", "198.20", "223.255")
)  # fmt: skip
_EDGES = frozenset((b"\0\0", b"\0\1", b"\xff\xfe", b"\xff\xff"))
#: Of IPv6, what is given to anybody at all (RFC 4291, 2.4; IANA has handed out nothing else).
_GIVEN = ipaddress.IPv6Network("2000::/3")
#: The first eight bits of what registries have of it (IANA, IPv6 Global Unicast Address Assignments): `2e5e:66b2::1` is made up.
_REGISTRIES = frozenset((0x20, 0x24, 0x26, 0x28, 0x2A, 0x2C))
#: IPv6 that carries IPv4 (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@remembered
def parse(value: bytes) -> Address | None:
    """The address, or None for anything else."""
    try:
        return ipaddress.ip_address(value.decode("ascii"))
    except ValueError:
        return None


@remembered
def is_service(value: bytes) -> bool:
    """Whether it is the address of a service for everybody, with numbers that are small on purpose."""
    return parse(value) in _SERVICES


@remembered
def names_nothing(address: Address) -> bool:
    """Loopback, unspecified, multicast, netmasks, broadcast, documentation."""
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return True
    if any(address in network for network in _DOCUMENTATION if network.version == address.version):
        return True
    if isinstance(address, ipaddress.IPv4Address):
        number = int(address)
        inverted = number ^ 0xFFFFFFFF
        return (
            number >> 24 in (0, 127)
            or number >> 24 >= 240
            or (number >> 24 >= 128 and inverted & (inverted + 1) == 0 and inverted < 1 << 24)
        )
    carried = _carried(address)
    return carried is not None and names_nothing(carried)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in it, where it is made of one."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@remembered
def _is_everybodys(address: Address) -> bool:
    """A service that is there for everybody, a block of the standards, or numbers that somebody made up, as `11:22::33:44`."""
    if address in _SERVICES or address in _BLOCKS:
        return True
    if isinstance(address, ipaddress.IPv4Address):
        return _is_made_up(address.packed)
    if address.teredo is not None:  # its server, and whom it serves
        return any(map(names_nothing, address.teredo))
    carried = _carried(address)
    if carried is None:
        return address not in _GIVEN or address.packed[0] not in _REGISTRIES
    return _is_everybodys(carried) or is_private(carried)


def _is_made_up(octets: bytes) -> bool:
    """`2.2.2.2`, `1.2.3.4`, `11.0.0.1`, `123.123.123.124`, `52.20.30.40`, `8.8.8.7`, `172.32.0.1`."""
    first, second, third = (after - before for before, after in pairwise(octets))
    if (first == second and (second == third or abs(first) in _STEPS)) or (
        second == third and abs(third) in _STEPS
    ):
        return True
    if octets[1:3] == b"\0\0" or octets[:3] in _KNOWN or not (first or second) or not (second or third):
        return True
    return octets[:2] in _BESIDE_PRIVATE and octets[2:] in _EDGES


@remembered
def is_private(address: Address) -> bool:
    """Whether it is of a private network, mapped into IPv6 or not."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any(
        (mapped or address) in network
        for network in _PRIVATE
        if network.version == (mapped or address).version
    )


class Kind(Enum):
    """Whose an address is, by its number alone."""

    NOBODYS = 0
    PRIVATE = 1
    EVERYBODYS = 2
    THEIRS = 3
    """Of one host."""


@remembered
def kind(value: bytes) -> Kind:
    """Whose ``value`` is; what is no address is nobody's."""
    address = parse(value)
    if address is None or names_nothing(address):
        return Kind.NOBODYS
    if is_private(address):
        return Kind.PRIVATE
    return Kind.EVERYBODYS if _is_everybodys(address) else Kind.THEIRS

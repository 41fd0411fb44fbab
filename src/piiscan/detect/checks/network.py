"""IP addresses: which of them name a host or a network, and which are versions, masks and examples."""

from __future__ import annotations

import ipaddress
import re

from piiscan.detect.candidate import Candidate

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: RFC 5737, RFC 3849, RFC 9637: set aside for documentation.
_DOCUMENTATION = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
)
#: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
_VERSION_BEFORE = re.compile(
    rb"(?:version|versions|\bver|\brelease|\brev|revision|\bbuild|firmware|driver|sdk|upgrad\w+|chrome|firefox|safari|opera|msie|"
    rb"edge|webkit|gecko|agent|assembly\w*|fileversion|productversion|package|nuget|\bv|since|requires?|oid|sections?|chapter|ch\.|figure|\xc2\xa7)"
    rb"[ \t\"'=:(/<>,._-]{0,6}(?:[<>=~^!]{1,2}[ \t]?)?$",
    re.IGNORECASE,
)
_REQUIREMENT_BEFORE = re.compile(rb"(?:[<>=~^!]=|[~^]|@|[A-Za-z]-|[A-Za-z]/)[ \t]?$")
_PRODUCT_BEFORE = re.compile(rb"(?:[A-Z][A-Za-z]+|[<>\x89\xa4\xa5]|\]`?) `?$")
_HOST_WORDS = re.compile(
    rb"\b(?:ip|host|server|dns|addr|address|client|remote|peer|gateway|listen|bind|subnet|network|ping|proxy)",
    re.IGNORECASE,
)


def _parse(candidate: Candidate) -> Address | None:
    try:
        return ipaddress.ip_address(candidate.reveal().decode("ascii"))
    except ValueError:
        return None


def _names_nothing(address: Address) -> bool:
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
    mapped = address.ipv4_mapped
    return mapped is not None and _names_nothing(mapped)


def _private(address: Address) -> bool:
    return any(address in network for network in _PRIVATE if network.version == address.version)


def _keep(candidate: Candidate) -> Address | None:
    address = _parse(candidate)
    if address is None or _names_nothing(address) or _is_version(candidate, address):
        return None
    return address


def _is_version(candidate: Candidate, address: Address) -> bool:
    if address.version == 6:
        return False
    before, near = candidate.before(40), _near(candidate)
    if _VERSION_BEFORE.search(before) or candidate.file.is_lock:
        return True
    if _HOST_WORDS.search(near):
        return False
    return bool(_REQUIREMENT_BEFORE.search(before)) or _reads_like_version(candidate, address)


def _near(candidate: Candidate) -> bytes:
    """The line round the address; of a long one a part, since it may hold thousands of addresses."""
    return candidate.before(200) + b" " + candidate.after(100)


def _reads_like_version(candidate: Candidate, address: Address) -> bool:
    """`HSQLDB 1.8.0.8`, `"4.0.0.0"`: small numbers that end in zeros or follow a product's name, and no port after them."""
    octets = address.packed
    if max(octets) > 31 or _private(address) or candidate.after(1) in (b":", b"/"):
        return False
    return octets[1:] == b"\0\0\0" or bool(_PRODUCT_BEFORE.search(candidate.before(24)))


def public(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses that the public Internet routes."""
    address = _keep(candidate)
    return address is not None and not _private(address) and _plausible(candidate, address)


def private(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses of private networks."""
    address = _keep(candidate)
    return address is not None and _private(address)


def _plausible(candidate: Candidate, address: Address) -> bool:
    """`1.2.3.4` with four single digits is more often a version or an example than a host."""
    if address.version == 4 and len(candidate.reveal()) == 7 and not _HOST_WORDS.search(_near(candidate)):
        candidate.weaken(0.8)
    return True


def ipv6_shape(candidate: Candidate, argument: str) -> bool:
    """Drops scope operators and times: an address has a digit, and more than a letter pair round `::`."""
    value = candidate.reveal()
    groups = [group for group in value.split(b":") if group]
    if (len(groups) <= 2 and sum(map(len, groups)) < 4) or candidate.data[
        candidate.start - 1 : candidate.start
    ] == b"\\":
        return False  # a slice (`[1::2]`), an escape (`\fB::1`)
    if value.endswith(b"::") and candidate.after(1) not in (b'"', b"'", b"/", b"`", b"]"):
        return False  # a number before a block in reStructuredText
    if not any(48 <= byte <= 57 for byte in value) and len(groups) < 4:
        return False
    return len(groups) >= 2 or (len(groups) == 1 and len(groups[0]) == 4)

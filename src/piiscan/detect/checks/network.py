"""IP addresses: which of them name a host or a network, and which are versions, masks and examples."""

from __future__ import annotations

import ipaddress
import re
from enum import Enum
from itertools import pairwise

from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
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
_SPECIAL = tuple(
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
_SPECIAL_6 = frozenset(
    ipaddress.IPv6Network(text)
    for text in (
        "64:ff9b::/96", "64:ff9b:1::/48", "100::/8", "100::/64", "100:0:0:1::/64", "200::/7", "400::/6", "800::/5", "1000::/4",
        "2000::/3", "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32",
        "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2002::/16", "2620:4f:8000::/48", "3ffe::/16",
        "4000::/3", "5f00::/16", "6000::/3", "8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/9",
    )
)  # fmt: skip
#: For protocols, the same everywhere (RFC 7723, RFC 8155, RFC 9665).
_ANYCAST = frozenset(map(ipaddress.ip_address, ("2001:1::1", "2001:1::2", "2001:1::3")))
#: The first address of each block, as code names it beside the length of its prefix.
_BLOCKS = frozenset(
    (
        *(network.network_address for network in _SPECIAL),
        *(network.network_address for network in _SPECIAL_6),
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
#: IPv6 that carries IPv4 (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: Attributes and extensions of certificates (X.520, X.509), and the roots of others that have four numbers and no more.
_OBJECT_IDENTIFIER = regex(rb"2\.5\.(?:4|8|29)\.[0-9]{1,3}|1\.3\.(?:6\.1|14\.3|36\.3|132\.0)")
#: The parameters of an arc in a drawing: numbers apart by blanks or signs, at least two of them on either side; of two
#: that begin with a point the second needs no blank (`1.7.3`).
_NUMBERS_BEFORE = regex(
    rb"(?:(?:^|[\sA-Za-z,])-?[0-9]*\.?[0-9]+)(?: -?|-)[0-9]*(?:\.[0-9]+){0,2}(?<=[0-9]) -?$"
)
_NUMBERS_AFTER = regex(rb"(?: -?|-)[0-9]*(?:\.[0-9]+){0,2}(?<=[0-9])(?: -?|-)[0-9]*\.?[0-9]+(?![0-9.]*:)")
#: `// 21.2.5.8 RegExp.prototype[@@replace]`: a section of ECMAScript's standard, as code quotes it that every bundle has; also
#: one of two (`19.1.2.4 / 15.2.3.6 Object.create`, `%ArrayProto_values% (9.4.4.6, 9.4.4.7)`).
_SECTION_AFTER = regex(
    rb"(?: / [0-9]+(?:\.[0-9]+){1,3})? (?:%[A-Za-z_]+%|[A-Z][A-Za-z]+)(?:\.(?:prototype\b|[a-z][A-Za-z]+ ?\()|\.?\[@@|\()"
)
_SECTION_BEFORE = regex(rb"%[A-Za-z_]+% \((?:[0-9.]{5,15}, ?)?$")
#: What versions alone have before them: `^>= 1.2.3.4`.
_AT_LEAST_BEFORE = regex(rb"(?:\^>=|~>|~=|>=|<=)[ \t]*$")
_VERSION_AFTER = regex(rb"[\"'`)]{0,2} {1,8}\(?(?:versions?|releases?d?)\b", re.IGNORECASE)
#: Behind a version that is no part of anything: no `.*` and no `/24`.
_BY_ITSELF_AFTER = regex(rb"\.?(?:[\s\"'`,;)\]<>]|\Z)")
_NUMBER_GOES_ON = regex(rb"[0-9.]")
#: `docker run jruby:9.2.14.0`: what an image or a package is tagged with.
_TAG_BEFORE = regex(rb"(?<![A-Z])[a-z][a-z0-9_./-]{1,60}:$")
_PREFIX_AFTER = regex(rb"/([0-9]{1,3})(?![0-9.])")
_VERSION_BEFORE = regex(
    rb"(?:version|versions|\bver|\brv|\bbody(?:\.peek)?\[|(?<![a-z])(?:release|rev|build)|revision|firmware|driver|sdk|upgrad\w+|chrome|firefox|safari|opera|msie|"
    rb"edge|webkit|gecko|agent|assembly\w*|fileversion|productversion|package|nuget|\bv|since|requires?|otp|erlang|oid|uid|rfc[ -]?[0-9]{3,5}|sections?|chapter|ch\.|figure|\xc2\xa7)"
    rb"(?:[ _-]?(?:number|string|code|name))?(?:(?:\.|::)(?:new|parse|from|of|create)\b)?[ \t\"'=:(\[/<>,._-]{0,6}(?:[<>=~^!]{1,2}[ \t]?)?$",
    re.IGNORECASE,
)
#: `Now depends on :pypi:`billiard` 2.7.3.32`; a name in reStructuredText that is linked.
_DEPENDS_BEFORE = regex(
    rb"(?:\b(?:depends?|depended|dependency|requires?|required|bump(?:s|ed)?|pinn?(?:s|ed)?)\b[^\n]{1,40}|^[ \t]*\.\. _`[^`\n]*[ -])$",
    re.IGNORECASE,
)
#: `git (>= 1:1.7.0.4)`: the epoch of a Debian version.
_EPOCH_BEFORE = regex(rb"(?:^|[^\w.:])[0-9]{1,2}:$")
_UNDERLINE = regex(rb"[ \t]*\r?\n([=~^-])\1{2,}[ \t]*\r?(?:\n|$)")
#: The number before it, and the one after, in a list of versions, a drawing or a table of contents.
_NUMBER_BEFORE = regex(rb"(?<![\w.])([A-Za-z]?[-+.0-9]+)( |\"?, ?\[?\"?(?:[a-z]+ )?| (?:and|or|to) )$")
_NUMBER_AFTER = regex(rb"(, ?| (?:and|or|to) | |(?=-\.))([A-Za-z]?[-+.0-9]*[0-9])(?!\w)")
_SHORT_VERSION = regex(rb"v?[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_FRACTION = regex(rb"[MLHCSQTAmlhcsqta]?[-+.0-9]*\.[-+.0-9]*")
_FOUR = regex(rb"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_REQUIREMENT_BEFORE = regex(rb"(?:[<>=~^!]=|[~^]|[A-Za-z]-|[A-Za-z]/|\bpkg:[a-z]+/[^\s@]{1,30}@)[ \t]?$")
_PRODUCT_BEFORE = regex(rb"(?:[A-Z][A-Za-z]+|[<>\x89\xa4\xa5]|\]`?) `?$")
_HOST_WORDS = regex(
    rb"\b(?:ip|host|server|dns|addr|address|client|remote|peer|gateway|listen|bind|subnet|network|ping|proxy)",
    re.IGNORECASE,
)

#: A number goes on so, or an address in hex; and so it comes from somewhere.
_GOES_ON = regex(rb"[0-9A-Za-z]|:[0-9A-Fa-f]|\.[0-9A-Za-z]")
_COMES_FROM = regex(rb"[0-9A-Za-z_]\Z|(?<!\.)\.\Z|[0-9A-Fa-f]:(?<!IPv6:)\Z")


@remembered
def _parse(value: bytes) -> Address | None:
    try:
        return ipaddress.ip_address(value.decode("ascii"))
    except ValueError:
        return None


@remembered
def is_service(value: bytes) -> bool:
    """Whether it is the address of a service for everybody, with numbers that are small on purpose."""
    return _parse(value) in _SERVICES


@remembered
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
    carried = _carried(address)
    return carried is not None and _names_nothing(carried)


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
        return any(map(_names_nothing, address.teredo))
    carried = _carried(address)
    if carried is None:
        return address not in _GIVEN
    return _is_everybodys(carried) or _private(carried)


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
def _private(address: Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any(
        (mapped or address) in network
        for network in _PRIVATE
        if network.version == (mapped or address).version
    )


class _Kind(Enum):
    """Whose an address is, by its number alone."""

    NOBODYS = 0
    PRIVATE = 1
    EVERYBODYS = 2
    THEIRS = 3
    """Of one host."""


@remembered
def _kind(value: bytes) -> _Kind:
    address = _parse(value)
    if address is None or _names_nothing(address):
        return _Kind.NOBODYS
    if _private(address):
        return _Kind.PRIVATE
    return _Kind.EVERYBODYS if _is_everybodys(address) else _Kind.THEIRS


def _keeps(candidate: Candidate, *kinds: _Kind) -> bool:
    """Whether it is an address of these ``kinds``, and stands for one; the number says so first, which costs least."""
    value = candidate.reveal()
    if _kind(value) not in kinds:
        return False
    address = _parse(value)
    return (
        address is not None
        and not _is_special_block(candidate, address)
        and not _is_version(candidate, address)
        and not (address.version == 4 and _is_reversed_nothing(candidate, address))
    )


def no_host(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]``, which a model takes for an address, is none; empty where nothing speaks against it."""
    address = _parse(data[start:end])
    if address is None:
        return "it has not the form of an address"
    if _names_nothing(address):
        return "no host has this address"
    before = data[max(0, start - 40) : start].rpartition(b"\n")[2]
    if address.version == 4 and _VERSION_BEFORE.search(before):
        return "it is a version"
    is_part = _GOES_ON.match(data[end : end + 2]) or _COMES_FROM.search(data[max(0, start - 5) : start])
    return "it is a part of something longer" if is_part else ""


def _is_special_block(candidate: Candidate, address: Address) -> bool:
    """`198.18.0.0/15`, `2001::/23`: a constant of the standards."""
    if candidate.after(1) != b"/":
        return address in _ANYCAST
    prefix = _PREFIX_AFTER.match(candidate.data, candidate.end)
    if prefix is None:
        return False
    try:
        network = ipaddress.ip_network((address.packed, int(prefix[1])))
    except ValueError:
        return False  # an address in the network, or no such prefix
    if isinstance(network, ipaddress.IPv6Network):
        return network in _SPECIAL_6
    return any(network.subnet_of(special) for special in _SPECIAL)


def _is_reversed_nothing(candidate: Candidate, address: Address) -> bool:
    """`1.0.0.127.in-addr.arpa`: the name that DNS has for an address with no host behind it."""
    return candidate.after(13).lower() == b".in-addr.arpa" and _names_nothing(
        ipaddress.ip_address(address.packed[::-1])
    )


def _is_version(candidate: Candidate, address: Address) -> bool:
    if address.version == 6:
        return False
    before, near = candidate.before(40), _near(candidate)
    if before[-1:] == b"%":
        return True  # what is left of `%31%32%37.0.0.1`
    if _VERSION_BEFORE.search(before) or _VERSION_AFTER.match(candidate.after(12)) or candidate.file.is_lock:
        return True
    if _OBJECT_IDENTIFIER.fullmatch(candidate.reveal()):
        return True
    if _is_among_numbers(before, candidate.after(24)) or _AT_LEAST_BEFORE.search(before):
        return True
    if _is_section(candidate, address, before) or _has_its_beginning(candidate, near):
        return True
    if _HOST_WORDS.search(near):
        return False
    if _EPOCH_BEFORE.search(before) or _is_heading(candidate, before):
        return True
    return bool(
        _REQUIREMENT_BEFORE.search(before) or _DEPENDS_BEFORE.search(candidate.before(60))
    ) or _reads_like_version(candidate, address)


def _is_section(candidate: Candidate, address: Address, before: bytes) -> bool:
    """Whether it numbers a section of a standard: small numbers, and what the section defines behind them."""
    if max(address.packed) > 31:
        return False
    return bool(_SECTION_AFTER.match(candidate.after(40)) or _SECTION_BEFORE.search(before))


def _has_its_beginning(candidate: Candidate, near: bytes) -> bool:
    """`"1.2.4" < "1.2.4.1"`: its first three numbers stand by themselves on the line, as a version does, and no network."""
    first = candidate.reveal().rpartition(b".")[0]
    at = near.find(first)
    while at >= 0:
        end = at + len(first)
        if _BY_ITSELF_AFTER.match(near, end) and not _NUMBER_GOES_ON.match(near[max(0, at - 1) : at]):
            return True
        at = near.find(first, end)
    return False


def _is_heading(candidate: Candidate, before: bytes) -> bool:
    """Whether it is all of a line that is underlined, as releases are in a list of changes."""
    return not before.strip() and _UNDERLINE.match(candidate.data, candidate.end) is not None


def _is_among_numbers(before: bytes, after: bytes) -> bool:
    """`1.2.3, 1.2.3.4`: one of several versions; ` .67-.21 2.2.82.64-.18 1.3`: coordinates of a drawing."""
    left, right = _NUMBER_BEFORE.search(before), _NUMBER_AFTER.match(after)
    first, second = left[1] if left else b"", right[2] if right else b""
    if left and left[2] != b" " and _SHORT_VERSION.fullmatch(first):
        return True
    if right and right[1] != b" " and _SHORT_VERSION.fullmatch(second):
        return True  # but not in columns: a version, then an address
    if _NUMBERS_BEFORE.search(before) and _NUMBERS_AFTER.match(after):
        return True
    return bool(
        _FRACTION.fullmatch(first)
        and _FRACTION.fullmatch(second)
        and not _FOUR.fullmatch(first)
        and not _FOUR.fullmatch(second)
    )


def _near(candidate: Candidate) -> bytes:
    """The line round the address; of a long one a part, since it may hold thousands of addresses."""
    return candidate.before(200) + b" " + candidate.after(100)


def _reads_like_version(candidate: Candidate, address: Address) -> bool:
    """`HSQLDB 1.8.0.8`, `"4.0.0.0"`: small numbers that end in zeros or follow a product's name, and no port after them."""
    octets = address.packed
    if max(octets) > 31 or _private(address) or candidate.after(1) in (b":", b"/"):
        return False
    before = candidate.before(64)
    return octets[2:] == b"\0\0" or bool(_PRODUCT_BEFORE.search(before) or _TAG_BEFORE.search(before))


_PUBLIC = {
    "": (_Kind.EVERYBODYS, _Kind.THEIRS),
    "everybodys": (_Kind.EVERYBODYS,),
    "theirs": (_Kind.THEIRS,),
}


def public(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses that the public Internet routes. ``theirs``: of one host; ``everybodys``: of a service for all, or made up."""
    return _keeps(candidate, *_PUBLIC.get(argument, _PUBLIC[""])) and _plausible(candidate)


def private(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses of private networks, but for that of the loopback interface; with ``everybodys`` also what ``public`` calls so."""
    if candidate.after(4).startswith(b"%lo") and not candidate.after(4)[3:].isalpha():
        return False
    return _keeps(candidate, _Kind.PRIVATE, *((_Kind.EVERYBODYS,) if argument else ()))


def _plausible(candidate: Candidate) -> bool:
    """`1.2.3.4` with four single digits is more often a version or an example than a host."""
    value = candidate.reveal()
    if len(value) == 7 and b":" not in value and not _HOST_WORDS.search(_near(candidate)):
        candidate.weaken(0.8)
    return True


def ipv6_shape(candidate: Candidate, argument: str) -> bool:
    """Drops scope operators and times: an address has a digit, and more than a letter pair round `::`."""
    value = candidate.reveal()
    groups = [group for group in value.split(b":") if group]
    if len(value) == 23 and all(len(group) == 2 for group in groups):
        return False  # the hardware address of an interface with eight bytes, an EUI-64
    if re.match(rb" ?:[0-9A-Fa-f]{1,4}:", candidate.after(7)):
        return False  # a part of something longer that is none
    if (len(groups) <= 2 and sum(map(len, groups)) < 4) or candidate.data[
        candidate.start - 1 : candidate.start
    ] == b"\\":
        return False  # a slice (`[1::2]`), an escape (`\fB::1`)
    if value.endswith(b"::") and candidate.after(1) not in (b'"', b"'", b"/", b"`", b"]"):
        return False  # a number before a block in reStructuredText
    if not any(48 <= byte <= 57 for byte in value) and len(groups) < 4:
        return False
    return len(groups) >= 2 or (len(groups) == 1 and len(groups[0]) == 4)

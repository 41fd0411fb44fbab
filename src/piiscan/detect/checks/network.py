"""IP addresses: which of them stand for a host or a network, and which are versions, masks and drawings."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from piiscan.compiled import regex
from piiscan.detect.addresses import (
    ANYCAST,
    SPECIAL,
    SPECIAL_6,
    Address,
    Kind,
    is_private,
    kind,
    names_nothing,
    parse,
)
from piiscan.detect.candidate import Candidate

#: Attributes and extensions of certificates (X.520, X.509), curves (RFC 8410), and the roots of others that have four numbers.
_OBJECT_IDENTIFIER: Final = regex(
    rb"2\.5\.(?:4|8|29)\.[0-9]{1,3}|1\.3\.(?:6\.1|14\.3|36\.3|132\.0|101\.11[0-3])"
)
#: The parameters of an arc in a drawing: numbers apart by blanks or signs, at least two of them on either side; of two
#: that begin with a point the second needs no blank (`1.7.3`).
_NUMBERS_BEFORE: Final = regex(
    rb"(?:(?:^|[\sA-Za-z,])-?[0-9]*\.?[0-9]+)(?: -?|-)[0-9]*(?:\.[0-9]+){0,2}(?<=[0-9]) -?$"
)
_NUMBERS_AFTER: Final = regex(
    rb"(?: -?|-)[0-9]*(?:\.[0-9]+){0,2}(?<=[0-9])(?: -?|-)[0-9]*\.?[0-9]+(?![0-9.]*:)"
)
#: `// 21.2.5.8 RegExp.prototype[@@replace]`: a section of ECMAScript's standard, as code quotes it that every bundle has; also
#: one of two (`19.1.2.4 / 15.2.3.6 Object.create`, `%ArrayProto_values% (9.4.4.6, 9.4.4.7)`).
_SECTION_AFTER: Final = regex(
    rb"(?: / [0-9]+(?:\.[0-9]+){1,3})? (?:%[A-Za-z_]+%|[A-Z][A-Za-z]+)(?:\.(?:prototype\b|[a-z][A-Za-z]+ ?\()|\.?\[@@|\()"
)
_SECTION_BEFORE: Final = regex(rb"%[A-Za-z_]+% \((?:[0-9.]{5,15}, ?)?$")
#: What versions alone have before them: `^>= 1.2.3.4`.
_AT_LEAST_BEFORE: Final = regex(rb"(?:\^>=|~>|~=|>=|<=)[ \t]*$")
_VERSION_AFTER: Final = regex(rb"[\"'`)]{0,2} {1,8}\(?(?:versions?|releases?d?)\b", re.IGNORECASE)
#: Behind a version that is no part of anything: no `.*` and no `/24`.
_BY_ITSELF_AFTER: Final = regex(rb"\.?(?:[\s\"'`,;)\]<>]|\Z)")
_NUMBER_GOES_ON: Final = regex(rb"[0-9.]")
#: `docker run jruby:9.2.14.0`: what an image or a package is tagged with.
_TAG_BEFORE: Final = regex(rb"(?<![A-Z])[a-z][a-z0-9_./-]{1,60}:$")
_PREFIX_AFTER: Final = regex(rb"/([0-9]{1,3})(?![0-9.])")
#: One of these is in every match of the expression below, which takes far longer to say no.
_VERSION_STEMS: Final = (
    b"v", b"release", b"build", b"body", b"firmware", b"sdk", b"upgrad", b"chrome", b"fox", b"safari", b"opera", b"msie", b"edge",
    b"webkit", b"gecko", b"agent", b"assembly", b"package", b"nuget", b"since", b"require", b"otp", b"erlang", b"oid", b"uid",
    b"rfc", b"section", b"ch.", b"chapter", b"figure", b"\xc2\xa7",
)  # fmt: skip
_VERSION_BEFORE: Final = regex(
    rb"(?:version|versions|\bver|\brv|\bbody(?:\.peek)?\[|(?<![a-z])(?:release|rev|build)|revision|firmware|driver|sdk|upgrad\w+|chrome|firefox|safari|opera|msie|"
    rb"edge|webkit|gecko|agent|assembly\w*|fileversion|productversion|package|nuget|\bv|since|requires?|otp|erlang|oid|uid|rfc[ -]?[0-9]{3,5}|sections?|chapter|ch\.|figure|\xc2\xa7)"
    rb"(?:[ _-]?(?:number|string|code|name))?(?:(?:\.|::)(?:new|parse|from|of|create)\b)?[ \t\"'=:(\[/<>,._-]{0,6}(?:[<>=~^!]{1,2}[ \t]?)?$",
    re.IGNORECASE,
)
#: `Now depends on :pypi:`billiard` 2.7.3.32`; a name in reStructuredText that is linked.
_DEPENDS_BEFORE: Final = regex(
    rb"(?:\b(?:depends?|depended|dependency|requires?|required|bump(?:s|ed)?|pinn?(?:s|ed)?)\b[^\n]{1,40}|^[ \t]*\.\. _`[^`\n]*[ -])$",
    re.IGNORECASE,
)
#: `git (>= 1:1.7.0.4)`: the epoch of a Debian version.
_EPOCH_BEFORE: Final = regex(rb"(?:^|[^\w.:])[0-9]{1,2}:$")
_UNDERLINE: Final = regex(rb"[ \t]*\r?\n([=~^-])\1{2,}[ \t]*\r?(?:\n|$)")
#: The number before it, and the one after, in a list of versions, a drawing or a table of contents.
_NUMBER_BEFORE: Final = regex(rb"(?<![\w.])([A-Za-z]?[-+.0-9]+)( |\"?, ?\[?\"?(?:[a-z]+ )?| (?:and|or|to) )$")
_NUMBER_AFTER: Final = regex(rb"(, ?| (?:and|or|to) | |(?=-\.))([A-Za-z]?[-+.0-9]*[0-9])(?!\w)")
_SHORT_VERSION: Final = regex(rb"v?[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_FRACTION: Final = regex(rb"[MLHCSQTAmlhcsqta]?[-+.0-9]*\.[-+.0-9]*")
_FOUR: Final = regex(rb"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_REQUIREMENT_BEFORE: Final = regex(
    rb"(?:[<>=~^!]=|[~^]|[A-Za-z]-|[A-Za-z]/|\bpkg:[a-z]+/[^\s@]{1,30}@)[ \t]?$"
)
_PRODUCT_BEFORE: Final = regex(rb"(?:[A-Z][A-Za-z]+|[<>\x89\xa4\xa5]|\]`?) `?$")
_HOST_WORDS: Final = regex(
    rb"\b(?:ip|host|server|dns|addr|address|client|remote|peer|gateway|listen|bind|subnet|network|ping|proxy)",
    re.IGNORECASE,
)

#: A number goes on so, or an address in hex; and so it comes from somewhere.
_GOES_ON: Final = regex(rb"[0-9A-Za-z]|:[0-9A-Fa-f]|\.[0-9A-Za-z]")
_COMES_FROM: Final = regex(rb"[0-9A-Za-z_]\Z|(?<!\.)\.\Z|[0-9A-Fa-f]:(?<!IPv6:)\Z")


#: Nobody was ever given a network that is wider: `128.0.0.0/1` is half of all there are.
_WIDEST: Final = 8


def _keeps(candidate: Candidate, *kinds: Kind) -> bool:
    """Whether it is an address of these ``kinds``, and stands for one; the number says so first, which costs least."""
    value = candidate.reveal()
    if kind(value) not in kinds:
        return False
    address = parse(value)
    return (
        address is not None
        and not _is_special_block(candidate, address)
        and not _is_version(candidate, address)
        and not (address.version == 4 and _is_reversed_nothing(candidate, address))
    )


def no_host(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]``, which a model takes for an address, is none; empty where nothing speaks against it."""
    address = parse(data[start:end])
    if address is None:
        return "it has not the form of an address"
    if names_nothing(address):
        return "no host has this address"
    before = data[max(0, start - 40) : start].rpartition(b"\n")[2]
    if address.version == 4 and _follows_version_word(before):
        return "it is a version"
    is_part = _GOES_ON.match(data[end : end + 2]) or _COMES_FROM.search(data[max(0, start - 5) : start])
    return "it is a part of something longer" if is_part else ""


def _is_special_block(candidate: Candidate, address: Address) -> bool:
    """`198.18.0.0/15`, `2001::/23`, `128.0.0.0/1`: a constant of the standards, or of arithmetic."""
    if candidate.after(1) != b"/":
        return address in ANYCAST
    prefix = _PREFIX_AFTER.match(candidate.data, candidate.end)
    if prefix is None:
        return False
    try:
        network = ipaddress.ip_network((address.packed, int(prefix[1])))
    except ValueError:
        return False  # an address in the network, or no such prefix
    if isinstance(network, ipaddress.IPv6Network):
        return network in SPECIAL_6
    if network.prefixlen < _WIDEST:
        return True
    return any(network.subnet_of(special) for special in SPECIAL)


def _is_reversed_nothing(candidate: Candidate, address: Address) -> bool:
    """`1.0.0.127.in-addr.arpa`: the name that DNS has for an address with no host behind it."""
    return candidate.after(13).lower() == b".in-addr.arpa" and names_nothing(
        ipaddress.ip_address(address.packed[::-1])
    )


def _is_version(candidate: Candidate, address: Address) -> bool:
    if address.version == 6:
        return False
    before, near = candidate.before(40), _near(candidate)
    if before[-1:] == b"%":
        return True  # what is left of `%31%32%37.0.0.1`
    if before.endswith((b"://", rb":\/\/")):
        return candidate.file.is_lock  # the host of a URL: `require('http://141.88.15.149/x')`
    if _follows_version_word(before) or _VERSION_AFTER.match(candidate.after(12)) or candidate.file.is_lock:
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


def _follows_version_word(before: bytes) -> bool:
    lowered = before.lower()
    return any(stem in lowered for stem in _VERSION_STEMS) and _VERSION_BEFORE.search(before) is not None


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
    if max(octets) > 31 or is_private(address) or candidate.after(1) in (b":", b"/"):
        return False
    before = candidate.before(64)
    return octets[2:] == b"\0\0" or bool(_PRODUCT_BEFORE.search(before) or _TAG_BEFORE.search(before))


_PUBLIC: Final = {
    "": (Kind.EVERYBODYS, Kind.THEIRS),
    "everybodys": (Kind.EVERYBODYS,),
    "theirs": (Kind.THEIRS,),
}


def public(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses that the public Internet routes. ``theirs``: of one host; ``everybodys``: of a service for all, or made up."""
    return _keeps(candidate, *_PUBLIC.get(argument, _PUBLIC[""])) and _plausible(candidate)


def private(candidate: Candidate, argument: str) -> bool:
    """Keeps addresses of private networks, but for that of the loopback interface; with ``everybodys`` also what ``public`` calls so."""
    if candidate.after(4).startswith(b"%lo") and not candidate.after(4)[3:].isalpha():
        return False
    return _keeps(candidate, Kind.PRIVATE, *((Kind.EVERYBODYS,) if argument else ()))


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

"""Networks: what stands for one must be one too, of the same length, or nothing parses what named it (``10.0.0.0/8``)."""

from __future__ import annotations

import ipaddress
import re
from typing import TypeAlias

from piiscan.detect import fakes
from piiscan.mask.policies.numbering import address

#: The mask classes of addresses.
ADDRESSES = ("IPV4", "IPV6")
Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

_PREFIX = re.compile(rb"/([0-9]{1,3})(?![0-9.])")
#: Each gives the first networks of any length that fits into it,
_FIRST = {
    version: tuple(map(ipaddress.ip_network, ranges))
    for version, ranges in ((4, (*fakes.DOCUMENTATION_4, fakes.RESERVED_4)), (6, fakes.DOCUMENTATION_6))
}
#: and these, the upper halves of the wide ones, which hosts never get to, all that follow.
_MORE = {
    4: (ipaddress.ip_network("248.0.0.0/5"),),
    6: (ipaddress.ip_network("2001:db8:8000::/33"), ipaddress.ip_network("3fff:800::/21")),
}


def network_at(value: bytes, after: bytes) -> Network | None:
    """The network that the address ``value`` names before ``after``; None for a host's, with a prefix or without.

    >>> network_at(b"10.0.0.0", b"/8 is private")
    IPv4Network('10.0.0.0/8')
    >>> network_at(b"10.0.0.1", b"/8")
    """
    prefix = _PREFIX.match(after)
    if prefix is None:
        return None
    try:
        found = ipaddress.ip_network((value + prefix[0]).decode("ascii"))
    except ValueError:
        return None
    return found if found.num_addresses > 1 else None


def stand_in(network: Network, number: int = 1) -> str | None:
    """The address of the network with this number, from 1 on, among those that no host is in and that are as long as
    ``network``; None where there are not so many.

    >>> stand_in(ipaddress.ip_network("10.0.0.0/8"))
    '240.0.0.0'
    """
    length = network.prefixlen
    homes = [home for home in _FIRST[network.version] if home.prefixlen <= length]
    if number <= len(homes):
        return str(homes[number - 1].network_address)
    left = number - len(homes) - 1
    for home in _MORE[network.version]:
        if home.prefixlen <= length and left < 1 << (length - home.prefixlen):
            return str(home.network_address + (left << (home.max_prefixlen - length)))
    return None


def in_place_of(name: str, value: bytes, after: bytes, number: int = 1) -> str:
    """What is written for the address ``value`` of the class ``name``: of documentation, and a network's for a network."""
    network = network_at(value, after)
    text = stand_in(network, number) if network is not None else None
    return text or address(name, number)

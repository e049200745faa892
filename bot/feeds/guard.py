"""Which addresses may be connected to. Pure.

Feeds, their redirects and their hubs are named by strangers, and a name may lead anywhere: to the router, to
a database on this computer, to the address at which a cloud hands out its keys. So every address is judged
after the look-up and before the connection, in all the forms in which IPv6 can hold an IPv4 address. What the
owner of the home names is allowed.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_METADATA = frozenset(
    map(ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"))
)
"""Where clouds tell their computers secrets; some of these are public by their numbers."""

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_UNICAST = IPv6Network("2000::/3")
"""All IPv6 addresses that hosts of the internet have."""

_RESERVED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""For protocols and for documentation; not every version of Python knows them."""

_SITE_LOCAL = IPv6Network("fec0::/10")


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges addresses. `hosts` are names whose addresses are all allowed, in lower case."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, allowed: Iterable[str]) -> Guard:
        """From names, addresses and networks, as the setting has them."""
        hosts, networks = set(), []
        for one in allowed:
            try:
                networks.append(ip_network(one.strip("[]"), strict=False))
            except ValueError:
                hosts.add(_name(one))
        return cls(frozenset(hosts), tuple(networks))

    def knows(self, host: str) -> bool:
        """Whether all addresses of this host are allowed."""
        return _name(host) in self.hosts

    def refusal(self, text: str) -> str:
        """What kind of address this is, if it may not be connected to; else empty.

        Raises ValueError for what is no address.
        """
        address = ip_address(text.partition("%")[0])
        if self._allows(address):
            return ""
        forms = (address, *_inner(address))
        return next(filter(None, (_kind(form) for form in forms if not self._allows(form))), "")

    def _allows(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def as_address(host: str) -> str:
    """The address that a host written as a number stands for, as the system reads it; empty for a name.

    `2130706433`, `0177.0.0.1` and `0x7f.1` are all 127.0.0.1.
    """
    bare = host.rstrip(".")
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        pass
    if not bare[:1].isdecimal():
        return ""
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except (OSError, ValueError):
        return ""


def _name(host: str) -> str:
    return host.lower().rstrip(".")


def _inner(address: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if not isinstance(address, IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in (*_NAT64, _TRANSLATED)):
        yield low
    if address in _COMPATIBLE and int(address) > 1:
        yield low


def _kind(address: Address) -> str:
    """What makes an address one that is not public."""
    if address in _METADATA:
        return "the address of a cloud's metadata"
    if address.is_unspecified:
        return "no address of a host"
    if address.is_loopback:
        return "an address of this computer"
    if address.is_link_local or (isinstance(address, IPv6Address) and address in _SITE_LOCAL):
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    if isinstance(address, IPv6Address) and any(True for _ in _inner(address)):
        return ""  # the address inside is judged
    if address.is_private:
        return "a private address"
    unicast = isinstance(address, IPv4Address) or address in _UNICAST
    reserved = any(address in network for network in _RESERVED)
    return "" if address.is_global and unicast and not reserved else "a reserved address"

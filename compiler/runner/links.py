"""Where a vendor's link may lead: nowhere nearer to this machine than the vendor itself.

A link is followed from inside somebody's network. One that a vendor on the internet gives out must not reach what only
this machine or its network can; a vendor on this machine, like the sandbox, may link to this machine.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from enum import IntEnum
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenLinkError(Exception):
    """A link leads where the vendor has no business; the message says where."""


class Distance(IntEnum):
    """How far away an address is."""

    MACHINE = 0
    NETWORK = 1
    WORLD = 2


def distance(address: Address) -> Distance:
    """Return how far away an address is. Those of one link only, as of a cloud's own services, are this machine's."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback or address.is_link_local or address.is_unspecified:
        return Distance.MACHINE
    return Distance.WORLD if address.is_global else Distance.NETWORK


class Guard:
    """Lets links through that lead no nearer than the vendor at ``vendor`` (its address) is."""

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor
        self._least: Distance | None = None

    async def check(self, link: str) -> None:
        """Look at a link before it is followed. A name is looked up, unless a proxy does that.

        Raises ForbiddenLinkError.
        """
        parts = _split(link)
        if parts is None or parts[0] not in {"http", "https"}:
            raise ForbiddenLinkError("the vendor's link is no http address; it is not followed")
        for address in await _addresses(*parts):
            await self._let(address, parts[1])

    async def check_peer(self, peer: str, link: str) -> None:
        """Look at the address that a connection was really made to: a name may have changed its meaning since.

        Raises ForbiddenLinkError.
        """
        parts = _split(link)
        address = _literal(peer)
        if parts is not None and address is not None and not _by_proxy(parts[0], parts[1]):
            await self._let(address, parts[1])

    async def _let(self, address: Address, host: str) -> None:
        if self._least is None:
            parts = _split(self._vendor)
            found = [distance(one) for one in await _addresses(*parts)] if parts is not None else []
            self._least = min(found, default=Distance.WORLD)
        if distance(address) < self._least:
            where = "this machine" if distance(address) is Distance.MACHINE else "the network inside"
            named = "" if str(address) == host else f" ({address})"
            raise ForbiddenLinkError(
                f"the vendor's link leads into {where}, to {host}{named}, and the vendor is outside; it is not "
                'followed unless its provider is set to links = "anywhere"'
            )


def _split(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname, parts.port or 443) if parts.hostname else None
    except ValueError:
        return None


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _by_proxy(scheme: str, host: str) -> bool:
    proxies = getproxies()
    return (scheme in proxies or "all" in proxies) and not proxy_bypass(host)


async def _addresses(scheme: str, host: str, port: int) -> list[Address]:
    """Return what a name stands for, nothing where it is not known here."""
    known = _literal(host)
    if known is not None:
        return [known]
    if _by_proxy(scheme, host):
        return []
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [address for entry in found if (address := _literal(str(entry[4][0]))) is not None]

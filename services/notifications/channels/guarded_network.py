"""Connections out of the house to addresses somebody typed: never to our own network, whatever a name resolves to.

The name is resolved here, judged, and the very address that was judged is connected to; certificates are still checked for
the name. So neither a name that points inward nor one that changes between two questions leads inside.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from portal.protection.addresses import Address, Network, parsed, trusts

EMBEDS_IPV4 = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)
"""Translation and tunnels: behind such an address may stand any IPv4 one."""


class NotReachedFromHere(Exception):
    """The address is private, of this machine or otherwise not of the public network."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to everybody's network, and to one machine of it."""
    if isinstance(address, IPv6Address) and any(address in network for network in EMBEDS_IPV4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def may_be_reached(address: Address, own: Sequence[Network], *, encrypted: bool) -> bool:
    """Public addresses over TLS; networks the operator named as our own, in any way."""
    return trusts(own, address) or (encrypted and is_public(address))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """httpcore's network, which connects to nothing that may not be reached. Raises NotReachedFromHere."""

    def __init__(self, own: Sequence[Network], *, encrypted: bool) -> None:
        self._own = own
        self._encrypted = encrypted
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """One address of several that is not for us makes all of them suspect."""
        addresses = await resolved(host, port)
        for address in addresses:
            if not may_be_reached(address, self._own, encrypted=self._encrypted):
                raise NotReachedFromHere(f"{host} is {address}")
        refused: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused or httpcore.ConnectError(f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def resolved(host: str, port: int) -> list[Address]:
    """What a name stands for now, IPv4 in IPv6 as IPv4. Raises httpcore.ConnectError."""
    if (literal := parsed(host.strip("[]"))) is not None:
        return [literal]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [parsed(text) or ip_address(text) for text in texts]

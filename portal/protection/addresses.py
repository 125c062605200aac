"""Whose request it is: the peer's address, or the one a gateway that we trust tells us of."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

hops_max = 20
"""So many entries of X-Forwarded-For are looked at, from the right."""

counted_bits = 64
"""An IPv6 client has a whole /64 to itself, and so 2^64 addresses to hide among."""


def parsed(text: str) -> Address | None:
    """An address, IPv4 in IPv6 as IPv4; None where it is none."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def trusts(networks: Iterable[Network], address: Address) -> bool:
    """Whether the address lies in one of the networks."""
    return any(address in network for network in networks)


def client_of(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """Walks X-Forwarded-For from the right as long as those who wrote it are trusted.

    What stands left of a stranger, or of something malformed, may have been written by anybody and is not read.
    """
    client = parsed(peer)
    if client is None:
        return peer
    entries = [entry for line in forwarded for entry in line.split(",")]
    for entry in reversed(entries[-hops_max:]):
        if not trusts(trusted, client) or (before := parsed(entry)) is None:
            break
        client = before
    return str(client)


def counted_as(address: str) -> str:
    """The address by which a client is counted: an IPv6 one by its /64."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, counted_bits), strict=False))
    return address if found is None else str(found)


class Addresses:
    """ASGI middleware: puts the client's address and the scheme it used into `scope["client"]` and `scope["scheme"]`."""

    def __init__(self, app: Any, trusted: Sequence[Any]) -> None:
        self._app = app
        self._trusted: tuple[Network, ...] = tuple(ip_network(str(network)) for network in trusted)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in {"http", "websocket"} and scope.get("client"):
            peer, port = scope["client"][:2]
            address = parsed(peer)
            if address is not None and trusts(self._trusted, address):
                scope = {**scope, **self._told(scope, peer, port)}
        await self._app(scope, receive, send)

    def _told(self, scope: Any, peer: str, port: int) -> dict[str, Any]:
        client = client_of(peer, _values(scope, b"x-forwarded-for"), self._trusted)
        schemes = [value.strip().lower() for value in _values(scope, b"x-forwarded-proto")]
        secure = {"http": ("http", "ws"), "https": ("https", "wss")}
        found: dict[str, Any] = {"client": (client, port if client == peer else 0)}
        # two different words about one thing are no word at all
        if len(set(schemes)) == 1 and schemes[0] in secure:
            found["scheme"] = secure[schemes[0]][scope["type"] == "websocket"]
        return found


def _values(scope: Any, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]

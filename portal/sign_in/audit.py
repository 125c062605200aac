"""The audit: what was done with accounts and what left the house. Ids and codes, never a name, never a whole address."""

import ipaddress
from typing import Any
from uuid import UUID

from starlette.requests import Request

from portal.protection.addresses import parsed

IPV4_PREFIX = 24
IPV6_PREFIX = 48


def network_of(address: str) -> str:
    """The network an address lies in; empty for what is no address."""
    if (found := parsed(address)) is None:
        return ""
    prefix = IPV4_PREFIX if found.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((found, prefix), strict=False))


async def note(connection: Any, kind: str, account_id: UUID | None, about: str, request: Request | None = None) -> None:
    """Adds one line; any service may."""
    client = None if request is None else request.client
    network = network_of(client.host) if client else ""
    await connection.execute("SELECT portal.note($1, $2, $3, $4)", kind, account_id, about, network)

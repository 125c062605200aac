"""The queue of work as a program asks for it, for whoever holds a role."""

from collections.abc import Iterable
from typing import Any

import httpx

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.fact import Fact
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import tell


async def told(host: Host, facts: Iterable[Fact]) -> None:
    """Facts that the dashboards and the portal have read."""
    await tell(host, facts)
    await all_read(host.services["portal"])


async def officer(settings: Settings, role: str, unit_id: str) -> dict[str, str]:
    """The header of a new account with one role."""
    return await signed_in.headers(settings, (role, unit_id))


async def work(client: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> dict[str, Any]:
    """The whole answer of the API."""
    answer = await client.get("/api/dashboards/work", params={"limit": 1_000, **asked}, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found

"""Models from request to fact to row: the API on the real log and broker."""

import asyncio
from typing import Any

import httpx

from chronicle.host import RELAY
from services.models.component import COMPONENT
from tests import signed_in


async def test_a_proposal_for_an_unknown_unit_is_a_problem_and_appends_nothing(open_host: Any, settings: Any) -> None:
    host = await open_host(RELAY, COMPONENT)
    headers = await signed_in.headers(settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as client:
        answer = await client.post(
            "/api/models/propose",
            json={"model_id": "m1", "unit_id": "nowhere", "model_name": "x", "model_kind": "y", "block": "school"},
            headers=headers,
        )
    assert answer.status_code == 404
    assert answer.json()["code"] == "unit.unknown"
    assert await host.services["models"].log.head() == 0
    await asyncio.sleep(0)

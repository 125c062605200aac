"""A district's communes report a period by one file: blank is no change, a lower figure needs its reason, all taken back."""

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO
from typing import Any

import httpx
import pytest

from chronicle.component import Component
from chronicle.host import RELAY
from portal.batches.entry import Asked
from portal.component import COMPONENT as PORTAL
from portal.workbooks.template import template
from services.mobilisation.component import COMPONENT
from services.mobilisation.screens.activity_file import form
from tests import signed_in
from tests.reading import all_read
from tests.services.mobilisation.scenes import listed
from tests.services.mobilisation.test_mobilisation_api import launch_campaign, tell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OCCASION = "2021.quarter-1"


@pytest.fixture
async def host(open_host: Any) -> Any:
    host = await open_host(RELAY, Component(name="registration"), PORTAL, COMPONENT)
    for unit_id, kind, parent in (("d1", "district", None), ("c1", "commune", "d1"), ("c2", "commune", "d1")):
        await tell(host, f"registration.unit:{unit_id}", listed(unit_id, kind, parent))  # type: ignore[arg-type]
    await launch_campaign(host)
    return host


async def settle(host: Any) -> None:
    for component in (PORTAL, COMPONENT):
        await all_read(host.services[component.name])


@pytest.fixture
async def client(host: Any, settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in.headers(settings)
    await settle(host)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as opened:
        yield opened


async def hand_in(client: httpx.AsyncClient, **rows: dict[str, Any]) -> Any:
    asked = Asked("d1", OCCASION, date.today())
    filled = [{"unit_id": unit, "unit": name_of(unit), **cells} for unit, cells in rows.items()]
    answer = await client.post(
        "/api/mobilisation/entries/reports",
        data={"unit": "d1", "occasion": OCCASION, "record": "all_rows"},
        files={"file": ("bao-cao.xlsx", BytesIO(template(form(asked), filled)), XLSX)},
    )
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def name_of(unit: str) -> str:
    fact = listed(unit, "commune", "d1")
    return f"{fact.title} {fact.unit_name}"


async def totals(client: httpx.AsyncClient, unit: str) -> dict[str, int]:
    year = (await client.get(f"/api/mobilisation/units/{unit}/years/2021")).json()
    return {row["counter"]: row["total"] for row in year["totals"]}


async def test_reports_come_by_file_are_corrected_and_taken_back(client: httpx.AsyncClient, host: Any) -> None:
    first = await hand_in(client, c1={"leaflets": 100, "propaganda_sessions": 4}, c2={"leaflets": 7})
    await settle(host)
    assert first["batch_id"] and first["problems"] == []
    assert await totals(client, "c1") == {"leaflets": 100, "propaganda_sessions": 4}
    again = await hand_in(client, c1={"leaflets": 100}, c2={"leaflets": 7})
    assert (again["batch_id"], again["rows_unchanged"]) == (None, 2), "blank is no change"
    lower = await hand_in(client, c1={"leaflets": 90}, c2={"leaflets": 8})
    assert [(wrong["row"], wrong["code"]) for wrong in lower["problems"]] == [(2, "activity.reason_missing")]
    second = await hand_in(client, c1={"leaflets": 90, "reason": "Đếm nhầm"}, c2={"leaflets": 8})
    await settle(host)
    assert await totals(client, "c1") == {"leaflets": 90, "propaganda_sessions": 4}
    for batch, left in ((second, {"leaflets": 100, "propaganda_sessions": 4}), (first, {})):
        undone = await client.post(f"/api/mobilisation/batches/{batch['batch_id']}/undo")
        await settle(host)
        assert (undone.json(), await totals(client, "c1")) == ({"changes": 2}, left)

"""Mobilisation from request to totals: reports on the real log, held against the list of counters."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from chronicle.command import Context, fresh_id
from chronicle.component import Component
from chronicle.host import RELAY
from chronicle.log import Item
from contracts.registration import UnitKind, UnitListed
from services.mobilisation.component import COMPONENT
from tests import signed_in
from tests.reading import all_read

DAY = date(2021, 1, 1)
REPORT = {
    "unit_id": "c1", "year": 2021, "period": "quarter", "period_number": 1,
    "counters": {"leaflets": 100, "propaganda_sessions": 4},
}  # fmt: skip


async def list_unit(host: Any, unit_id: str, unit_kind: UnitKind) -> None:
    fact = UnitListed(
        unit_id=unit_id, unit_kind=unit_kind, title="Xã", unit_name="Tân Hà", parent_id=None, codes=(), valid_from=DAY,
        latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
    )  # fmt: skip
    context = Context("test", "test", "", DAY, fresh_id(), fresh_id())
    await host.services["registration"].log.append([Item(f"registration.unit:{unit_id}", 0, [fact], DAY, context)])


@pytest.fixture
async def host(open_host: Any) -> Any:
    host = await open_host(RELAY, Component(name="registration"), COMPONENT)
    for unit_id, unit_kind in (("c1", "commune"), ("c2", "commune"), ("d1", "district"), ("s1", "school")):
        await list_unit(host, unit_id, unit_kind)  # type: ignore[arg-type]
    return host


@pytest.fixture
async def client(host: Any, settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in.headers(settings)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(host.application()),
        base_url="http://antoan/api/mobilisation",
        headers=headers,
    ) as client:
        yield client


async def test_a_report_is_replaced_and_its_totals_follow(host: Any, client: httpx.AsyncClient) -> None:
    second = {**REPORT, "counters": {"leaflets": 90, "attendances": 30}}
    answers = [await client.post("/report", json=body) for body in (REPORT, REPORT, second)]
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    await all_read(host.services["mobilisation"])
    shown = (await client.get("/units/c1/years/2021")).json()
    assert shown["totals"] == [
        {"period": "quarter", "counter": "attendances", "total": 30},
        {"period": "quarter", "counter": "leaflets", "total": 90},
        {"period": "quarter", "counter": "propaganda_sessions", "total": 0},
    ]
    [report] = shown["reports"]
    assert (report["period_number"], report["times"]) == (1, 2)


async def test_a_counter_that_is_not_on_the_list_is_no_counter(host: Any, client: httpx.AsyncClient) -> None:
    before = await host.services["mobilisation"].log.head()
    strange = await client.post("/report", json={**REPORT, "counters": {"leaflets": 1, "arrests": 1}})
    assert (strange.status_code, strange.json()["code"]) == (404, "counter.unknown")
    assert "arrests" in strange.json()["detail"]
    early = await client.post("/report", json={**REPORT, "occurred_on": "2019-12-31"})
    assert early.json()["code"] == "counter.unknown", "the list is dated"
    assert await host.services["mobilisation"].log.head() == before


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"unit_id": "nowhere"}, 404, "unit.unknown"),
        ({"period_number": 5}, 409, "activity.no_such_period"),
        ({"counters": {}}, 422, "body.invalid"),
        ({"counters": "many"}, 422, "body.invalid"),
        ({"period": "week"}, 422, "body.invalid"),
    ],
)
async def test_what_may_not_be_is_a_problem(client: httpx.AsyncClient, changed: Any, status: int, code: str) -> None:
    answer = await client.post("/report", json={**REPORT, **changed})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_stranger_learns_nothing_of_the_list(client: httpx.AsyncClient) -> None:
    answer = await client.post("/report", json={**REPORT, "counters": {"arrests": 1}}, headers={"Authorization": ""})
    assert answer.status_code == 401


async def test_the_counters_on_offer_are_those_of_the_day(client: httpx.AsyncClient) -> None:
    offered = (await client.get("/counters", params={"on": "2021-03-20"})).json()
    assert {"leaflets", "propaganda_sessions", "festival_sites"} <= {counter["code"] for counter in offered}
    assert (await client.get("/counters", params={"on": "2019-12-31"})).json() == []


async def test_a_missing_report_is_visible(host: Any, client: httpx.AsyncClient) -> None:
    await client.post("/report", json=REPORT)
    await all_read(host.services["mobilisation"])
    missing = (await client.get("/missing/2021/quarter/1", params={"on": "2021-03-21"})).json()
    assert missing == [{"unit_id": "c2", "unit_kind": "commune"}, {"unit_id": "d1", "unit_kind": "district"}]
    assert len((await client.get("/missing/2021/quarter/2", params={"on": "2021-06-21"})).json()) == 3
    assert (await client.get("/missing/2021/quarter/1", params={"on": "2020-12-31"})).json() == []


async def test_missing_reports_are_walked_from_link_to_link(host: Any, client: httpx.AsyncClient) -> None:
    await all_read(host.services["mobilisation"])
    address, walked = "/missing/2021/quarter/2?on=2021-06-21&limit=1", []
    while address:
        answer = await client.get(address if not walked else f"http://antoan{address}")
        walked += [row["unit_id"] for row in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
    assert walked == ["c1", "c2", "d1"]
    assert (await client.get("/missing/2021/quarter/2?on=0")).status_code == 422


async def test_the_api_describes_its_report(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    body = described["paths"]["/api/mobilisation/report"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    shape = described["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    assert {"unit_id", "year", "period", "period_number", "counters"} <= shape["properties"].keys()

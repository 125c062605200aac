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
from contracts.fact import Fact
from services.mobilisation.component import COMPONENT
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import campaign
from tests.services.mobilisation.scenes import listed

DAY = date(2021, 1, 1)
REPORT = {
    "unit_id": "c1", "year": 2021, "period": "quarter", "period_number": 1,
    "counters": {"leaflets": 100, "propaganda_sessions": 4},
}  # fmt: skip


async def tell(host: Any, stream: str, fact: Fact) -> None:
    context = Context("test", "test", "", DAY, fresh_id(), fresh_id())
    await host.services["registration"].log.append([Item(stream, 0, [fact], DAY, context)])


async def launch_campaign(host: Any) -> None:
    await tell(host, "registration.campaign:binh-thuan-2021", campaign())


BELOW = {"d2": "district", "c3": "commune", "c4": "commune", "c5": "commune"}
"""A district with communes of its own, for what adds up; the others stand alone."""


@pytest.fixture
async def host(open_host: Any) -> Any:
    host = await open_host(RELAY, Component(name="registration"), COMPONENT)
    for unit_id, unit_kind in (("c1", "commune"), ("c2", "commune"), ("d1", "district"), ("s1", "school")):
        await tell(host, f"registration.unit:{unit_id}", listed(unit_id, unit_kind))  # type: ignore[arg-type]
    return host


@pytest.fixture
async def district(host: Any) -> Any:
    for unit_id, unit_kind in BELOW.items():
        parent = None if unit_kind == "district" else "d2"
        await tell(host, f"registration.unit:{unit_id}", listed(unit_id, unit_kind, parent))  # type: ignore[arg-type]
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
    second = {**REPORT, "counters": {"leaflets": 90, "attendances": 30}, "reason": "Cộng trùng"}
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


async def test_an_import_is_undone_and_the_report_before_stands_again(host: Any, client: httpx.AsyncClient) -> None:
    imported = {**REPORT, "counters": {"leaflets": 120, "attendances": 9, "propaganda_sessions": 4}}
    undo = {key: REPORT[key] for key in ("unit_id", "year", "period", "period_number")} | {
        "batch_id": "b1", "counters": imported["counters"],
    }  # fmt: skip
    answers = [
        await client.post(path, json=body)
        for path, body in (("/report", REPORT), ("/report", imported), ("/undo", undo), ("/undo", undo))
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 200]
    await all_read(host.services["mobilisation"])
    shown = (await client.get("/units/c1/years/2021")).json()
    assert {row["counter"]: row["total"] for row in shown["totals"]} == REPORT["counters"]
    assert [report["times"] for report in shown["reports"]] == [1]


async def test_due_days_are_those_of_the_campaign(host: Any, client: httpx.AsyncClient) -> None:
    await client.post("/report", json={**REPORT, "occurred_on": "2021-03-24"})
    await launch_campaign(host)
    await all_read(host.services["mobilisation"])
    due = {(one["period"], one["period_number"]): one["due"] for one in (await client.get("/periods/2021")).json()}
    assert due["quarter", 1] == "2021-03-20"
    asked = {"on": "2021-03-25", "period": "quarter", "number": 1}
    rows = (await client.get("/reports/2021", params=asked)).json()
    assert [(row["unit_id"], row["state"], row["late_days"]) for row in rows] == [
        ("c1", "late", 4), ("c2", "missing", 5), ("d1", "missing", 5),
    ]  # fmt: skip
    answer = await client.get("/reports/2021", params={**asked, "state": "missing", "limit": 1})
    assert [row["unit_id"] for row in answer.json()] == ["c2"]
    following = await client.get(f"http://antoan{answer.links['next']['url']}")
    assert [row["unit_id"] for row in following.json()] == ["d1"]


async def test_core_forces_add_up_along_the_tree_on_a_day(district: Any, client: httpx.AsyncClient) -> None:
    for unit_id, heads, day in (("c3", 12, "2021-03-31"), ("c4", 20, "2021-03-31"), ("c3", 15, "2021-06-30")):
        count = {"unit_id": unit_id, "force_kind": "civil_guards", "head_count": heads, "teams": 2, "occurred_on": day}
        assert (await client.post("/count-core-force", json=count)).status_code == 201
    await all_read(district.services["mobilisation"])

    async def heads_on(day: str) -> tuple[list[Any], list[Any]]:
        found = (await client.get("/units/d2/core-forces", params={"on": day})).json()
        return (
            [(row["branch"], row["head_count"], row["units"]) for row in found["forces"]],
            [(row["branch"], row["communes"], row["counting"]) for row in found["counting"] if row["branch"] is None],
        )

    assert await heads_on("2021-03-30") == ([], [(None, 3, 0)])
    assert await heads_on("2021-04-01") == ([("c3", 12, 1), ("c4", 20, 1), (None, 32, 2)], [(None, 3, 2)])
    assert (await heads_on("2021-07-01"))[0][-1] == (None, 35, 2)
    assert await heads_on("2024-07-01") == ([], [(None, 3, 0)]), "merged into another kind"
    old = {"unit_id": "c3", "force_kind": "civil_guards", "head_count": 1, "occurred_on": "2024-07-01"}
    refused = await client.post("/count-core-force", json=old)
    assert (refused.status_code, refused.json()["code"]) == (409, "core_force.not_in_force")
    history = (await client.get("/units/c3/core-forces/history")).json()
    assert [row["as_of"] for row in history] == ["2021-06-30", "2021-03-31"]


async def test_a_joint_programme_is_listed_with_its_review(host: Any, client: httpx.AsyncClient) -> None:
    await launch_campaign(host)
    signed = {
        "unit_id": "d1", "programme_kind": "joint_programme", "parties": ["Công an huyện", "Hội Phụ nữ huyện"],
        "number": "05/CTPH", "dated": "2021-03-10", "subject": "Phối hợp", "first_day": "2021-03-10",
    }  # fmt: skip
    answer = await client.post("/sign-programme", json=signed)
    programme_id = answer.json()["stream"].partition(":")[2]
    await all_read(host.services["mobilisation"])
    [row] = (await client.get("/programmes", params={"year": 2021})).json()
    assert (row["programme_id"], row["review"], row["review_due"]) == (programme_id, "overdue", "2021-12-20")
    review = {
        "programme_id": programme_id, "year": 2021, "grade": "good", "result": "Đủ", "document_number": "1/BC",
        "occurred_on": "2021-12-10",
    }  # fmt: skip
    assert (await client.post("/review-programme", json=review)).status_code == 201
    await all_read(host.services["mobilisation"])
    assert [row["review"] for row in (await client.get("/programmes", params={"year": 2021})).json()] == ["done"]
    shown = (await client.get(f"/programmes/{programme_id}")).json()
    assert [one["grade"] for one in shown["reviews"]] == ["good"]
    assert (await client.get("/programmes/none")).status_code == 404


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

"""Registration from request to fact to row: the API on the real log and broker."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from chronicle.command import derived_id
from chronicle.host import RELAY, Host
from contracts.fact import Fact
from services.registration.component import COMPONENT
from tests import signed_in
from tests.reading import all_read
from tests.services.registration.scenes import AREA, COMMUNE, DISTRICT, LAUNCHED, PROVINCE, SCHOOL, listed

API = "/api/registration"
AREA_10 = listed("a10", "residential_area", "Khu phố", "10", "c1")
AREA_2 = listed("a2", "residential_area", "Khu phố", "2", "c1")
UNIT_YEAR = {"campaign_id": "y2021", "unit_id": "a1"}
DOCUMENT = {
    "campaign_id": "y2021", "issuer_id": "c1", "document_kind": "resolution", "number": "05-NQ/ĐU",
    "dated": "2021-03-01", "subject": "Nghị quyết chuyên đề", "signer_title": "Bí thư Đảng ủy",
    "occurred_on": "2021-03-01",
}  # fmt: skip


def body(fact: Fact) -> dict[str, Any]:
    return {"occurred_on": "2021-01-01", **fact.model_dump(mode="json")}


YEAR: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("list-unit", body(unit)) for unit in (PROVINCE, DISTRICT, COMMUNE, AREA_10, AREA_2, AREA, SCHOOL)),
    ("launch-campaign", body(LAUNCHED)),
    ("issue-document", DOCUMENT),
    ("register-unit", {**UNIT_YEAR, "occurred_on": "2021-04-30"}),
    ("report-households", {**UNIT_YEAR, "occurred_on": "2021-04-30", "total": 118, "registered": 100}),
    ("report-households", {**UNIT_YEAR, "occurred_on": "2021-03-31", "total": 118, "registered": 90}),
    ("withdraw-registration", {**UNIT_YEAR, "occurred_on": "2021-05-04", "reason": "Nhầm"}),
    ("register-unit", {**UNIT_YEAR, "occurred_on": "2021-05-05"}),
    ("rename-unit", {"unit_id": "a2", "unit_name": "Hai", "valid_from": "2021-06-01", "occurred_on": "2021-06-01"}),
    ("move-unit", {"unit_id": "s1", "parent_id": "c1", "valid_from": "2021-06-01", "occurred_on": "2021-06-01"}),
    (
        "assign-code",
        {
            "unit_id": "a2",
            "code": {"scheme": "gso", "value": "7", "valid_from": "2021-06-01"},
            "occurred_on": "2021-06-01",
        },
    ),
    ("end-unit", {"unit_id": "a10", "reason": "Sáp nhập", "occurred_on": "2021-07-01"}),
)

UNANSWERABLE = (
    ("units/nowhere", 404, "unit.unknown"),
    ("units/nowhere/children", 404, "unit.unknown"),
    ("units/nowhere/documents", 404, "unit.unknown"),
    ("campaigns/y2021/units/nowhere", 404, "registration.unknown"),
    ("units/%00", 422, "body.invalid"),
    ("units?q=%00", 422, "body.invalid"),
    ("units?q=%20", 422, "body.invalid"),
    ("units", 422, "body.invalid"),
    ("units?q=a&limit=201", 422, "body.invalid"),
    ("units?q=a&kind=village", 422, "body.invalid"),
    ("units/p1/children?limit=0", 422, "body.invalid"),
    ("units/p1/documents?offset=10001", 422, "body.invalid"),
)


@pytest.fixture
async def host(open_host: Callable[..., Any]) -> Host:
    opened: Host = await open_host(RELAY, COMPONENT)
    return opened


@pytest.fixture
async def client(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in.headers(host.settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as opened:
        yield opened


async def play_the_year(client: httpx.AsyncClient) -> list[int]:
    """Sends the whole year, each command under an id of its own; returns the answers' status codes."""
    return [
        (
            await client.post(
                f"{API}/{path}", json=command, headers={"Idempotency-Key": str(derived_id(f"year {number}"))}
            )
        ).status_code
        for number, (path, command) in enumerate(YEAR)
    ]


async def test_a_year_is_played_once_and_sent_again_to_no_effect(host: Host, client: httpx.AsyncClient) -> None:
    assert await play_the_year(client) == [201] * len(YEAR)
    head = await host.services["registration"].log.head()
    assert head == len(YEAR)
    assert await play_the_year(client) == [200] * len(YEAR)
    assert await host.services["registration"].log.head() == head


async def test_the_views_answer_what_the_year_led_to(host: Host, client: httpx.AsyncClient) -> None:
    await play_the_year(client)
    await all_read(host.services["registration"])
    school = (await client.get(f"{API}/units/s1")).json()
    assert (school["parent_id"], school["out_of_scope_reason"]) == ("c1", SCHOOL.out_of_scope_reason)
    children = (await client.get(f"{API}/units/c1/children")).json()
    assert [child["unit_name"] for child in children] == ["1", "Hai", "Mầm non Mũi Né", "10"]
    page = (await client.get(f"{API}/units/c1/children", params={"offset": 1, "limit": 1})).json()
    assert [child["code"] for child in page] == ["7"]
    year = (await client.get(f"{API}/campaigns/y2021/units/a1")).json()
    assert (year["registered_on"], year["late"]) == ("2021-05-05", True)
    assert (year["households_registered"], year["households_as_of"]) == (100, "2021-04-30")
    documents = (await client.get(f"{API}/units/c1/documents")).json()
    assert [document["number"] for document in documents] == ["05-NQ/ĐU"]


@pytest.mark.parametrize("path", ["/units/c1/children", "/units?q=khu", "/units/c1/documents"])
async def test_a_list_walked_from_link_to_link_is_the_list(host: Host, client: httpx.AsyncClient, path: str) -> None:
    await play_the_year(client)
    await client.post(f"{API}/issue-document", json={**DOCUMENT, "number": "06-NQ/ĐU"})
    await all_read(host.services["registration"])
    whole = (await client.get(API + path)).json()
    address, walked = f"{API}{path}{'&' if '?' in path else '?'}limit=1", []
    while address:
        answer = await client.get(address)
        walked += answer.json()
        address = answer.links.get("next", {}).get("url", "")
    assert walked == whole and len(whole) > 1


async def test_units_are_found_with_marks_or_without(host: Host, client: httpx.AsyncClient) -> None:
    await play_the_year(client)
    await all_read(host.services["registration"])

    async def found(**asked: str) -> list[str]:
        return [unit["unit_id"] for unit in (await client.get(f"{API}/units", params=asked)).json()]

    assert await found(q="mui ne") == ["c1", "s1"]
    assert await found(q="mui ne", kind="school") == ["s1"]
    assert await found(q="PHƯỜNG  Mũi") == ["c1"]
    assert await found(q="khu pho 1") == ["a1", "a10"], "those that ended come last"
    assert await found(q="%") == []


async def test_a_question_without_an_answer_is_a_problem(host: Host, client: httpx.AsyncClient) -> None:
    await all_read(host.services["registration"])
    for path, status, code in UNANSWERABLE:
        answer = await client.get(f"{API}/{path}")
        assert (path, answer.status_code, answer.json()["code"]) == (path, status, code)


async def test_a_unit_with_units_below_may_not_end(host: Host, client: httpx.AsyncClient) -> None:
    await play_the_year(client)
    await all_read(host.services["registration"])
    refused = await client.post(f"{API}/end-unit", json={"unit_id": "c1", "reason": "x", "occurred_on": "2021-07-02"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unit.has_units_below")
    unread = await client.post(f"{API}/end-unit", content=b"{", headers={"Content-Type": "application/json"})
    assert unread.status_code in (400, 422)


async def test_a_refused_command_is_a_problem_and_appends_nothing(host: Host, client: httpx.AsyncClient) -> None:
    register = {"campaign_id": "y2021", "unit_id": "c1", "occurred_on": "2021-04-30"}
    unknown = await client.post(f"{API}/register-unit", json=register)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "campaign.unknown")
    orphan = await client.post(f"{API}/list-unit", json=body(AREA))
    assert (orphan.status_code, orphan.json()["code"]) == (404, "parent.unknown")
    assert await host.services["registration"].log.head() == 0

"""Recognition from a registration to the public register: the reaction, the API and the views on real servers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx

from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.log import Item
from contracts.registration import UnitEnded, UnitListed, UnitRegistered
from portal.component import COMPONENT as PORTAL
from reference.rule_sets import load_rule_set, rule_set_file
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import put_in_force
from tests import signed_in
from tests.reading import all_read

REGISTRATION = Component(name="registration")
RULES = load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021"))
AREA = "0b0f9d3c-6d53-4c6c-9a42-3a1b1d1f2021"
COMMUNE = "4a8a08f0-9d37-4737-9564-9038408b5f33"
DOSSIER = f"binh-thuan-2021/{AREA}"
PAPERS = [document.code for document in RULES.kinds[0].documents]
seconds_max = 20


def listed(unit_id: str, kind: Any, parent_id: str) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=kind, title="Đơn vị", unit_name="Tân Hà", parent_id=parent_id, codes=(),
        valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=True, out_of_scope_reason=None,
    )  # fmt: skip


async def append(host: Host, stream: str, fact: Any, version: int = 0) -> None:
    day = date(2021, 4, 1)
    context = Context("test", "test", "", day, derived_id(f"{stream} {version}"), derived_id(stream))
    answers = await host.services["registration"].log.append([Item(stream, version, [fact], day, context)])
    assert answers[0].outcome.value == "appended"


async def eventually(asked: Callable[[], Awaitable[httpx.Response]], fits: Callable[[httpx.Response], bool]) -> Any:
    async with asyncio.timeout(seconds_max):
        while not fits(answer := await asked()):
            await asyncio.sleep(0.05)
    return answer.json()


@asynccontextmanager
async def a_client(host: Host, settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A caller once the service is ready: its views' tables are made when its readers first run."""
    async with asyncio.timeout(seconds_max):
        while await host.services["recognition"].ready():
            await asyncio.sleep(0.05)
    headers = await signed_in.headers(settings)
    transport = httpx.ASGITransport(host.application())
    base_url = "http://antoan/api/recognition"
    async with httpx.AsyncClient(transport=transport, base_url=base_url, headers=headers) as client:
        yield client


async def register(host: Host, client: httpx.AsyncClient) -> Any:
    """The area registers; the reaction opens its dossier, which is returned as the view shows it."""
    await append(host, f"registration.unit:{COMMUNE}", listed(COMMUNE, "commune", "d1"))
    await append(host, f"registration.unit:{AREA}", listed(AREA, "residential_area", COMMUNE))
    registered = UnitRegistered(
        campaign_id="binh-thuan-2021", year=2021, unit_id=AREA, unit_kind="residential_area",
        rule_set=RULES.rule_set, registered_on=date(2021, 4, 1), late=False,
    )  # fmt: skip
    await append(host, f"registration.registration:{DOSSIER}", registered)
    return await eventually(lambda: client.get(f"/dossiers/{DOSSIER}"), lambda answer: answer.status_code == 200)


async def persons(settings: Any) -> dict[str, dict[str, str]]:
    """The header of who hands in, who appraises and who decides."""
    head = await signed_in.headers(settings, ("residential_area_head", AREA))
    officer = await signed_in.headers(settings, ("commune_officer", COMMUNE))
    chair = await signed_in.headers(settings, ("commune_chair", COMMUNE))
    return {"submit": head, "decide": chair} | dict.fromkeys(("return", "accept", "appraise", "propose"), officer)


async def walk(client: httpx.AsyncClient, by: dict[str, dict[str, str]]) -> list[tuple[str, int, str]]:
    """Every step of a dossier's life with some repeats and one out of turn: what was asked, and what was answered."""
    results = [
        {"criterion": c.code, "met": True, "numerator": 118, "denominator": 118, "document_number": None}
        for c in RULES.kinds[0].criteria
    ]
    decision = {"outcome": "recognised", "decision_number": "411/QĐ-UBND", "decided_by": COMMUNE}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("decide", "2021-10-25", decision),
        ("submit", "2021-10-25", {"documents": PAPERS}),
        ("submit", "2021-10-25", {"documents": PAPERS}),
        ("return", "2021-10-26", {"shortfalls": [{"item": "meeting_minutes", "note": "Thiếu chữ ký"}]}),
        ("submit", "2021-10-27", {"documents": PAPERS}),
        ("accept", "2021-10-28", {}),
        ("appraise", "2021-10-29", {"results": results}),
        ("propose", "2021-11-01", {"outcome": "recognised", "proposal_number": "07/TTr-CA"}),
        ("decide", "2021-11-10", decision),
        ("return", "2021-11-11", {"shortfalls": [{"item": "meeting_minutes", "note": "Thiếu chữ ký"}]}),
    ]
    answered = []
    for step, day, body in steps:
        asked = {"occurred_on": day, "dossier_id": DOSSIER, **body}
        answer = await client.post(f"/{step}", json=asked, headers=by[step])
        answered.append((step, answer.status_code, answer.json().get("code", "")))
    return answered


async def test_a_rule_set_is_put_in_force_once_and_shown_whole(open_host: Any, settings: Any) -> None:
    host = await open_host(RELAY, COMPONENT)
    async with a_client(host, settings) as client:
        command = put_in_force(RULES).model_dump(mode="json")
        statuses = [(await client.post("/put-rule-set-in-force", json=command)).status_code for _ in range(2)]
        assert statuses == [201, 200]
        address = f"/rule-sets/{RULES.rule_set}"
        kinds = await eventually(lambda: client.get(address), lambda answer: answer.status_code == 200)
        assert {kind["unit_kind"]: kind["decided_by"] for kind in kinds}["agency"] == "managing_level"
        assert {kind["unit_kind"]: kind["criteria"] for kind in kinds}["commune"] == command["kinds"][1]["criteria"]
        unknown = await client.get("/rule-sets/none")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "rule_set.unknown")


async def test_a_registered_area_is_recognised_step_by_step(open_host: Any, settings: Any) -> None:
    host = await open_host(RELAY, REGISTRATION, PORTAL, COMPONENT)
    async with a_client(host, settings) as client:
        await client.post("/put-rule-set-in-force", json=put_in_force(RULES).model_dump(mode="json"))
        found = await register(host, client)
        assert (found["state"], found["since"], found["rule_set"]) == ("opened", "2021-04-01", RULES.rule_set)
        await all_read(host.services["portal"])
        assert await walk(client, await persons(settings)) == [
            ("decide", 409, "dossier.out_of_turn"), ("submit", 201, ""), ("submit", 200, ""), ("return", 201, ""),
            ("submit", 201, ""), ("accept", 201, ""), ("appraise", 201, ""), ("propose", 201, ""), ("decide", 201, ""),
            ("return", 409, "dossier.decided"),
        ]  # fmt: skip
        asked = {"state": "decided", "year": 2021}
        [row] = await eventually(lambda: client.get("/dossiers", params=asked), lambda answer: bool(answer.json()))
        assert (row["round"], row["returned_count"], row["late"], row["met"]) == (2, 1, True, True)
        assert (row["decide_before"], row["documents"], row["shortfalls"]) == ("2021-11-10", PAPERS, [])
        [public] = await eventually(
            lambda: client.get("/recognised", params={"year": 2021}), lambda answer: bool(answer.json())
        )
        decision = (public["unit_id"], public["decision_number"], public["decided_on"], public["decided_by"])
        assert decision == (AREA, "411/QĐ-UBND", "2021-11-10", COMMUNE)


async def test_an_open_dossier_lapses_when_its_unit_ends(open_host: Any, settings: Any) -> None:
    host = await open_host(RELAY, REGISTRATION, PORTAL, COMPONENT)
    async with a_client(host, settings) as client:
        await client.post("/put-rule-set-in-force", json=put_in_force(RULES).model_dump(mode="json"))
        await register(host, client)
        ended = UnitEnded(unit_id=AREA, ended_on=date(2021, 4, 1), reason="Nhập vào thôn khác")
        await append(host, f"registration.unit:{AREA}", ended, 1)
        row = await eventually(
            lambda: client.get(f"/dossiers/{DOSSIER}"), lambda answer: answer.json()["state"] == "lapsed"
        )
        assert row["reason"] == "Nhập vào thôn khác"
        submit = {"occurred_on": "2021-10-25", "dossier_id": DOSSIER, "documents": PAPERS}
        refused = await client.post("/submit", json=submit)
        assert (refused.status_code, refused.json()["code"]) == (409, "dossier.lapsed")


async def test_pages_of_dossiers_are_limited(open_host: Any, settings: Any) -> None:
    host = await open_host(COMPONENT)
    async with a_client(host, settings) as client:
        for path in ("/dossiers?state=decided&year=2021&limit=100000", "/recognised?year=2021&limit=0"):
            assert (await client.get(path)).status_code == 422
        unknown = await client.get(f"/dossiers/{DOSSIER}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "dossier.unknown")

"""Recognition from a registration to the public register: the reaction, the API and the views on real servers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx

from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.log import Item
from chronicle.secrets import secret
from contracts.registration import UnitListed, UnitRegistered
from reference.rule_sets import load_rule_set, rule_set_file
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import put_in_force

REGISTRATION = Component(name="registration")
RULES = load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021"))
AREA = "0b0f9d3c-6d53-4c6c-9a42-3a1b1d1f2021"
COMMUNE = "4a8a08f0-9d37-4737-9564-9038408b5f33"
DOSSIER = f"binh-thuan-2021/{AREA}"
seconds_max = 20


def listed(unit_id: str, kind: Any, parent_id: str) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=kind, title="Đơn vị", unit_name="Tân Hà", parent_id=parent_id, codes=(),
        valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=True, out_of_scope_reason=None,
    )  # fmt: skip


async def append(host: Host, stream: str, fact: Any) -> None:
    day = date(2021, 4, 1)
    context = Context("test", "test", "", day, derived_id(stream), derived_id(stream))
    answers = await host.services["registration"].log.append([Item(stream, 0, [fact], day, context)])
    assert answers[0].outcome.value == "appended"


async def eventually(asked: Callable[[], Awaitable[httpx.Response]], fits: Callable[[httpx.Response], bool]) -> Any:
    async with asyncio.timeout(seconds_max):
        while not fits(answer := await asked()):
            await asyncio.sleep(0.05)
    return answer.json()


async def test_a_registered_area_is_recognised_step_by_step_and_the_register_says_so(
    open_host: Any, settings: Any
) -> None:
    host = await open_host(RELAY, REGISTRATION, COMPONENT)
    token = secret(settings.secrets, "api_token", make=True)
    transport, headers = httpx.ASGITransport(host.application()), {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://antoan/api/recognition", headers=headers
    ) as client:

        async def post(path: str, day: str, **body: Any) -> httpx.Response:
            return await client.post(f"/{path}", json={"occurred_on": day, "dossier_id": DOSSIER, **body})

        command = put_in_force(RULES)
        assert (await client.post("/put-rule-set-in-force", json=command.model_dump(mode="json"))).status_code == 201
        assert (await client.post("/put-rule-set-in-force", json=command.model_dump(mode="json"))).status_code == 200
        await append(host, f"registration.unit:{COMMUNE}", listed(COMMUNE, "commune", "d1"))
        await append(host, f"registration.unit:{AREA}", listed(AREA, "residential_area", COMMUNE))
        registered = UnitRegistered(
            campaign_id="binh-thuan-2021", year=2021, unit_id=AREA, unit_kind="residential_area",
            rule_set=RULES.rule_set, registered_on=date(2021, 4, 1), late=False,
        )  # fmt: skip
        await append(host, f"registration.registration:{DOSSIER}", registered)
        found = await eventually(lambda: client.get(f"/dossiers/{DOSSIER}"), lambda answer: answer.status_code == 200)
        assert (found["state"], found["since"], found["rule_set"]) == ("opened", "2021-04-01", RULES.rule_set)

        papers = [document.code for document in RULES.kinds[0].documents]
        results = [
            {"criterion": c.code, "met": True, "numerator": 118, "denominator": 118, "document_number": None}
            for c in RULES.kinds[0].criteria
        ]
        out_of_turn = await post("decide", "2021-11-05", outcome="recognised", decision_number="1", decided_by=COMMUNE)
        assert (out_of_turn.status_code, out_of_turn.json()["code"]) == (409, "dossier.out_of_turn")
        assert (await post("submit", "2021-10-25", documents=papers)).status_code == 201
        assert (await post("submit", "2021-10-25", documents=papers)).status_code == 200
        short = [{"item": "meeting_minutes", "note": "Thiếu chữ ký"}]
        assert (await post("return", "2021-10-26", shortfalls=short)).status_code == 201
        assert (await post("submit", "2021-10-27", documents=papers)).status_code == 201
        assert (await post("accept", "2021-10-28")).status_code == 201
        assert (await post("appraise", "2021-10-29", results=results)).status_code == 201
        proposal = {"outcome": "recognised", "proposal_number": "07/TTr-CA"}
        assert (await post("propose", "2021-11-01", **proposal)).status_code == 201
        decision = {"outcome": "recognised", "decision_number": "411/QĐ-UBND", "decided_by": COMMUNE}
        assert (await post("decide", "2021-11-10", **decision)).status_code == 201

        [row] = await eventually(
            lambda: client.get("/dossiers", params={"state": "decided", "year": 2021}),
            lambda answer: bool(answer.json()),
        )
        assert (row["round"], row["returned_count"], row["late"], row["met"]) == (2, 1, True, True)
        assert (row["decide_before"], row["documents"], row["shortfalls"]) == ("2021-11-10", papers, [])
        [public] = await eventually(
            lambda: client.get("/recognised", params={"year": 2021}), lambda answer: bool(answer.json())
        )
        assert (public["unit_id"], public["decision_number"], public["decided_on"], public["decided_by"]) == (
            AREA, "411/QĐ-UBND", "2021-11-10", COMMUNE,
        )  # fmt: skip
        kinds = (await client.get(f"/rule-sets/{RULES.rule_set}")).json()
        assert {kind["unit_kind"]: kind["decided_by"] for kind in kinds}["agency"] == "managing_level"
        unknown = await client.get("/rule-sets/none")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "rule_set.unknown")
        unbounded = await client.get("/dossiers", params={"state": "decided", "year": 2021, "limit": 100_000})
        assert unbounded.status_code == 422

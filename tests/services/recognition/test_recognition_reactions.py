"""What recognition does because of its own facts, on real servers: reviews, due days found anew, counts before a decision."""

from datetime import date
from typing import Any

import httpx

from chronicle.host import RELAY
from contracts.registration import UnitRegistered
from portal.component import COMPONENT as PORTAL
from reference.calendars import calendar_file, load_calendar
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import put_in_force
from services.recognition.working_calendar_files import set_calendar
from tests import signed_in
from tests.reading import all_read
from tests.services.recognition.test_recognition_api import (
    AREA,
    COMMUNE,
    PAPERS,
    REGISTRATION,
    RULES,
    a_client,
    append,
    eventually,
    listed,
)

DISTRICT, SECOND = "d1", "second-area"
SPRING = date(2021, 4, 1)


def named(unit: str) -> str:
    return f"binh-thuan-2021/{unit}"


async def a_commune_and_its_areas(host: Any, client: httpx.AsyncClient) -> None:
    """All of them registered, with their dossiers opened; the district's chair may decide."""
    await append(host, f"registration.unit:{DISTRICT}", listed(DISTRICT, "district", None))  # type: ignore[arg-type]
    await append(host, f"registration.unit:{COMMUNE}", listed(COMMUNE, "commune", DISTRICT))
    for unit, kind in ((AREA, "residential_area"), (SECOND, "residential_area"), (COMMUNE, "commune")):
        if unit != COMMUNE:
            await append(host, f"registration.unit:{unit}", listed(unit, kind, COMMUNE))
        registered = UnitRegistered(
            campaign_id="binh-thuan-2021", year=2021, unit_id=unit, unit_kind=kind,  # type: ignore[arg-type]
            rule_set=RULES.rule_set, registered_on=SPRING, late=False,
        )  # fmt: skip
        await append(host, f"registration.registration:{named(unit)}", registered)
        await eventually(
            lambda unit=unit: client.get(f"/dossiers/{named(unit)}"), lambda answer: answer.status_code == 200
        )
    await all_read(host.services["portal"])


class Office:
    """Those who hand in, check and decide about one unit's dossier."""

    def __init__(self, client: httpx.AsyncClient, unit: str, by: dict[str, dict[str, str]], decided_by: str) -> None:
        self.client, self.unit, self.by, self.decided_by = client, unit, by, decided_by

    async def ask(self, step: str, day: str, **body: Any) -> httpx.Response:
        role = {"submit": "enters", "return": "checks", "accept": "checks", "appraise": "checks", "propose": "checks"}
        headers = self.by[role.get(step, "decides")]
        asked = {"occurred_on": day, "dossier_id": named(self.unit), **body}
        return await self.client.post(f"/{step}", json=asked, headers=headers)

    async def up_to_proposal(self, day: str, kind: int, **fraction: int) -> None:
        results = [
            {
                "criterion": c.code,
                "met": True,
                "document_number": None,
                **{"numerator": 118, "denominator": 118, **fraction},
            }
            for c in RULES.kinds[kind].criteria
        ]
        for step, body in (
            ("submit", {"documents": PAPERS}), ("accept", {}), ("appraise", {"results": results}),
            ("propose", {"outcome": "recognised", "proposal_number": "07/TTr-CA"}),
        ):  # fmt: skip
            answer = await self.ask(step, day, **body)
            assert answer.status_code == 201, answer.text

    async def decide(self, day: str) -> httpx.Response:
        number = {"outcome": "recognised", "decision_number": "411/QĐ-UBND", "decided_by": self.decided_by}
        return await self.ask("decide", day, **number)


async def offices(client: httpx.AsyncClient, settings: Any) -> dict[str, Office]:
    """Of both areas and of the commune above them."""
    head = await signed_in.headers(settings, ("commune_officer", COMMUNE))
    of_commune = {
        "enters": await signed_in.headers(settings, ("residential_area_head", AREA), ("residential_area_head", SECOND)),
        "checks": head,
        "decides": await signed_in.headers(settings, ("commune_chair", COMMUNE)),
    }
    of_district = {
        "enters": head,
        "checks": await signed_in.headers(settings, ("district_officer", DISTRICT)),
        "decides": await signed_in.headers(settings, ("district_chair", DISTRICT)),
    }
    return {
        AREA: Office(client, AREA, of_commune, COMMUNE),
        SECOND: Office(client, SECOND, of_commune, COMMUNE),
        COMMUNE: Office(client, COMMUNE, of_district, DISTRICT),
    }


async def test_a_commune_is_recognised_after_its_areas_and_looked_at_again_when_one_is_withdrawn(
    open_host: Any, settings: Any
) -> None:
    host = await open_host(RELAY, REGISTRATION, PORTAL, COMPONENT)
    async with a_client(host, settings) as client:
        await client.post("/put-rule-set-in-force", json=put_in_force(RULES).model_dump(mode="json"))
        await a_commune_and_its_areas(host, client)
        by = await offices(client, settings)
        for unit in (AREA, SECOND):
            await by[unit].up_to_proposal("2021-11-01", 0)
        assert (await by[AREA].decide("2021-11-05")).status_code == 201
        await by[COMMUNE].up_to_proposal("2021-12-01", 1, numerator=2, denominator=2)
        too_early = await by[COMMUNE].decide("2021-12-06")
        assert (too_early.status_code, too_early.json()["code"]) == (409, "decision.others_undecided")
        first = (await client.get(f"/prerequisites/{named(COMMUNE)}")).json()
        assert [row["unit_id"] for row in first["decided_before"]] == [SECOND]
        assert first["counted"]["counts"] == [{"criterion": "areas_recognised", "recognised": 1, "in_all": 2}]

        assert (await by[SECOND].decide("2021-12-06")).status_code == 201
        assert (await by[COMMUNE].decide("2021-12-07")).status_code == 201
        whole = await eventually(
            lambda: client.get(f"/whole-dossiers/{named(COMMUNE)}"), lambda answer: answer.json()["state"] == "decided"
        )
        counted = next(step for step in whole["steps"] if step["fact"] == "recognition.outcomes_counted")
        assert (counted["said"]["counts"][0]["recognised"], counted["said"]["undecided"]) == (2, 0)
        assert counted["said"]["up_to"] < counted["position"], "anyone can count it again up to there"
        right = (whole["authority_level"], whole["authority_basis"])
        assert right == ("district", "Thông tư 23/2012/TT-BCA")

        withdrawal = {"reason": "Không còn đạt", "decision_number": "15/QĐ-UBND", "decided_by": COMMUNE}
        assert (await by[AREA].ask("withdraw", "2021-12-20", **withdrawal)).status_code == 201
        shown = f"/dossiers/{named(COMMUNE)}"
        looked = await eventually(lambda: client.get(shown), lambda answer: answer.json()["review_open"])
        assert looked["review_because_of"] == named(AREA)
        not_upheld = {"upheld": False, "reason": "1/2", "document_number": "20/QĐ-UBND", "decided_by": DISTRICT}
        assert (await by[COMMUNE].ask("close-review", "2021-12-22", **not_upheld)).status_code == 201
        row = await eventually(lambda: client.get(shown), lambda answer: bool(answer.json()["withdrawn_on"]))
        assert (row["review_open"], row["withdrawal_number"]) == (False, "20/QĐ-UBND")


async def test_a_working_calendar_moves_what_is_due_and_the_journal_says_so(open_host: Any, settings: Any) -> None:
    host = await open_host(RELAY, REGISTRATION, PORTAL, COMPONENT)
    async with a_client(host, settings) as client:
        rules = put_in_force(RULES).model_dump(mode="json")
        await client.post("/put-rule-set-in-force", json=rules)
        await a_commune_and_its_areas(host, client)
        by = await offices(client, settings)
        assert (await by[AREA].ask("submit", "2021-09-01", documents=PAPERS)).status_code == 201
        waiting = await eventually(
            lambda: client.get(f"/dossiers/{named(AREA)}"), lambda a: a.json()["due_on"] is not None
        )
        assert (waiting["due_on"], waiting["due_calendar_version"]) == ("2021-09-06", 0)

        calendar = set_calendar(load_calendar(calendar_file("vn-2021")), date(2021, 9, 1), "test")
        answer = await client.post("/set-working-calendar", json=calendar.model_dump(mode="json"))
        assert answer.status_code == 201, answer.text
        moved = await eventually(lambda: client.get("/due-moves", params={"year": 2021}), lambda a: bool(a.json()))
        assert [(row["dossier_id"], row["previous_on"], row["due_on"]) for row in moved] == [
            (named(AREA), "2021-09-06", "2021-09-08"),
        ]  # 2 and 3 September are holidays  # fmt: skip

        longer = {**rules, "occurred_on": "2021-09-02"}
        longer["kinds"][0]["complete_within_days"] = 4
        assert (await client.post("/put-rule-set-in-force", json=longer)).status_code == 201
        whole = await eventually(
            lambda: client.get(f"/whole-dossiers/{named(AREA)}"), lambda a: a.json()["due_on"] == "2021-09-09"
        )
        assert [row["due_on"] for row in whole["due_moves"]] == ["2021-09-09", "2021-09-08"]
        assert "4 ngày làm việc" in whole["due_why_vi"]

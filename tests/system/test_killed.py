"""A process killed with -9 loses nothing: the others go on, and it catches up when it starts again."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest

from tests.system.doors import Doors
from tests.system.installation import Installation
from tests.system.operator_answers import operator

pytestmark = pytest.mark.system

YEAR = 2023
PROVINCE, COMMUNE, AREAS = "province-killed", "commune-killed", ("area-killed", "area2-killed")
CAMPAIGN = "tinh-killed"


@pytest.fixture(scope="module")
async def province(doors: Doors) -> AsyncIterator[Doors]:
    """A province, one commune, two areas, and an open year."""
    units = [("province", PROVINCE, None), ("commune", COMMUNE, PROVINCE)]
    for kind, unit, parent in (*units, *(("residential_area", area, COMMUNE) for area in AREAS)):
        await doors.carry(
            "registration", "list-unit", occurred_on=f"{YEAR}-01-02", unit_id=unit, unit_kind=kind, title="Đơn vị",
            unit_name=unit, parent_id=parent, valid_from=f"{YEAR}-01-01",
        )  # fmt: skip
    await doors.carry(
        "registration", "launch-campaign", occurred_on=f"{YEAR}-01-03", campaign_id=CAMPAIGN, province_id=PROVINCE,
        year=YEAR, campaign_name="Đợt phát động", rule_set="not-in-force-yet", targets=[], opens=f"{YEAR}-01-01",
        closes=f"{YEAR}-12-31", registration_closes=f"{YEAR}-03-31",
    )  # fmt: skip
    yield doors


@asynccontextmanager
async def killed(installation: Installation, name: str) -> AsyncIterator[None]:
    """For the length of the block the service is dead; then it is started again, and healthy."""
    program = installation.programs[name]
    program.signal(signal.SIGKILL)
    assert await program.ended(5) == -signal.SIGKILL
    try:
        yield
    finally:
        await installation.start_one(name)


async def propose(doors: Doors, model: str) -> None:
    await doors.carry(
        "models", "propose", occurred_on=f"{YEAR}-02-01", model_id=model, unit_id=COMMUNE, model_name="Tiếng kẻng",
        model_kind="tiếng kẻng an ninh", block="residential",
    )  # fmt: skip


async def until_models(doors: Doors, count: int) -> None:
    await doors.until(
        lambda found: sum(row["models"] for row in found["models"] if row["branch"] is None) == count,
        "dashboards", "overview", unit=PROVINCE, year=YEAR,
    )  # fmt: skip


async def test_without_the_relay_the_log_still_reaches_every_view_and_the_relay_catches_up(
    province: Doors, installation: Installation
) -> None:
    async with killed(installation, "relay"):
        await propose(province, "killed-1")
        await until_models(province, 1)
    for _ in range(20):
        head, *readers = await operator(installation, "status", "--json")
        if {line["reader"]: line["behind"] for line in readers}["relay"] == 0:
            break
    assert {line["reader"]: line["position"] for line in readers}["relay"] == head["head"]
    days = [day["data"]["day"] for day in await operator(installation, "events", "--json", "--stream", "calendar.*")]
    assert len(set(days)) == len(days), "the relay that came back began a day twice"


async def test_a_view_that_was_dead_shows_what_happened_meanwhile(province: Doors, installation: Installation) -> None:
    async with killed(installation, "dashboards"):
        await propose(province, "killed-2")
    await until_models(province, 2)


async def test_a_reaction_of_a_service_that_was_dead_happens_once_it_is_back(
    province: Doors, installation: Installation
) -> None:
    register = {"occurred_on": f"{YEAR}-02-01", "campaign_id": CAMPAIGN}
    async with killed(installation, "recognition"):
        await province.carry("registration", "register-unit", **register, unit_id=AREAS[0])
    await province.carry("registration", "register-unit", **register, unit_id=AREAS[1])
    for area in AREAS:
        await province.until(lambda found: found["state"] == "opened", "recognition", f"dossiers/{CAMPAIGN}/{area}")
        stream = f"recognition.dossier:{CAMPAIGN}/{area}"
        [opened] = await operator(installation, "events", "--json", "--stream", stream)
        assert opened["type"] == "recognition.dossier_opened"


async def test_a_command_sent_again_after_its_service_died_is_carried_out_once(
    province: Doors, installation: Installation
) -> None:
    body = {"occurred_on": f"{YEAR}-05-01", "campaign_id": CAMPAIGN, "unit_id": AREAS[0], "total": 90}
    first, second = str(uuid4()), str(uuid4())

    async def report(registered: int, key: str) -> httpx.Response:
        return await province.post(
            "registration", "report-households", {**body, "registered": registered}, **{"Idempotency-Key": key}
        )

    assert (await report(10, first)).status_code == 201
    assert (await report(20, second)).status_code == 201
    async with killed(installation, "registration"):
        with pytest.raises(httpx.TransportError):
            await report(10, first)
    again = await report(10, first)
    assert (again.status_code, again.json()["changed"]) == (200, False), "or the first count would win over the second"
    found = await province.ask("registration", f"campaigns/{CAMPAIGN}/units/{AREAS[0]}")
    assert found["households_registered"] == 20

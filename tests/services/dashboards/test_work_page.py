"""The page “Việc của tôi” on real servers: each kind of work appears by its facts and goes by the fact that does it."""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import date
from itertools import chain
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.fact import Fact
from contracts.mobilisation import ActivityReported, Counter, ProgrammeReviewed, ProgrammeSigned
from contracts.models import (
    InventoryCompleted,
    InventoryOpened,
    ModelConfirmed,
    ModelMoved,
    MonitorAssigned,
    PaperFiled,
    PlacementAsked,
)
from contracts.registration import DocumentDuty, DocumentsRequired, LateEntryAllowed, PeriodClosed, UnitEnded
from portal.component import COMPONENT as PORTAL
from services.dashboards.screens.work import KINDS
from tests import signed_in
from tests.services.dashboards.province import (
    AREAS,
    CAMPAIGN,
    COMPONENTS,
    SPRING,
    TODAY,
    YEAR,
    everything,
    households,
    issued,
    play,
    registered,
)
from tests.services.dashboards.queues import officer, told, work

DUTIES = (
    DocumentDuty(unit_kind="commune", document_kind="resolution", due_on=SPRING),
    DocumentDuty(unit_kind="district", document_kind="plan", due_on=date(2021, 11, 10)),
)
INVENTORY: dict[str, Any] = {"inventory_id": "i1", "unit_id": "mui-ne"}
MODEL: dict[str, Any] = {"model_id": "m1", "unit_id": "mui-ne"}


def asked_for() -> Iterable[Fact]:
    yield DocumentsRequired(campaign_id=CAMPAIGN, year=YEAR, duties=DUTIES, dropped=())
    yield InventoryOpened(
        inventory_id="i1", unit_id="binh-thuan", inventory_name="Rà soát 2021", units=("mui-ne", "tam-thanh"),
        due=date(2021, 11, 12), opened_on=date(2021, 9, 1),
    )  # fmt: skip
    yield PlacementAsked(model_id="m2", unit_id="phu-thuy", successors=("mui-ne", "tien-loi"), asked_on=SPRING)
    yield households(AREAS[0], 90, 100, lowered=True)
    yield ProgrammeSigned(
        programme_id="p1", unit_id="phan-thiet", programme_kind="joint_programme", parties=("Công an", "Mặt trận"),
        number="05/CTPH", dated=SPRING, subject="Phối hợp", first_day=SPRING, last_day=None, file_sha256=None,
    )  # fmt: skip


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    """The small province, with the portal that knows who stands under whom."""
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=await play(settings))
    others = ("models.inventory", "models.model_confirmed")
    await told(host, chain((fact for fact in everything() if not fact.name.startswith(others)), asked_for()))
    return host


@pytest.fixture
async def client(province: Host) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(province, {}) as opened:
        yield opened


def keys(found: dict[str, Any], tab: str = "to_do") -> set[tuple[str, str, str, int]]:
    return {
        (entry["kind"], entry["unit_id"], entry["about"], entry["count"])
        for entry in found["entries"]
        if entry["tab"] == tab and entry["kind"] != "report" and not entry["kind"].startswith("dossier_")
    }


async def test_a_commune_sees_what_it_owes_until_a_fact_says_that_it_is_done(
    province: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    mui_ne = await officer(settings, "commune_officer", "mui-ne")
    assert keys(await work(client, mui_ne)) == {
        ("households_lowered", "mui-ne", "areas", 1), ("inventory", "mui-ne", "i1", 1), ("papers", "mui-ne", "m1", 6),
    }  # fmt: skip
    await told(
        province,
        [
            households(AREAS[0], 100, 100),
            *(PaperFiled(**MODEL, paper=paper, number=paper, dated=SPRING, file_sha256=None, filed_on=SPRING)
              for paper in ("survey_report", "proposal", "plan", "decision", "regulation", "launch_minutes")),
            ModelConfirmed(**INVENTORY, model_id="m1", finding="found", previous_finding=None, note=None,
                           confirmed_on=SPRING),
        ],
    )  # fmt: skip
    assert keys(await work(client, mui_ne)) == {("inventory", "mui-ne", "i1", 0)}
    await told(province, [InventoryCompleted(**INVENTORY, found=1, missing=0, new=0, closed=0, completed_on=SPRING)])
    found = await work(client, mui_ne)
    assert keys(found) == set()
    assert {done["type"] for done in found["done"]} >= {"models.model_confirmed", "registration.households_reported"}


async def test_a_district_acts_for_itself_and_waits_for_its_communes(
    province: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    district = await officer(settings, "district_officer", "phu-quy")
    found = await work(client, district)
    assert keys(found) == {("document", "phu-quy", "plan", 1)}
    assert keys(found, "waiting") == {
        ("document", "tam-thanh", "resolution", 1), ("registration", "tam-thanh", "own", 1),
        ("registration", "tam-thanh", "areas", 3), ("inventory", "tam-thanh", "i1", 0),
    }  # fmt: skip
    commune = await officer(settings, "commune_officer", "tam-thanh")
    assert keys(await work(client, commune)) == keys(found, "waiting")
    head = await officer(settings, "residential_area_head", "tam-thanh-1")
    assert keys(await work(client, head)) == {("registration", "tam-thanh-1", "own", 1)}
    await told(
        province,
        [issued("phu-quy", "plan", "9/KH"), issued("tam-thanh", "resolution", "9-NQ"),
         registered("tam-thanh", "commune", late=True), registered("tam-thanh-1", "residential_area", late=True)],
    )  # fmt: skip
    assert keys(await work(client, district)) == set()
    assert keys(await work(client, district), "waiting") == {
        ("registration", "tam-thanh", "areas", 2), ("households", "tam-thanh", "areas", 1),
        ("inventory", "tam-thanh", "i1", 0),
    }  # fmt: skip
    await told(province, [UnitEnded(unit_id="tam-thanh-2", ended_on=date(2021, 11, 1), reason="Sáp nhập")])
    closing = {"campaign_id": CAMPAIGN, "year": YEAR}
    assert ("registration", "tam-thanh", "areas", 1) in keys(await work(client, commune)), "who ended owes nothing"
    await told(province, [PeriodClosed(**closing, period="registering", closed_on=TODAY.date())])
    assert not [entry for entry in keys(await work(client, commune)) if entry[0] == "registration"]
    await told(
        province,
        [LateEntryAllowed(**closing, unit_id="tam-thanh-3", period="registering", allowed_on=TODAY.date(),
                          until=date(2021, 11, 20), reason="Bão", decided_by="Chủ tịch", basis="1/CV")],
    )  # fmt: skip
    assert ("registration", "tam-thanh", "areas", 1) in keys(await work(client, commune))


async def test_reports_programmes_monitors_and_models_to_be_placed_are_done_where_they_are_owed(
    province: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    district = await officer(settings, "district_officer", "phan-thiet")
    found = await work(client, district)
    assert keys(found) == {("placement", "phu-thuy", "m2", 1), ("programme", "phan-thiet", "p1", 1)}
    assert ("monitor", "phu-thuy", "m2", 1) in keys(found, "waiting")
    reports = {(e["unit_id"], e["about"]): e for e in found["entries"] if e["kind"] == "report"}
    assert ("mui-ne", "quarter-3") not in reports
    assert reports["tien-loi", "quarter-3"]["group"] == "overdue"
    assert reports["phan-thiet", "quarter-4"]["tab"] == "to_do"
    assert reports["phan-thiet", "quarter-4"]["path"] == "/mobilisation/report"
    counters = (Counter(counter="propaganda_sessions", value=3, previous_value=0),)
    await told(
        province,
        [
            ActivityReported(unit_id="phan-thiet", year=YEAR, period="quarter", period_number=4, counters=counters,
                             reported_on=TODAY.date(), first_reported_on=TODAY.date(), lowered=False, reason=None),
            ProgrammeReviewed(programme_id="p1", unit_id="phan-thiet", year=YEAR, grade="good", previous_grade=None,
                              result="Tốt", document_number="1/BC", reviewed_on=TODAY.date(), file_sha256=None),
            MonitorAssigned(model_id="m2", unit_id="phu-thuy", monitor_id="phan-thiet", previous_monitor_id=None),
            ModelMoved(model_id="m2", unit_id="tien-loi", previous_unit_id="phu-thuy", model_kind="Camera an ninh",
                       launched=True, points=10, teams=3, reason="Chia tách", moved_on=TODAY.date()),
        ],
    )  # fmt: skip
    found = await work(client, district)
    assert keys(found) == set()
    assert not [entry for entry in keys(found, "waiting") if entry[0] in ("monitor", "placement")]
    assert ("phan-thiet", "quarter-4") not in {(e["unit_id"], e["about"]) for e in found["entries"]}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_page_groups_leads_on_and_leaves_as_a_file(
    province: Host, client: httpx.AsyncClient, settings: Settings, language: str
) -> None:
    headers = await officer(settings, "commune_officer", "tam-thanh")
    page = await client.get("/work", params={"language": language}, headers=headers)
    assert page.status_code == 200
    assert ("3 khu dân cư" if language == "vi" else "3 residential areas") in page.text
    assert 'id="group-overdue"' in page.text
    assert "unit=tam-thanh&amp;year=2021&amp;which=missing&amp;kind=residential_area" in page.text
    for tab in ("waiting", "done", "all"):
        assert (
            await client.get("/work", params={"tab": tab, "language": language}, headers=headers)
        ).status_code == 200
    csv = await client.get("/work.csv", params={"tab": "all", "language": language}, headers=headers)
    assert csv.text.count("Tam Thanh") > 5
    assert (await client.get("/work", params={"unit": "mui-ne"}, headers=headers)).status_code == 404
    auditor = await officer(settings, "auditor", "tam-thanh")
    nobody = await client.get("/work", headers=auditor)
    assert "Bạn không nhập thay đơn vị nào" in nobody.text


async def test_parts_put_one_after_another_are_the_whole_in_its_order_and_the_counts_tell_of_all_of_it(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    district = await officer(settings, "district_officer", "phan-thiet")
    every = await work(client, district)
    for tab in ("to_do", "waiting", "all"):
        whole = await work(client, district, tab=tab)
        entries = whole["entries"]
        assert len(entries) > 3
        assert sum(whole["groups"].values()) == len(entries)
        places = [(one["due"] or "9999", KINDS.index(one["kind"])) for one in entries]
        assert places == sorted(places), "the earliest day first, what has no day last, of one day by kind"
        pages = range(1, len(entries) // 5 + 2)
        parts = [(await work(client, district, tab=tab, limit=5, page=page))["entries"] for page in pages]
        assert [one for part in parts for one in part] == entries
        assert entries == [one for one in every["entries"] if tab in (one["tab"], "all")]
    told_of = [one["tab"] for one in every["entries"]]
    assert every["counts"]["to_do"] == told_of.count("to_do")
    assert every["counts"]["waiting"] == told_of.count("waiting")

"""Dossiers in the queue of work on real servers: each with one office, in its order, claimed or free, and never gone."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.fact import Fact
from contracts.recognition import (
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierLapsed,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Due,
    DueDateMoved,
    KindRules,
    ReviewOpened,
    RuleSetPutInForce,
)
from portal.component import COMPONENT as PORTAL
from tests import signed_in
from tests.services.dashboards.province import (
    AREAS,
    CAMPAIGN,
    COMPONENTS,
    SPRING,
    YEAR,
    about,
    decided,
    opened,
    play,
    units,
)
from tests.services.dashboards.queues import officer, told, work

COMMUNE = {"mui-ne": AREAS[0:3], "phu-thuy": AREAS[3:6], "tien-loi": AREAS[6:9]}
OFFICES = {
    "binh-thuan": "provincial", "phan-thiet": "district", "tuy-phong": "district", "mui-ne": "commune", "phu-thuy": "commune",
    "tien-loi": "commune",
}  # fmt: skip
TODAY = date(2021, 11, 8)


def due(step: Any, on: date) -> Due:
    return Due(step=step, on=on, since=SPRING, working_days=3, calendar=None, calendar_version=0)


def submitted(unit: str, on: date = TODAY) -> DossierSubmitted:
    return DossierSubmitted(
        **about(unit), round=1, documents=(), submitted_on=SPRING, due=due("check_completeness", on)
    )


def accepted(unit: str, on: date = TODAY) -> DossierAccepted:
    return DossierAccepted(**about(unit), accepted_on=SPRING, due=due("appraise", on))


def appraised(unit: str) -> DossierAppraised:
    return DossierAppraised(**about(unit), results=(), met=True, appraised_on=SPRING, due=due("propose", TODAY))


def proposed(unit: str) -> DossierProposed:
    said = due("decide", date(2021, 11, 9))
    return DossierProposed(**about(unit), outcome="recognised", proposal_number="1", proposed_on=SPRING, due=said)


def returned(unit: str) -> DossierReturned:
    shortfalls = ({"item": "minutes", "note": "Thiếu"},)
    said = due("correct", date(2021, 11, 5))
    return DossierReturned(**about(unit), shortfalls=shortfalls, returned_on=SPRING, due=said)


def lives() -> dict[str, tuple[str, tuple[Fact, ...]]]:
    """By unit: its kind, and what happened to its dossier. One of every state, at every level."""
    area = "residential_area"
    return {
        "mui-ne-1": (area, ()),
        "mui-ne-2": (area, (submitted("mui-ne-2"),)),
        "mui-ne-3": (area, (submitted("mui-ne-3"), returned("mui-ne-3"))),
        "phu-thuy-1": (area, (submitted("phu-thuy-1"), accepted("phu-thuy-1"))),
        "phu-thuy-2": (area, (submitted("phu-thuy-2"), accepted("phu-thuy-2"), appraised("phu-thuy-2"))),
        "phu-thuy-3": (
            area, (submitted("phu-thuy-3"), accepted("phu-thuy-3"), appraised("phu-thuy-3"), proposed("phu-thuy-3")),
        ),
        "tien-loi-1": (area, (decided("tien-loi-1", late=True),)),
        "tien-loi-2": (
            area,
            (decided("tien-loi-2"),
             ReviewOpened(**about("tien-loi-2"), because_of="y/b", reason="Thu hồi", due=None, opened_on=TODAY)),
        ),
        "tien-loi-3": (area, (DossierLapsed(**about("tien-loi-3"), reason="Sáp nhập", lapsed_on=SPRING),)),
        "mui-ne": ("commune", (submitted("mui-ne"),)),
        "phu-thuy": ("commune", ()),
        "high-school": ("school", (submitted("high-school"), returned("high-school"))),
        "bank": ("agency", (submitted("bank"), accepted("bank"), appraised("bank"), proposed("bank"))),
    }  # fmt: skip


LIES_WITH: dict[str, tuple[str, str] | None] = {
    "mui-ne-1": ("officer", "mui-ne"), "mui-ne-2": ("officer", "mui-ne"), "mui-ne-3": ("officer", "mui-ne"),
    "phu-thuy-1": ("officer", "phu-thuy"), "phu-thuy-2": ("officer", "phu-thuy"), "phu-thuy-3": ("chair", "phu-thuy"),
    "tien-loi-1": None, "tien-loi-2": ("chair", "tien-loi"), "tien-loi-3": None, "mui-ne": ("officer", "phan-thiet"),
    "phu-thuy": ("officer", "phu-thuy"), "high-school": ("officer", "tuy-phong"), "bank": ("chair", "binh-thuan"),
}  # fmt: skip
"""By hand: who must act on each of these dossiers; None: it is over."""


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=await play(settings))
    facts: list[Fact] = list(units())
    for unit, (kind, life) in lives().items():
        facts += [opened(unit, kind), *life]
    await told(host, facts)
    return host


@pytest.fixture
async def client(province: Host) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(province, {}) as opened:
        yield opened


def units_of(found: dict[str, Any], tab: str) -> set[str]:
    return {one["unit_id"] for one in found["entries"] if one["kind"].startswith("dossier_") and one["tab"] == tab}


async def test_every_open_dossier_is_to_do_for_exactly_one_office_and_waited_for_by_the_rest_in_sight(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    to_do: dict[str, list[tuple[str, str]]] = {unit: [] for unit in LIES_WITH}
    for office, level in OFFICES.items():
        for post in ("officer", "chair"):
            found = await work(client, await officer(settings, f"{level}_{post}", office))
            mine, waiting = units_of(found, "to_do"), units_of(found, "waiting")
            assert not mine & waiting
            in_sight = set(LIES_WITH) if level == "provincial" else {u for u in LIES_WITH if _below(u, office)}
            open_ones = {unit for unit in in_sight if LIES_WITH[unit]}
            assert mine | waiting == open_ones, "nothing in sight vanishes"
            assert found["finished"] == len(in_sight - open_ones)
            for unit in mine:
                to_do[unit].append((post, office))
    assert to_do == {unit: [held] if held else [] for unit, held in LIES_WITH.items()}


def _below(unit: str, office: str) -> bool:
    parents = {"high-school": "tuy-phong", "mui-ne": "phan-thiet", "phu-thuy": "phan-thiet", "tien-loi": "phan-thiet"}
    return unit == office or unit.rpartition("-")[0] == office or parents.get(unit) == office or (
        office == "phan-thiet" and unit.rpartition("-")[0] in COMMUNE
    )  # fmt: skip


async def test_a_head_compiles_and_corrects_the_dossier_of_its_own_area(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    head = await officer(settings, "residential_area_head", "mui-ne-3")
    [entry] = (await work(client, head))["entries"]
    assert (entry["kind"], entry["tab"], entry["group"], entry["late_days"]) == (
        "dossier_correct",
        "to_do",
        "overdue",
        3,
    )
    assert entry["path"] == f"/recognition/dossiers/{CAMPAIGN}/mui-ne-3", "documents are filed before it is handed in"
    assert entry["waits_for"] is None, "the commune is beyond its sight"


async def test_days_of_facts_move_and_without_one_the_day_of_the_decision_counts(
    province: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    commune = await officer(settings, "commune_officer", "mui-ne")
    found = {one["unit_id"]: one for one in (await work(client, commune))["entries"]}
    assert (found["mui-ne-1"]["due"], found["mui-ne-1"]["group"]) == (None, "later")
    assert (found["mui-ne-2"]["due"], found["mui-ne-2"]["group"]) == ("2021-11-08", "today")
    rules = KindRules(
        unit_kind="residential_area", window_from=SPRING, window_to=TODAY, decide_before=date(2021, 11, 10),
        before_excludes_the_day=True, decided_by="commune", documents=(), criteria=(), complete_within_days=3,
        correct_within_days=3, appraise_within_days=3,
    )  # fmt: skip
    moved = DueDateMoved(
        **about("mui-ne-2"), due=due("check_completeness", date(2021, 11, 12)),
        previous=due("check_completeness", TODAY), reason="Nghỉ bù", moved_on=TODAY,
    )  # fmt: skip
    in_force = RuleSetPutInForce(
        rule_set="tt23-2012-binh-thuan-2021", circular="TT 23", year=YEAR, kinds=(rules,), in_force_on=TODAY
    )
    await told(province, [in_force, moved])
    found = {one["unit_id"]: one for one in (await work(client, commune))["entries"]}
    assert (found["mui-ne-1"]["due"], found["mui-ne-1"]["group"]) == ("2021-11-09", "three_days")
    assert (found["mui-ne-2"]["due"], found["mui-ne-2"]["group"]) == ("2021-11-12", "week")
    page = (await client.get("/work", headers=commune)).text
    assert "hạn quyết định" in page


async def test_pages_of_the_queue_are_its_parts_in_one_order(client: httpx.AsyncClient, settings: Settings) -> None:
    province = await officer(settings, "provincial_officer", "binh-thuan")
    whole = (await work(client, province))["entries"]
    assert [one["due"] or "9" for one in whole] == sorted(one["due"] or "9" for one in whole)
    parts = []
    for page in range(1, 30):
        parts += (await work(client, province, limit=3, page=page))["entries"]
    assert parts == whole


async def test_whoever_has_it_at_hand_is_told_to_colleagues_and_filtered_by(
    province: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    me, other = [await signed_in.account(settings, [("commune_officer", "phu-thuy")]) for _ in range(2)]
    mine, others = [await signed_in.headers_of(settings, account) for account in (me, other)]

    def assigned(unit: str, holder: UUID) -> DossierAssigned:
        return DossierAssigned(**about(unit), holder=str(holder), previous_holder=None, assigned_on=TODAY)

    await told(province, [assigned("phu-thuy-1", me), assigned("phu-thuy-2", other)])
    for headers, claims in (
        (mine, {"phu-thuy-1": "mine", "phu-thuy-2": "others", "phu-thuy": "nobody"}),
        (others, {"phu-thuy-1": "others", "phu-thuy-2": "mine", "phu-thuy": "nobody"}),
    ):
        found = await work(client, headers, tab="to_do")
        assert {one["unit_id"]: one["claim"] for one in found["entries"]} == claims
        for claim in ("mine", "others", "nobody"):
            part = await work(client, headers, tab="to_do", claim=claim)
            assert [one["unit_id"] for one in part["entries"]] == [u for u, held in claims.items() if held == claim]
            assert sum(part["groups"].values()) == 1
            assert part["counts"]["to_do"] == 3, "the tabs tell of everything"
    page = (await client.get("/work", headers=mine)).text
    assert "tôi" in page
    assert "Chương trình</span></td>" in page, "a colleague's post"
    assert "(1)" in (await client.get("/work", params={"claim": "mine"}, headers=mine)).text
    district = await officer(settings, "district_officer", "phan-thiet")
    waiting = (await client.get("/work", params={"tab": "waiting"}, headers=district)).text
    assert "cán bộ khác" in waiting
    assert "Chương trình</span></td>" not in waiting, "of another office's officers nothing is told"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_is_over_stays_and_each_row_leads_to_its_dossier(
    client: httpx.AsyncClient, settings: Settings, language: str
) -> None:
    chair = await officer(settings, "commune_chair", "tien-loi")
    asked = {"tab": "finished", "language": language}
    page = (await client.get("/work", params=asked, headers=chair)).text
    said = ("quyết định muộn", "hết hiệu lực") if language == "vi" else ("decided late", "lapsed")
    assert all(words in page for words in said), page
    assert f"/recognition/dossiers/{CAMPAIGN}/tien-loi-1" in page
    assert "101/QĐ-UBND" in page
    csv = (await client.get("/work.csv", params=asked, headers=chair)).text
    assert csv.count("Khu phố") == 2
    to_do = (await client.get("/work", params={"language": language}, headers=chair)).text
    assert "/recognition/dossiers/do/close-review?" in to_do
    assert f"dossier={CAMPAIGN}%2Ftien-loi-2" in to_do

"""Whom a decision was delegated to: they see the dossiers they decide, their files and papers, and nothing else of those units."""

import re
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import date
from typing import Any

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.fact import Fact
from contracts.recognition import (
    AuthorityDelegated,
    DelegationEnded,
    DossierAccepted,
    DossierAppraised,
    DossierProposed,
    DossierSubmitted,
)
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.recognition.component import COMPONENT
from tests.browser.rules_told import rules
from tests.reading import all_read
from tests.services.dashboards.province import CAMPAIGN, about, everything, opened, play, tell, whole
from tests.services.recognition.desks import LIST, Officer, boxes, signing_in, wrong

BANK, SCHOOL = f"{CAMPAIGN}/bank", f"{CAMPAIGN}/high-school"
NOVEMBER = date(2021, 11, 5)
DELEGATED = AuthorityDelegated(
    delegation_id="2021-1", from_unit="binh-thuan", to_unit="phan-thiet", unit_kinds=("agency",),
    document_number="77/QĐ-UBND", valid_from=date(2021, 11, 1), valid_to=date(2021, 11, 30), delegated_on=NOVEMBER,
)  # fmt: skip
ENDED = DelegationEnded(
    delegation_id="2021-1", from_unit="binh-thuan", to_unit="phan-thiet", reason="Hết", ended_on=date(2021, 11, 8)
)


def up_to_the_chair(unit_id: str, kind: str) -> Iterable[Fact]:
    yield opened(unit_id, kind)
    yield DossierSubmitted(**about(unit_id), round=1, documents=("results_report",), submitted_on=NOVEMBER)
    yield DossierAccepted(**about(unit_id), accepted_on=NOVEMBER)
    yield DossierAppraised(**about(unit_id), results=(), met=True, appraised_on=NOVEMBER)
    yield DossierProposed(**about(unit_id), outcome="recognised", proposal_number="7/TTr-CAT", proposed_on=NOVEMBER)


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    found: Host = await open_host(*whole(COMPONENT), PORTAL, clock=await play(settings))
    in_force = next(fact for fact in rules() if fact.name == "recognition.rule_set_put_in_force")
    await tell(
        found, (*everything(), in_force, *up_to_the_chair("bank", "agency"), *up_to_the_chair("high-school", "school"))
    )
    await read(found)
    return found


async def read(host: Host) -> None:
    for component in (PORTAL, COMPONENT, DASHBOARDS):
        await all_read(host.services[component.name])


async def tells(host: Host, *facts: Fact) -> None:
    await tell(host, facts)
    await read(host)


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    async with signing_in(host, settings) as officer:
        yield officer


async def work(officer: Officer) -> dict[str, tuple[str, str]]:
    """By unit, the tab and the kind of what is to do about its dossier."""
    answer = await officer.client.get("/api/dashboards/work?limit=1000")
    return {
        one["unit_id"]: (one["tab"], one["kind"])
        for one in answer.json()["entries"]
        if one["kind"].startswith("dossier_")
    }


async def test_who_decides_by_delegation_sees_those_dossiers_while_it_holds_and_decides(
    host: Host, sign_in: Callable[..., Any]
) -> None:
    chair, giver = await sign_in("district_chair", "phan-thiet"), await sign_in("provincial_chair", "binh-thuan")
    page, api = f"{LIST}/{BANK}", f"/api/recognition/dossiers/{BANK}"
    assert [(await chair.client.get(path)).status_code for path in (page, api)] == [404, 404]
    assert (await work(giver))["bank"] == ("to_do", "dossier_decide")
    await tells(host, DELEGATED)
    said = await chair.open(page)
    assert "Cơ quan Kho bạc tỉnh" in said and "Đã trình, chờ quyết định" in said
    assert [
        (await chair.client.get(path)).status_code for path in (api, f"/api/recognition/whole-dossiers/{BANK}")
    ] == [200] * 2
    assert f'href="{page}"' in await chair.open(f"{LIST}?kind=agency") and SCHOOL not in await chair.open(LIST)
    listed = await chair.client.get("/api/recognition/dossiers?year=2021&unit_kind=agency")
    assert [row["dossier_id"] for row in listed.json()] == [BANK]
    assert (await work(chair))["bank"] == ("to_do", "dossier_decide")
    assert (await work(giver))["bank"] == ("waiting", "dossier_decide")
    assert "Kho bạc tỉnh" in await chair.open("/work") and BANK in await chair.open(
        f"{LIST}/do/decide-many?unit=binh-thuan"
    )
    drawn = await chair.client.get(f"/recognition/documents/issue?kind=decision&issuer=phan-thiet&dossier={BANK}")
    assert "Kho bạc tỉnh" in drawn.text and "thành phố Phan Thiết" in drawn.text
    form = await chair.open(f"{LIST}/do/decide?dossier={BANK}")
    assert "77/QĐ-UBND" in form and "Chủ tịch UBND, Thành phố Phan Thiết" in form
    await chair.did("decide", BANK, outcome="recognised", decision_number="9/QĐ-UBND")
    assert "Được công nhận" in await chair.open(page)


async def test_the_files_of_those_dossiers_open_for_the_delegate_and_no_list_names_them(
    host: Host, sign_in: Callable[..., Any]
) -> None:
    officer, chair = await sign_in("provincial_officer", "binh-thuan"), await sign_in("district_chair", "phan-thiet")
    fields = {**boxes(await officer.open("/attachments?unit=bank")), "unit": "bank"}
    sent = await officer.client.post(
        "/attachments", data=fields, files={"file": ("b.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
    )
    assert sent.status_code == 303, sent.text[-2_000:]
    [path] = set(re.findall(r'href="(/attachments/[0-9a-f]{64})"', await officer.open("/attachments?unit=bank")))
    assert (await chair.client.get(path)).status_code == 404
    await tells(host, DELEGATED)
    assert (await chair.client.get(path)).status_code == 200
    assert path not in await chair.open("/attachments")


async def test_nobody_else_sees_them_nor_the_delegate_anything_more(
    host: Host, sign_in: Callable[..., Any], settings: Settings
) -> None:
    await tells(host, DELEGATED)
    chair, officer = await sign_in("district_chair", "phan-thiet"), await sign_in("district_officer", "phan-thiet")
    assert "Kho bạc tỉnh" in await officer.open(f"{LIST}/{BANK}"), "who draws its papers up"
    assert (
        "Ngoài thẩm quyền của bạn"
        in wrong(await officer.does("decide", BANK, outcome="recognised", decision_number="1"))[0]
    )
    for role, unit in (("auditor", "phan-thiet"), ("commune_chair", "mui-ne"), ("district_chair", "tuy-phong")):
        stranger = await sign_in(role, unit)
        assert (await stranger.client.get(f"{LIST}/{BANK}")).status_code == 404, role
    beyond = (
        f"{LIST}/{SCHOOL}", f"/api/recognition/dossiers/{SCHOOL}", "/?unit=bank", "/?unit=binh-thuan", "/attachments?unit=bank",
        "/api/dashboards/overview?unit=bank&year=2021",
    )  # fmt: skip
    assert [(await chair.client.get(path)).status_code for path in beyond] == [404] * len(beyond)
    assert "Kho bạc" not in await chair.open("/units?kind=agency&which=required")
    await tells(host, ENDED)
    assert (await chair.client.get(f"{LIST}/{BANK}")).status_code == 404, "from the day on which it was taken back"
    assert "bank" not in await work(chair)


async def test_the_wall_in_the_database_lets_dossiers_through_and_no_other_view(
    host: Host, sign_in: Callable[..., Any], settings: Settings
) -> None:
    await tells(host, DELEGATED)
    await sign_in("district_chair", "phan-thiet")
    owner = await asyncpg.connect(settings.owner_url)
    found = await accounts.by_name(owner, "district_chair-phan-thiet")
    await owner.close()
    assert found is not None
    shown: dict[str, set[str]] = {}
    for name in ("recognition", "dashboards"):
        service = host.services[name]
        async with service.viewer_pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute("SELECT portal.look_as($1, $2)", found.account_id, date(2021, 11, 8))
            for view in service.views.values():
                of_unit = view.projection.of_unit
                if of_unit is None:
                    continue
                rows = await connection.fetch(f"SELECT DISTINCT {of_unit} AS unit_id FROM {view.table.name}")
                units = {row["unit_id"] for row in rows}
                assert "high-school" not in units, view.projection.name
                if "bank" in units:
                    shown.setdefault(name, set()).add(view.projection.name)
    assert shown["dashboards"] <= {"units", "dossier_turns", "dossier_submitters"}
    assert {"dossiers", "dossier_steps", "unit_standings"} <= shown["recognition"]

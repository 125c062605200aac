"""Who holds what in a standing body: counted by day, shown to its officers and chair, handed over as one."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import Host
from chronicle.log import Item
from contracts.fact import Fact
from contracts.recognition import DossierAccepted, DossierAssigned, DossierOpened, DossierSubmitted, Due
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from portal.sign_in import absences, sessions
from portal.sign_in.colleagues import Colleague
from services.recognition.component import COMPONENT
from services.recognition.screens.load import Load
from services.recognition.screens.load_page import HolderLoad, loads
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import TODAY, play

DAY = date(2021, 11, 1)
AREAS = ("a1", "a2", "a3", "a4")


@pytest.mark.fast
def test_days_are_overdue_today_this_week_or_later_and_every_colleague_has_a_row() -> None:
    monday = date(2021, 11, 8)
    found = [
        Load("x", date(2021, 11, 5), 2), Load("x", monday, 1), Load("x", date(2021, 11, 14), 4), Load("gone", None, 3),
        Load(None, date(2021, 11, 15), 5),
    ]  # fmt: skip
    beside = [
        Colleague("x", "Một", "commune_officer", "c", monday, date(2021, 11, 9)),
        Colleague("y", "Hai", "commune_officer", "c"),
    ]
    assert loads(found, beside, "khác", "chưa ai", monday) == [
        HolderLoad("x", "Một", overdue=2, today=1, week=4, away=beside[0], missed=3),
        HolderLoad("gone", "khác", later=3), HolderLoad("y", "Hai"),
        HolderLoad("", "chưa ai", later=5),
    ]  # fmt: skip
    assert loads(found, [], "khác", "chưa ai", monday)[0].total == 7


def listed(unit: str, kind: Any, parent: str | None) -> UnitListed:
    return UnitListed(
        unit_id=unit, unit_kind=kind, title="Đơn vị", unit_name=unit, parent_id=parent, codes=(), valid_from=DAY,
        latitude=None, longitude=None, generated=True, out_of_scope_reason=None,
    )  # fmt: skip


async def tell(host: Host, stream: str, facts: list[Fact]) -> None:
    context = Context("test", "test", "", DAY, derived_id(stream), derived_id(stream))
    service = host.services[stream.partition(".")[0]]
    [answer] = await service.log.append([Item(stream, 0, facts, DAY, context)])
    assert answer.outcome.value == "appended"


@pytest.fixture
async def commune(open_host: Any, settings: Any) -> tuple[Host, list[UUID]]:
    """A commune of four areas with two officers: one holds three dossiers, nobody the fourth."""
    host: Host = await open_host(PORTAL, Component(name="registration"), COMPONENT, clock=await play(settings))
    accounts = [await signed_in.account(settings, [("commune_officer", "c")]) for _ in range(2)]
    await tell(host, "registration.unit:p", [listed("p", "province", None)])
    await tell(host, "registration.unit:c", [listed("c", "commune", "p")])
    due = Due(step="check_completeness", on=TODAY.date(), since=DAY, working_days=3, calendar=None, calendar_version=0)
    for area in AREAS:
        await tell(host, f"registration.unit:{area}", [listed(area, "residential_area", "c")])
        about: dict[str, Any] = {"dossier_id": f"y/{area}", "unit_id": area, "year": 2021}
        life: list[Fact] = [
            DossierOpened(**about, unit_kind="residential_area", campaign_id="y", rule_set="r", opened_on=DAY),
            DossierSubmitted(**about, round=1, documents=(), submitted_on=DAY, due=due),
        ]
        if area != "a4":
            life.append(DossierAssigned(**about, holder=str(accounts[0]), previous_holder=None, assigned_on=DAY))
        await tell(host, f"recognition.dossier:y/{area}", life)
    for name in ("portal", "recognition"):
        await all_read(host.services[name])
    return host, accounts


@pytest.fixture
async def client(commune: tuple[Host, list[UUID]]) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(commune[0].application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as opened:
        yield opened


async def csv(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    answer = await client.get("/recognition/load.csv", headers=headers)
    assert answer.status_code == 200, answer.text
    return [line.partition(",")[2].rstrip(",") for line in answer.text.splitlines()[-4:]]


async def test_all_of_one_s_dossiers_are_handed_over_at_once_and_once(
    commune: tuple[Host, list[UUID]], client: httpx.AsyncClient, settings: Any
) -> None:
    host, [giver, taker] = commune
    headers = await signed_in.headers_of(settings, taker)
    assert await csv(client, headers) == ["0,3,0,0,3", "0,0,0,0,0", "0,1,0,0,1", "0,4,0,0,4"]
    cookie = await signed_in.session_of(settings, taker)
    form = {"form": form_token(cookie), "office": "c", "ask": str(uuid4()), "giver": str(giver), "taker": str(taker)}
    asked = {"data": form, "headers": {"Origin": "http://antoan", "Cookie": f"{sessions.COOKIE}={cookie}"}}
    for _ in range(2):
        answer = await client.post("/recognition/load", **asked)
        assert answer.status_code == 303, answer.text
    await all_read(host.services["recognition"])
    assert await csv(client, headers) == ["0,3,0,0,3", "0,0,0,0,0", "0,1,0,0,1", "0,4,0,0,4"]
    page = (await client.get("/recognition/load", headers=headers)).text
    assert f'value="{taker}" lang="vi">Chương trình (3)' in page
    same = await client.post("/recognition/load", **{**asked, "data": {**form, "taker": str(giver)}})
    assert same.status_code == 409
    stranger = await client.post("/recognition/load", **{**asked, "data": {**form, "taker": str(uuid4())}})
    assert stranger.status_code == 409


async def test_where_one_dossier_cannot_be_handed_over_none_is(
    commune: tuple[Host, list[UUID]], client: httpx.AsyncClient, settings: Any
) -> None:
    """One was decided on a later day than today: no step can be taken in it."""
    host, [giver, taker] = commune
    about: dict[str, Any] = {"dossier_id": "y/a2", "unit_id": "a2", "year": 2021}
    context = Context("test", "test", "", DAY, derived_id("later"), derived_id("later"))
    later = DossierAccepted(**about, accepted_on=date(2022, 1, 1), due=None)
    await host.services["recognition"].log.append([Item("recognition.dossier:y/a2", 3, [later], DAY, context)])
    await all_read(host.services["recognition"])
    cookie = await signed_in.session_of(settings, taker)
    form = {"form": form_token(cookie), "office": "c", "ask": str(uuid4()), "giver": str(giver), "taker": str(taker)}
    answer = await client.post(
        "/recognition/load", data=form, headers={"Origin": "http://antoan", "Cookie": f"{sessions.COOKIE}={cookie}"}
    )
    assert answer.status_code == 409 and "01/01/2022" in answer.text
    headers = await signed_in.headers_of(settings, taker)
    assert (
        f'value="{taker}" lang="vi">Chương trình (0)' in (await client.get("/recognition/load", headers=headers)).text
    )


async def test_only_officers_and_the_chair_of_the_office_see_its_load(client: httpx.AsyncClient, settings: Any) -> None:
    chair = await signed_in.headers(settings, ("commune_chair", "c"))
    english = await client.get("/recognition/load?language=en", headers=chair)
    assert "Who holds what" in english.text
    for held in (("residential_area_head", "a1"), ("auditor", "c")):
        headers = await signed_in.headers(settings, held)  # type: ignore[arg-type]
        assert (await client.get("/recognition/load", headers=headers)).status_code == 409
    assert (await client.get("/recognition/load?office=p", headers=chair)).status_code == 409


async def test_whoever_is_away_is_warned_of_and_nothing_is_handed_to(
    commune: tuple[Host, list[UUID]], client: httpx.AsyncClient, settings: Any
) -> None:
    host, [away, present] = commune
    day = host.clock.today()
    await absences.note(host.services["portal"].pool, away, absences.Absence(day, day), day)
    headers = await signed_in.headers_of(settings, present)
    page = (await client.get("/recognition/load", headers=headers)).text
    assert "đang giữ 3 hồ sơ, trong đó 3 đến hạn trước khi trở lại" in page
    assert f'value="{away}" lang="vi" selected>' in page, "whose dossiers are to be handed over"
    assert f'value="{away}" lang="vi">' not in page, "and to whom not"
    cookie = await signed_in.session_of(settings, present)
    form = {"form": form_token(cookie), "office": "c", "ask": str(uuid4()), "giver": "", "taker": str(away)}
    asked = {"data": form, "headers": {"Origin": "http://antoan", "Cookie": f"{sessions.COOKIE}={cookie}"}}
    answer = await client.post("/recognition/load", **asked)
    assert answer.status_code == 409 and "vắng mặt" in answer.text

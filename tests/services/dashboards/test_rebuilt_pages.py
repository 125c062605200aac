"""Another version of the program, installed beside: pages as they would be with it, and what differs, before anybody decides."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.host import Host
from chronicle.live_view import decode
from chronicle.settings import Settings
from contracts.registration import HouseholdsReported
from portal.compared import Difference
from portal.component import COMPONENT as PORTAL
from portal.differing.difference import Line, difference_table
from portal.differing.telling import of_what_was_rebuilt
from portal.tables import Cell
from portal.words import Words
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.other_program import OtherProgram
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import COMPONENTS, SPRING, everything, households, play, tell

UNIT = "unit=mui-ne&year=2021"
seconds_max = 60


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    """It serves, with its past written."""
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=await play(settings))
    await tell(host, everything())
    portal, dashboards = host.services["portal"], host.services["dashboards"]
    await asyncio.gather(all_read(portal), all_read(dashboards))
    async with asyncio.timeout(seconds_max):
        while await dashboards.past.reached() < await dashboards.log.head():
            await dashboards.past.write_behind()
            await asyncio.sleep(0.05)
    return host


@pytest.fixture
async def client(province: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(province, await signed_in.headers(settings)) as opened:
        yield opened


@pytest.fixture
def other(province: Host, settings: Settings, tmp_path: Path) -> OtherProgram:
    return OtherProgram.installed(tmp_path / "other", settings)


async def rebuilt(other: OtherProgram) -> int:
    status, told = await other("rebuild", "dashboards.coverage", "--here", "--json")
    assert status == 1, f"rows differ: {told}"
    found = json.loads(told.splitlines()[-1])
    assert (found["state"], found["changed"], found["only_live"]) == ("compared", 14, 0)
    return int(found["rebuild"])


async def overview(client: httpx.AsyncClient, history: str) -> Any:
    answer = await client.get(f"/api/dashboards/overview?{UNIT}&{history}")
    assert answer.status_code == 200, answer.text
    return {key: value for key, value in answer.json().items() if key not in ("freshness", "days", "today")}


def households_in(found: Any) -> int:
    """Registered ones of the areas of the commune."""
    [whole] = [row for row in found["coverage"] if row["branch"] is None and row["unit_kind"] == "residential_area"]
    return int(whole["households_registered"])


async def ended(settings: Settings, number: int) -> str:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        async with asyncio.timeout(seconds_max):
            while not (state := await owner.fetchval(
                "SELECT state FROM chronicle.rebuild WHERE rebuild_id = $1 AND ended_at IS NOT NULL", number
            )):  # fmt: skip
                await asyncio.sleep(0.05)
    finally:
        await owner.close()
    return str(state)


async def decide(settings: Settings, number: int, decision: str) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    assert await owner.fetchval("SELECT audit.decide_rebuild($1, $2, 'a', 'auditor')", number, decision)
    await owner.close()


async def test_pages_are_as_the_other_program_would_show_them_until_it_is_given_up(
    province: Host, client: httpx.AsyncClient, other: OtherProgram, settings: Settings
) -> None:
    now = await overview(client, "")
    number = await rebuilt(other)
    assert await overview(client, "") == now, "what is in use stays in use"
    then = await overview(client, f"rebuilt={number}")
    assert households_in(then) == households_in(now) + 3
    position = await province.services["dashboards"].log.head()
    await tell(province, [households("mui-ne-1", 130, 140, previous_total=118, previous_registered=100)], SPRING)
    assert await overview(client, f"rebuilt={number}") == then, "it stands at its position"

    page = (await client.get(f"/?{UNIT}&rebuilt={number}")).text
    assert f"Đây là bản dựng lại #{number}" in page and f"Tính đến sự kiện {position}." in page
    assert "Do một chương trình khác dựng" in page and page.count(f"rebuilt={number}") > 10
    sheet = (await client.get(f"/overview.csv?{UNIT}&rebuilt={number}&language=en")).text
    assert f"Rebuilt #{number},this is not what is in use" in sheet and "it has no code" in sheet
    assert (await client.get(f"/overview.hash?{UNIT}&rebuilt={number}")).json()["why"] == "rebuilt"
    elsewhere = await client.get(f"/api/portal/units?rebuilt={number}")
    assert elsewhere.status_code in (200, 404)

    await decide(settings, number, "discard")
    assert await ended(settings, number) == "discarded", "the program that serves gives it up"
    answer = await client.get(f"/api/dashboards/overview?{UNIT}&rebuilt={number}")
    assert (answer.status_code, answer.json()["code"]) == (422, "rebuilt.not_waiting")
    assert f"Lần dựng lại số {number} không đang chờ quyết định" in (await client.get(f"/?rebuilt={number}")).text


async def test_what_is_different_names_the_facts_at_which_the_two_programs_part(
    province: Host, client: httpx.AsyncClient, other: OtherProgram
) -> None:
    service = province.services["dashboards"]
    facts = [decode(service.catalogue, entry) for entry in await service.log.read(0, 10_000)]
    reported = {one.fact.unit_id: one.position for one in facts if isinstance(one.fact, HouseholdsReported)}
    number = await rebuilt(other)
    await tell(province, [households("mui-ne-1", 130, 140, previous_total=118, previous_registered=100)], SPRING)
    answer = await client.get(f"/overview.difference?unit=phan-thiet&year=2021&rebuilt={number}")
    assert answer.status_code == 200, answer.text
    table = Page(answer.text).table("list-title")
    assert table.head[2:] == ["Đang dùng", "Dựng lại", "Sự kiện về các hàng khác nhau"]
    assert table.rows and all(row[2] != row[3] for row in table.rows)
    [of_mui_ne] = {row[4] for row in table.rows if "Mũi Né" in row[0]}
    assert of_mui_ne == ", ".join(str(reported[f"mui-ne-{area}"]) for area in (1, 2, 3)), "and of no other commune"
    assert f"/audit/event?position={reported['mui-ne-1']}" in [href for href, _ in Page(answer.text).links]
    assert "130" not in {row[2] for row in table.rows}, "a fact that came since makes no difference"
    same = await client.get(f"/overview.difference?unit=phu-quy&year=2021&rebuilt={number}")
    assert same.status_code == 200 and "Không có ô nào khác đi" in same.text


def test_a_line_of_which_no_row_was_looked_into_names_no_fact() -> None:
    change = Difference(Cell("Mũi Né"), "late", "Muộn", "number", Cell(1), Cell(2), new=False, gone=False)
    words = Words("vi")
    table = difference_table(words, [Line(change)], of_what_was_rebuilt(words))
    assert [column.cell(table.rows[0]).value for column in table.columns][2:] == ["1", "2", ""]


async def test_only_the_program_that_rebuilt_it_switches_to_it(
    client: httpx.AsyncClient, other: OtherProgram, settings: Settings
) -> None:
    now = await overview(client, "")
    number = await rebuilt(other)
    then = await overview(client, f"rebuilt={number}")
    status, told = await other("rebuild", "--resume", "--here", "--decide", "switch", "--json")
    assert (status, json.loads(told.splitlines()[-1])["state"]) == (1, "switched"), told
    assert await ended(settings, number) == "switched"
    in_use = await overview(client, "")
    assert households_in(in_use) == households_in(then) != households_in(now)
    answer = await client.get(f"/api/dashboards/overview?{UNIT}&rebuilt={number}")
    assert answer.json()["code"] == "rebuilt.not_waiting"


async def test_a_view_of_another_shape_is_refused_and_the_one_in_use_stays(
    client: httpx.AsyncClient, other: OtherProgram
) -> None:
    now = await overview(client, "")
    other.edit("    late: bool = False\n", "    late: bool = True\n")
    status, told = await other("rebuild", "dashboards.coverage", "--here")
    assert status == 1 and "has another shape in this program" in told
    assert await overview(client, "") == now


@pytest.mark.parametrize(
    ("asked_for", "code"),
    [
        ("rebuilt=99", "rebuilt.unknown"),
        ("rebuilt=99&as_of=3", "rebuilt.alone"),
        ("rebuilt=9&without=3", "rebuilt.alone"),
    ],
)
async def test_what_cannot_be_looked_at_is_refused_in_words(
    client: httpx.AsyncClient, asked_for: str, code: str
) -> None:
    answer = await client.get(f"/api/dashboards/overview?{UNIT}&{asked_for}")
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["detail"] and answer.json()["detail_vi"]

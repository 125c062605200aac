"""Every number leads to the facts it is made of; a year at two moments differs by exactly what was recorded between them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.compared import differences
from portal.component import COMPONENT as PORTAL
from portal.share import Share
from portal.tables import Address, Cell, Column, Table
from services.dashboards.projections.history import TOLD
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import COMPONENTS, everything, households, play, registered, tell


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    """With the portal, which knows what stands below what."""
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=await play(settings))
    await tell(host, everything())
    await all_read(host.services["portal"])
    return host


@pytest.fixture
async def client(province: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(province, await signed_in.headers(settings)) as opened:
        yield opened


async def page_at(client: httpx.AsyncClient, address: str) -> Page:
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text[:400])
    return Page(answer.text)


async def facts_of(client: httpx.AsyncClient, query: str) -> list[tuple[int, str]]:
    """(position, unit) of all pages, the newest first."""
    rows = (await page_at(client, f"/facts?{query}&limit=200")).tables
    return [(int(row[1].replace(".", "")), row[2]) for row in rows[0].rows] if rows else []


async def test_what_a_list_is_made_of_is_one_step_away(province: Host, client: httpx.AsyncClient) -> None:
    listed = await page_at(client, "/units?unit=tuy-phong&which=registered&kind=residential_area")
    [(address, _)] = [link for link in listed.links if link[0].startswith("/facts?")]
    facts = await page_at(client, address)
    assert facts.total == len(facts.table("list-title").rows) > 0
    assert all(href.startswith("/audit/events/") for href, words in facts.links if "events" in href)
    assert len([href for href, _ in facts.links if href.startswith("/audit/events/")]) == facts.total


@pytest.mark.parametrize("matter", sorted(TOLD))
async def test_facts_on_a_matter_are_those_and_no_others(
    province: Host, client: httpx.AsyncClient, matter: str
) -> None:
    log = province.services["dashboards"].log
    found = await facts_of(client, f"of={matter}")
    expected = {fact.name for fact in TOLD[matter]}  # type: ignore[index]
    entries = await log.read(0, 10_000)
    assert [position for position, _ in found] == [e.position for e in reversed(entries) if e.type in expected]


async def test_facts_of_a_unit_are_those_of_what_stands_below_too(province: Host, client: httpx.AsyncClient) -> None:
    whole, parts = await facts_of(client, "of=registration"), []
    for unit in ("phan-thiet", "tuy-phong"):
        parts += await facts_of(client, f"unit={unit}&of=registration")
    assert set(parts) < set(whole) or set(parts) == set(whole)
    assert {unit for _, unit in await facts_of(client, "unit=mui-ne&of=registration")} >= {"Khu phố 1"}


async def test_facts_lie_after_one_position_and_up_to_another(province: Host, client: httpx.AsyncClient) -> None:
    positions = [position for position, _ in await facts_of(client, "year=2021")]
    low, high = positions[-3], positions[2]
    between = await facts_of(client, f"year=2021&after={low}&up_to={high}")
    assert [position for position, _ in between] == [p for p in positions if low < p <= high]


async def test_two_moments_differ_by_what_was_recorded_between_them(province: Host, client: httpx.AsyncClient) -> None:
    before = await province.services["dashboards"].log.head()
    await tell(province, [households("mui-ne-1", 118, 118), registered("tam-thanh-1", "residential_area")])
    after = await province.services["dashboards"].log.head()
    page = await page_at(client, f"/compare?unit=mui-ne&since={before}&until={after}")
    rows = page.table("list-title").rows
    assert any("118/118" in row[4] for row in rows)
    same = await page_at(client, f"/compare?unit=mui-ne&since={after}&until={after}")
    assert same.tables == []
    led = [href for href, _ in page.links if href.startswith("/facts?") and f"after={before}" in href]
    assert led
    for address in led:
        assert (await page_at(client, address)).total


async def test_before_there_was_a_year_every_number_is_new(province: Host, client: httpx.AsyncClient) -> None:
    page = await page_at(client, "/compare?since=2000-01-01")
    assert {row[3] for row in page.table("list-title").rows} == {"chưa có"}


async def test_moments_the_wrong_way_round_are_refused(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/compare?since=5&until=3")
    assert answer.status_code == 409
    assert "Thời điểm trước phải ở trước thời điểm sau" in answer.text


ROWS = [("a", 1, Share(1, 2)), ("b", 2, Share(2, 2))]
TABLE = Table(
    (
        Column("name", "Tên", lambda row: Cell(row[0], to=Address("/", {"unit": row[0]}))),
        Column("n", "Số", lambda row: Cell(row[1]), "number"),
        Column("s", "Tỷ lệ", lambda row: Cell(row[2]), "share"),
    ),
    ROWS,
)


@pytest.mark.fast
def test_only_cells_that_changed_are_told_of() -> None:
    later = replace(TABLE, rows=[("a", 1, Share(2, 2)), ("c", 3, Share(0, 1))])
    found = [(one.row.value, one.column, one.before.value, one.after.value) for one in differences(TABLE, later)]
    assert found == [
        ("a", "s", Share(1, 2), Share(2, 2)),
        ("c", "n", None, 3),
        ("c", "s", None, Share(0, 1)),
        ("b", "n", 2, None),
        ("b", "s", Share(2, 2), None),
    ]
    assert differences(TABLE, TABLE) == []

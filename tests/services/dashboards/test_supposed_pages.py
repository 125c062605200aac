"""What was not, on a page: facts left out, facts known before they were; and what is different, cell by cell, with its facts."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.host import Host
from chronicle.live_view import decode
from chronicle.settings import Settings
from contracts.registration import UnitRegistered
from portal.component import COMPONENT as PORTAL
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import (
    COMPONENTS,
    SPRING,
    TODAY,
    everything,
    households,
    play,
    registered,
    tell,
)

DAY = TODAY.date()
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
async def clock(settings: Settings) -> PlayedClock:
    return await play(settings)


@pytest.fixture
async def province(open_host: Callable[..., Any], clock: PlayedClock) -> Host:
    """Its year up to DAY; a day later two facts came of which one had held since spring."""
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=clock)
    await tell(host, everything())
    clock.instant += timedelta(days=1)
    await tell(host, [registered("tam-thanh-1", "residential_area")], SPRING)
    await tell(host, [registered("tam-thanh-2", "residential_area")], NEXT_DAY)
    await all_read(host.services["portal"])
    return host


@pytest.fixture
async def client(province: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(province, await signed_in.headers(settings)) as opened:
        yield opened


async def overview(client: httpx.AsyncClient, history: str) -> Any:
    answer = await client.get(f"/api/dashboards/overview?unit=phu-quy&year=2021&{history}")
    assert answer.status_code == 200, answer.text
    return {key: value for key, value in answer.json().items() if key not in ("freshness", "days", "today")}


async def position_of(host: Host, unit_id: str) -> int:
    """Where its registration was recorded."""
    service = host.services["dashboards"]
    facts = [decode(service.catalogue, entry) for entry in await service.log.read(0, 10_000)]
    [position] = [one.position for one in facts if isinstance(one.fact, UnitRegistered) and one.fact.unit_id == unit_id]
    return position


async def test_what_held_on_a_day_is_known_however_late_it_was_recorded(
    province: Host, client: httpx.AsyncClient
) -> None:
    late, later = [await position_of(province, f"tam-thanh-{number}") for number in (1, 2)]
    known, held = await overview(client, f"as_of={DAY}"), await overview(client, f"held_on={DAY}")
    assert known != held == await overview(client, f"as_of={DAY}&including={late}")
    assert await overview(client, f"held_on={NEXT_DAY}") == await overview(client, "")
    assert await overview(client, f"held_on={DAY}&as_of={late - 1}") == known, "and by then it was not known"
    assert await overview(client, f"held_on={DAY}&without={late}") == known
    assert await overview(client, f"without={late},{later}") == await overview(client, f"as_of={late - 1}")


async def test_a_cell_that_is_different_names_the_facts_behind_it_and_no_others(
    province: Host, client: httpx.AsyncClient
) -> None:
    late, later = [await position_of(province, f"tam-thanh-{number}") for number in (1, 2)]
    of_another = await position_of(province, "mui-ne-1")
    history = f"unit=phu-quy&year=2021&without={late},{later},{of_another}"
    answer = await client.get(f"/overview.difference?{history}")
    assert answer.status_code == 200, answer.text
    page = Page(answer.text)
    rows = page.table("list-title").rows
    assert rows, answer.text
    assert all(row[2] != row[3] for row in rows)
    assert {row[4] for row in rows} == {f"{late}, {later}"}, "and not the one of another district"
    links = [href for href, _ in page.links if href.startswith("/audit/event?")]
    assert f"/audit/event?position={late}" in links, "a fact is shown as it was recorded"
    sheet = (await client.get(f"/overview.difference.csv?{history}")).text
    assert f'"{late}, {later}"' in sheet and "đây không phải những gì đã có" in sheet
    assert (await client.get(f"/overview.difference.xlsx?{history}")).content[:2] == b"PK"


async def test_without_facts_of_others_nothing_is_different(province: Host, client: httpx.AsyncClient) -> None:
    of_another = await position_of(province, "mui-ne-1")
    answer = await client.get(f"/overview.difference?unit=phu-quy&year=2021&without={of_another}")
    assert answer.status_code == 200 and "Không có ô nào khác đi" in answer.text


async def test_what_only_several_facts_together_do_names_them_together(
    province: Host, client: httpx.AsyncClient
) -> None:
    """A number that was reported twice the same is lost only where both reports are."""
    first = await province.services["dashboards"].log.head() + 1
    await tell(province, [households("tam-thanh-1", 50, 60)], date(2021, 10, 31))
    await tell(
        province, [households("tam-thanh-1", 50, 60, previous_total=60, previous_registered=50)], date(2021, 10, 31)
    )
    history = f"unit=phu-quy&year=2021&without={first}-{first + 1}"
    rows = Page((await client.get(f"/overview.difference?{history}")).text).table("list-title").rows
    assert f"{first}, {first + 1}" in {row[4] for row in rows}


async def test_more_facts_than_an_address_has_room_for_are_told_apart_too(
    province: Host, client: httpx.AsyncClient
) -> None:
    late = await position_of(province, "tam-thanh-1")
    await tell(province, [households("mui-ne-1", number % 100, 118) for number in range(1_100)], SPRING)
    answer = await client.get(f"/overview.difference?unit=phu-quy&year=2021&held_on={DAY}")
    assert answer.status_code == 200, answer.text
    assert {row[4] for row in Page(answer.text).table("list-title").rows} == {str(late)}


async def test_then_and_now_differ_by_what_came_since(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/overview.difference?unit=phu-quy&year=2021&as_of={DAY}")
    assert answer.status_code == 200, answer.text
    page = Page(answer.text)
    assert page.tables[0].head[2:] == ["Khi đó", "Hiện tại"]
    assert page.table("list-title").rows


async def test_without_another_history_there_is_no_difference(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/overview.difference?unit=phu-quy&year=2021")
    assert answer.status_code == 422 and "Hãy chọn một thời điểm" in answer.text


async def test_a_sheet_of_what_is_supposed_has_no_code(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/overview.csv?unit=phu-quy&year=2021&without=3&language=en")
    assert answer.status_code == 200 and "it has no code" in answer.text
    assert (await client.get("/overview.hash?unit=phu-quy&year=2021&without=3")).json()["why"] == "supposed"

"""`antoan overview`, `facts` and `compare`: what the pages show, in a terminal, as of any moment."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from tests.deploy.conftest import Antoan
from tests.reading import all_read
from tests.services.dashboards.province import COMPONENTS, everything, households, play, tell


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    host: Host = await open_host(PORTAL, *COMPONENTS, clock=await play(settings))
    await tell(host, everything())
    await all_read(host.services[PORTAL.name])
    return host


async def head_of(host: Host) -> int:
    return await host.services["dashboards"].log.head()


async def test_a_year_is_seen_as_of_any_fact(antoan: Antoan, province: Host) -> None:
    before = await head_of(province)
    await tell(province, [households("mui-ne-1", 118, 118)])
    now, then = [
        json.loads((await antoan("overview", "--unit", "mui-ne", "--json", *moment)).stdout)
        for moment in ((), ("--as-of", str(before)))
    ]
    registered = [
        next(row for row in each["coverage"] if row["branch"] is None and row["unit_kind"] == "residential_area")
        for each in (now, then)
    ]
    assert registered[0]["households_registered"] > registered[1]["households_registered"]
    assert then["freshness"]["position"] == before
    table = await antoan("overview", "--as-of", str(before), COLUMNS="200")
    assert (table.exit_code, f"fact {before}" in table.stdout) == (0, True)
    assert "Huyện Tuy Phong" in table.stdout


async def test_before_any_year_was_opened_it_says_so(antoan: Antoan, province: Host) -> None:
    result = await antoan("overview", "--as-of", "1")
    assert (result.exit_code, "no year was opened by then" in result.stdout) == (0, True)


async def test_the_facts_behind_a_unit_are_listed(antoan: Antoan, province: Host) -> None:
    result = await antoan("facts", "--unit", "mui-ne", "--of", "households", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["type"] for row in rows} == {"registration.households_reported"}
    assert {row["unit_id"] for row in rows} == {"mui-ne-1", "mui-ne-2", "mui-ne-3"}
    table = await antoan("facts", "--unit", "mui-ne", "--of", "households", COLUMNS="200")
    assert "3 facts" in table.stdout


async def test_a_unit_is_named_by_its_name_unless_two_are_called_so(antoan: Antoan, province: Host) -> None:
    named = [await antoan("overview", "--unit", name, "--json") for name in ("mũi né", "Phường Mũi Né", "mui-ne")]
    assert len({result.stdout for result in named}) == 1
    several = await antoan("overview", "--unit", "Khu phố 1")
    assert (several.exit_code, "mui-ne-1" in several.stderr) == (1, True)


async def test_views_of_another_version_are_told_of(antoan: Antoan, province: Host) -> None:
    pool = province.services["dashboards"].pool
    await pool.execute("UPDATE dashboards.reader SET definition = 'old' WHERE reader = 'dashboards.coverage'")
    result = await antoan("overview")
    assert (result.exit_code, "antoan up" in result.stderr) == (1, True)


async def test_two_moments_are_compared(antoan: Antoan, province: Host) -> None:
    before = await head_of(province)
    await tell(province, [households("mui-ne-1", 118, 118)])
    result = await antoan("compare", "--since", str(before), "--unit", "mui-ne", COLUMNS="200")
    assert (result.exit_code, "118/118" in result.stdout, "by 1 facts" in result.stdout) == (0, True, True)
    rows = [
        json.loads(line) for line in (await antoan("compare", "--since", str(before), "--json")).stdout.splitlines()
    ]
    assert {row["Số liệu"] for row in rows} == {"Hộ đăng ký"}


@pytest.mark.parametrize("asked", [("--as-of", "2021-02-30"), ("--as-of", "5", "--unit", "nowhere")])
async def test_what_there_is_not_is_said_in_one_line(antoan: Antoan, province: Host, asked: tuple[str, ...]) -> None:
    result = await antoan("overview", *asked)
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1

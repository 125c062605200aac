"""`antoan rebuild`: receipts, and a status that says whether a live view was right."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from tests.deploy.conftest import Antoan, must_be_one_line

settle_seconds_max = 20


@pytest.fixture
async def read(open_host: Any, listed: list[str], settings: Settings) -> Host:
    """Every component, its views as far as the log."""
    host: Host = await open_host(*COMPONENTS)
    async with asyncio.timeout(settle_seconds_max):
        while any((reader.checkpoint or 0) < len(listed) for s in host.services.values() for reader in s.readers):
            await asyncio.sleep(0.05)
    return host


async def test_all_views_are_rebuilt_and_agree_until_somebody_changes_a_row_by_hand(
    antoan: Antoan, read: Host, settings: Settings
) -> None:
    result = await antoan("rebuild", "--all", "--json")
    assert result.exit_code == 0, result.output
    receipts = {line["view"]: line for line in map(json.loads, result.stdout.splitlines())}
    assert set(receipts) == {view.name for service in read.services.values() for view in service.views.values()}
    assert {(line["missing"], line["surplus"]) for line in receipts.values()} == {(0, 0)}
    assert (receipts["dashboards.units"]["rows"], receipts["dashboards.units"]["position"]) == (5, 5)

    connection = await asyncpg.connect(settings.owner_url)
    await connection.execute("UPDATE dashboards.units SET unit_name = 'Tân Hà' WHERE unit_id = 'd1'")
    await connection.close()
    differed = await antoan("rebuild", "dashboards.units", "--json")
    assert differed.exit_code == 1, "a script that runs this every night has to hear of it"
    [receipt] = map(json.loads, differed.stdout.splitlines())
    assert (receipt["missing"], receipt["surplus"]) == (1, 1)
    again = await antoan("parked", "--retry", "dashboards.units")
    assert (again.exit_code, "1 views from 5 facts" in again.stdout) == (0, True)


async def test_a_view_that_is_not_there_is_named_with_those_that_are(antoan: Antoan, listed: list[str]) -> None:
    must_be_one_line(await antoan("rebuild", "dashboards.nothing"), "no view dashboards.nothing", "dashboards.units")


async def test_nothing_is_rebuilt_by_mistake(antoan: Antoan) -> None:
    result = await antoan("rebuild")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--all" in result.stderr

"""`antoan rebuild`: receipts, and a status that says whether a live view was right."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.refusal import Refused
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from services.audit.rebuilds import asking
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
    found = {line["view"]: line for line in map(json.loads, result.stdout.splitlines())}
    assert set(found) == {view.name for service in read.services.values() for view in service.views.values()}
    assert {line["state"] for line in found.values()} == {"switched"}
    assert {(line["only_rebuilt"], line["only_live"], line["changed"]) for line in found.values()} == {(0, 0, 0)}
    assert found["dashboards.units"]["rows"] == 5

    await by_hand(settings)
    differed = await antoan("rebuild", "dashboards.units", "--json")
    assert differed.exit_code == 1, "a script that runs this every night has to hear of it"
    [line] = map(json.loads, differed.stdout.splitlines())
    assert (line["only_rebuilt"], line["only_live"], line["changed"], line["apart_since"]) == (0, 0, 1, 2)
    again = await antoan("parked", "--retry", "dashboards.units")
    assert (again.exit_code, "1 views from " in again.stdout) == (0, True)
    assert [line["type"] for line in await receipts(antoan)] == ["audit.views_rebuilt"] * (
        sum(bool(service.views) for service in read.services.values()) + 2
    )


async def by_hand(settings: Settings) -> None:
    """Somebody with the owner's login changes a row past the log."""
    connection = await asyncpg.connect(settings.owner_url)
    await connection.execute("UPDATE dashboards.units SET unit_name = 'Tân Hà' WHERE unit_id = 'd1'")
    await connection.close()


async def receipts(antoan: Antoan) -> list[dict[str, Any]]:
    listed = await antoan("events", "--type", "audit.views_rebuilt", "--json")
    return [json.loads(line) for line in listed.stdout.splitlines()]


async def test_what_waits_for_a_decision_is_decided_later_and_a_receipt_tells_of_it(
    antoan: Antoan, read: Host, settings: Settings
) -> None:
    await by_hand(settings)
    waiting = await antoan("rebuild", "dashboards.units", "--decide", "wait", "--json")
    assert (waiting.exit_code, json.loads(waiting.stdout)["state"]) == (1, "compared")
    assert await receipts(antoan) == [], "it has not ended"
    must_be_one_line(await antoan("rebuild", "dashboards.units"), "rebuild.under_way")
    discarded = await antoan("rebuild", "--resume", "--decide", "discard", "--json")
    assert json.loads(discarded.stdout)["state"] == "discarded"
    [told] = await receipts(antoan)
    assert (told["data"]["outcome"], told["data"]["views"][0]["changed"], told["role"]) == ("discarded", 1, "operator")
    shown = [json.loads(line) for line in (await antoan("rebuild", "--list", "--json")).stdout.splitlines()]
    assert [(line["state"], line["views"]) for line in shown] == [("discarded", ["units"])]


async def test_what_is_rebuilt_here_is_left_to_the_program_that_did(
    antoan: Antoan, read: Host, settings: Settings
) -> None:
    await by_hand(settings)
    here = json.loads((await antoan("rebuild", "dashboards.units", "--here", "--json")).stdout)
    assert (here["state"], here["changed"]) == ("compared", 1), "and it waits"
    resumed = await antoan("rebuild", "--resume", "--decide", "switch", "--json")
    assert (resumed.exit_code, resumed.stdout) == (0, "")
    with pytest.raises(Refused, match="only that program can switch"):
        await asking.decide(read.services["audit"].pool, here["rebuild"], "switch", "a", "auditor")
    ended = await antoan("rebuild", "--resume", "--here", "--decide", "discard", "--json")
    assert json.loads(ended.stdout)["state"] == "discarded"


async def test_without_a_running_server_it_is_carried_out_here_and_can_be_cancelled(
    antoan: Antoan, listed: list[str]
) -> None:
    done = await antoan("rebuild", "dashboards.units", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["state"], told["rows"], told["changed"]) == (0, "switched", 5, None)
    await antoan("rebuild", "dashboards.units", "--decide", "wait")
    number = str(told["rebuild"] + 1)
    must_be_one_line(await antoan("rebuild", "--cancel", number), "rebuild.not_now")
    assert (await antoan("rebuild", "--resume", "--decide", "discard")).exit_code == 0
    must_be_one_line(await antoan("rebuild", "--cancel", "99"), "rebuild.unknown")


async def test_a_view_that_is_not_there_is_named_with_those_that_are(antoan: Antoan, listed: list[str]) -> None:
    must_be_one_line(await antoan("rebuild", "dashboards.nothing"), "no view dashboards.nothing", "dashboards.units")


async def test_nothing_is_rebuilt_by_mistake(antoan: Antoan) -> None:
    result = await antoan("rebuild")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--all" in result.stderr

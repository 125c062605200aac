"""`antoan events`, `status` and `parked`: what the operator sees of a log."""

import json
import os
import subprocess
import sys
from typing import Any

from chronicle.settings import Settings
from services.registration.component import COMPONENT as REGISTRATION
from tests.deploy.conftest import Antoan, variables
from tests.system.deployment import REPOSITORY


def lines(text: str) -> list[dict[str, Any]]:
    """JSON Lines: every line one object."""
    return [json.loads(line) for line in text.splitlines()]


async def test_events_are_json_lines_in_order_and_whole(antoan: Antoan, listed: list[str]) -> None:
    result = await antoan("events", "--json")
    assert result.exit_code == 0
    events = lines(result.stdout)
    assert [event["position"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["stream"] for event in events] == [f"registration.unit:{unit}" for unit in listed]
    assert events[0]["data"]["unit_name"] == "Hàm Tân p"
    assert (events[0]["occurred_on"], events[0]["recorded_at"][10]) == ("2021-01-04", "T")
    assert "Hàm Tân" in result.stdout, "a reader of Vietnamese can read it"


async def test_events_can_be_narrowed(antoan: Antoan, listed: list[str]) -> None:
    async def positions(*options: str) -> list[int]:
        return [event["position"] for event in lines((await antoan("events", "--json", *options)).stdout)]

    assert await positions("--since", "3") == [4, 5]
    assert await positions("--limit", "2") == [1, 2]
    assert await positions("--since", "1", "--limit", "1") == [2]
    assert await positions("--stream", "registration.unit:d2") == [3]
    assert await positions("--stream", "registration.unit:d*") == [2, 3, 4, 5]
    assert await positions("--stream", "registration_unit:d*") == [], "an underscore stands for itself"
    assert await positions("--stream", "%d2") == [], "a percent sign stands for itself"
    assert await positions("--type", "registration.unit_listed") == [1, 2, 3, 4, 5]
    assert await positions("--type", "registration.unit_moved") == []
    assert await positions("--as-of", "3", "--since", "1") == [2, 3]
    assert await positions("--as-of", "99") == [1, 2, 3, 4, 5], "what is not there yet was not known"
    assert await positions("--as-of", "2021-01-03") == [], "recorded later"
    assert await positions("--as-of", "9999-12-31") == [1, 2, 3, 4, 5]


async def test_events_as_of_no_day_are_refused(antoan: Antoan, listed: list[str]) -> None:
    result = await antoan("events", "--as-of", "2021-02-30")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no day 2021-02-30" in result.stderr and "Không có ngày" in result.stderr


async def test_more_events_than_a_page_are_all_shown(antoan: Antoan, listed: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("deploy.operations.events_window", 2)
    assert [event["position"] for event in lines((await antoan("events", "--json")).stdout)] == [1, 2, 3, 4, 5]


async def test_events_are_also_a_table(antoan: Antoan, listed: list[str]) -> None:
    result = await antoan("events", "--limit", "1", COLUMNS="200")
    assert (result.exit_code, "registration.unit:p" in result.stdout) == (0, True)


async def test_status_says_where_every_reader_stands(antoan: Antoan, open_host: Any, listed: list[str]) -> None:
    service = (await open_host(REGISTRATION)).services["registration"]
    for reader in service.readers:
        await reader.heal()
    async with service.pool.acquire() as connection:
        await connection.execute("INSERT INTO registration.reader (reader, position) VALUES ('registration.late', 2)")
    head, *readers = lines((await antoan("status", "--json")).stdout)
    assert (head["head"], head["clock"]) == (5, "server")
    behind = {reader.name: 0 for reader in service.readers} | {"registration.late": 3}
    assert {line["reader"]: line["behind"] for line in readers} == behind
    told = await antoan("status")
    assert (told.exit_code, "log: 5 facts" in told.stdout) == (0, True)


async def test_an_empty_log_has_a_status_too(antoan: Antoan) -> None:
    [head] = lines((await antoan("status", "--json")).stdout)
    assert head == {"head": 0, "recorded_at": None, "clock": "server"}
    assert "log: 0 facts (server clock)" in (await antoan("status")).stdout


async def test_what_is_parked_is_shown_with_its_reason(antoan: Antoan, open_host: Any, listed: list[str]) -> None:
    assert "nothing is parked" in (await antoan("parked")).stdout
    assert (await antoan("parked", "--json")).stdout == ""
    service = (await open_host(REGISTRATION, readers_run=False)).services["registration"]
    async with service.pool.acquire() as connection:
        await service.parking.park_message(connection, "registration.broker", b"{", ValueError("not a message"))
    [parked] = lines((await antoan("parked", "--json")).stdout)
    assert (parked["reader"], "not a message" in parked["error"]) == ("registration.broker", True)
    assert "registration.broker" in (await antoan("parked", COLUMNS="200")).stdout


async def test_a_reader_that_has_seen_enough_ends_it_quietly(settings: Settings, listed: list[str]) -> None:
    command = f"{sys.executable} -m deploy events --json | head --lines 0"
    environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **variables(settings)}
    ended = subprocess.run(["sh", "-c", command], cwd=REPOSITORY, env=environment, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")

"""Told to end, every process does so within seconds and leaves nothing; started again, all is as it was."""

import time

import asyncpg
import pytest

from tests.conftest import TestServers, in_database
from tests.system.doors import Doors
from tests.system.installation import Installation

pytestmark = [pytest.mark.system, pytest.mark.quiet]

stop_seconds_max = 8


async def test_every_process_ends_with_status_0_and_all_is_there_when_they_start_again(
    installation: Installation, doors: Doors, servers: TestServers
) -> None:
    listed = {
        "occurred_on": "2024-01-02", "unit_id": "province-stopped", "unit_kind": "province", "title": "Tỉnh",
        "unit_name": "Bình Thuận", "valid_from": "2024-01-01",
    }  # fmt: skip
    await doors.carry("registration", "list-unit", **listed)
    before = await doors.until(lambda found: bool(found["path"]), "dashboards", "overview", unit="province-stopped")

    began = time.monotonic()
    statuses = await installation.stop()
    seconds = time.monotonic() - began
    try:
        assert statuses == dict.fromkeys(statuses, 0)
        assert seconds < stop_seconds_max
        for program in installation.serving:
            assert not program.leaves_processes(), program.name
        assert await sessions(servers, installation) == []
    finally:
        await installation.start()

    after = await doors.ask("dashboards", "overview", unit="province-stopped")
    assert after["path"] == before["path"]
    again = await doors.post("registration", "list-unit", listed)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert "0 migrations applied" in installation.programs["migrations"].said()


async def sessions(servers: TestServers, installation: Installation) -> list[str]:
    """Who is still connected to the installation's database."""
    connection = await asyncpg.connect(in_database(servers.database_url, "postgres"))
    try:
        found = await connection.fetch(
            "SELECT usename FROM pg_stat_activity WHERE datname = $1", installation.place.name
        )  # fmt: skip
        return [row["usename"] for row in found]
    finally:
        await connection.close()

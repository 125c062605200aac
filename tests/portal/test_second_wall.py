"""The wall in the database: who looks finds the rows of their units, whatever the program asked, and nothing where it forgot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from services.models.component import COMPONENT as MODELS
from tests.signed_in import account

TREE = {"p": None, "d": "p", "c1": "d", "c2": "d", "a1": "c1", "a2": "c2"}
TODAY = date(2021, 6, 1)


@pytest.fixture
async def services(open_host: Any) -> Any:
    """Portal and models, each place with one model."""
    host = await open_host(PORTAL, MODELS, readers_run=False)
    portal, models = host.services["portal"], host.services["models"]
    rows = {
        "places": [{"unit_id": unit, "parent_id": parent} for unit, parent in TREE.items()],
        "inventory": [{"model_id": f"m-{unit}", "unit_id": unit} for unit in TREE],
    }
    for service, name in ((portal, "places"), (models, "inventory")):
        table = service.views[name].table
        async with service.pool.acquire() as connection:
            await table.recreate(connection)
            for row in rows[name]:
                await connection.execute(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ($1, $2)", *row.values())
    return host.services


@asynccontextmanager
async def looking(service: Any, account_id: UUID | None) -> AsyncIterator[Any]:
    """A transaction of who only looks; of nobody where no account is named."""
    async with service.viewer_pool.acquire() as connection, connection.transaction(readonly=True):
        if account_id is not None:
            await connection.execute("SELECT portal.look_as($1, $2)", account_id, TODAY)
        yield connection


async def seen(service: Any, account_id: UUID | None) -> set[str]:
    async with looking(service, account_id) as connection:
        return {row["unit_id"] for row in await connection.fetch("SELECT unit_id FROM models.inventory")}


async def test_who_forgot_to_say_for_whom_it_looks_finds_nothing(services: Any) -> None:
    assert await seen(services["models"], None) == set()
    assert await seen(services["models"], uuid4()) == set()


async def test_who_sees_a_unit_sees_what_those_left_behind_whose_place_it_took(
    services: Any, settings: Settings
) -> None:
    portal = services["portal"]
    table = portal.views["places"].table.name
    await portal.pool.execute(f"UPDATE {table} SET gone_into = '{{c2}}', ended_on = '2021-01-01' WHERE unit_id = 'c1'")
    assert await seen(services["models"], await account(settings, [("commune_officer", "c2")])) == {
        "c2", "a2", "c1", "a1"
    }  # fmt: skip
    await portal.pool.execute(f"INSERT INTO {table} (unit_id) VALUES ('p2')")
    await portal.pool.execute(f"UPDATE {table} SET gone_into = '{{p2}}', ended_on = '2021-01-01' WHERE unit_id = 'p'")
    assert await seen(services["models"], await account(settings, [("auditor", "p2")])) == set(TREE)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([], ""), ([("auditor", "a1")], "a1"), ([("commune_officer", "c1")], "c1 a1"),
        ([("district_officer", "d")], "d c1 c2 a1 a2"), ([("auditor", "p")], "p d c1 c2 a1 a2"),
        ([("auditor", None)], "p d c1 c2 a1 a2"), ([("auditor", "a1"), ("auditor", "c2")], "a1 c2 a2"),
        ([("auditor", "nowhere")], ""),
    ],
    ids=str,
)  # fmt: skip
async def test_who_looks_finds_the_rows_of_their_units_and_below(
    services: Any, settings: Settings, held: list[tuple[str, str | None]], found: str
) -> None:
    assert await seen(services["models"], await account(settings, held)) == set(found.split())


async def test_it_does_not_outlive_the_transaction(services: Any, settings: Settings) -> None:
    everybody = await account(settings, [("auditor", None)])
    async with services["models"].viewer_pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SELECT portal.look_as($1, $2)", everybody, TODAY)
            assert await connection.fetchval("SELECT count(*) FROM models.inventory") == len(TREE)
        assert await connection.fetchval("SELECT count(*) FROM models.inventory") == 0


async def test_authority_that_ended_or_an_account_that_was_disabled_finds_nothing(
    services: Any, settings: Settings
) -> None:
    one = await account(settings, [("auditor", None)])
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("UPDATE portal.authority SET valid_to = $1", date(2021, 5, 31))
    assert await seen(services["models"], one) == set()
    await owner.execute("UPDATE portal.authority SET valid_to = NULL")
    assert len(await seen(services["models"], one)) == len(TREE)
    await owner.execute("UPDATE portal.account SET disabled_at = clock_timestamp()")
    assert await seen(services["models"], one) == set()
    await owner.close()


async def test_units_are_compared_in_a_hashed_list_and_no_function_is_called_for_a_row(
    services: Any, settings: Settings
) -> None:
    async with looking(services["models"], await account(settings, [("auditor", "c1")])) as connection:
        plan = [row[0] for row in await connection.fetch("EXPLAIN SELECT * FROM models.inventory")]
    assert any("hashed SubPlan" in line for line in plan), plan
    [filtered] = [line for line in plan if "Filter:" in line]
    assert "current_setting" not in filtered, "it is asked in plans of its own, once a statement"


async def test_who_looks_changes_nothing_and_reads_no_account_and_no_fact(services: Any, settings: Settings) -> None:
    one = await account(settings, [("auditor", None)])
    for statement in (
        "DELETE FROM models.inventory", "UPDATE models.inventory SET unit_id = 'x'", "SELECT * FROM portal.account",
        "SELECT * FROM portal.authority", "SELECT data FROM chronicle.event",
        "ALTER TABLE models.inventory DISABLE ROW LEVEL SECURITY", "SELECT portal.held_by(gen_random_uuid(), now()::date)",
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with services["models"].viewer_pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT portal.look_as($1, $2)", one, TODAY)
                await connection.execute(statement)

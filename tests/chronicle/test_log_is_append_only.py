"""Nothing in the log is ever changed: not by its owner, not by a service; and a service writes only its own streams."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from chronicle.clock import SystemClock
from chronicle.postgres.log import PostgresLog
from contracts.fact import Fact
from contracts.registration import UnitEnded
from tests.chronicle.sample_component import DAY, reviewed
from tests.chronicle.telling import item

CHANGES = (
    "UPDATE {} SET data = '{{}}' WHERE position = 1",
    "UPDATE {} SET position = 9 WHERE position = 1",
    "DELETE FROM {} WHERE position = 1",
    "TRUNCATE {}",
)
PLACES = ("chronicle.event", "chronicle.event_from_1")


@pytest.mark.parametrize("mode", ["origin", "replica"])
async def test_even_the_owner_is_refused(owner: Any, log: PostgresLog, mode: str) -> None:
    await log.append([item("models.model:a", reviewed("a"))])
    await owner.execute(f"SET session_replication_role = {mode}")
    for change in CHANGES:
        for place in PLACES:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
                await owner.execute(change.format(place))
    assert len(await log.read(0, 10)) == 1


async def test_a_service_has_no_right_to_change_anything_of_the_log(pool: Any, log: PostgresLog) -> None:
    await log.append([item("models.model:a", reviewed("a"))])
    statements = [
        *(change.format(place) for change in CHANGES for place in PLACES),
        "UPDATE chronicle.head SET position = 0",
        "DELETE FROM chronicle.command",
        "UPDATE chronicle.command SET version = 0",
        "INSERT INTO chronicle.writer VALUES ('antoan_models', 'registration')",
        "ALTER TABLE chronicle.event DISABLE TRIGGER append_only",
        "SELECT chronicle.play_clock()",
        "SELECT chronicle.settle_service('x', 'y', 'z')",
        "SELECT chronicle.ensure_partitions(9000000000000000000)",
        "SELECT * FROM registration.reader",
    ]
    for statement in statements:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)
    assert await log.head() == 1


async def test_a_service_cannot_write_another_ones_streams(log: PostgresLog) -> None:
    for stream in ("registration.unit:c1", "modelsx.model:a", "models_.model:a", "", ".models"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="may not append"):
            await log.append([item("models.model:a", reviewed("a")), item(stream, _ended())])
    assert await log.head() == 0


async def test_the_owner_is_not_a_writer(owner: Any) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="may not append"):
        await PostgresLog(owner, SystemClock()).append([item("models.model:a", reviewed("a"))])


async def test_each_service_reads_what_the_others_wrote(open_pool: Callable[..., Any], log: PostgresLog) -> None:
    await PostgresLog(await open_pool("registration"), SystemClock()).append([item("registration.unit:c1", _ended())])
    assert [entry.stream for entry in await log.read(0, 10)] == ["registration.unit:c1"]


def _ended() -> Fact:
    return UnitEnded(unit_id="c1", ended_on=DAY, reason="nhập xã")

"""A view in its table: equal to the fold row by row; what cannot be folded is parked; a new shape begins anew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from chronicle.component import Component
from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Add, Change, Drop, Patch, Projection, Put
from chronicle.reader import Reader
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from contracts.models import ModelProposed, ModelReplicated
from tests.chronicle.sample_component import (
    COMPONENT,
    MODELS,
    PROJECTIONS,
    UNITS,
    ModelRow,
    UnitRow,
    closed,
    grown,
    proposed,
    reviewed,
)
from tests.chronicle.telling import healed, holds, item, should_hold, until, until_read

OPEN: Any = Callable[..., Any]


def _reader(pool: Any, log: PostgresLog, projection: Projection, **options: Any) -> Reader:
    return Reader(LiveView("models", projection, pool, CATALOGUE), log, **options)


async def _rows(reader: Reader, pool: Any) -> list[list[Any]]:
    assert isinstance(reader.applies, LiveView)
    return await holds(reader.applies, pool)


async def _parked(pool: Any) -> list[tuple[str, int, str]]:
    rows = await pool.fetch("SELECT reader, position, error FROM models.parked ORDER BY reader, position")
    return [tuple(row) for row in rows]


async def _a_history(log: PostgresLog) -> None:
    for number in range(12):
        name = f"m{number % 5}"
        await log.append([item(f"models.model:{name}", proposed(name, f"u{number % 2}"), grown(name, number, number))])
    await log.append([item("models.model:m1", closed("m1")), item("models.model:m2", reviewed("m2"))])


@pytest.mark.parametrize("batch_events", [1, 3, 500])
async def test_rows_equal_the_fold_of_the_log_whatever_the_batches(
    pool: Any, log: PostgresLog, batch_events: int
) -> None:
    await _a_history(log)
    for projection in PROJECTIONS:
        reader = _reader(pool, log, projection, batch_events=batch_events)
        await healed(reader, log)
        assert await _rows(reader, pool) == await should_hold(projection, log)
        assert await reader.applies.checkpoint() == 26


async def test_two_processes_on_one_view_do_not_apply_twice(pool: Any, log: PostgresLog) -> None:
    one, two = (_reader(pool, log, UNITS, batch_events=5) for _ in range(2))
    await healed(one, log)
    await healed(two, log)
    await _a_history(log)
    entries = await log.read(0, 100)
    await one.deliver(entries[:7])
    await two.deliver(entries[3:15])
    await one.deliver(entries[7:])
    await healed(two, log)
    assert await _rows(two, pool) == await should_hold(UNITS, log)


def _change_of(name: str) -> Callable[[str], Any]:
    """What a faulty projection makes of the fact of a model called `bad`, by fault."""

    def raises(_: str) -> list[Change]:
        raise LookupError("no such \ud800 \x00 thing")

    def half_way(model_id: str) -> Iterable[Change]:
        yield Patch((model_id,), {"state": "half"})
        raise LookupError("half way")

    faults: dict[str, Callable[[str], Any]] = {
        "raises": raises,
        "raises half way": half_way,
        "changes a column that is not there": lambda model_id: [Patch((model_id,), {"nowhere": 1})],
        "adds to a text": lambda model_id: [Add((model_id,), {"points": 1}), Add((model_id,), {"state": 1})],
        "goes beyond a bigint": lambda model_id: [Patch((model_id,), {"points": 2**63})],
        "puts text where a number belongs": lambda model_id: [Patch((model_id,), {"points": "many"})],
        "writes a NUL": lambda model_id: [Patch((model_id,), {"state": "a\x00b"})],
        "has no key": lambda _: [Put(ModelRow(None))],  # type: ignore[arg-type]
        "has a key too short": lambda _: [Drop(())],
        "is no change at all": lambda _: ["change"],
        "is nothing to go through": lambda _: None,
    }
    return faults[name]


FAULTS = [
    "raises", "raises half way", "changes a column that is not there", "adds to a text", "goes beyond a bigint",
    "puts text where a number belongs", "writes a NUL", "has no key", "has a key too short", "is no change at all",
    "is nothing to go through",
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fact_that_cannot_be_folded_is_parked_with_what_follows_in_its_stream_and_the_others_flow(
    pool: Any, log: PostgresLog, fault: str
) -> None:
    def replicated(fact: ModelReplicated, recorded: Any) -> Any:
        if fact.model_id == "bad" and fact.points == 1:
            return _change_of(fault)(fact.model_id)
        return MODELS.on[ModelReplicated](fact, recorded)

    faulty = Projection(MODELS.name, ModelRow, ("model_id",), {**MODELS.on, ModelReplicated: replicated})
    for model_id in ("bad", "good"):
        await log.append([item(f"models.model:{model_id}", proposed(model_id))])
    reader = _reader(pool, log, faulty)
    await healed(reader, log)
    await log.append([item("models.model:good", grown("good", 1, 1))])
    await log.append([item("models.model:bad", grown("bad", 1, 1))])
    await healed(reader, log)
    await log.append([item("models.model:bad", grown("bad", 1, 2)), item("models.model:good", grown("good", 1, 2))])
    await healed(reader, log)
    await log.append([item("models.model:bad", grown("bad", 1, 3)), item("models.model:good", grown("good", 1, 3))])
    await healed(reader, log)

    rows = {row[0]: row for row in await _rows(reader, pool)}
    assert set(rows) == {"bad", "good"}
    assert (rows["good"][3], rows["bad"][3], rows["bad"][2]) == (3, 0, "open")
    parked = await _parked(pool)
    assert [(name, position) for name, position, _ in parked] == [("models.models_seen", n) for n in (4, 5, 7)]
    assert parked[0][2].strip() not in ("", "waits behind an earlier parked fact of its stream")
    assert parked[1][2] == parked[2][2] == "waits behind an earlier parked fact of its stream"
    assert reader.lag == 0


async def test_a_view_of_a_service_that_has_parked_something_is_still_read_and_the_others_too(
    open_host: OPEN, log: PostgresLog
) -> None:
    faulty = Projection(
        "faulty", UnitRow, ("unit_id",), {ModelProposed: lambda fact, _: [Patch((fact.unit_id,), {"no": 1})]}
    )
    host = await open_host(Component(name="models", projections=(faulty, MODELS)))
    await log.append([item("models.model:a", proposed("a"))])
    await until_read(host)
    service = host.services["models"]
    assert await holds(service.views["models_seen"], service.pool) == await should_hold(MODELS, log)
    assert await holds(service.views["faulty"], service.pool) == []
    assert len(await _parked(service.pool)) == 1


class Newer(ModelReplicated):
    """The same fact as a later program writes it."""

    version = 2


async def test_a_reader_that_meets_a_newer_version_stops_and_readiness_says_so(
    open_host: OPEN, log: PostgresLog
) -> None:
    without = Projection("closed_seen", UnitRow, ("unit_id",), {ModelProposed: UNITS.on[ModelProposed]})
    host = await open_host(Component(name="models", projections=(MODELS, without)))
    service = host.services["models"]
    await log.append([item("models.model:a", proposed("a"), grown("a", 1, 1))])
    await until_read(host)
    newer: Fact = Newer(**grown("a", 1, 2).model_dump())
    await log.append([item("models.model:a", newer), item("models.model:b", proposed("b"))])

    async def says_so() -> bool:
        return "models.models_seen" in await service.ready()

    await until(says_so, "readiness to say that a reader stopped")
    assert "models.model_replicated v2" in (await service.ready())["models.models_seen"]
    stopped, flowing = service.readers

    async def flows() -> bool:
        return bool(flowing.checkpoint == 4)

    await until(flows, "the view that does not fold that fact")
    assert await stopped.applies.checkpoint() == 2
    assert (await _rows(stopped, service.pool))[0][3] == 1
    assert await _parked(service.pool) == []


async def test_a_changed_definition_is_begun_anew_and_what_was_parked_with_it(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    broken = Projection(
        UNITS.name, UnitRow, ("unit_id",), {ModelProposed: lambda fact, _: [Patch((fact.unit_id,), {"no": 1})]}
    )
    await healed(_reader(pool, log, broken), log)
    assert len(await _parked(pool)) > 0

    @dataclass(frozen=True, slots=True)
    class Wider:
        unit_id: str
        models: int = 0
        largest: str = ""

    wider = Projection(UNITS.name, Wider, ("unit_id",), {ModelProposed: UNITS.on[ModelProposed]})
    reader = _reader(pool, log, wider)
    assert await reader.applies.checkpoint() == 0
    await healed(reader, log)
    assert await _rows(reader, pool) == await should_hold(wider, log)
    assert await _parked(pool) == []
    again = _reader(pool, log, wider)
    assert await again.applies.checkpoint() == 26


async def test_a_reader_whose_place_was_lost_begins_anew_instead_of_dying(open_host: OPEN, log: PostgresLog) -> None:
    host = await open_host(COMPONENT)
    await log.append([item("models.model:a", proposed("a"))])
    await until_read(host)
    service = host.services["models"]
    await service.pool.execute("DELETE FROM models.reader")
    await log.append([item("models.model:a", grown("a", 1, 1))])

    async def complete() -> bool:
        held = [await holds(service.views[projection.name], service.pool) for projection in PROJECTIONS]
        return held == [await should_hold(projection, log) for projection in PROJECTIONS]

    await until(complete, "views that are complete again")


async def test_a_view_that_cannot_be_written_says_so_and_goes_on_when_it_can(open_host: OPEN, log: PostgresLog) -> None:
    host = await open_host(COMPONENT)
    service = host.services["models"]
    await until_read(host)
    await service.pool.execute("ALTER TABLE models.units_seen RENAME TO units_away")
    await log.append([item("models.model:a", proposed("a"))])

    async def says_so() -> bool:
        return "models.units_seen" in await service.ready()

    await until(says_so, "readiness to say that a view cannot be written")
    assert await _parked(service.pool) == [], "the fact is not to blame"
    await service.pool.execute("ALTER TABLE models.units_away RENAME TO units_seen")
    await until_read(host)
    assert await holds(service.views["units_seen"], service.pool) == await should_hold(UNITS, log)

    async def ready() -> bool:
        return "models.units_seen" not in await service.ready()

    await until(ready, "readiness again")

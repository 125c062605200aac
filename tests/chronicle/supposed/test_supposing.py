"""What is supposed in a database: every view reads as a fold of that history, by the queries that read it as it is."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from chronicle.live_view import LiveView
from chronicle.log import Log
from chronicle.past import version_table
from chronicle.past.book import discard
from chronicle.past.moment import AsOf, Moment, Supposed
from chronicle.past.past import Past
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Add, Projection, Put
from chronicle.reader import Reader
from chronicle.supposed import following, overlay, supposing
from chronicle.supposed.following import CannotBeSupposed
from chronicle.supposed.supposing import StillSupposing, Supposing
from chronicle.supposed.supposition import Supposition
from contracts.catalogue import CATALOGUE
from contracts.models import ModelProposed
from tests.chronicle.sample_component import DAY, PROJECTIONS, closed, grown, proposed
from tests.chronicle.telling import facts_of, healed, item

MODELS_OF_HISTORY = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that cannot be added to before somebody put it."""

    unit_id: str
    models: int | None = None


async def a_history(log: PostgresLog, pool: Any, *projections: Projection) -> int:
    for number in range(MODELS_OF_HISTORY):
        name, unit = f"m{number}", f"u{number % 3}"
        await log.append([item(f"models.model:{name}", proposed(name, unit), grown(name, number, number))])
    for number in range(0, MODELS_OF_HISTORY, 3):
        await log.append([item(f"models.model:m{number}", closed(f"m{number}"))])
    for projection in projections or PROJECTIONS:
        await healed(Reader(LiveView("models", projection, pool, CATALOGUE), log), log)
    return await log.head()


def supposing_of(log: PostgresLog, pool: Any, *projections: Projection) -> Supposing:
    chosen = projections or PROJECTIONS
    return Supposing("models", chosen, pool, log, CATALOGUE, Past("models", chosen, pool, log, CATALOGUE))


@asynccontextmanager
async def as_supposed(pool: Any, supposition: Supposition, number: int) -> AsyncIterator[AsOf]:
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(f"SET LOCAL antoan.as_of = {supposition.base}; SET LOCAL antoan.supposed = {number}")
        moment = Moment(supposition.base, DAY, False, None, supposed=Supposed(supposition, number))
        yield AsOf(connection, moment, "models", [projection.name for projection in PROJECTIONS])


async def must_read_as_that_history(pool: Any, log: Log, supposition: Supposition, number: int) -> None:
    facts = await facts_of(log)
    for projection in PROJECTIONS:
        rows = projection.fold(fact for fact in facts if supposition.knows(fact.position))
        folded = sorted(tuple(list(v) if isinstance(v, tuple) else v for v in row) for row in rows.values())
        order = ", ".join(projection.key)
        async with as_supposed(pool, supposition, number) as connection:
            held = await connection.fetch(f"SELECT * FROM models.{projection.name} ORDER BY {order}")
        assert [tuple(row) for row in held] == folded, f"{projection.name} under {supposition}"


def some_suppositions(head: int) -> list[Supposition]:
    chosen = random.Random(7)
    found = [
        Supposition(head, (1,)),
        Supposition(head),
        Supposition(0, (), (1, 2, 5)),
        Supposition(head - 4, (3,), (head,)),
    ]
    for _ in range(12):
        base = chosen.randint(1, head)
        without = chosen.sample(range(1, base + 1), chosen.randint(0, min(3, base)))
        later = range(base + 1, head + 1)
        including = chosen.sample(later, chosen.randint(0, min(3, len(later))))
        found.append(Supposition(base, tuple(sorted(without)), tuple(sorted(including))))
    return found


@pytest.mark.parametrize("epoch", [3, 20_000])
async def test_every_view_reads_as_a_fold_of_that_history(
    pool: Any, log: PostgresLog, monkeypatch: pytest.MonkeyPatch, epoch: int
) -> None:
    monkeypatch.setattr(version_table, "epoch_versions_min", epoch)
    monkeypatch.setattr(following, "page_events", 5)
    head = await a_history(log, pool)
    ours = supposing_of(log, pool)
    for supposition in some_suppositions(head):
        await must_read_as_that_history(pool, log, supposition, await ours.stand(supposition))


async def test_which_fact_is_behind_it_is_answered_without_going_through_the_log_again(
    pool: Any, log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = await a_history(log, pool)
    ours = supposing_of(log, pool)
    await ours.stand(Supposition(head, (2, 3, 9)))
    monkeypatch.setattr(supposing, "follow", None)
    one = Supposition(head, (3,))
    await must_read_as_that_history(pool, log, one, await ours.stand(one))
    monkeypatch.undo()
    assert await supposing_of(log, pool).stand(one) == await ours.stand(one), "it stands for every process"


async def test_the_oldest_make_room_and_come_again_when_asked(
    pool: Any, log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supposing, "supposed_kept_max", 2)
    head = await a_history(log, pool)
    ours = supposing_of(log, pool)
    numbers = [await ours.stand(Supposition(head, (position,))) for position in (1, 2, 3)]
    async with pool.acquire() as connection:
        assert [await overlay.stands(connection, "models", number) for number in numbers] == [False, True, True]
    assert await pool.fetchval("SELECT min(past_epoch) FROM models.models_seen__versions") == -numbers[-1]
    assert await pool.fetchval("SELECT count(*) FROM models.models_seen__versions WHERE past_epoch = -1") == 0
    first = Supposition(head, (1,))
    await must_read_as_that_history(pool, log, first, await ours.stand(first))


async def test_with_a_past_that_is_begun_anew_what_is_supposed_of_it_is_too(pool: Any, log: PostgresLog) -> None:
    head = await a_history(log, pool)
    ours, supposition = supposing_of(log, pool), Supposition(head, (1, 2))
    before = await ours.stand(supposition)
    async with pool.acquire() as connection:
        await discard(connection, "models", "models_seen")
    after = await ours.stand(supposition)
    assert after != before
    await must_read_as_that_history(pool, log, supposition, after)


async def test_what_takes_long_is_told_how_far_it_is_and_comes_in_the_end(pool: Any, log: PostgresLog) -> None:
    head = await a_history(log, pool)
    ours, supposition = supposing_of(log, pool), Supposition(head, (1,))
    with pytest.raises(StillSupposing) as told:
        await ours.stand(supposition, seconds_max=0)
    assert told.value.total == head
    await must_read_as_that_history(pool, log, supposition, await ours.stand(supposition))


async def test_what_cannot_be_folded_without_a_fact_says_so_and_leaves_nothing(pool: Any, log: PostgresLog) -> None:
    def counts(fact: Any, seen: Any) -> Any:
        return [Put(Counted(fact.unit_id, 0)) if seen.position <= 6 else Add((fact.unit_id,), {"models": 1})]

    projection = Projection("counted", Counted, ["unit_id"], {ModelProposed: counts})
    ours = supposing_of(log, pool, projection)
    await a_history(log, pool, projection)
    head = await log.head()
    with pytest.raises(CannotBeSupposed, match="counted"):
        await ours.stand(Supposition(head, (1,)))
    assert await pool.fetchval("SELECT count(*) FROM models.counted__versions WHERE past_epoch < 0") == 0


async def test_more_than_is_held_in_memory_is_refused(
    pool: Any, log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = await a_history(log, pool)
    monkeypatch.setattr(following, "changes_held_max", 3)
    with pytest.raises(CannotBeSupposed, match="more than 3"):
        await supposing_of(log, pool).stand(Supposition(head, (1, 2, 3, 4)))

"""A batch: rehearsed without a trace, carried out whole or not at all, once; later commands know what earlier ones lead to."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest

from chronicle.batch import Batches, BatchRefused, Carried, Decided
from chronicle.command import Command, Context
from chronicle.handling import Handler
from chronicle.log import Answer, Item
from chronicle.postgres.log import PostgresLog
from chronicle.refusal import NotAllowed, Refused
from contracts.catalogue import CATALOGUE
from tests.chronicle.sample_component import DAY, POINTS, REVIEWS, Close, Grow, Open, Review, context
from tests.chronicle.telling import facts_of

LIFE: tuple[Command, ...] = (
    Open(occurred_on=DAY, model_id="a"),
    Grow(occurred_on=DAY, model_id="a", added=2),
    Open(occurred_on=DAY, model_id="b"),
    Grow(occurred_on=DAY, model_id="a", added=3),
    Open(occurred_on=DAY, model_id="a"),
    Close(occurred_on=DAY, model_id="b"),
)


def noted(_: Sequence[Decided]) -> Command:
    return Review(occurred_on=DAY, model_id="batch")


@pytest.fixture
def batches(log: PostgresLog) -> Batches:
    return Batches(Handler((POINTS, REVIEWS), log, CATALOGUE), log)


async def told(log: PostgresLog) -> list[tuple[str, int, Any]]:
    return [(recorded.stream, recorded.version, recorded.fact) for recorded in await facts_of(log)]


async def test_carried_out_it_leads_to_what_its_commands_lead_to_one_by_one_in_their_order(
    batches: Batches, log: PostgresLog
) -> None:
    batch_id = uuid4()
    carried = await batches.carry_out(LIFE, noted, batch_id, context())
    whole = await told(log)
    assert carried == Carried(facts=5, last_position=6)
    assert {recorded.correlation_id for recorded in await facts_of(log)} == {batch_id}
    handler = Handler((POINTS, REVIEWS), log, CATALOGUE)
    for command in LIFE:
        renamed = command.model_copy(update={"model_id": f"one-{command.model_id}"})  # type: ignore[attr-defined]
        await handler.handle(renamed, context())
    single = (await told(log))[len(whole) :]
    assert [(version, fact.name) for _, version, fact in whole[:-1]] == [(v, fact.name) for _, v, fact in single]
    assert [getattr(fact, "points", None) for _, _, fact in whole[:-1]] == [None, 2, None, 5, None]


async def test_a_rehearsal_says_the_same_and_leaves_no_trace(batches: Batches, log: PostgresLog) -> None:
    rehearsed = await batches.rehearse([*LIFE, Grow(occurred_on=DAY, model_id="c", added=1)], context())
    assert await log.head() == 0
    assert [len(decided.facts) for decided in rehearsed] == [1, 1, 1, 1, 0, 1, 0]
    assert [decided.refusal and decided.refusal.code for decided in rehearsed] == [None] * 6 + ["model.unknown"]
    await batches.carry_out(LIFE, noted, uuid4(), context())
    appended = [recorded.fact for recorded in await facts_of(log)][:-1]
    assert appended == [fact for decided in rehearsed for fact in decided.facts]


async def test_with_one_that_may_not_nothing_is_appended_and_each_such_is_named(
    batches: Batches, log: PostgresLog
) -> None:
    bad = Grow(occurred_on=DAY, model_id="nobody", added=1)
    with pytest.raises(BatchRefused) as refused:
        await batches.carry_out([*LIFE, bad, bad], noted, uuid4(), context())
    assert [number for number, one in enumerate(refused.value.decided) if one.refusal] == [6, 7]
    assert await log.head() == 0


async def test_the_same_batch_twice_is_appended_once(batches: Batches, log: PostgresLog) -> None:
    batch_id = uuid4()
    first = await batches.carry_out(LIFE, noted, batch_id, context())
    again = await batches.carry_out(LIFE[:3], noted, batch_id, context())
    assert (again.last_position, await log.head()) == (first.last_position, 6)
    both = await asyncio.gather(*(batches.carry_out(LIFE, noted, batch_id, context()) for _ in range(3)))
    assert await log.head() == 6, both


async def test_what_is_already_so_records_no_batch(batches: Batches, log: PostgresLog) -> None:
    await batches.carry_out(LIFE, noted, uuid4(), context())
    assert await batches.carry_out(LIFE[:1], noted, uuid4(), context()) == Carried(0, 0)
    assert await log.head() == 6


async def test_whom_authority_fails_for_one_command_is_refused_that_one(batches: Batches) -> None:
    def permit(command: Command, state: Any, recorded: Any, given: Context) -> Context:
        if command.model_id == "b":  # type: ignore[attr-defined]
            raise NotAllowed("authority.missing", vi="Không", en="No")
        return given

    rehearsed = await batches.rehearse(LIFE, context(), permit)
    assert [decided.refusal is not None for decided in rehearsed] == [False, False, True, False, False, True]


async def test_when_another_was_first_all_is_decided_again(log: PostgresLog) -> None:
    class Overtaken(PostgresLog):
        """Somebody else grows the model between the decision and the append, once."""

        overtaken = False

        async def append_whole(self, items: Sequence[Item]) -> list[Answer] | None:
            if not self.overtaken:
                self.overtaken = True
                await Handler((POINTS,), log, CATALOGUE).handle(
                    Grow(occurred_on=DAY, model_id="a", added=10), context()
                )
            return await super().append_whole(items)

    await Handler((POINTS,), log, CATALOGUE).handle(LIFE[0], context())
    overtaken = Overtaken(log._pool, log._clock)
    batches = Batches(Handler((POINTS, REVIEWS), overtaken, CATALOGUE), overtaken)
    grows = [Grow(occurred_on=DAY, model_id="a", added=n) for n in (1, 2)]
    await batches.carry_out([LIFE[2], *grows], noted, uuid4(), context())
    points = [fact.points for _, _, fact in await told(log) if fact.name == "models.model_replicated"]
    assert points == [10, 11, 13]


async def test_a_whole_that_breaks_off_in_its_last_part_leaves_nothing(
    batches: Batches, log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def dies_at(name: str) -> None:
        calls.append(name)
        if name == "append.before_commit":
            raise ConnectionResetError

    monkeypatch.setattr("chronicle.postgres.log.fault_point", dies_at)
    with pytest.raises(Exception, match="could not be reached"):
        await batches.carry_out(LIFE, noted, uuid4(), context())
    monkeypatch.undo()
    assert (calls, await log.head()) == (["append.before_commit"], 0)


async def test_so_many_at_once_and_no_more(batches: Batches, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronicle.batch.batch_commands_max", 5)
    with pytest.raises(Refused, match=r"batch\.too_large"):
        await batches.rehearse(LIFE, context())


async def test_more_than_one_statement_holds_are_still_one_whole(
    batches: Batches, log: PostgresLog, open_pool: Callable[..., Any]
) -> None:
    many = [Open(occurred_on=DAY, model_id=f"m{n}") for n in range(1_200)]
    carried = await batches.carry_out(many, noted, uuid4(), context())
    assert (carried.facts, carried.last_position) == (1_200, 1_201)
    assert [recorded.stream for recorded in await facts_of(log)][:-1] == [f"models.model:m{n}" for n in range(1_200)]

"""Consequences: one effect whatever is delivered again; refused ones pass; faulty ones are parked; effects begin today."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.command import Command, Context
from chronicle.component import Component
from chronicle.handling import Handler, Result
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.reaction import Reaction, Reacts
from chronicle.reader import Reader
from chronicle.refusal import Refused, Unreachable
from contracts.catalogue import CATALOGUE
from contracts.models import ModelClosed, ModelReplicated
from tests.chronicle.sample_component import COMPONENT, DAY, POINTS, REACTIONS, REVIEWS, Review, closed, grown, proposed
from tests.chronicle.telling import facts_of, healed, item, until_read

OPEN: Any = Callable[..., Any]


class Interrupted(BaseException):
    """The process ends here."""


class Failing:
    """A handler that carries out commands and then fails, or fails before, as often as it is told."""

    def __init__(self, handler: Handler, *, before: list[BaseException] = (), after: list[BaseException] = ()) -> None:  # type: ignore[assignment]
        self._handler = handler
        self.before, self.after = list(before), list(after)

    async def handle(self, command: Command, context: Context) -> Result:
        if self.before:
            raise self.before.pop(0)
        result = await self._handler.handle(command, context)
        if self.after:
            raise self.after.pop(0)
        return result


@pytest.fixture
def handler(log: PostgresLog) -> Handler:
    return Handler((POINTS, REVIEWS), log, CATALOGUE)


@pytest.fixture
def react(pool: Any, handler: Handler) -> Callable[..., Reacts]:
    def made(reactions: Any = REACTIONS, by: Any = handler, name: str = "reactions", **options: Any) -> Reacts:
        return Reacts("models", name, reactions, by, pool, CATALOGUE, SystemClock(), **options)

    return made


async def _close(log: PostgresLog, *models: str) -> None:
    for model_id in models:
        await log.append([item(f"models.model:{model_id}", proposed(model_id), closed(model_id))])


async def _reviews(log: PostgresLog) -> dict[str, int]:
    found: dict[str, int] = {}
    for recorded in await facts_of(log):
        if recorded.type == "models.model_reviewed":
            found[recorded.fact.model_id] = found.get(recorded.fact.model_id, 0) + 1
    return found


async def _parked(pool: Any) -> list[int]:
    return [row[0] for row in await pool.fetch("SELECT position FROM models.parked ORDER BY position")]


async def test_a_cause_delivered_again_and_again_has_one_effect(log: PostgresLog, react: Any) -> None:
    await _close(log, "a", "b")
    entries = await log.read(0, 100)
    for _ in range(3):
        await react().apply(entries)
    assert await _reviews(log) == {"a": 1, "b": 1}
    [cause, effect] = [recorded for recorded in await facts_of(log) if recorded.stream.endswith(":a")][1:]
    assert effect.causation == cause.position
    assert effect.correlation_id == cause.correlation_id
    assert effect.actor == "system"


async def test_two_processes_reacting_at_once_have_one_effect(log: PostgresLog, open_pool: Any, react: Any) -> None:
    await _close(log, *"abcdef")
    entries = await log.read(0, 100)
    others = Handler((POINTS, REVIEWS), PostgresLog(await open_pool(), SystemClock()), CATALOGUE)
    await asyncio.gather(react().apply(entries), react(by=others).apply(entries))
    assert await _reviews(log) == dict.fromkeys("abcdef", 1)


async def test_a_crash_between_the_act_and_the_checkpoint_has_one_effect(
    log: PostgresLog, handler: Handler, react: Any
) -> None:
    await _close(log, "a", "b")
    failing = Failing(handler, after=[Interrupted()])
    reader = Reader(react(by=failing), log)
    with pytest.raises(Interrupted):
        await healed(reader, log)
    assert await react().checkpoint() == 0, "the checkpoint must not move before the act is known to be done"
    await healed(Reader(react(), log), log)
    assert await _reviews(log) == {"a": 1, "b": 1}


async def test_while_the_log_is_away_a_cause_waits_and_is_not_parked(
    log: PostgresLog, pool: Any, handler: Handler, react: Any
) -> None:
    await _close(log, "a")
    reader = Reader(react(by=Failing(handler, before=[Unreachable("away")])), log)
    with pytest.raises(Unreachable):
        await healed(reader, log)
    assert (await _reviews(log), await _parked(pool)) == ({}, [])
    await healed(reader, log)
    assert await _reviews(log) == {"a": 1}


async def test_too_many_at_once_is_no_answer_and_the_cause_is_taken_up_again(
    log: PostgresLog, pool: Any, handler: Handler, react: Any
) -> None:
    await _close(log, "a")
    crowded = Refused("command.too_contended", vi="đông", en="crowded")
    reader = Reader(react(by=Failing(handler, before=[crowded])), log)
    with pytest.raises(Unreachable):
        await healed(reader, log)
    await healed(reader, log)
    assert (await _reviews(log), await _parked(pool)) == ({"a": 1}, [])


async def test_after_one_cause_failed_no_other_is_still_acting(log: PostgresLog, react: Any) -> None:
    """Otherwise it would act beside its own second attempt."""
    await _close(log, "slow", "away")
    acting: list[str] = []

    class Mixed:
        async def handle(self, command: Any, context: Context) -> Result:
            if command.model_id == "away":
                raise Unreachable("away")
            acting.append("began")
            await asyncio.sleep(0.05)
            acting.append("ended")
            return Result("", 0, False, None, None)

    with pytest.raises(Unreachable):
        await react(by=Mixed()).apply(await log.read(0, 10))
    ended = list(acting)
    await asyncio.sleep(0.1)
    assert acting == ended


async def test_a_refused_consequence_passes_and_is_not_parked(log: PostgresLog, pool: Any, react: Any) -> None:
    await _close(log, "refuse", "b")
    reader = Reader(react(), log)
    await healed(reader, log)
    assert (await _reviews(log), await _parked(pool)) == ({"b": 1}, [])
    assert reader.lag == 0


async def test_a_consequence_that_fails_is_parked_and_the_others_flow(log: PostgresLog, pool: Any, react: Any) -> None:
    def consequence(fact: ModelClosed, recorded: Any) -> list[Command]:
        if fact.model_id == "bad":
            raise LookupError("no such \ud800 thing")
        return [Review(occurred_on=DAY, model_id=fact.model_id)]

    await _close(log, "a", "bad", "c")
    reader = Reader(react({ModelClosed: [Reaction("review when closed", consequence)]}), log)
    await healed(reader, log)
    assert await _reviews(log) == {"a": 1, "c": 1}
    assert await _parked(pool) == [4]
    assert reader.checkpoint == 6


async def test_each_command_of_a_consequence_has_an_id_of_its_own(log: PostgresLog, react: Any) -> None:
    def several(fact: ModelClosed, recorded: Any) -> list[Command]:
        return [Review(occurred_on=DAY, model_id="x"), Review(occurred_on=DAY, model_id="x")]

    table = {ModelClosed: [Reaction("two when closed", several), Reaction("two more when closed", several)]}
    await _close(log, "a")
    entries = await log.read(0, 10)
    for _ in range(2):
        await react(table).apply(entries)
    assert await _reviews(log) == {"x": 4}


async def test_causes_of_one_stream_act_in_their_order(log: PostgresLog, react: Any) -> None:
    seen: list[tuple[str, int]] = []

    async def noted(fact: ModelReplicated, recorded: Any) -> list[Command]:
        await asyncio.sleep(0.01 if fact.points % 2 else 0)
        seen.append((fact.model_id, fact.points))
        return []

    for points in range(6):
        await log.append([item(f"models.model:{name}", grown(name, 1, points)) for name in "ab"])
    await react({ModelReplicated: [Reaction("note when grown", noted)]}).apply(await log.read(0, 100))
    assert {name: [points for other, points in seen if other == name] for name in "ab"} == {
        name: [*range(6)] for name in "ab"
    }


async def test_effects_begin_at_the_head_of_an_old_log_and_reactions_at_its_beginning(
    open_host: OPEN, log: PostgresLog
) -> None:
    sent: list[str] = []

    async def send(fact: ModelClosed, recorded: Any) -> list[Command]:
        sent.append(fact.model_id)
        return []

    await _close(log, "old")
    component = Component(
        name="models", aggregates=COMPONENT.aggregates, reactions=REACTIONS,
        effects=lambda service: {ModelClosed: [Reaction("send when closed", send)]},
    )  # fmt: skip
    host = await open_host(component)
    await until_read(host)
    await _close(log, "new")
    await until_read(host)
    assert sent == ["new"]
    assert await _reviews(log) == {"old": 1, "new": 1}


async def test_effects_of_a_new_log_miss_nothing_and_after_a_stop_go_on_where_they_were(
    log: PostgresLog, react: Any
) -> None:
    sent: list[str] = []

    async def send(fact: ModelClosed, recorded: Any) -> list[Command]:
        sent.append(fact.model_id)
        return []

    def effects() -> Reader:
        table = {ModelClosed: [Reaction("send when closed", send)]}
        return Reader(react(table, name="effects", starts_at_head=True), log)

    await healed(effects(), log)
    await _close(log, "while-stopped")
    await healed(effects(), log)
    assert sent == ["while-stopped"]


async def test_a_consequence_of_a_cause_dated_ahead_of_today_is_not_in_the_future(log: PostgresLog, react: Any) -> None:
    """A played cause may hold on a day that this computer's clock has not reached."""
    ahead = SystemClock().today() + timedelta(days=3)
    sent = item("models.model:a", closed("a"))
    await log.append([type(sent)(sent.stream, None, sent.facts, ahead, sent.context)])
    entries: list[Entry] = await log.read(0, 10)
    await react().apply(entries)
    assert await _reviews(log) == {"a": 1}

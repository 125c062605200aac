"""What an append answers, item by item; and that no command id has two effects."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chronicle.clock import PlayedClock, SystemClock
from chronicle.log import Outcome
from chronicle.postgres.log import PostgresLog
from tests.chronicle.sample_component import grown, proposed, reviewed
from tests.chronicle.telling import item


async def test_the_same_command_twice_has_one_effect_and_one_answer(log: PostgresLog) -> None:
    again = item("models.model:a", proposed("a"), grown("a", 2, 2), expected=0)
    [first] = await log.append([again])
    [second] = await log.append([again])
    assert (first.outcome, first.first_position, first.last_position, first.version) == (Outcome.APPENDED, 1, 2, 2)
    assert (second.outcome, second.first_position, second.last_position, second.version) == (Outcome.ALREADY, 1, 2, 2)
    assert await log.head() == 2
    assert await log.answered(again.context.command_id) == ("models.model:a", second)
    assert await log.answered(uuid4()) is None


async def test_a_command_id_used_on_another_stream_is_told_so(log: PostgresLog) -> None:
    command_id = uuid4()
    await log.append([item("models.model:a", proposed("a"), command_id=command_id)])
    [answer] = await log.append([item("models.model:b", proposed("b"), command_id=command_id)])
    assert answer.outcome is Outcome.REUSED
    assert await log.head() == 1


async def test_of_two_on_one_version_one_wins_and_the_other_is_told_the_version_reached(log: PostgresLog) -> None:
    answers = await asyncio.gather(*(log.append([item("models.model:a", proposed("a"), expected=0)]) for _ in range(4)))
    outcomes = sorted(answer.outcome for [answer] in answers)
    assert outcomes == [Outcome.APPENDED, *[Outcome.CONFLICT] * 3]
    assert {answer.version for [answer] in answers} == {1}
    assert await log.head() == 1


async def test_good_conflicting_repeated_and_reused_items_stand_side_by_side_in_one_batch(log: PostgresLog) -> None:
    before = item("models.model:a", proposed("a"))
    await log.append([before])
    answers = await log.append(
        [
            item("models.model:b", proposed("b"), grown("b", 1, 1), expected=0),
            item("models.model:a", proposed("a"), expected=0),
            before,
            item("models.model:c", proposed("c"), command_id=before.context.command_id),
            item("models.model:d", proposed("d"), expected=0),
        ]
    )
    assert [(answer.outcome, answer.first_position, answer.last_position, answer.version) for answer in answers] == [
        (Outcome.APPENDED, 2, 3, 2),
        (Outcome.CONFLICT, None, None, 1),
        (Outcome.ALREADY, 1, 1, 1),
        (Outcome.REUSED, 1, 1, 1),
        (Outcome.APPENDED, 4, 4, 1),
    ]
    assert [entry.stream for entry in await log.read(0, 10)] == [
        "models.model:a", "models.model:b", "models.model:b", "models.model:d"
    ]  # fmt: skip


async def test_two_on_one_stream_in_one_batch_are_not_both_written(log: PostgresLog) -> None:
    answers = await log.append([item("models.model:a", proposed("a"), expected=0) for _ in range(2)])
    assert [answer.outcome for answer in answers] == [Outcome.APPENDED, Outcome.CONFLICT]
    assert await log.head() == 1


async def test_what_is_stored_are_the_exact_bytes_and_the_whole_envelope(log: PostgresLog) -> None:
    fact = proposed("a", title='Cổng rào "an ninh" \\ 1/2\t✓')
    sent = item("models.model:a", fact, role="r", office="c1", on_behalf_of="c2", causation=7, rule_set="2021.1")
    await log.append([sent])
    [entry] = await log.read(0, 10)
    context = sent.context
    assert entry.data == fact.model_dump_json()
    assert (entry.type, entry.schema_version, entry.occurred_on) == (fact.name, fact.version, sent.occurred_on)
    assert (entry.actor, entry.role, entry.office, entry.on_behalf_of) == ("a-1", "r", "c1", "c2")
    assert (entry.command_id, entry.correlation_id) == (context.command_id, context.correlation_id)
    assert (entry.causation, entry.rule_set) == (7, "2021.1")


async def test_recorded_at_is_the_servers_and_never_goes_back(pool: Any, log: PostgresLog, owner: Any) -> None:
    liar = PostgresLog(pool, PlayedClock((await owner.fetchval("SELECT clock_timestamp()")).replace(year=1999)))
    for number in range(3):
        await (liar if number % 2 else log).append([item("models.model:a", reviewed("a"))])
    now = await owner.fetchval("SELECT clock_timestamp()")
    await owner.execute("UPDATE chronicle.head SET recorded_at = $1", now.replace(year=2999))
    await log.append([item("models.model:a", reviewed("a"))])
    instants = [entry.recorded_at for entry in await log.read(0, 10)]
    assert instants == sorted(instants)
    assert instants[1].year == now.year, "the caller's clock was believed"
    assert instants[3].year == 2999, "the server's clock went back, and recorded_at with it"


async def test_a_played_log_takes_its_instants_from_its_player_and_only_while_it_is_empty(
    pool: Any, owner: Any, log: PostgresLog
) -> None:
    await owner.execute("SELECT chronicle.play_clock()")
    instant = (await owner.fetchval("SELECT clock_timestamp()")).replace(year=2021)
    played = PostgresLog(pool, PlayedClock(instant))
    await played.append([item("models.model:a", reviewed("a"))])
    await PostgresLog(pool, PlayedClock(instant.replace(year=2020))).append([item("models.model:a", reviewed("a"))])
    assert [entry.recorded_at for entry in await log.read(0, 10)] == [instant, instant]
    await owner.execute("SELECT chronicle.play_clock()")  # it is played already: nothing to refuse


async def test_a_log_on_the_servers_clock_can_no_longer_be_played(owner: Any, pool: Any) -> None:
    await PostgresLog(pool, SystemClock()).append([item("models.model:a", reviewed("a"))])
    with pytest.raises(asyncpg.RaiseError, match="can no longer be played"):
        await owner.execute("SELECT chronicle.play_clock()")

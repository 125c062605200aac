"""What waits goes together into one commit, and one bad item does not take its neighbours down."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chronicle.group_commit import GroupCommit
from chronicle.log import Answer, Item, Outcome
from chronicle.postgres.log import PostgresLog
from chronicle.refusal import Unreachable
from tests.chronicle.sample_component import grown, proposed, reviewed
from tests.chronicle.telling import item


class Watched:
    """Notes how large each append was."""

    def __init__(self, log: PostgresLog) -> None:
        self._log = log
        self.sizes: list[int] = []

    async def append(self, items: Sequence[Item]) -> list[Answer]:
        self.sizes.append(len(items))
        return await self._log.append(items)


async def test_what_waits_while_a_commit_is_under_way_goes_into_the_next(log: PostgresLog) -> None:
    watched = Watched(log)
    commit = GroupCommit(watched)  # type: ignore[arg-type]
    answers = await asyncio.gather(
        *(commit.append(item(f"models.model:{n}", reviewed("a"), expected=0)) for n in range(50))
    )
    assert {answer.outcome for answer in answers} == {Outcome.APPENDED}
    assert sorted(answer.first_position for answer in answers) == list(range(1, 51))
    assert len(watched.sizes) <= 2


async def test_many_who_wait_in_step_go_in_two_halves(log: PostgresLog) -> None:
    watched = Watched(log)
    commit = GroupCommit(watched)  # type: ignore[arg-type]

    async def caller(own: int) -> None:
        for turn in range(5):
            await commit.append(item(f"models.model:{own}-{turn}", reviewed("a"), expected=0))

    await asyncio.gather(*(caller(own) for own in range(64)))
    assert watched.sizes[:2] == [32, 32]
    assert sum(watched.sizes) == 320


async def test_items_of_one_stream_go_one_after_another_in_their_order(log: PostgresLog) -> None:
    commit = GroupCommit(log)
    answers = await asyncio.gather(
        *(commit.append(item("models.model:a", grown("a", 1, n), expected=n)) for n in range(6))
    )
    assert [answer.outcome for answer in answers] == [Outcome.APPENDED] * 6
    assert [entry.data for entry in await log.read(0, 10)] == [grown("a", 1, n).model_dump_json() for n in range(6)]


async def test_one_command_sent_twice_at_once_has_one_effect(log: PostgresLog) -> None:
    commit = GroupCommit(log)
    twice = item("models.model:a", proposed("a"))
    outcomes = [answer.outcome for answer in await asyncio.gather(commit.append(twice), commit.append(twice))]
    assert sorted(outcomes) == [Outcome.ALREADY, Outcome.APPENDED]
    assert await log.head() == 1


def _poisons() -> dict[str, Item]:
    good = item("models.model:poison", reviewed("p"))
    return {
        "a NUL in an envelope": replace(good, context=replace(good.context, office="a\x00b")),
        "a lone surrogate": replace(good, context=replace(good.context, office="\ud800")),
        "a causation beyond any position": replace(good, context=replace(good.context, causation=2**63)),
        "another service's stream": replace(good, stream="registration.unit:c1"),
        "something missing": replace(good, context=replace(good.context, actor=None)),
    }


@pytest.mark.parametrize("poison", _poisons())
async def test_one_poisoned_item_does_not_take_its_neighbours_down(log: PostgresLog, poison: str) -> None:
    commit = GroupCommit(log)
    neighbours = [item(f"models.model:{n}", reviewed("a")) for n in range(6)]
    sent = [*neighbours[:3], _poisons()[poison], *neighbours[3:]]
    answers: list[Any] = await asyncio.gather(*(commit.append(one) for one in sent), return_exceptions=True)
    bad = answers.pop(3)
    assert isinstance(bad, Exception), bad
    assert not isinstance(bad, Unreachable), "told to try again what can never succeed"
    assert [getattr(answer, "outcome", answer) for answer in answers] == [Outcome.APPENDED] * 6
    assert await log.head() == 6


async def test_a_caller_who_gave_up_does_not_disturb_the_others(log: PostgresLog) -> None:
    commit = GroupCommit(log)
    tasks = [asyncio.create_task(commit.append(item(f"models.model:{n}", reviewed("a")))) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[1], asyncio.CancelledError)
    assert [answers[n].outcome for n in (0, 2)] == [Outcome.APPENDED] * 2  # type: ignore[union-attr]


async def test_a_full_server_is_unreachable_for_now_and_not_an_error_of_the_item(
    pool: Any, log: PostgresLog, owner: Any
) -> None:
    await pool.expire_connections()
    await owner.execute("ALTER ROLE antoan_models CONNECTION LIMIT 0")
    try:
        with pytest.raises(Unreachable):
            await GroupCommit(log).append(item("models.model:a", reviewed("a")))
        with pytest.raises(Unreachable):
            await log.head()
    finally:
        await owner.execute("ALTER ROLE antoan_models CONNECTION LIMIT -1")
    assert await log.head() == 0


async def test_who_sends_again_the_moment_two_commits_end_is_not_forgotten() -> None:
    """A log in memory, so that both commits end in the very same turn of the loop."""

    class Held:
        def __init__(self) -> None:
            self.go_on = asyncio.Event()
            self.appends = 0

        async def append(self, items: Sequence[Item]) -> list[Answer]:
            self.appends += 1
            await self.go_on.wait()
            return [Answer(Outcome.APPENDED, 1, 1, 1) for _ in items]

    held = Held()
    commit = GroupCommit(held)  # type: ignore[arg-type]

    async def send_twice() -> None:
        for _ in range(2):
            await commit.append(item("models.model:a", reviewed("a")))

    twice = asyncio.create_task(send_twice())
    await asyncio.sleep(0)
    once = asyncio.create_task(commit.append(item("models.model:b", reviewed("b"))))
    await asyncio.sleep(0.01)
    assert held.appends == 2
    held.go_on.set()
    async with asyncio.timeout(2):
        await asyncio.gather(twice, once)

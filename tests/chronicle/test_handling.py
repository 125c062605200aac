"""From a command to its answer: another was first, the same again, the same id for something else, not yet today."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.clock import SystemClock
from chronicle.command import derived_id
from chronicle.handling import Handler
from chronicle.postgres.log import PostgresLog
from chronicle.refusal import Refused
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from tests.chronicle.sample_component import DAY, POINTS, REVIEWS, Close, Grow, Open, Review, closed, context
from tests.chronicle.telling import facts_of, item


@pytest.fixture
def handler(log: PostgresLog) -> Handler:
    return Handler((POINTS, REVIEWS), log, CATALOGUE)


async def test_of_many_at_once_each_decides_again_on_what_the_others_did(
    open_pool: Callable[..., Any], log: PostgresLog
) -> None:
    handlers = [Handler((POINTS,), PostgresLog(await open_pool(), SystemClock()), CATALOGUE) for _ in range(3)]
    await handlers[0].handle(Open(occurred_on=DAY, model_id="a"), context())
    grow = Grow(occurred_on=DAY, model_id="a", added=1)
    results = await asyncio.gather(*(handler.handle(grow, context()) for handler in handlers for _ in range(5)))
    assert all(result.changed for result in results)
    assert sorted(result.version for result in results) == list(range(2, 17))
    assert [recorded.fact.points for recorded in (await facts_of(log))[1:]] == list(range(1, 16))  # type: ignore[attr-defined]


async def test_the_same_command_twice_has_one_effect_and_the_same_answer(handler: Handler, log: PostgresLog) -> None:
    await handler.handle(Open(occurred_on=DAY, model_id="a"), context())
    grow, once = Grow(occurred_on=DAY, model_id="a", added=3), context(uuid4())
    first = await handler.handle(grow, once)
    await handler.handle(Grow(occurred_on=DAY, model_id="a", added=1), context())
    again = await handler.handle(grow, once)
    assert (first.changed, again.changed) == (True, False)
    assert (again.first_position, again.last_position, again.version) == (2, 2, 2) == (first.first_position, 2, 2)
    assert len(await facts_of(log)) == 3


async def test_a_repeat_is_answered_as_the_first_time_even_when_it_would_be_refused_by_now(
    handler: Handler, log: PostgresLog
) -> None:
    await handler.handle(Open(occurred_on=DAY, model_id="a"), context())
    grow, once = Grow(occurred_on=DAY, model_id="a", added=3), context(uuid4())
    await handler.handle(grow, once)
    await handler.handle(Close(occurred_on=DAY, model_id="a"), context())
    assert (await handler.handle(grow, once)).first_position == 2
    with pytest.raises(Refused, match=r"model\.unknown"):
        await handler.handle(grow, context())
    assert len(await facts_of(log)) == 3


async def test_an_id_used_for_one_thing_is_refused_for_another_whatever_that_would_lead_to(handler: Handler) -> None:
    once = context(uuid4())
    await handler.handle(Open(occurred_on=DAY, model_id="a"), once)
    await handler.handle(Open(occurred_on=DAY, model_id="b"), context())
    leads_to = {
        "a fact": Open(occurred_on=DAY, model_id="c"),
        "nothing, as it is already so": Open(occurred_on=DAY, model_id="b"),
        "a refusal": Grow(occurred_on=DAY, model_id="d", added=1),
    }
    for command in leads_to.values():
        with pytest.raises(Refused, match=r"command\.id_reused"):
            await handler.handle(command, once)


async def test_already_so_appends_nothing(handler: Handler, log: PostgresLog) -> None:
    await handler.handle(Open(occurred_on=DAY, model_id="a"), context())
    result = await handler.handle(Open(occurred_on=DAY, model_id="a"), context())
    assert (result.changed, result.first_position, result.version) == (False, None, 1)
    assert await log.head() == 1


async def test_a_day_that_has_not_come_is_refused(handler: Handler, log: PostgresLog) -> None:
    with pytest.raises(Refused, match=r"day\.in_the_future"):
        await handler.handle(Open(occurred_on=DAY + timedelta(days=1), model_id="a"), context())
    assert await log.head() == 0


async def test_one_that_never_gets_its_turn_is_told_so_in_the_end(pool: Any) -> None:
    class Pushed(PostgresLog):
        """Somebody else is always a little faster."""

        async def append(self, items: Any) -> Any:
            if items[0].expected_version is not None:
                await super().append([item(items[0].stream, closed("a"))])
            return await super().append(items)

    handler = Handler((REVIEWS,), Pushed(pool, SystemClock()), CATALOGUE)
    with pytest.raises(Refused, match=r"command\.too_contended"):
        await handler.handle(Review(occurred_on=DAY, model_id="a"), context())


async def test_a_decision_sees_the_other_streams_it_asked_for(log: PostgresLog) -> None:
    seen: list[int] = []

    def decide(command: Review, state: int, reviews: int) -> list[Fact]:
        seen.append(reviews)
        return []

    counted: Fold[int] = Fold(category="models.review", initial=0, evolve=lambda count, _: count + 1)
    looked: Aggregate[int] = Aggregate(
        fold=Fold(category="models.model", initial=0, evolve=lambda count, _: count + 1),
        identity=lambda command: command.model_id,
        decisions={Review: decide},
        knows={
            "reviews": Knowledge(counted, lambda command, _: command.model_id if command.model_id != "none" else None)
        },
    )
    handler = Handler((looked,), log, CATALOGUE)
    await log.append([item("models.review:a", closed("a"), closed("a"))])
    for model_id in ("a", "b", "none"):
        await handler.handle(Review(occurred_on=DAY, model_id=model_id), context())
    await log.append([item("models.review:a", closed("a"))])
    await handler.handle(Review(occurred_on=DAY, model_id="a"), context())
    assert seen == [2, 0, 0, 3]


def test_derived_ids_are_the_same_for_the_same_cause_and_differ_for_others() -> None:
    causes = [context().because_of(position, uuid4(), name) for position in (1, 2) for name in ("x", "y")]
    assert len({cause.command_id for cause in causes}) == 4
    assert causes[0].command_id == context().because_of(1, uuid4(), "x").command_id == derived_id("x:1")
    assert causes[0].causation == 1

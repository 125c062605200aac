"""A command is permitted after its state is known and before it is decided, in the name of who may: each time it is looked at."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.command import Command, Context
from chronicle.handling import Handler, Recorders
from chronicle.postgres.log import PostgresLog
from chronicle.refusal import NotAllowed, Refused
from contracts.catalogue import CATALOGUE
from tests.chronicle.sample_component import DAY, POINTS, Close, Grow, Open, Points, context
from tests.chronicle.telling import facts_of

OPEN, GROW = Open(occurred_on=DAY, model_id="a"), Grow(occurred_on=DAY, model_id="a", added=1)
SAID = {"vi": "Không", "en": "No"}


@pytest.fixture
def handler(log: PostgresLog) -> Handler:
    return Handler((POINTS,), log, CATALOGUE)


def of(actor: str, on_behalf_of: str | None = None) -> Context:
    return replace(context(), actor=actor, on_behalf_of=on_behalf_of)


def nobody(command: Command, state: Any, recorded: Recorders, asked: Context) -> Context:
    raise NotAllowed("authority.missing", **SAID)


def as_officer(command: Command, state: Any, recorded: Recorders, asked: Context) -> Context:
    return replace(asked, role="officer", office="c1")


def who_proposed_may_not(command: Command, state: Any, recorded: Recorders, asked: Context) -> Context:
    if ("models.model_proposed", asked.actor) in recorded:
        raise NotAllowed("authority.own_work", **SAID)
    return asked


async def test_what_is_recorded_is_recorded_in_the_name_that_was_permitted(handler: Handler, log: PostgresLog) -> None:
    await handler.handle(OPEN, of("x"), as_officer)
    [entry] = await log.read(0, 10)
    assert (entry.actor, entry.role, entry.office) == ("x", "officer", "c1")


async def test_what_is_not_permitted_is_not_recorded_and_not_decided(handler: Handler, log: PostgresLog) -> None:
    for command in (OPEN, GROW):
        with pytest.raises(NotAllowed):  # growing what is not open would be refused, and would tell that it is not open
            await handler.handle(command, of("x"), nobody)
    assert await facts_of(log) == []


async def test_whoever_permits_knows_the_state_and_who_recorded_what_also_through_a_deputy(handler: Handler) -> None:
    told: list[tuple[Any, Recorders]] = []

    def listening(command: Command, state: Any, recorded: Recorders, asked: Context) -> Context:
        told.append((state, recorded))
        return asked

    await handler.handle(OPEN, of("x", on_behalf_of="y"), listening)
    await handler.handle(GROW, of("z"), listening)
    await handler.handle(Close(occurred_on=DAY, model_id="a"), of("z"), listening)
    proposed = {("models.model_proposed", "x"), ("models.model_proposed", "y")}
    assert told == [
        (Points(), frozenset()), (Points("open"), proposed),
        (Points("open", 1), proposed | {("models.model_replicated", "z")}),
    ]  # fmt: skip


async def test_a_repeat_under_the_same_id_is_told_nothing_to_who_may_not(handler: Handler) -> None:
    once = of("x")
    assert (await handler.handle(OPEN, once, as_officer)).changed
    assert not (await handler.handle(OPEN, once, as_officer)).changed
    with pytest.raises(NotAllowed):
        await handler.handle(OPEN, once, nobody)


async def test_a_refusal_of_the_decision_comes_after_the_permission(handler: Handler) -> None:
    with pytest.raises(Refused, match=r"model\.unknown"):
        await handler.handle(GROW, of("x"), as_officer)


async def test_when_another_was_first_it_is_permitted_by_what_the_other_did(
    open_pool: Callable[..., Any], log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between look and append the same person does in another process what forbids it here."""
    here, there = [Handler((POINTS,), PostgresLog(await open_pool(), SystemClock()), CATALOGUE) for _ in range(2)]
    append = here._commit.append

    async def too_late(item: Any) -> Any:
        await there.handle(OPEN, of("x"))
        return await append(item)

    monkeypatch.setattr(here._commit, "append", too_late)
    with pytest.raises(NotAllowed, match=r"authority\.own_work"):
        await here.handle(OPEN, of("x"), who_proposed_may_not)
    assert len(await facts_of(log)) == 1

"""Every day begins once and none is left out after a stop; the first ever begins alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.calendar import CALENDAR, FOLD, BeginDay, begin, caught_up_days_max
from chronicle.clock import PlayedClock, SystemClock
from chronicle.host import RELAY, begin_day
from chronicle.spec import DeciderSpec
from contracts.calendar import DayBegan

calendar = DeciderSpec(CALENDAR)
DAY = date(2021, 3, 1)
days = st.dates(date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.fast
def test_a_day_begins_once() -> None:
    calendar.given().when(BeginDay(occurred_on=DAY)).then(DayBegan(day=DAY))
    calendar.given(DayBegan(day=DAY)).when(BeginDay(occurred_on=DAY)).then_nothing()
    calendar.given(DayBegan(day=DAY)).when(BeginDay(occurred_on=DAY - timedelta(days=9))).then_nothing()


@pytest.mark.fast
def test_after_a_stop_every_day_since_begins_in_order() -> None:
    calendar.given(DayBegan(day=DAY)).when(BeginDay(occurred_on=DAY + timedelta(days=3))).then(
        *(DayBegan(day=DAY + timedelta(days=ahead)) for ahead in (1, 2, 3))
    )


@pytest.mark.fast
def test_after_a_very_long_stop_only_so_many_days_begin() -> None:
    late = DAY + timedelta(days=3_000)
    facts = begin(BeginDay(occurred_on=late), FOLD.of([DayBegan(day=DAY)]))
    assert len(facts) == caught_up_days_max
    assert facts[-1] == DayBegan(day=late)


@pytest.mark.fast
@given(st.lists(days, max_size=12))
def test_whenever_it_is_asked_days_follow_one_another_without_repeat(asked: list[date]) -> None:
    began: list[date] = []
    state = FOLD.initial
    for day in asked:
        facts = begin(BeginDay(occurred_on=day), state)
        state = FOLD.of(facts, state)
        began.extend(fact.day for fact in facts)  # type: ignore[attr-defined]
    assert began == [min(asked[:1]) + timedelta(days=ahead) for ahead in range(len(began))] if asked else began == []
    assert not asked or began[-1] == max(asked)


@pytest.mark.fast
def test_a_day_is_a_day_in_the_province() -> None:
    evening = datetime(2021, 8, 18, 17, 30, tzinfo=UTC)
    assert PlayedClock(evening).today() == date(2021, 8, 19)
    assert PlayedClock(evening - timedelta(hours=1)).today() == date(2021, 8, 18)
    assert SystemClock("UTC").now().tzinfo is UTC


async def test_a_host_records_that_days_begin_whoever_asks_and_however_often(
    open_host: Any, log: Any, owner: Any
) -> None:
    await owner.execute("SELECT chronicle.play_clock()")
    clock = PlayedClock(datetime(2021, 3, 1, 3, tzinfo=UTC))
    hosts = [await open_host(RELAY, clock=clock) for _ in range(2)]
    for _ in range(2):
        for host in hosts:
            await begin_day(host.services["calendar"], clock)
    clock.instant += timedelta(days=2)
    for host in hosts:
        await begin_day(host.services["calendar"], clock)
    entries = await log.read(0, 10)
    assert [entry.data for entry in entries] == [f'{{"day":"2021-03-0{day}"}}' for day in (1, 2, 3)]
    assert {entry.stream for entry in entries} == {"calendar.day:province"}

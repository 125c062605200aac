"""Wrong passwords cost waiting that only grows, never more than a quarter of an hour, until a hundred of them end it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sign_in.throttle import (
    UNTIL_RESET,
    closed_until,
    consecutive_failures_max,
    free_failures_max,
    wait_after,
    wait_seconds_max,
)

pytestmark = pytest.mark.fast

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
closing = st.integers(free_failures_max + 1, consecutive_failures_max - 1)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 30), (7, 60), (8, 120), (9, 240), (10, 480), (11, 900), (99, 900)]
)
def test_the_waiting_times_are_these(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)
    assert closed_until(failures, NOW, NOW) == (NOW + timedelta(seconds=seconds) if seconds else None)


@given(failures=st.integers(0, free_failures_max), last=st.none() | moments, now=moments)
def test_a_few_failures_are_free(failures: int, last: datetime | None, now: datetime) -> None:
    assert closed_until(failures, last, now) is None


@given(failures=closing, last=moments, now=moments)
def test_nobody_waits_longer_than_the_longest_wait_whatever_the_clocks_say(
    failures: int, last: datetime, now: datetime
) -> None:
    until = closed_until(failures, last, now)
    assert until is None or timedelta(0) < until - now <= timedelta(seconds=wait_seconds_max)


@given(failures=closing, last=moments)
def test_one_waits_exactly_as_long_as_told(failures: int, last: datetime) -> None:
    until = closed_until(failures, last, last)
    assert until is not None
    assert closed_until(failures, last, until - timedelta(microseconds=1)) == until
    assert closed_until(failures, last, until) is None


@given(failures=st.integers(0, consecutive_failures_max * 2), last=moments, now=moments)
def test_one_failure_more_never_opens_sooner(failures: int, last: datetime, now: datetime) -> None:
    fewer, more = closed_until(failures, last, now), closed_until(failures + 1, last, now)
    assert fewer is None or (more is not None and more >= fewer)


@given(failures=st.integers(consecutive_failures_max, 10**9), last=st.none() | moments, now=moments)
def test_after_a_hundred_only_an_operator_opens(failures: int, last: datetime | None, now: datetime) -> None:
    assert closed_until(failures, last, now) == UNTIL_RESET


def test_whoever_waits_every_time_still_gets_no_more_than_a_hundred_guesses() -> None:
    now, guesses = NOW, 0
    while (until := closed_until(guesses, now, now)) != UNTIL_RESET:
        now = until or now
        guesses += 1
    assert guesses == consecutive_failures_max
    assert now - NOW > timedelta(hours=22)

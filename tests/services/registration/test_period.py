"""Decisions about a period of the year: closed by the province, opened again, late entry allowed by name and reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.registration import LateEntryAllowed, PeriodClosed, PeriodReopened, UnitEnded
from services.registration.period import PERIOD, AllowLateEntry, ClosePeriod, ReopenPeriod
from tests.services.registration.scenes import AREA, CLOSES, IN_TIME, LAUNCHED, OPENS, TOO_LATE

pytestmark = pytest.mark.fast

DAY = timedelta(days=1)
JUNE = date(2021, 6, 7)
OF_PERIOD: dict[str, Any] = {"campaign_id": "y2021", "period": "registering"}
CLOSED = PeriodClosed(**OF_PERIOD, year=2021, closed_on=TOO_LATE)
REOPENED = PeriodReopened(**OF_PERIOD, year=2021, reopened_on=JUNE, reason="Khóa nhầm")
REOPEN = ReopenPeriod(occurred_on=JUNE, **OF_PERIOD, province_id="p1", reason="Khóa nhầm")
ALLOWED = LateEntryAllowed(
    **OF_PERIOD, year=2021, unit_id="a1", allowed_on=JUNE, until=JUNE + DAY, reason="Cách ly",
    decided_by="Trưởng Ban Chỉ đạo tỉnh", basis="57/CV-BCĐ",
)  # fmt: skip
period = DeciderSpec(PERIOD).knowing(campaign=(LAUNCHED,), unit=(AREA,))


def close(day: date = TOO_LATE, **changed: Any) -> ClosePeriod:
    return ClosePeriod(occurred_on=day, **{**OF_PERIOD, "province_id": "p1", **changed})


def allow(day: date = JUNE, **changed: Any) -> AllowLateEntry:
    return AllowLateEntry(occurred_on=day, **{**ALLOWED.model_dump(exclude={"year", "allowed_on"}), **changed})


def test_the_province_closes_a_period_once() -> None:
    period.given().when(close()).then(CLOSED)
    period.given(CLOSED).when(close(JUNE)).then_nothing()
    period.given().when(close(province_id="p2")).then_refused("campaign.of_another_province")
    period.given().knowing(campaign=()).when(close()).then_refused("campaign.unknown")


def test_registering_is_not_closed_before_its_last_day_in_time_is_over_but_counting_may_be() -> None:
    period.given().when(close(IN_TIME)).then_refused("period.still_running")
    counting = CLOSED.model_copy(update={"period": "counting", "closed_on": OPENS})
    period.given().when(close(OPENS, period="counting")).then(counting)


def test_what_was_closed_by_mistake_is_opened_again() -> None:
    period.given(CLOSED).when(REOPEN).then(REOPENED)
    period.given().when(REOPEN).then_nothing()
    period.given(CLOSED, REOPENED).when(REOPEN).then_nothing()
    period.given(CLOSED).when(REOPEN.model_copy(update={"province_id": "p2"})).then_refused(
        "campaign.of_another_province"
    )


def test_late_entry_is_allowed_to_one_unit_until_a_day() -> None:
    period.given(CLOSED).when(allow()).then(ALLOWED)
    period.given(CLOSED, ALLOWED).when(allow()).then_nothing()
    longer = {"until": JUNE + 3 * DAY, "basis": "61/CV-BCĐ"}
    period.given(CLOSED, ALLOWED).when(allow(**longer)).then(ALLOWED.model_copy(update=longer))


def test_late_entry_is_allowed_to_units_that_stand_from_the_day_on_and_not_beyond_the_campaign() -> None:
    period.given(CLOSED).when(allow(until=JUNE - DAY)).then_refused("late_entry.until_wrong")
    period.given(CLOSED).when(allow(until=CLOSES + DAY)).then_refused("late_entry.until_wrong")
    ended = UnitEnded(unit_id="a1", ended_on=JUNE, reason="Sáp nhập")
    period.given(CLOSED).knowing(unit=(AREA, ended)).when(allow()).then_refused("unit.ended")
    period.given(CLOSED).when(allow(CLOSES + DAY)).then_refused("campaign.not_open")

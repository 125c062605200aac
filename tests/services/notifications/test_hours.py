"""Within working hours at once, else at the next opening: by the wall clock of the province and its working days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import ViewSpec
from contracts.notifications import WorkingHours
from contracts.recognition import CalendarDay, WorkingCalendarSet
from services.notifications.channels.hours import Hours, hours_of
from services.notifications.projections.working_days import WORKING_DAYS, WorkingDays, WorkingDaysRow
from tests.services.notifications.played import province

pytestmark = pytest.mark.fast

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TET = frozenset(date(2021, 2, 10) + timedelta(days=offset) for offset in range(7))
DAYS = WorkingDays(off=TET, worked=frozenset({date(2021, 2, 20)}))
HOURS = Hours(time(7, 30), time(17), DAYS, ZONE)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (province(2021, 3, 24, 7, 29), province(2021, 3, 24, 7, 30)),
        (province(2021, 3, 24, 7, 30), province(2021, 3, 24, 7, 30)),
        (province(2021, 3, 24, 16, 59), province(2021, 3, 24, 16, 59)),
        (province(2021, 3, 24, 17), province(2021, 3, 25, 7, 30)),
        (province(2021, 3, 26, 18), province(2021, 3, 29, 7, 30)),  # a Friday evening
        (province(2021, 2, 9, 20), province(2021, 2, 17, 7, 30)),  # the eve of Tết
        (province(2021, 2, 19, 20), province(2021, 2, 20, 7, 30)),  # a Saturday that is worked
    ],
)
def test_a_notice_leaves_within_the_hours(at: datetime, leaves: datetime) -> None:
    assert HOURS.or_from(at) == leaves


instants = st.datetimes(datetime(2021, 1, 1), datetime(2021, 12, 31), timezones=st.just(UTC))


@given(instants)
def test_whenever_it_is_the_moment_lies_within_the_hours_and_none_before_it_does(at: datetime) -> None:
    found = HOURS.or_from(at)
    local = found.astimezone(ZONE)
    assert found >= at and DAYS.works(local.date()) and time(7, 30) <= local.time() < time(17)
    assert HOURS.or_from(found) == found
    if found > at:  # no earlier quarter of an hour would have done
        quarters = (at + timedelta(minutes=15 * n) for n in range(int((found - at).total_seconds() // 900)))
        assert not [q for q in quarters if HOURS.or_from(q) == q]


@given(instants)
def test_the_next_opening_is_an_opening_and_lies_ahead(at: datetime) -> None:
    found = HOURS.opening_after(at)
    assert found > at and found.astimezone(ZONE).time() == time(7, 30) and DAYS.works(found.astimezone(ZONE).date())


def test_an_office_has_its_own_hours_or_the_usual_ones() -> None:
    own = hours_of(WorkingHours(opens="08:00", closes="12:00"), "07:30-17:00", DAYS, ZONE)
    usual = hours_of(None, "07:30-17:00", DAYS, ZONE)
    assert (own.opens, own.closes) == (time(8), time(12)) and (usual.opens, usual.closes) == (time(7, 30), time(17))


def test_the_days_are_those_of_the_calendar_in_force() -> None:
    fact = WorkingCalendarSet(
        calendar="vn", calendar_version=1, first_day=date(2020, 1, 1), last_day=date(2022, 12, 31),
        off=(CalendarDay(day=date(2021, 9, 2), reason="Quốc khánh"),),
        worked=(CalendarDay(day=date(2022, 9, 10), reason="Làm bù"),), source="holidays", set_on=date(2021, 1, 1),
    )  # fmt: skip
    ViewSpec(WORKING_DAYS).given(fact).then(WorkingDaysRow("vn", 1, (date(2021, 9, 2),), (date(2022, 9, 10),)))


@given(st.dates(date(2021, 1, 1), date(2021, 12, 1)), st.integers(1, 30))
def test_so_many_working_days_ahead_lie_so_many_working_days(day: date, n: int) -> None:
    ahead, back = DAYS.after(day, n), DAYS.after(day, -n)
    assert sum(DAYS.works(day + timedelta(days=k)) for k in range(1, (ahead - day).days + 1)) == n and DAYS.works(ahead)
    assert sum(DAYS.works(day - timedelta(days=k)) for k in range(1, (day - back).days + 1)) == n and DAYS.works(back)

"""Which days are worked: the calendar the clock of dossiers goes by, set by a fact and versioned."""

from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, items_max
from contracts.recognition import CalendarDay, WorkingCalendarSet
from reference.working_days import WorkingCalendar
from services.recognition.clock import KnownCalendar

CALENDAR = "vn"
"""The name of the calendar that dossiers go by: a log is one province, and a province has one."""


class SetWorkingCalendar(Command):
    """Counts working days by this from now on; what is still due is found anew."""

    calendar: Identifier = CALENDAR
    first_day: date
    last_day: date
    off: tuple[CalendarDay, ...] = Field(max_length=items_max)
    worked: tuple[CalendarDay, ...] = Field(default=(), max_length=items_max)
    source: Text


def evolve(known: KnownCalendar, fact: Fact) -> KnownCalendar:
    match fact:
        case WorkingCalendarSet():
            return KnownCalendar(fact.calendar, fact.calendar_version, calendar_of(fact))
    return known


def calendar_of(said: WorkingCalendarSet | SetWorkingCalendar) -> WorkingCalendar:
    """The calendar as days are counted by it."""
    return WorkingCalendar(
        name=said.calendar,
        first_day=said.first_day,
        last_day=said.last_day,
        off={day.day: day.reason for day in said.off},
        worked={day.day: day.reason for day in said.worked},
    )


def set_working_calendar(command: SetWorkingCalendar, known: KnownCalendar) -> list[Fact]:
    if known.version and known.days == calendar_of(command):
        return []
    if command.first_day > command.last_day:
        raise Refused(
            "calendar.backwards",
            vi=f"Lịch kết thúc ngày {command.last_day:%d/%m/%Y}, trước khi bắt đầu",
            en=f"The calendar ends on {command.last_day}, before it begins",
        )
    _must_name_each_day_once(command)
    said = command.model_dump(exclude={"occurred_on"})
    return [WorkingCalendarSet(**said, calendar_version=known.version + 1, set_on=command.occurred_on)]


def _must_name_each_day_once(command: SetWorkingCalendar) -> None:
    named = [entry.day for entry in (*command.off, *command.worked)]
    twice = sorted({day for day in named if named.count(day) > 1})
    outside = sorted(day for day in named if not command.first_day <= day <= command.last_day)
    for code, days, vi, en in (
        ("calendar.day_twice", twice, "Ngày được nêu hai lần", "Named twice"),
        ("calendar.day_outside", outside, "Ngày nằm ngoài lịch", "Outside the calendar"),
    ):
        if days:
            raise Refused(
                code,
                vi=f"{vi}: {', '.join(f'{day:%d/%m/%Y}' for day in days)}",
                en=f"{en}: {', '.join(map(str, days))}",
            )


WORKING_CALENDAR: Aggregate[KnownCalendar] = Aggregate(
    fold=Fold(category="recognition.working_calendar", initial=KnownCalendar(), evolve=evolve),
    identity=lambda command: command.calendar,
    decisions={SetWorkingCalendar: set_working_calendar},
)

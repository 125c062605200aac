"""The clock of dossiers: the working calendar it goes by, when each step is due, and whose due day moved."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, UnitId, Value, Year, items_max

Step = Literal["check_completeness", "correct", "appraise", "propose", "decide"]


class Due(Value):
    """By when the next step is to be taken, and how that day was found, so that it can be explained in words."""

    step: Step
    on: date = Field(description="the last day that is in time")
    since: date = Field(description="the day from which it was counted, itself not counted")
    working_days: int | None = Field(
        ge=-10_000,
        le=10_000,
        description="so many from there on; below 0: overdue when it came back; null: the deadline binds",
    )
    calendar: Identifier | None = Field(description="whose working days were counted")
    calendar_version: Count = Field(description="0 where no calendar was set: Mondays to Fridays")


class Pause(Value):
    """The clock stands still while a dossier is returned: of the step it stood at, so many working days are left."""

    step: Step
    working_days_left: int = Field(ge=-10_000, le=10_000, description="below 0: it was overdue already")


class CalendarDay(Value):
    """A day that is not what its weekday says."""

    day: date
    reason: Text


class WorkingCalendarSet(Fact):
    """From now on working days are counted by this; a later version moves what is still due."""

    name: ClassVar[str] = "recognition.working_calendar_set"
    version: ClassVar[int] = 1
    calendar: Identifier
    calendar_version: Count = Field(ge=1, description="one more than the version before")
    first_day: date = Field(description="before it, and after the last, nobody knows which days are worked")
    last_day: date
    off: tuple[CalendarDay, ...] = Field(max_length=items_max, description="public holidays and days swapped away")
    worked: tuple[CalendarDay, ...] = Field(max_length=items_max, description="days at a weekend that are worked")
    source: Text = Field(description="the announcement, or where the list comes from")
    set_on: date


class DueDateMoved(Fact):
    """The day by which a dossier's next step is due became another, as the calendar or the rule set changed."""

    name: ClassVar[str] = "recognition.due_date_moved"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    due: Due | None = Field(description="null: nothing is known any more by which it would be due")
    previous: Due | None = Field(description="null: nothing was known")
    reason: Text
    moved_on: date


FACTS: tuple[type[Fact], ...] = (WorkingCalendarSet, DueDateMoved)

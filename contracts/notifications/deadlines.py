"""The deadlines of a year that offices are reminded of."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Fact, UnitId, Year
from contracts.registration import UnitKind

Deadline = Literal["registration", "decision", "resolution", "plan", "guidance"]
"""To register, to decide, or to issue a document of that kind."""


class DeadlineNoted(Fact):
    """A year has a deadline, a changed one, or (without a day) one less."""

    name: ClassVar[str] = "notifications.deadline_noted"
    version: ClassVar[int] = 1
    year: Year
    deadline: Deadline
    unit_kind: UnitKind | None = Field(description="the kind of unit it binds, or null for all that register")
    due_on: date | None = Field(description="the last day that is in time")
    previous_due_on: date | None
    organiser_id: UnitId | None = Field(description="the province that runs the year, where the cause names it")


class ReminderDue(Fact):
    """Of a deadline it is time to remind. Once for each of the days before or after it on which one reminds."""

    name: ClassVar[str] = "notifications.reminder_due"
    version: ClassVar[int] = 1
    year: Year
    deadline: Deadline
    unit_kind: UnitKind | None
    due_on: date
    before_days: int = Field(
        ge=-366, le=366, description="which reminder: so many days before the deadline; below 0: after"
    )
    days_left: int = Field(
        ge=-366, le=366, description="from the day it was raised to the deadline; below 0: it has passed"
    )
    organiser_id: UnitId
    raised_on: date


FACTS: tuple[type[Fact], ...] = (DeadlineNoted, ReminderDue)

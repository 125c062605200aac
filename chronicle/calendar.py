"""Time as a fact: the host records each day that began; deadlines and reminders react to it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from contracts.calendar import DayBegan
from contracts.fact import Fact

caught_up_days_max = 400
"""After a longer stop only the last so many days are recorded, today among them."""


class BeginDay(Command):
    """The day `occurred_on` began."""


@dataclass(frozen=True)
class Calendar:
    last: date | None = None


def evolve(calendar: Calendar, fact: DayBegan) -> Calendar:
    return replace(calendar, last=fact.day)


def begin(command: BeginDay, calendar: Calendar) -> list[Fact]:
    """Every day since the last one, so that none is left out after a stop; the first ever begins alone."""
    day = command.occurred_on
    first = day if calendar.last is None else calendar.last + timedelta(days=1)
    first = max(first, day - timedelta(days=caught_up_days_max - 1))
    return [DayBegan(day=first + timedelta(days=ahead)) for ahead in range((day - first).days + 1)]


FOLD = Fold(category="calendar.day", initial=Calendar(), evolve=evolve)
CALENDAR: Aggregate[Calendar] = Aggregate(fold=FOLD, identity=lambda command: "province", decisions={BeginDay: begin})

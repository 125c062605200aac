"""Time as a fact: deadlines and reminders react to days that began, so that a replayed year is the same year."""

from datetime import date
from typing import ClassVar

from contracts.fact import Fact


class DayBegan(Fact):
    """A day began in the province. Recorded by the host once a day, in order, none left out."""

    name: ClassVar[str] = "calendar.day_began"
    version: ClassVar[int] = 1
    day: date


FACTS: tuple[type[Fact], ...] = (DayBegan,)

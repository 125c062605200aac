"""Which day it is, as the log knows it: a decision asks no clock."""

from dataclasses import dataclass
from datetime import date

from chronicle.aggregate import Fold, Knowledge
from contracts.calendar import DayBegan


@dataclass(frozen=True)
class Today:
    """The day that began last; None before any day was recorded."""

    day: date | None = None


def evolve(today: Today, fact: DayBegan) -> Today:
    return Today(fact.day)


TODAY = Knowledge(Fold("calendar.day", Today(), evolve), lambda command, state: "province")

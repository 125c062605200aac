"""What decisions know of an area's households: what was said last for each day, and what was said before that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chronicle.aggregate import Fold
from contracts.fact import Fact
from contracts.registration import DayCount, HouseholdsCorrected, HouseholdsReported, HouseholdsUndone

NOTHING_COUNTED = DayCount(total=0, registered=0, corrected_because=None, late_entry_basis=None)


@dataclass(frozen=True)
class Before:
    """What the newest fact took the place of. Not the whole state before it: an area that counts daily would hold one for each."""

    day: date
    """The day the newest fact is about."""
    count: DayCount | None
    """What was said for it until then."""
    newest_day: date
    lowered: bool
    last: tuple[date, int, int] | None
    before: "Before | None"


@dataclass(frozen=True)
class Households:
    """What decisions need to know: what was said last for each day, the newest day, and what the newest fact replaced."""

    by_day: Mapping[date, DayCount] = field(default_factory=dict)
    newest_day: date = date.min
    lowered: bool = False
    """Whether the newest count is flagged as lower than the one before it."""
    last: tuple[date, int, int] | None = None
    """(day, total, registered) of the newest fact, where it is a report."""
    before: Before | None = None
    undone: frozenset[tuple[str, date]] = frozenset()
    """(batch, day) of what was undone."""

    @property
    def current(self) -> DayCount:
        return self.by_day.get(self.newest_day, NOTHING_COUNTED)

    def without_the_newest(self) -> "Households":
        """As it was before the newest fact; what was undone stays so."""
        before = self.before
        if before is None:
            return Households(undone=self.undone)
        by_day = {day: count for day, count in self.by_day.items() if day != before.day}
        if before.count is not None:
            by_day[before.day] = before.count
        return Households(by_day, before.newest_day, before.lowered, before.last, before.before, self.undone)


def evolve(households: Households, fact: Fact) -> Households:
    match fact:
        case HouseholdsReported():
            lowered = fact.lowered if fact.newest else households.lowered
            return _counted(households, fact, None, lowered, (fact.as_of, fact.total, fact.registered))
        case HouseholdsCorrected():
            return _counted(households, fact, fact.reason, fact.lowered, None)
        case HouseholdsUndone():
            undone = households.undone | {(fact.batch_id, fact.as_of)}
            return replace(households.without_the_newest(), undone=undone)
    return households


def _counted(
    households: Households,
    fact: HouseholdsReported | HouseholdsCorrected,
    because: str | None,
    lowered: bool,
    last: tuple[date, int, int] | None,
) -> Households:
    count = DayCount(
        total=fact.total,
        registered=fact.registered,
        corrected_because=because,
        late_entry_basis=fact.late_entry_basis,
    )
    replaced = households.by_day.get(fact.as_of)
    before = Before(
        fact.as_of, replaced, households.newest_day, households.lowered, households.last, households.before
    )  # fmt: skip
    by_day = {**households.by_day, fact.as_of: count}
    return Households(by_day, max(households.newest_day, fact.as_of), lowered, last, before, households.undone)


HOUSEHOLDS_STREAM: Fold[Households] = Fold(category="registration.households", initial=Households(), evolve=evolve)

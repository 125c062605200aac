"""What decisions know of an area's households: what was said last for each day, and what was said before that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chronicle.aggregate import Fold
from contracts.fact import Fact
from contracts.registration import DayCount, HouseholdsCorrected, HouseholdsReported, HouseholdsUndone

NOTHING_COUNTED = DayCount(total=0, registered=0, corrected_because=None, late_entry_basis=None)


@dataclass(frozen=True)
class Households:
    """What decisions need to know: what was said last for each day, the newest day, and `before`: without the newest fact."""

    by_day: Mapping[date, DayCount] = field(default_factory=dict)
    newest_day: date = date.min
    lowered: bool = False
    """Whether the newest count is flagged as lower than the one before it."""
    last: HouseholdsReported | None = None
    """The newest fact, where it is a report."""
    before: "Households | None" = None
    undone: frozenset[tuple[str, date]] = frozenset()
    """(batch, day) of what was undone."""

    @property
    def current(self) -> DayCount:
        return self.by_day.get(self.newest_day, NOTHING_COUNTED)


def evolve(households: Households, fact: Fact) -> Households:
    match fact:
        case HouseholdsReported():
            lowered = fact.lowered if fact.newest else households.lowered
            return replace(_counted(households, fact, None), lowered=lowered, last=fact)
        case HouseholdsCorrected():
            return replace(_counted(households, fact, fact.reason), lowered=fact.lowered, last=None)
        case HouseholdsUndone():
            undone = households.undone | {(fact.batch_id, fact.as_of)}
            return replace(households.before or Households(), undone=undone)
    return households


def _counted(households: Households, fact: HouseholdsReported | HouseholdsCorrected, because: str | None) -> Households:
    count = DayCount(
        total=fact.total,
        registered=fact.registered,
        corrected_because=because,
        late_entry_basis=fact.late_entry_basis,
    )
    by_day = {**households.by_day, fact.as_of: count}
    return replace(households, by_day=by_day, newest_day=max(households.newest_day, fact.as_of), before=households)


HOUSEHOLDS_STREAM: Fold[Households] = Fold(category="registration.households", initial=Households(), evolve=evolve)

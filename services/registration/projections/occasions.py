"""Which days and phases does the calendar of a year hold?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CalendarSet


@dataclass(frozen=True, slots=True)
class OccasionRow:
    campaign_id: str
    code: str
    kind: str = "other"
    first: date = date.min
    last: date = date.min
    title_vi: str = ""
    title_en: str | None = None


def calendar_set(fact: CalendarSet, seen: Seen[Any]) -> Iterable[Change]:
    for code in fact.dropped:
        yield Drop((fact.campaign_id, code))
    for occasion in fact.occasions:
        yield Put(OccasionRow(campaign_id=fact.campaign_id, **occasion.model_dump()))


OCCASIONS = Projection(name="occasions", row=OccasionRow, key=("campaign_id", "code"), on={CalendarSet: calendar_set})


async def occasions(connection: Any, campaign_id: str) -> list[OccasionRow]:
    """The calendar in the order of its days."""
    rows = await connection.fetch(
        "SELECT * FROM registration.occasions WHERE campaign_id = $1 ORDER BY first, last, code", campaign_id
    )
    return [OccasionRow(**row) for row in rows]

"""Which days of the year's calendar say until when a period is reported? What the province set goes before its plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CalendarSet


@dataclass(frozen=True, slots=True)
class DueDayRow:
    """`code` is the period as its pages write it: quarter-2, festival-1."""

    campaign_id: str
    code: str
    due: date = date.min


def calendar_set(fact: CalendarSet, seen: Seen[Any]) -> Iterable[Change]:
    for code in fact.dropped:
        yield Drop((fact.campaign_id, code))
    for occasion in fact.occasions:
        if occasion.kind == "report_due":
            yield Put(DueDayRow(fact.campaign_id, occasion.code, occasion.last))
        else:
            yield Drop((fact.campaign_id, occasion.code))


DUE_DAYS = Projection(name="due_days", row=DueDayRow, key=("campaign_id", "code"), on={CalendarSet: calendar_set})


async def due_days(connection: Any, campaign_id: str) -> dict[str, date]:
    """By period: the days a campaign's calendar sets."""
    rows = await connection.fetch("SELECT code, due FROM mobilisation.due_days WHERE campaign_id = $1", campaign_id)
    return {row["code"]: row["due"] for row in rows}

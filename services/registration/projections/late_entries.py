"""Which units may still enter after the close, until when, by whose word and why?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import LateEntryAllowed


@dataclass(frozen=True, slots=True)
class LateEntryRow:
    campaign_id: str
    unit_id: str
    period: str
    allowed_on: date = date.min
    until: date = date.min
    reason: str = ""
    decided_by: str = ""
    basis: str = ""


def allowed(fact: LateEntryAllowed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(LateEntryRow(**fact.model_dump(exclude={"year"})))


LATE_ENTRIES = Projection(
    name="late_entries",
    row=LateEntryRow,
    key=("campaign_id", "unit_id", "period"),
    on={LateEntryAllowed: allowed},
)


async def late_entries(
    connection: Any, within: list[str] | None, campaign_id: str, unit_id: str | None = None
) -> list[LateEntryRow]:
    """The permissions of a year, of one unit or of all that are `within` (None: everything), the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM registration.late_entries WHERE campaign_id = $1 AND ($2::text IS NULL OR unit_id = $2) "
        "AND ($3::text[] IS NULL OR unit_id = ANY ($3)) ORDER BY allowed_on DESC, unit_id, period",
        campaign_id, unit_id, within,
    )  # fmt: skip
    return [LateEntryRow(**row) for row in rows]

"""What was recorded of a unit in a year, when it held and when we knew, by which office in which role?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts import registration
from contracts.envelope import Seen
from contracts.fact import Fact


@dataclass(frozen=True, slots=True)
class HistoryRow:
    position: int
    campaign_id: str = ""
    unit_id: str = ""
    type: str = ""
    occurred_on: date | None = None
    recorded_at: datetime | None = None
    role: str = ""
    office: str = ""
    by_deputy: bool = False
    day: date | None = None
    """The day a count is of, a document bears, a permission lasts until."""
    total: int | None = None
    registered: int | None = None
    late: bool = False
    words: str = ""
    """A reason, or the number of a document."""


def of_unit(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        HistoryRow(
            position=seen.position,
            campaign_id=fact.campaign_id,
            unit_id=_first(fact, "unit_id", "issuer_id"),
            type=seen.type,
            occurred_on=seen.occurred_on,
            recorded_at=seen.recorded_at,
            role=seen.role,
            office=seen.office,
            by_deputy=seen.on_behalf_of is not None,
            day=_first(fact, "as_of", "registered_on", "undone_registered_on", "withdrawn_on", "dated", "until"),
            total=_first(fact, "total", "undone_total"),
            registered=_first(fact, "registered", "undone_registered"),
            late=bool(_first(fact, "late", "late_entry_basis")),
            words=_first(fact, "number", "reason") or "",
        )
    )


def _first(fact: Any, *names: str) -> Any:
    """The first of these that the fact tells."""
    return next((value for name in names if (value := getattr(fact, name, None)) is not None), None)


TOLD: tuple[type[Fact], ...] = (
    registration.UnitRegistered, registration.RegistrationWithdrawn, registration.RegistrationUndone,
    registration.HouseholdsReported, registration.HouseholdsCorrected, registration.HouseholdsUndone,
    registration.DocumentIssued, registration.DocumentCorrected, registration.DocumentStruck,
    registration.LateEntryAllowed,
)  # fmt: skip

YEAR_HISTORY = Projection(
    name="year_history",
    row=HistoryRow,
    key=("position",),
    on=dict.fromkeys(TOLD, of_unit),
    sees=("occurred_on", "recorded_at", "role", "office", "on_behalf_of"),
    indexes=(("campaign_id", "unit_id", "position"),),
)


async def history_of_unit(
    connection: Any, campaign_id: str, unit_id: str, before: int | None, limit: int
) -> list[HistoryRow]:
    """What was recorded of the unit itself, the newest first, older than `before` where it is given."""
    rows = await connection.fetch(
        "SELECT * FROM registration.year_history WHERE campaign_id = $1 AND unit_id = $2 "
        "AND ($3::bigint IS NULL OR position < $3) ORDER BY position DESC LIMIT $4",
        campaign_id, unit_id, before, limit,
    )  # fmt: skip
    return [HistoryRow(**row) for row in rows]

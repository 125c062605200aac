"""What became of a unit, fact by fact: which, when it held and when we knew, in which role and office it was recorded?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from chronicle.projection import Change, Projection, Put
from contracts import mobilisation, models, recognition, registration
from contracts.envelope import Seen, position_max
from contracts.fact import Fact

page_facts_max = 200


@dataclass(slots=True)
class FactRow:
    """Not frozen, as an envelope is not: a rebuild makes one for every fact, and a frozen one takes four times as long to make."""

    position: int
    unit_id: str = ""
    type: str = ""
    occurred_on: date | None = None
    recorded_at: datetime | None = None
    role: str = ""
    office: str = ""
    year: int | None = None
    """Of the programme, where the fact is of one."""


def of_unit(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    return (_row(fact.unit_id, fact, seen),)


def of_issuer(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    return (_row(fact.issuer_id, fact, seen),)


def _row(unit_id: str, fact: Any, seen: Seen[Any]) -> Put:
    year = getattr(fact, "year", None)
    return Put(
        FactRow(seen.position, unit_id, seen.type, seen.occurred_on, seen.recorded_at, seen.role, seen.office, year)
    )


Matter = Literal["register", "registration", "households", "documents", "models", "dossier", "activity"]

TOLD: dict[Matter, tuple[type[Fact], ...]] = {
    "register": (
        registration.UnitListed, registration.UnitRenamed, registration.UnitKindChanged, registration.UnitMoved,
        registration.CodeAssigned, registration.UnitScopeChanged, registration.UnitSucceeded, registration.UnitEnded,
    ),
    "registration": (
        registration.UnitRegistered, registration.RegistrationWithdrawn, registration.RegistrationUndone,
        registration.LateEntryAllowed, registration.TargetSet,
    ),
    "households": (
        registration.HouseholdsReported, registration.HouseholdsCorrected, registration.HouseholdsUndone,
    ),
    "documents": (registration.DocumentIssued, registration.DocumentCorrected, registration.DocumentStruck),
    "models": (
        models.ModelProposed, models.ModelLaunched, models.MonitorAssigned, models.ModelReviewed, models.ModelReplicated,
        models.ModelClosed, models.ModelPlanned, models.ModelDecided, models.PaperFiled, models.PaperTakenBack,
        models.ModelConsolidated, models.ModelRenamed, models.ModelMoved, models.PlacementAsked, models.InventoryOpened,
        models.ModelConfirmed, models.InventoryCompleted, models.InventoryClosed,
    ),
    "dossier": (
        recognition.DossierOpened, recognition.DossierDiscarded, recognition.DossierLapsed, recognition.DossierSubmitted,
        recognition.DossierReturned, recognition.DossierAccepted, recognition.DossierAppraised,
        recognition.DossierProposed, recognition.DossierDecided, recognition.RecognitionWithdrawn,
    ),
    "activity": (
        mobilisation.ActivityReported, mobilisation.ActivityUndone, mobilisation.ForceCounted,
        mobilisation.ProgrammeSigned, mobilisation.ProgrammeReviewed, mobilisation.ProgrammeRenewed,
        mobilisation.ProgrammeEnded,
    ),
}  # fmt: skip
"""Facts about one unit, by what of it they tell. Notices are left out: they are letters about these."""

HISTORY = Projection(
    name="history",
    row=FactRow,
    key=("position",),
    on={fact: of_issuer if matter == "documents" else of_unit for matter, facts in TOLD.items() for fact in facts},
    sees=("occurred_on", "recorded_at", "role", "office"),
    indexes=(("unit_id", "position"),),
    fact_by_fact=True,
)


async def facts(
    connection: Any, within: list[str] | None, unit_id: str | None, after: int, up_to: int, limit: int
) -> list[dict[str, Any]]:
    """A page of the log as far as it is about units, in its order; `within` names the units it may be about; None: all."""
    rows = await connection.fetch(
        "SELECT * FROM dashboards.history WHERE position > $1 AND position <= $5 AND ($2::text[] IS NULL OR unit_id = ANY($2)) "
        "AND ($3::text IS NULL OR unit_id = $3) ORDER BY position LIMIT $4",
        after, within, unit_id, limit, up_to,
    )  # fmt: skip
    return [dict(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Facts about these units (None: all) on a matter (None: any) of a year (None: any), after a position and up to another."""

    units: list[str] | None
    matter: Matter | None = None
    year: int | None = None
    after: int = 0
    up_to: int = position_max

    @property
    def asked(self) -> tuple[Any, ...]:
        types = None if self.matter is None else [fact.name for fact in TOLD[self.matter]]
        return self.units, types, self.year, self.after, self.up_to


_WANTED = """($1::text[] IS NULL OR unit_id = ANY ($1)) AND ($2::text[] IS NULL OR type = ANY ($2))
    AND ($3::int IS NULL OR year = $3) AND position > $4 AND position <= $5"""


async def counted(connection: Any, wanted: Wanted) -> dict[str, int]:
    """How many there are, by wire name."""
    query = f"SELECT type, count(*) FROM dashboards.history WHERE {_WANTED} GROUP BY type ORDER BY type"
    return {row[0]: row[1] for row in await connection.fetch(query, *wanted.asked)}


async def newest_first(connection: Any, wanted: Wanted, limit: int, offset: int) -> list[FactRow]:
    """Some of them, the newest first."""
    query = f"SELECT * FROM dashboards.history WHERE {_WANTED} ORDER BY position DESC LIMIT $6 OFFSET $7"
    return [FactRow(**row) for row in await connection.fetch(query, *wanted.asked, limit, offset)]

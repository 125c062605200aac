"""What became of a unit, fact by fact: which, when it held and when we knew, in which role and office it was recorded?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts import mobilisation, models, recognition, registration
from contracts.envelope import Seen
from contracts.fact import Fact

page_facts_max = 200


@dataclass(frozen=True, slots=True)
class FactRow:
    position: int
    unit_id: str = ""
    type: str = ""
    occurred_on: date | None = None
    recorded_at: datetime | None = None
    role: str = ""
    office: str = ""


def of_unit(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.unit_id, seen)


def of_issuer(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.issuer_id, seen)


def _row(unit_id: str, seen: Seen[Any]) -> Put:
    return Put(FactRow(seen.position, unit_id, seen.type, seen.occurred_on, seen.recorded_at, seen.role, seen.office))


TOLD: tuple[type[Fact], ...] = (
    registration.UnitListed, registration.UnitRenamed, registration.UnitKindChanged, registration.UnitMoved,
    registration.CodeAssigned, registration.UnitScopeChanged, registration.UnitSucceeded,
    registration.UnitEnded, registration.UnitRegistered, registration.RegistrationWithdrawn,
    registration.HouseholdsReported, registration.HouseholdsCorrected, registration.LateEntryAllowed,
    registration.TargetSet, registration.RegistrationUndone, registration.HouseholdsUndone,
    models.ModelProposed, models.ModelLaunched, models.MonitorAssigned,
    models.ModelReviewed, models.ModelReplicated, models.ModelClosed, models.ModelPlanned, models.ModelDecided,
    models.PaperFiled, models.PaperTakenBack, models.ModelConsolidated, models.ModelRenamed, models.ModelMoved,
    models.PlacementAsked, models.InventoryOpened, models.ModelConfirmed, models.InventoryCompleted,
    models.InventoryClosed, recognition.DossierOpened, recognition.DossierDiscarded, recognition.DossierLapsed,
    recognition.DossierSubmitted, recognition.DossierReturned, recognition.DossierAccepted,
    recognition.DossierAppraised, recognition.DossierProposed, recognition.DossierDecided,
    mobilisation.ActivityReported, mobilisation.ActivityUndone, mobilisation.ForceCounted,
    mobilisation.ProgrammeSigned, mobilisation.ProgrammeReviewed, mobilisation.ProgrammeRenewed,
    mobilisation.ProgrammeEnded,
)  # fmt: skip
"""Facts about one unit. Notices are left out: they are letters about these."""

TOLD_OF_ISSUER: tuple[type[Fact], ...] = (
    registration.DocumentIssued,
    registration.DocumentCorrected,
    registration.DocumentStruck,
)

HISTORY = Projection(
    name="history",
    row=FactRow,
    key=("position",),
    on={**dict.fromkeys(TOLD, of_unit), **dict.fromkeys(TOLD_OF_ISSUER, of_issuer)},
    sees=("occurred_on", "recorded_at", "role", "office"),
    indexes=(("unit_id", "position"),),
)


async def facts(
    connection: Any, within: list[str] | None, unit_id: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """A page of the log as far as it is about units, in its order; `within` names the units it may be about; None: all."""
    rows = await connection.fetch(
        "SELECT * FROM dashboards.history WHERE position > $1 AND ($2::text[] IS NULL OR unit_id = ANY($2)) "
        "AND ($3::text IS NULL OR unit_id = $3) ORDER BY position LIMIT $4",
        after, within, unit_id, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]

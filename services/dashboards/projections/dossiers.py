"""At which step does each dossier of a year stand, what was decided, and was it decided late?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import (
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    RecognitionWithdrawn,
)

STEPS = ("opened", "submitted", "returned", "accepted", "appraised", "proposed", "lapsed", "decided")


@dataclass(frozen=True, slots=True)
class DossierRow:
    dossier_id: str
    unit_id: str = ""
    unit_kind: str = ""
    year: int = 0
    state: str = "opened"
    outcome: str | None = None
    """recognised or refused, once decided; withdrawn, where a recognition was."""
    late: bool = False
    decided_on: date | None = None


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(DossierRow(dossier_id=fact.dossier_id, unit_id=fact.unit_id, unit_kind=fact.unit_kind, year=fact.year))


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "lapsed"})


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "submitted"})


def returned(fact: DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "returned"})


def accepted(fact: DossierAccepted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "accepted"})


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "appraised"})


def proposed(fact: DossierProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "proposed"})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "decided", "outcome": fact.outcome, "late": fact.late, "decided_on": fact.decided_on}
    yield Patch((fact.dossier_id,), columns)


def withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"outcome": "withdrawn"})


DOSSIERS = Projection(
    name="dossiers",
    row=DossierRow,
    key=("dossier_id",),
    on={
        DossierOpened: opened,
        DossierDiscarded: discarded,
        DossierLapsed: lapsed,
        DossierSubmitted: submitted,
        DossierReturned: returned,
        DossierAccepted: accepted,
        DossierAppraised: appraised,
        DossierProposed: proposed,
        DossierDecided: decided,
        RecognitionWithdrawn: withdrawn,
    },
)


@dataclass(frozen=True, slots=True)
class BranchDossiers:
    """Dossiers of one kind of unit at one step in one branch; `branch` is None for all branches together.

    Counted are units that have to register, as in `coverage`: recognised of `required` is what recognition counts by.
    """

    branch: str | None
    unit_kind: str
    state: str
    outcome: str | None
    dossiers: int
    late: int


OF_BRANCHES = """
SELECT b.branch, b.unit_kind, s.state, s.outcome, count(*) AS dossiers, count(*) FILTER (WHERE s.late) AS late
FROM branches b JOIN dashboards.dossiers s ON s.unit_id = b.unit_id AND s.year = $2
WHERE b.out_of_scope_reason IS NULL
GROUP BY GROUPING SETS ((b.branch, b.unit_kind, s.state, s.outcome), (b.unit_kind, s.state, s.outcome))
ORDER BY b.branch NULLS LAST, b.unit_kind, s.state, s.outcome
"""


async def dossiers_of_each(connection: Any, unit_ids: list[str], year: int) -> dict[str, DossierRow]:
    """The dossiers of single units, by unit; those who opened none are left out."""
    rows = await connection.fetch(
        "SELECT s.* FROM dashboards.dossiers s WHERE s.unit_id = ANY($1) AND s.year = $2 ORDER BY s.dossier_id",
        unit_ids, year,
    )  # fmt: skip
    return {row["unit_id"]: DossierRow(**row) for row in rows}

"""Where does each unit's dossier of a year stand, since when, how often was it returned, and how was it decided?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Add, Change, Drop, Patch, Projection, Put
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
)

page_dossiers_max = 200


@dataclass(frozen=True, slots=True)
class DossierRow:
    dossier_id: str
    unit_id: str = ""
    unit_kind: str = ""
    campaign_id: str = ""
    year: int = 0
    rule_set: str = ""
    state: str = "opened"
    since: date | None = None
    round: int = 0
    returned_count: int = 0
    documents: tuple[str, ...] = ()
    shortfalls: tuple[str, ...] = ()
    """Items of the last return; empty again once the dossier came back."""
    met: bool | None = None
    proposed_outcome: str | None = None
    proposal_number: str | None = None
    outcome: str | None = None
    reason: str | None = None
    decision_number: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    decide_before: date | None = None
    """As the decision recorded it; before that the rules in force say it."""
    late: bool = False


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        DossierRow(
            dossier_id=fact.dossier_id,
            unit_id=fact.unit_id,
            unit_kind=fact.unit_kind,
            campaign_id=fact.campaign_id,
            year=fact.year,
            rule_set=fact.rule_set,
            since=fact.opened_on,
        )
    )


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "lapsed", "since": fact.lapsed_on, "reason": fact.reason})


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "submitted", "since": fact.submitted_on, "round": fact.round, "documents": fact.documents}
    yield Patch((fact.dossier_id,), {**columns, "shortfalls": ()})


def returned(fact: DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    items = tuple(shortfall.item for shortfall in fact.shortfalls)
    yield Patch((fact.dossier_id,), {"state": "returned", "since": fact.returned_on, "shortfalls": items})
    yield Add((fact.dossier_id,), {"returned_count": 1})


def accepted(fact: DossierAccepted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "accepted", "since": fact.accepted_on})


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "appraised", "since": fact.appraised_on, "met": fact.met})


def proposed(fact: DossierProposed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"proposed_outcome": fact.outcome, "proposal_number": fact.proposal_number}
    yield Patch((fact.dossier_id,), {"state": "proposed", "since": fact.proposed_on, **columns})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.dossier_id,),
        {
            "state": "decided",
            "since": fact.decided_on,
            "outcome": fact.outcome,
            "reason": fact.reason,
            "decision_number": fact.decision_number,
            "decided_on": fact.decided_on,
            "decided_by": fact.decided_by,
            "decide_before": fact.decide_before,
            "late": fact.late,
        },
    )


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
    },
    indexes=(("unit_id",),),
)

_WITH_DEADLINE = (
    "SELECT d.dossier_id, d.unit_id, d.unit_kind, d.campaign_id, d.year, d.rule_set, d.state, d.since, d.round, "
    "d.returned_count, d.documents, d.shortfalls, d.met, d.proposed_outcome, d.proposal_number, d.outcome, d.reason, "
    "d.decision_number, d.decided_on, d.decided_by, d.late, "
    "CASE d.state WHEN 'decided' THEN d.decide_before ELSE r.decide_before END AS decide_before "
    "FROM recognition.dossiers d LEFT JOIN recognition.rules r USING (rule_set, unit_kind)"
)


async def dossier(pool: Any, dossier_id: str) -> dict[str, Any] | None:
    """One dossier with the day before which it is to be decided, or None."""
    row = await pool.fetchrow(f"{_WITH_DEADLINE} WHERE d.dossier_id = $1", dossier_id)
    return None if row is None else dict(row)


async def open_dossiers_of_unit(pool: Any, unit_id: str, limit: int) -> list[str]:
    """Ids of a unit's dossiers that nobody has decided yet, of whatever year."""
    rows = await pool.fetch(
        "SELECT dossier_id FROM recognition.dossiers WHERE unit_id = $1 AND state NOT IN ('decided', 'lapsed') "
        "ORDER BY dossier_id LIMIT $2",
        unit_id, limit,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]


async def dossiers_in_state(
    connection: Any, within: list[str] | None, state: str, year: int, unit_kind: str | None, after: str, limit: int
) -> list[dict[str, Any]]:
    """A page of a year's dossiers in a state, by id, after the last id of the page before.

    `within` names the units whose dossiers are asked for; None: all.
    """
    rows = await connection.fetch(
        f"{_WITH_DEADLINE} WHERE d.state = $1 AND d.year = $2 AND ($3::text IS NULL OR d.unit_kind = $3) "
        "AND d.dossier_id > $4 AND ($6::text[] IS NULL OR d.unit_id = ANY($6)) ORDER BY d.dossier_id LIMIT $5",
        state, year, unit_kind, after, limit, within,
    )  # fmt: skip
    return [dict(row) for row in rows]

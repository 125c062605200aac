"""Where does each unit's dossier of a year stand, who has it, by when is what due, and how was it decided?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Add, Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import (
    DecisionCorrected,
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Due,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
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
    submitted_to: str | None = None
    holder: str | None = None
    due_step: str | None = None
    """What is due next, by when, and how that day was counted: the parts of a `Due`."""
    due_on: date | None = None
    due_since: date | None = None
    due_working_days: int | None = None
    due_calendar: str | None = None
    due_calendar_version: int = 0
    due_moved_count: int = 0
    paused_step: str | None = None
    """The step at which the clock stands still while the dossier is returned."""
    paused_days_left: int | None = None
    met: bool | None = None
    points: str | None = None
    sitting_form: str | None = None
    members: int | None = None
    took_part: int | None = None
    in_favour: int | None = None
    against: int | None = None
    minutes_number: str | None = None
    minutes_sha256: str | None = None
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
    authority_level: str | None = None
    authority_basis: str | None = None
    delegated_by: str | None = None
    signed_as: str | None = None
    corrected_count: int = 0
    withdrawn_on: date | None = None
    withdrawal_number: str | None = None
    withdrawal_reason: str | None = None
    review_open: bool = False
    review_since: date | None = None
    review_because_of: str | None = None
    """The dossier whose outcome is not what it was; of several, the last."""
    review_upheld: bool | None = None


def _due(due: Due | None) -> Mapping[str, Any]:
    """The columns of what is due; without one, nothing is."""
    return {
        "due_step": due and due.step,
        "due_on": due and due.on,
        "due_since": due and due.since,
        "due_working_days": due and due.working_days,
        "due_calendar": due and due.calendar,
        "due_calendar_version": due.calendar_version if due else 0,
    }


NO_PAUSE = {"paused_step": None, "paused_days_left": None}


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(DossierRow(**fact.model_dump(exclude={"opened_on"}), since=fact.opened_on))


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "lapsed", "since": fact.lapsed_on, "reason": fact.reason}
    yield Patch((fact.dossier_id,), {**columns, **_due(None), **NO_PAUSE})


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "submitted", "since": fact.submitted_on, "round": fact.round, "documents": fact.documents}
    rest = {"shortfalls": (), "submitted_to": fact.submitted_to}
    yield Patch((fact.dossier_id,), {**columns, **rest, **_due(fact.due), **NO_PAUSE})


def returned(fact: DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    items = tuple(shortfall.item for shortfall in fact.shortfalls)
    columns = {"state": "returned", "since": fact.returned_on, "shortfalls": items, **_due(fact.due)}
    if fact.pause is not None:
        columns |= {"paused_step": fact.pause.step, "paused_days_left": fact.pause.working_days_left}
    yield Patch((fact.dossier_id,), columns)
    yield Add((fact.dossier_id,), {"returned_count": 1})


def accepted(fact: DossierAccepted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"state": "accepted", "since": fact.accepted_on, **_due(fact.due)})


def assigned(fact: DossierAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"holder": fact.holder})


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "appraised", "since": fact.appraised_on, "met": fact.met, "points": fact.points}
    if fact.sitting is not None:
        columns |= fact.sitting.model_dump(exclude={"form"}) | {"sitting_form": fact.sitting.form}
    yield Patch((fact.dossier_id,), {**columns, **_due(fact.due)})


def proposed(fact: DossierProposed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"proposed_outcome": fact.outcome, "proposal_number": fact.proposal_number}
    yield Patch((fact.dossier_id,), {"state": "proposed", "since": fact.proposed_on, **columns, **_due(fact.due)})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    said = {"outcome", "reason", "decision_number", "decided_on", "decided_by", "decide_before", "late"}
    columns = {"state": "decided", "since": fact.decided_on, **fact.model_dump(include=said)}
    if (right := fact.authority) is not None:
        columns |= {"authority_level": right.level, "authority_basis": right.basis}
        columns |= {"delegated_by": right.delegated_by, "signed_as": right.signed_as}
    yield Patch((fact.dossier_id,), {**columns, **_due(None)})


def corrected(fact: DecisionCorrected, seen: Seen[Any]) -> Iterable[Change]:
    """The unit's name stands in the register; of the decision it is a correction all the same."""
    if fact.item != "unit_name":
        after = date.fromisoformat(fact.after) if fact.item == "decided_on" else fact.after
        yield Patch((fact.dossier_id,), {fact.item: after})
    yield Add((fact.dossier_id,), {"corrected_count": 1})


def withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"withdrawn_on": fact.withdrawn_on, "withdrawal_number": fact.decision_number}
    yield Patch((fact.dossier_id,), {**columns, "withdrawal_reason": fact.reason, **_due(None)})


def review_opened(fact: ReviewOpened, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"review_open": True, "review_because_of": fact.because_of, "review_upheld": None}
    yield Patch((fact.dossier_id,), {**columns, "review_since": fact.opened_on, **_due(fact.due)})


def review_closed(fact: ReviewClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"review_open": False, "review_upheld": fact.upheld, **_due(None)})


def moved(fact: DueDateMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), _due(fact.due))
    yield Add((fact.dossier_id,), {"due_moved_count": 1})


DOSSIERS = Projection(
    name="dossiers",
    row=DossierRow,
    key=("dossier_id",),
    to_delegates=True,
    on={
        DossierOpened: opened,
        DossierDiscarded: discarded,
        DossierLapsed: lapsed,
        DossierSubmitted: submitted,
        DossierReturned: returned,
        DossierAccepted: accepted,
        DossierAssigned: assigned,
        DossierAppraised: appraised,
        DossierProposed: proposed,
        DossierDecided: decided,
        DecisionCorrected: corrected,
        RecognitionWithdrawn: withdrawn,
        ReviewOpened: review_opened,
        ReviewClosed: review_closed,
        DueDateMoved: moved,
    },
    indexes=(("unit_id",), ("year", "state", "due_on"), ("holder",)),
)

_AS_KEPT = ", ".join(f"d.{column}" for column in DOSSIERS.columns if column not in ("decide_before", "late"))
WITH_RULES = (
    f"SELECT {_AS_KEPT}, CASE d.state WHEN 'decided' THEN d.decide_before ELSE r.decide_before END AS decide_before, "
    # a decision whose day was a slip is late by the day it is to be read as
    "CASE WHEN d.corrected_count = 0 OR d.decide_before IS NULL OR r.rule_set IS NULL THEN d.late "
    "WHEN r.before_excludes_the_day THEN d.decided_on >= d.decide_before ELSE d.decided_on > d.decide_before END AS late "
    "FROM recognition.dossiers d LEFT JOIN recognition.rules r USING (rule_set, unit_kind)"
)
WAITING = ("submitted", "returned", "accepted", "appraised", "proposed")


async def dossier(pool: Any, dossier_id: str) -> dict[str, Any] | None:
    """One dossier with the day before which it is to be decided, or None."""
    row = await pool.fetchrow(f"{WITH_RULES} WHERE d.dossier_id = $1", dossier_id)
    return None if row is None else dict(row)


async def open_dossiers_of_unit(pool: Any, unit_id: str, limit: int) -> list[str]:
    """Ids of a unit's dossiers that nobody has decided yet, of whatever year."""
    rows = await pool.fetch(
        "SELECT dossier_id FROM recognition.dossiers WHERE unit_id = $1 AND state NOT IN ('decided', 'lapsed') "
        "ORDER BY dossier_id LIMIT $2",
        unit_id, limit,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]


async def dossiers_that_wait(pool: Any, rule_set: str | None) -> list[str]:
    """Ids of all for which a step is due, or could be: with a standing body, a chair, for correction, or in review."""
    rows = await pool.fetch(
        "SELECT dossier_id FROM recognition.dossiers WHERE (state = ANY($1) OR review_open) "
        "AND ($2::text IS NULL OR rule_set = $2) ORDER BY dossier_id",
        list(WAITING), rule_set,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]


async def dossiers_above(pool: Any, dossier_id: str) -> list[str]:
    """Of the unit to which a dossier was handed in, its own of the same year: whether it rests on this one, it knows itself."""
    rows = await pool.fetch(
        "SELECT above.dossier_id FROM recognition.dossiers d JOIN recognition.dossiers above "
        "ON above.unit_id = coalesce(d.submitted_to, d.decided_by) AND above.year = d.year "
        "WHERE d.dossier_id = $1 ORDER BY 1",
        dossier_id,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]

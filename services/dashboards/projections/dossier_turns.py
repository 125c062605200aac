"""Whose turn is it with each dossier, with what and by when, who has it at hand, and how did it end?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chronicle.projection import Change, Drop, Patch, Projection, Put
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

Turn = Literal["unit", "body", "chair", "nobody"]
"""With the unit, with the standing body right above it, with the chair there; of what is over, with nobody."""
DossierStep = Literal["compile", "correct", "check", "appraise", "propose", "decide", "review"]
TURNS: Mapping[DossierStep, Turn] = {
    "compile": "unit",
    "correct": "unit",
    "check": "body",
    "appraise": "body",
    "propose": "body",
    "decide": "chair",
    "review": "chair",
}
"""By step of an open dossier, in the order in which they come: who takes it."""
Ending = Literal["recognised", "refused", "withdrawn", "lapsed"]


@dataclass(frozen=True, slots=True)
class TurnRow:
    """`due` is the day the facts name for the step; None where they name none."""

    dossier_id: str
    unit_id: str = ""
    unit_kind: str = ""
    year: int = 0
    rule_set: str = ""
    turn: str = "unit"
    step: str = "compile"
    due: date | None = None
    since: date | None = None
    holder: str | None = None
    """The opaque id of the account that has it at hand; None: whoever is free takes it."""
    ending: str | None = None
    late: bool = False
    ended_on: date | None = None
    decided_by: str = ""
    decision_number: str = ""


def _next(fact: Any, step: DossierStep, since: date, due: Due | None) -> Patch:
    columns = {"turn": TURNS[step], "step": step, "since": since, "due": None if due is None else due.on}
    return Patch((fact.dossier_id,), columns)


def _over(fact: Any) -> Patch:
    return Patch((fact.dossier_id,), {"turn": "nobody", "due": None})


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        TurnRow(fact.dossier_id, fact.unit_id, fact.unit_kind, fact.year, fact.rule_set, since=fact.opened_on),
    )


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    yield _next(fact, "check", fact.submitted_on, fact.due)


def returned(fact: DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    """What is due meanwhile is the correction; the clock of the body stands still."""
    yield _next(fact, "correct", fact.returned_on, fact.due)


def accepted(fact: DossierAccepted, seen: Seen[Any]) -> Iterable[Change]:
    yield _next(fact, "appraise", fact.accepted_on, fact.due)


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    yield _next(fact, "propose", fact.appraised_on, fact.due)


def proposed(fact: DossierProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield _next(fact, "decide", fact.proposed_on, fact.due)


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    yield _over(fact)
    columns = {
        "ending": fact.outcome,
        "late": fact.late,
        "since": fact.decided_on,
        "ended_on": fact.decided_on,
        "decided_by": fact.decided_by,
        "decision_number": fact.decision_number,
    }
    yield Patch((fact.dossier_id,), columns)


def corrected(fact: DecisionCorrected, seen: Seen[Any]) -> Iterable[Change]:
    if fact.item == "decision_number":
        yield Patch((fact.dossier_id,), {"decision_number": fact.after})


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    yield _over(fact)
    yield Patch((fact.dossier_id,), {"ending": "lapsed", "since": fact.lapsed_on, "ended_on": fact.lapsed_on})


def withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    """A withdrawal answers an open review as well."""
    yield _over(fact)
    columns = {
        "ending": "withdrawn",
        "since": fact.withdrawn_on,
        "ended_on": fact.withdrawn_on,
        "decision_number": fact.decision_number,
    }
    yield Patch((fact.dossier_id,), columns)


def review_opened(fact: ReviewOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield _next(fact, "review", fact.opened_on, fact.due)


def review_closed(fact: ReviewClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield _over(fact)


def assigned(fact: DossierAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"holder": fact.holder})


def due_date_moved(fact: DueDateMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"due": None if fact.due is None else fact.due.on})


DOSSIER_TURNS = Projection(
    name="dossier_turns",
    row=TurnRow,
    key=("dossier_id",),
    to_delegates=True,
    on={
        DossierOpened: opened,
        DossierDiscarded: discarded,
        DossierSubmitted: submitted,
        DossierReturned: returned,
        DossierAccepted: accepted,
        DossierAppraised: appraised,
        DossierProposed: proposed,
        DossierDecided: decided,
        DecisionCorrected: corrected,
        DossierLapsed: lapsed,
        RecognitionWithdrawn: withdrawn,
        ReviewOpened: review_opened,
        ReviewClosed: review_closed,
        DossierAssigned: assigned,
        DueDateMoved: due_date_moved,
    },
    indexes=(("turn", "unit_id"),),
)

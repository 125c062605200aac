"""What offices are told of dossiers: a notice for each occasion, its id derived from the fact that is the cause."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chronicle.command import Command, derived_id
from contracts.envelope import Recorded
from contracts.notifications import Channel, Particular, ReminderDue, StepEscalated
from contracts.recognition import (
    DecisionCorrected,
    DossierAccepted,
    DossierDecided,
    DossierReturned,
    DossierSubmitted,
    Due,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
)
from services.notifications.notice import RaiseNotice, Template

EVERYWHERE: tuple[Channel, ...] = ("inbox", "mail", "webhook", "gateway")
_PARTICULAR: TypeAdapter[str] = TypeAdapter(Particular)


def dossier_submitted(fact: DossierSubmitted, recorded: Recorded[Any]) -> Iterable[Command]:
    if fact.submitted_to is not None:
        about = {"unit": fact.unit_id, "year": fact.year, "submitted_on": fact.submitted_on, "round": fact.round}
        yield _notice(recorded, "notice of a submission", fact.submitted_to, "dossier_submitted", about, _day(fact.due))


def dossier_returned(fact: DossierReturned, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "returned_on": fact.returned_on, "shortfalls": len(fact.shortfalls)}
    yield _notice(recorded, "notice of a return", fact.unit_id, "dossier_returned", about, _day(fact.due))


def dossier_accepted(fact: DossierAccepted, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "accepted_on": fact.accepted_on}
    yield _notice(recorded, "notice of an acceptance", fact.unit_id, "dossier_accepted", about, _day(fact.due))


def dossier_decided(fact: DossierDecided, recorded: Recorded[Any]) -> Iterable[Command]:
    """The reason of a refusal stays with the dossier: it is free text, and a notice leaves the house."""
    about = {"year": fact.year, "decided_on": fact.decided_on, "decision_number": fact.decision_number}
    template: Template = "dossier_recognised" if fact.outcome == "recognised" else "dossier_refused"
    yield _notice(recorded, "notice of a decision", fact.unit_id, template, about)


def decision_corrected(fact: DecisionCorrected, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "corrected_on": fact.corrected_on, "correction_number": fact.correction_number}
    yield _notice(recorded, "notice of a correction", fact.unit_id, "decision_corrected", about)


def recognition_withdrawn(fact: RecognitionWithdrawn, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "withdrawn_on": fact.withdrawn_on, "decision_number": fact.decision_number}
    yield _notice(recorded, "notice of a withdrawal", fact.unit_id, "recognition_withdrawn", about)


def review_opened(fact: ReviewOpened, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "opened_on": fact.opened_on}
    yield _notice(recorded, "notice of a review", fact.unit_id, "review_opened", about)


def review_closed(fact: ReviewClosed, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {
        "year": fact.year,
        "closed_on": fact.closed_on,
        "document_number": fact.document_number,
        "result": "upheld" if fact.upheld else "not_upheld",
    }
    yield _notice(recorded, "notice of a review's end", fact.unit_id, "review_closed", about)


def step_escalated(fact: StepEscalated, recorded: Recorded[Any]) -> Iterable[Command]:
    """The notice's id comes with the fact: whether it was read decides on the next rung."""
    own: Template = "step_due_soon" if fact.rung == "due_soon" else "step_overdue"
    about = {"unit": fact.unit_id, "year": fact.year, "step": fact.step, "holder": fact.holder_id}
    yield RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=fact.notice_id,
        unit_id=fact.office_id,
        template=own if fact.office_id == fact.holder_id else "step_overdue_below",
        about=particulars(about),
        due_on=fact.due_on,
        channels=EVERYWHERE,
    )


def reminded_of(fact: ReminderDue) -> dict[str, str]:
    """What a reminder tells of its deadline."""
    about = {"year": fact.year, "days_left": abs(fact.days_left), "unit_kind": fact.unit_kind or "all"}
    document = {} if fact.deadline in ("registration", "decision") else {"document": fact.deadline}
    return particulars({**about, **document})


def particulars(shown: Mapping[str, object]) -> dict[str, str]:
    """What may be told: a number someone wrote in such a way that it could hold a name is left out."""
    return {key: str(value) for key, value in shown.items() if _is_particular(str(value))}


def _is_particular(value: str) -> bool:
    try:
        _PARTICULAR.validate_python(value)
    except ValidationError:
        return False
    return True


def _day(due: Due | None) -> date | None:
    return None if due is None else due.on


def _notice(
    recorded: Recorded[Any],
    cause: str,
    unit_id: str,
    template: Template,
    about: Mapping[str, object],
    due_on: date | None = None,
) -> RaiseNotice:
    return RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=str(derived_id(f"{cause}:{recorded.position}")),
        unit_id=unit_id,
        template=template,
        about=particulars(about),
        due_on=due_on,
        channels=EVERYWHERE,
    )

"""A unit's dossier of a year: what may be asked of it, phase by phase, and what each decision looks at beside it."""

from chronicle.aggregate import Aggregate, Knowledge
from services.recognition.aftermath import (
    CloseReview,
    CorrectDecision,
    OpenReview,
    WithdrawRecognition,
    close_review,
    correct,
    open_review,
    withdraw,
)
from services.recognition.appraising import AppraiseDossier, ProposeOutcome, appraise, propose
from services.recognition.authority import UNIT
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier, accept, assign, return_
from services.recognition.compiling import (
    AssessSelf,
    DiscardDossier,
    FileDocument,
    OpenDossier,
    SubmitDossier,
    TakeDocumentBack,
    assess_self,
    discard,
    file_document,
    open_,
    submit,
    take_document_back,
)
from services.recognition.deciding import ChairsCommand, DecideDossier, decide
from services.recognition.delegation import DELEGATION
from services.recognition.dossier_state import DOSSIER_FOLD, Dossier, DossierCommand
from services.recognition.due_days import LapseDossier, ReprojectDue, lapse, reproject
from services.recognition.rule_set import RULE_SET
from services.recognition.working_calendar import CALENDAR, WORKING_CALENDAR

COUNTS_DAYS = (SubmitDossier, ReturnDossier, AcceptDossier, AppraiseDossier, ProposeOutcome, OpenReview, ReprojectDue)
"""Steps after which another is due in so many working days."""
LOOKS_AT_THE_UNIT = (SubmitDossier, LapseDossier, ChairsCommand)


def _rule_set(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.rule_set if isinstance(command, OpenDossier) else dossier.rule_set or None


def _unit(command: DossierCommand, dossier: Dossier) -> str | None:
    if isinstance(command, OpenDossier):
        return command.unit_id
    return (dossier.unit_id or None) if isinstance(command, LOOKS_AT_THE_UNIT) else None


def _body(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.submitted_to if isinstance(command, SubmitDossier) else None


def _decider(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.decided_by if isinstance(command, ChairsCommand) else None


def _delegator(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.delegated_by if isinstance(command, ChairsCommand) else None


DOSSIER: Aggregate[Dossier] = Aggregate(
    fold=DOSSIER_FOLD,
    identity=lambda command: command.dossier_id,
    knows={
        "rule_set": Knowledge(RULE_SET.fold, _rule_set),
        "unit": Knowledge(UNIT, _unit),
        "body": Knowledge(UNIT, _body),
        "decider": Knowledge(UNIT, _decider),
        "delegator": Knowledge(UNIT, _delegator),
        "delegation": Knowledge(DELEGATION.fold, _delegator),
        "calendar": Knowledge(
            WORKING_CALENDAR.fold, lambda command, dossier: CALENDAR if isinstance(command, COUNTS_DAYS) else None
        ),
    },
    decisions={
        OpenDossier: open_,
        DiscardDossier: discard,
        FileDocument: file_document,
        TakeDocumentBack: take_document_back,
        AssessSelf: assess_self,
        SubmitDossier: submit,
        ReturnDossier: return_,
        AcceptDossier: accept,
        AssignDossier: assign,
        AppraiseDossier: appraise,
        ProposeOutcome: propose,
        DecideDossier: decide,
        CorrectDecision: correct,
        WithdrawRecognition: withdraw,
        OpenReview: open_review,
        CloseReview: close_review,
        ReprojectDue: reproject,
        LapseDossier: lapse,
    },
)

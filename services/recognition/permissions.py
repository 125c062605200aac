"""Who may ask what of recognition: units hand in, the body above appraises and proposes, its chair decides."""

from typing import Any

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from services.recognition.aftermath import CloseReview, CorrectDecision, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier
from services.recognition.compiling import AssessSelf, FileDocument, OpenDossier, SubmitDossier, TakeDocumentBack
from services.recognition.deciding import DecideDossier
from services.recognition.delegation import DelegateAuthority, EndDelegation
from services.recognition.dossier_state import Dossier, DossierCommand
from services.recognition.register import NumberDocuments, RegisterCommand, VoidDocument
from services.recognition.rule_set import (
    DiscardRuleSetDraft,
    DraftRuleSet,
    PutRuleSetDraftInForce,
    PutRuleSetInForce,
)
from services.recognition.working_calendar import SetWorkingCalendar

SUBMITTED = "recognition.dossier_submitted"


def of_dossier(command: DossierCommand, dossier: Dossier) -> str | None:
    """The unit whose dossier it is; of one nobody opened, nobody's."""
    return dossier.unit_id or None


def of_nobody(command: PutRuleSetInForce | SetWorkingCalendar, state: Any) -> None:
    """A rule set and a calendar hold for the whole province."""


PROVINCE = May(frozenset({"provincial_officer"}), of_nobody)
COMPILING = May(ENTERING, of_dossier)
CHECKING = May(OFFICERS, of_dossier, office="directly_above")
DECIDING = May(CHAIRS, named("decided_by"), office=lambda command: command.decided_by, never_after=(SUBMITTED,))
"""By delegation a unit decides that does not stand above the dossier's: the decision says whether it may."""
DELEGATING = May(OFFICERS | CHAIRS, named("from_unit"), office=lambda command: command.from_unit)


def office_of_register(command: RegisterCommand) -> str:
    """Nobody numbers in the name of an office that is not theirs."""
    return command.issuer_id


NUMBERING = May(OFFICERS | CHAIRS, named("issuer_id"), office=office_of_register)

PERMISSIONS: Permissions = {
    NumberDocuments: NUMBERING,
    VoidDocument: NUMBERING,
    DraftRuleSet: PROVINCE,
    DiscardRuleSetDraft: PROVINCE,
    PutRuleSetDraftInForce: PROVINCE,
    PutRuleSetInForce: PROVINCE,
    SetWorkingCalendar: PROVINCE,
    DelegateAuthority: DELEGATING,
    EndDelegation: DELEGATING,
    OpenDossier: May(ENTERING, named("unit_id")),
    FileDocument: COMPILING,
    TakeDocumentBack: COMPILING,
    AssessSelf: COMPILING,
    SubmitDossier: COMPILING,
    ReturnDossier: CHECKING,
    AcceptDossier: CHECKING,
    # officers take on and hand over among themselves; their chair sees the load, and may
    AssignDossier: May(OFFICERS | CHAIRS, of_dossier, office="directly_above"),
    AppraiseDossier: May(OFFICERS, of_dossier, office="directly_above", never_after=(SUBMITTED,)),
    ProposeOutcome: CHECKING,
    DecideDossier: DECIDING,
    CorrectDecision: DECIDING,
    WithdrawRecognition: DECIDING,
    CloseReview: DECIDING,
}

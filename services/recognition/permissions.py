"""Who may ask what of recognition: units hand in, the body above appraises and proposes, its chair decides."""

from typing import Any

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from services.recognition.delegation import DelegateAuthority, EndDelegation
from services.recognition.dossier import (
    AcceptDossier,
    AppraiseDossier,
    DecideDossier,
    Dossier,
    DossierCommand,
    OpenDossier,
    ProposeOutcome,
    ReturnDossier,
    SubmitDossier,
)
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
    """Rule sets and working calendars hold for the whole province."""


PERMISSIONS: Permissions = {
    DraftRuleSet: May(frozenset({"provincial_officer"}), of_nobody),
    DiscardRuleSetDraft: May(frozenset({"provincial_officer"}), of_nobody),
    PutRuleSetDraftInForce: May(frozenset({"provincial_officer"}), of_nobody),
    PutRuleSetInForce: May(frozenset({"provincial_officer"}), of_nobody),
    SetWorkingCalendar: May(frozenset({"provincial_officer"}), of_nobody),
    DelegateAuthority: May(OFFICERS | CHAIRS, named("from_unit"), office=lambda command: command.from_unit),
    EndDelegation: May(OFFICERS | CHAIRS, named("from_unit"), office=lambda command: command.from_unit),
    OpenDossier: May(ENTERING, named("unit_id")),
    SubmitDossier: May(ENTERING, of_dossier),
    ReturnDossier: May(OFFICERS, of_dossier, office="directly_above"),
    AcceptDossier: May(OFFICERS, of_dossier, office="directly_above"),
    AppraiseDossier: May(OFFICERS, of_dossier, office="directly_above", never_after=(SUBMITTED,)),
    ProposeOutcome: May(OFFICERS, of_dossier, office="directly_above"),
    DecideDossier: May(CHAIRS, of_dossier, office=lambda command: command.decided_by, never_after=(SUBMITTED,)),
}

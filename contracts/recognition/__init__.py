"""Facts of recognition: rule sets, the life of a dossier and its clock, what comes after a decision, delegations."""

from contracts.fact import Fact
from contracts.recognition import aftermath, authority, clock, dossiers, judging, rules
from contracts.recognition.aftermath import DecisionCorrected, RecognitionWithdrawn, ReviewClosed, ReviewOpened
from contracts.recognition.authority import AuthorityDelegated, DelegationEnded
from contracts.recognition.clock import CalendarDay, Due, DueDateMoved, Pause, Step, WorkingCalendarSet
from contracts.recognition.dossiers import (
    DossierAccepted,
    DossierAssigned,
    DossierDiscarded,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierFile,
    DossierLapsed,
    DossierOpened,
    DossierReturned,
    DossierSelfAssessed,
    DossierSubmitted,
    Officer,
    Points,
    SelfAnswer,
    Shortfall,
)
from contracts.recognition.judging import (
    CriterionResult,
    DecidingAuthority,
    DossierAppraised,
    DossierDecided,
    DossierProposed,
    Outcome,
    Position,
    Sitting,
)
from contracts.recognition.rules import Criterion, CriterionKind, Decider, KindRules, RuleSetPutInForce

FACTS: tuple[type[Fact], ...] = (
    *rules.FACTS,
    *dossiers.FACTS,
    *judging.FACTS,
    *aftermath.FACTS,
    *clock.FACTS,
    *authority.FACTS,
)

UPCASTS = {**dossiers.UPCASTS, **judging.UPCASTS}

__all__ = [
    "FACTS",
    "UPCASTS",
    "AuthorityDelegated",
    "CalendarDay",
    "Criterion",
    "CriterionKind",
    "CriterionResult",
    "Decider",
    "DecidingAuthority",
    "DecisionCorrected",
    "DelegationEnded",
    "DossierAccepted",
    "DossierAppraised",
    "DossierAssigned",
    "DossierDecided",
    "DossierDiscarded",
    "DossierDocumentFiled",
    "DossierDocumentTakenBack",
    "DossierFile",
    "DossierLapsed",
    "DossierOpened",
    "DossierProposed",
    "DossierReturned",
    "DossierSelfAssessed",
    "DossierSubmitted",
    "Due",
    "DueDateMoved",
    "KindRules",
    "Officer",
    "Outcome",
    "Pause",
    "Points",
    "Position",
    "RecognitionWithdrawn",
    "ReviewClosed",
    "ReviewOpened",
    "RuleSetPutInForce",
    "SelfAnswer",
    "Shortfall",
    "Sitting",
    "Step",
    "WorkingCalendarSet",
]

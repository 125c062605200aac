"""Facts of recognition: rule sets in force, and the life of a dossier from opening to decision."""

from contracts.fact import Fact
from contracts.recognition import dossiers, rules
from contracts.recognition.dossiers import (
    CriterionResult,
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Outcome,
    Shortfall,
)
from contracts.recognition.rules import Criterion, CriterionKind, Decider, KindRules, RuleSetPutInForce

FACTS: tuple[type[Fact], ...] = (*rules.FACTS, *dossiers.FACTS)

__all__ = [
    "FACTS",
    "Criterion",
    "CriterionKind",
    "CriterionResult",
    "Decider",
    "DossierAccepted",
    "DossierAppraised",
    "DossierDecided",
    "DossierDiscarded",
    "DossierLapsed",
    "DossierOpened",
    "DossierProposed",
    "DossierReturned",
    "DossierSubmitted",
    "KindRules",
    "Outcome",
    "RuleSetPutInForce",
    "Shortfall",
]

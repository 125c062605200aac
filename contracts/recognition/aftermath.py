"""What comes after a decision: it is corrected, a recognition is withdrawn, what rested on it is reviewed."""

from datetime import date
from typing import ClassVar, Literal

from contracts.fact import Fact, Identifier, Text, UnitId, Year
from contracts.recognition.clock import Due
from contracts.registration import UnitKind


class DecisionCorrected(Fact):
    """What a decision says was a slip (đính chính); the decision itself stands, and so does what it said before."""

    name: ClassVar[str] = "recognition.decision_corrected"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    item: Literal["decision_number", "decided_on", "reason", "unit_name"]
    before: Text
    after: Text
    reason: Text
    correction_number: Text
    corrected_by: UnitId
    corrected_on: date


class RecognitionWithdrawn(Fact):
    """A unit's recognition of a year was withdrawn (thu hồi) by who decided it, with a reason."""

    name: ClassVar[str] = "recognition.recognition_withdrawn"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    year: Year
    reason: Text
    decision_number: Text
    decided_by: UnitId
    withdrawn_on: date


class ReviewOpened(Fact):
    """A decision is to be looked at again: another dossier's outcome, on which it rested, is not what it was."""

    name: ClassVar[str] = "recognition.review_opened"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    because_of: Identifier
    reason: Text
    due: Due | None
    opened_on: date


class ReviewClosed(Fact):
    """Who decided looked again: the decision stands, or the recognition is withdrawn after it."""

    name: ClassVar[str] = "recognition.review_closed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    upheld: bool
    reason: Text
    document_number: Text
    closed_by: UnitId
    closed_on: date


FACTS: tuple[type[Fact], ...] = (DecisionCorrected, RecognitionWithdrawn, ReviewOpened, ReviewClosed)

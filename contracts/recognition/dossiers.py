"""The life of a dossier from opening to decision."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, UnitId, Value, Year, items_max
from contracts.registration import UnitKind

Outcome = Literal["recognised", "refused"]


class DossierOpened(Fact):
    """A unit that registered has a dossier to compile."""

    name: ClassVar[str] = "recognition.dossier_opened"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    campaign_id: Identifier
    year: Year
    rule_set: Identifier
    opened_on: date


class DossierDiscarded(Fact):
    """A dossier nobody had begun was put away, because the registration that opened it was undone."""

    name: ClassVar[str] = "recognition.dossier_discarded"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    discarded_on: date


class DossierLapsed(Fact):
    """The unit ended before its dossier was decided: nobody decides it any more. Who took its place begins anew."""

    name: ClassVar[str] = "recognition.dossier_lapsed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    reason: Text = Field(description="why the unit ended, as the register has it")
    lapsed_on: date


class DossierSubmitted(Fact):
    """The unit handed its dossier to the standing body; round 2 and later answer a return."""

    name: ClassVar[str] = "recognition.dossier_submitted"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    round: Count
    documents: tuple[Identifier, ...] = Field(max_length=items_max)
    submitted_on: date


class Shortfall(Value):
    """One item of a return for correction."""

    item: Identifier
    note: Text


class DossierReturned(Fact):
    """The standing body returned the dossier with an itemised list; its clock stands still meanwhile."""

    name: ClassVar[str] = "recognition.dossier_returned"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    shortfalls: tuple[Shortfall, ...] = Field(min_length=1, max_length=items_max)
    returned_on: date


class DossierAccepted(Fact):
    """The standing body found the dossier complete."""

    name: ClassVar[str] = "recognition.dossier_accepted"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    accepted_on: date


class CriterionResult(Value):
    """What the committee found for one criterion; an incident appears only as *not met, see document no. …*."""

    criterion: Identifier
    met: bool
    numerator: Count | None
    denominator: Count | None
    document_number: Text | None


class DossierAppraised(Fact):
    """The committee judged every criterion."""

    name: ClassVar[str] = "recognition.dossier_appraised"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    results: tuple[CriterionResult, ...] = Field(max_length=items_max)
    met: bool = Field(description="đạt / chưa đạt: every criterion is met")
    appraised_on: date


class DossierProposed(Fact):
    """The standing body proposed the outcome to the chair (tờ trình)."""

    name: ClassVar[str] = "recognition.dossier_proposed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    outcome: Outcome
    proposal_number: Text
    proposed_on: date


class DossierDecided(Fact):
    """The chair recognised the unit, or refused with a reason. A late decision is accepted and marked."""

    name: ClassVar[str] = "recognition.dossier_decided"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    year: Year
    outcome: Outcome
    reason: Text | None
    decision_number: Text
    decided_on: date
    decided_by: UnitId = Field(description="the unit whose chair decided, as it was")
    decide_before: date | None
    late: bool


FACTS: tuple[type[Fact], ...] = (
    DossierOpened,
    DossierDiscarded,
    DossierLapsed,
    DossierSubmitted,
    DossierReturned,
    DossierAccepted,
    DossierAppraised,
    DossierProposed,
    DossierDecided,
)

"""Facts of recognition: rule sets in force, and the life of a dossier from opening to decision."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, UnitId, Value, Year, items_max
from contracts.registration import UnitKind

CriterionKind = Literal["met", "fraction_at_least", "none_of"]
Outcome = Literal["recognised", "refused"]
Decider = UnitKind | Literal["managing_level"]
"""Whose chair decides; `managing_level` is whichever unit manages the agency, enterprise or school."""


class Criterion(Value):
    """One legal criterion (tiêu chí) of a rule set."""

    code: Identifier
    kind: CriterionKind
    evidence: Identifier = Field(
        description="which facts answer it by themselves, or `judged` where the committee does"
    )
    at_least: str | None = Field(
        pattern=r"^[1-9]\d{0,5}/[1-9]\d{0,5}$", description="an exact fraction for `fraction_at_least`"
    )
    text_vi: Text
    text_en: Text
    source: Text | None = Field(description="article of the circular")
    confirmed: bool


class KindRules(Value):
    """What holds for one kind of unit under a rule set."""

    unit_kind: UnitKind
    window_from: date
    window_to: date
    decide_before: date | None
    before_excludes_the_day: bool = Field(description="true where 'before 10/11' means the day itself is too late")
    decided_by: Decider = Field(description="the level whose chair decides")
    documents: tuple[Identifier, ...] = Field(max_length=items_max)
    criteria: tuple[Criterion, ...] = Field(max_length=items_max)
    complete_within_days: Count | None = Field(
        description="working days to check completeness; null: no number is known"
    )
    correct_within_days: Count | None
    appraise_within_days: Count | None
    propose_within_days: Count | None = None
    decide_within_days: Count | None = None


class RuleSetPutInForce(Fact):
    """A rule set (circular + amendment + provincial overlay + year) became the one to decide by."""

    name: ClassVar[str] = "recognition.rule_set_put_in_force"
    version: ClassVar[int] = 1
    rule_set: Identifier
    circular: Text
    year: Year
    kinds: tuple[KindRules, ...] = Field(max_length=items_max)
    in_force_on: date


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
    RuleSetPutInForce,
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

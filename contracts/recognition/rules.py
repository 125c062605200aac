"""The rules dossiers are decided by: rule sets, each kind's criteria, windows, deadlines and authority."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, Value, Year, items_max
from contracts.registration import UnitKind

CriterionKind = Literal["met", "fraction_at_least", "none_of"]
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


FACTS: tuple[type[Fact], ...] = (RuleSetPutInForce,)

"""Rule sets as data: circular, overlay and year give criteria, windows, deadlines, documents and authority."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, StringConstraints, field_validator, model_validator

from reference.layers import Laid, file_in, laid_together
from reference.tables import read_bytes
from reference.unit_kinds import UnitKind
from reference.yaml_files import Value, shaped

FOLDER = Path(__file__).parent / "rule_sets"

RegisteringKind = Literal["residential_area", "commune", "agency", "enterprise", "school"]
Level = Literal["province", "district", "commune", "managing_level"]
"""`managing_level` is the unit that manages an agency, enterprise or school, whichever level that is."""
Evidence = Literal[
    "registered",
    "documents_issued",
    "households_registered",
    "models_effective",
    "areas_recognised",
    "units_registered",
    "units_recognised",
    "judged",
]
"""Which facts answer a criterion by themselves; `judged` where only the committee can."""
StepName = Literal["check_completeness", "correct", "appraise", "propose", "decide"]
STEPS: tuple[StepName, ...] = ("check_completeness", "correct", "appraise", "propose", "decide")
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_DAYS_OF_MONTHS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
)
MonthDay = Annotated[str, StringConstraints(pattern=f"^({_DAYS_OF_MONTHS})$")]
"""A day that every year has: 03-31."""
Points = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,3})(\.\d{1,2})?$")]
"""Exact, as text: 2.5 read as a number would not be."""


class Grounded(Value):
    """A part of the rules that says where it stands, and whether that is confirmed."""

    source: Text | None
    confirmed: bool


class Window(Grounded):
    """The days over which a unit is assessed, both named days included unless a boundary day belongs elsewhere."""

    first: date
    last: date
    boundary_day: Literal["later", "earlier"] = Field(description="to which of two windows a day named by both belongs")

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"the window ends on {self.last}, before it begins on {self.first}")
        return self


class Deadline(Grounded):
    """When a decision is late. A late decision is accepted and marked, never blocked."""

    before: date | None = Field(description="as the guidance says it; null where it names no day")
    excludes_the_day: bool = Field(description="true where “before 10/11” means that 10/11 itself is too late")

    @property
    def last_day(self) -> date | None:
        """The last day on which a decision is in time."""
        if self.before is None:
            return None
        return self.before - timedelta(days=1) if self.excludes_the_day else self.before


class Criterion(Value):
    """One legal criterion (tiêu chí). Fractions are exact: 16 of 25 does not reach 7/10."""

    code: Code
    kind: Literal["met", "fraction_at_least", "none_of", "points", "deduction"]
    at_least: str | None = Field(default=None, pattern=r"^[1-9]\d{0,5}/[1-9]\d{0,5}$")
    points_max: Points | None = Field(default=None, description="the most that is given, or taken off")
    evidence: Evidence
    stands_by: MonthDay | None = Field(
        default=None, description="the day of the year by which its evidence has to stand; null: of the whole year"
    )
    text_vi: Text
    text_en: Text
    source: Text | None = Field(description="article of the circular")
    confirmed: bool

    @model_validator(mode="after")
    def _has_its_fraction(self) -> Self:
        if (self.kind == "fraction_at_least") != (self.at_least is not None):
            raise ValueError("give at_least for the kind fraction_at_least, and for no other")
        if self.fraction is not None and self.fraction > 1:
            raise ValueError(f"{self.at_least} is more than the whole")
        return self

    @model_validator(mode="after")
    def _has_its_points(self) -> Self:
        if (self.kind in ("points", "deduction")) != (self.points_max is not None):
            raise ValueError("give points_max for the kinds points and deduction, and for no other")
        return self

    @property
    def fraction(self) -> Fraction | None:
        """The exact share to reach, for the kind `fraction_at_least`."""
        return None if self.at_least is None else Fraction(self.at_least)


class RequiredDocument(Value):
    """A document a dossier must hold."""

    code: Code
    text_vi: Text
    text_en: Text
    confirmed: bool


class Step(Grounded):
    """How many working days a step may take; null where no number is known and only the deadline binds."""

    step: StepName
    within_working_days: int | None = Field(ge=1, le=250)
    source: Text | None = None


class Authority(Grounded):
    """Who appraises (the standing body of a level) and who decides (the chair of a level)."""

    appraised_by: Level
    decided_by: Level


class Order(Grounded):
    """Which kinds of units below it must be decided before."""

    after: tuple[RegisteringKind, ...] = Field(min_length=1)


class PassMark(Grounded):
    """What the points of a score sheet must reach."""

    points: Points


class KindRules(Value):
    """What holds for one kind of unit."""

    unit_kind: RegisteringKind
    window: Window
    decide: Deadline
    authority: Authority
    order: Order | None = None
    pass_mark: PassMark | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    documents: tuple[RequiredDocument, ...] = Field(min_length=1)
    steps: tuple[Step, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        _refuse_twins("criterion", [criterion.code for criterion in self.criteria])
        _refuse_twins("document", [document.code for document in self.documents])
        if tuple(step.step for step in self.steps) != STEPS:
            raise ValueError(f"steps must be {', '.join(STEPS)}, in this order")
        return self

    @model_validator(mode="after")
    def _can_be_passed(self) -> Self:
        given = [Decimal(criterion.points_max or 0) for criterion in self.criteria if criterion.kind == "points"]
        if (self.pass_mark is None) != (not given):
            raise ValueError("give pass_mark where criteria have points, and only there")
        if self.pass_mark is not None and Decimal(self.pass_mark.points) > sum(given):
            raise ValueError(f"all points together are {sum(given)}, below the pass mark {self.pass_mark.points}")
        return self

    def within_working_days(self, step: StepName) -> int | None:
        """Returns the working days a step may take, or None where only the deadline binds."""
        return next(known.within_working_days for known in self.steps if known.step == step)


class OutOfScope(Value):
    """A category of institution that need not register, with the legal reason."""

    category: Code
    reason_vi: Text
    reason_en: Text
    source: Text | None
    confirmed: bool


class RuleSet(Value):
    """One year's rules of one province. What could not be confirmed says `confirmed: false` where it stands."""

    rule_set: Code = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    circular: Text
    amended_by: tuple[Text, ...] = ()
    overlay: Text | None = Field(default=None, description="the province's own guidance, with number and day")
    title_vi: Text
    title_en: Text
    year: int = Field(ge=2000, le=2100)
    in_force_on: date
    in_force_confirmed: bool
    kinds: tuple[KindRules, ...] = Field(min_length=1)
    out_of_scope: tuple[OutOfScope, ...]
    _laid: tuple[Laid, ...] = PrivateAttr(())

    @property
    def laid(self) -> tuple[Laid, ...]:
        """The layers it was read from, from the lowest on; none where one file held it whole."""
        return self._laid

    @field_validator("kinds")
    @classmethod
    def _rules_each_kind_once(cls, kinds: tuple[KindRules, ...]) -> tuple[KindRules, ...]:
        _refuse_twins("kind", [rules.unit_kind for rules in kinds])
        return kinds

    def rules_for(self, unit_kind: UnitKind) -> KindRules | None:
        """Returns the rules of a kind of unit, or None where it has none (provinces and districts only organise)."""
        return next((rules for rules in self.kinds if rules.unit_kind == unit_kind), None)

    def reasons_out_of_scope(self) -> dict[str, str]:
        """Returns the Vietnamese reason by category, as `generate_institutions` takes it."""
        return {entry.category: entry.reason_vi for entry in self.out_of_scope}


def rule_set_file(rule_set: str) -> Path:
    """Returns where a rule set of this folder is kept."""
    return FOLDER / f"{rule_set}.yaml"


def load_rule_set(path: Path) -> RuleSet:
    """Returns a rule set. Raises DataRefused with the file, line and path of keys of every problem."""
    return read_rule_set(path.name, read_bytes(path))


def read_rule_set(file: str, content: bytes, folder: Path = FOLDER) -> RuleSet:
    """Returns the rule set somebody sent as a file of that name: whole, or laid on layers of the folder.

    Raises DataRefused as `load_rule_set` does, also in the name of the layer in which a problem is written.
    """
    root, files, laid = laid_together(file, content, folder)
    whole = shaped(root, RuleSet, lambda node: file_in(files, node))
    whole._laid = laid
    return whole


@lru_cache(maxsize=1)
def shipped() -> dict[str, RuleSet]:
    """The rule sets of this folder by id, read when first asked for."""
    return {path.stem: load_rule_set(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _refuse_twins(what: str, codes: list[str]) -> None:
    twins = sorted({code for code in codes if codes.count(code) > 1})
    if twins:
        raise ValueError(f"{what} given twice: {', '.join(twins)}")

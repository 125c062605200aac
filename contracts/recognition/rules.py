"""The rules dossiers are decided by: rule sets, each kind's criteria, windows, deadlines and authority; their drafts."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StrictBool

from contracts.fact import Count, Fact, Identifier, Text, Value, Year, items_max
from contracts.recognition.clock import Step
from contracts.recognition.dossiers import Points
from contracts.recognition.layers import Layer
from contracts.registration import UnitKind

CriterionKind = Literal["met", "fraction_at_least", "none_of", "points", "deduction"]
Decider = UnitKind | Literal["managing_level"]
"""Whose chair decides; `managing_level` is whichever unit manages the agency, enterprise or school."""
Grounded = Literal["window", "deadline", "authority", "order", "pass_mark"] | Step
"""A part of a kind's rules of which it is said where it stands, and whether that is confirmed."""
Number = Annotated[Count, Field(strict=True)]
"""Neither a yes nor a text stands for a number: a document of rules that mixes them up is refused, not guessed at."""
_DAYS_OF_MONTHS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
)
MonthDay = Annotated[str, Field(pattern=f"^({_DAYS_OF_MONTHS})$", description="a day that every year has, as 03-31")]


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
    confirmed: StrictBool
    points_max: Points | None = Field(
        default=None, description="the most that `points` can give, and that a `deduction` can take off"
    )
    stands_by: MonthDay | None = Field(
        default=None,
        description="the day of the dossier's year by which its evidence has to stand; null: of the whole year",
    )

    def stands_by_in(self, year: int) -> date | None:
        """The day by which its evidence has to stand in a year; None where the whole year counts."""
        return None if self.stands_by is None else date.fromisoformat(f"{year}-{self.stands_by}")


class RequiredDocument(Value):
    """A document a dossier must hold."""

    code: Identifier
    text_vi: Text
    text_en: Text
    confirmed: StrictBool


class Ground(Value):
    """Where a part of the rules stands. A part without a ground is unconfirmed."""

    about: Grounded
    source: Text | None
    confirmed: StrictBool


class KindRules(Value):
    """What holds for one kind of unit under a rule set."""

    unit_kind: UnitKind
    window_from: date
    window_to: date
    decide_before: date | None
    before_excludes_the_day: StrictBool = Field(
        description="true where 'before 10/11' means the day itself is too late"
    )
    decided_by: Decider = Field(description="the level whose chair decides")
    documents: tuple[RequiredDocument, ...] = Field(max_length=items_max)
    criteria: tuple[Criterion, ...] = Field(max_length=items_max)
    complete_within_days: Number | None = Field(
        description="working days to check completeness; null: no number is known"
    )
    correct_within_days: Number | None
    appraise_within_days: Number | None
    propose_within_days: Number | None = None
    decide_within_days: Number | None = None
    boundary_day: Literal["later", "earlier"] = Field(
        default="later", description="to which of two windows a day named by both belongs"
    )
    appraised_by: Decider | None = Field(
        default=None, description="the level whose standing body appraises; null: of the unit right above"
    )
    decided_after: tuple[UnitKind, ...] = Field(
        default=(), max_length=items_max, description="kinds of units below it that are decided before it"
    )
    pass_mark: Points | None = Field(default=None, description="what the sheet's points must reach, where it has any")
    grounds: tuple[Ground, ...] = Field(default=(), max_length=items_max)

    @property
    def document_codes(self) -> tuple[str, ...]:
        return tuple(document.code for document in self.documents)


class OutOfScope(Value):
    """A category of institution that need not register, with the legal reason."""

    category: Identifier
    reason_vi: Text
    reason_en: Text
    source: Text | None
    confirmed: StrictBool


class RuleSetContent(Value):
    """A whole rule set: circular + amendments + provincial overlay + year, and what they ask of each kind of unit."""

    rule_set: Identifier
    circular: Text
    year: Year
    kinds: tuple[KindRules, ...] = Field(max_length=items_max)
    amended_by: tuple[Text, ...] = Field(default=(), max_length=items_max)
    overlay: Text | None = Field(default=None, description="the province's own guidance, with number and day")
    title_vi: Text | None = None
    title_en: Text | None = None
    in_force_confirmed: StrictBool = False
    out_of_scope: tuple[OutOfScope, ...] = Field(default=(), max_length=items_max)
    layers: tuple[Layer, ...] = Field(
        default=(),
        max_length=items_max,
        description="from the lowest on; none: nobody said from what it is laid together",
    )

    @classmethod
    def of(cls, whole: Any) -> Self:
        """The content of a fact or command that holds one."""
        return cls(**{name: getattr(whole, name) for name in cls.model_fields})


class Edition(Value):
    """One whole content of a rule set; drafts and what is put in force are counted in one row."""

    rule_set: Identifier
    edition: Count = Field(strict=True, description="from 1; 0: put in force before editions were counted")


class RuleSetDrafted(RuleSetContent, Fact):
    """A draft of a rule set was written or edited: its whole content. Nothing is decided by it.

    Since v2 with its layers; since v3 with the days by which evidence has to stand.
    """

    name: ClassVar[str] = "recognition.rule_set_drafted"
    version: ClassVar[int] = 3
    edition: Count = Field(ge=1)
    based_on: Edition | None = Field(description="what was edited, perhaps of another rule set; null: written anew")
    in_force_on: date = Field(description="from when it is meant to hold")
    drafted_on: date


class RuleSetDraftDiscarded(Fact):
    """The draft was given up; what was in force before stays in force."""

    name: ClassVar[str] = "recognition.rule_set_draft_discarded"
    version: ClassVar[int] = 1
    rule_set: Identifier
    year: Year
    edition: Count = Field(ge=1)
    discarded_on: date


class RuleSetPutInForce(RuleSetContent, Fact):
    """A rule set (circular + amendment + provincial overlay + year) became the one to decide by.

    Since v2 with its edition, the texts of documents, points, order of decisions, who appraises, and what rests on what;
    since v3 with its layers; since v4 with the days by which evidence has to stand.
    """

    name: ClassVar[str] = "recognition.rule_set_put_in_force"
    version: ClassVar[int] = 4
    in_force_on: date
    edition: Count = 0


FACTS: tuple[type[Fact], ...] = (RuleSetDrafted, RuleSetDraftDiscarded, RuleSetPutInForce)


def _put_in_force_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 knew documents by their codes alone, and said of no part but the criteria where it stands."""
    unsaid: dict[str, Any] = {
        "amended_by": [],
        "overlay": None,
        "title_vi": None,
        "title_en": None,
        "in_force_confirmed": False,
    }
    kinds = [_kind_1_to_2(kind) for kind in shape["kinds"]]
    return {**shape, **unsaid, "kinds": kinds, "out_of_scope": [], "edition": 0}


def _kind_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    documents = [{"code": code, "text_vi": code, "text_en": code, "confirmed": False} for code in shape["documents"]]
    criteria = [{**criterion, "points_max": None} for criterion in shape["criteria"]]
    unsaid: dict[str, Any] = {
        "boundary_day": "later",
        "appraised_by": None,
        "decided_after": [],
        "pass_mark": None,
        "grounds": [],
    }
    return {**shape, **unsaid, "documents": documents, "criteria": criteria}


def _without_layers(shape: dict[str, Any]) -> dict[str, Any]:
    """Before, nobody said from which documents a rule set was laid together."""
    return {**shape, "layers": []}


def _of_the_whole_year(shape: dict[str, Any]) -> dict[str, Any]:
    """Before, only the words of a criterion could say by which day its evidence has to stand."""
    return {**shape, "kinds": [_kind_of_the_whole_year(kind) for kind in shape["kinds"]]}


def _kind_of_the_whole_year(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "criteria": [{**criterion, "stands_by": None} for criterion in shape["criteria"]]}


UPCASTS = {
    ("recognition.rule_set_put_in_force", 1): _put_in_force_1_to_2,
    ("recognition.rule_set_put_in_force", 2): _without_layers,
    ("recognition.rule_set_put_in_force", 3): _of_the_whole_year,
    ("recognition.rule_set_drafted", 1): _without_layers,
    ("recognition.rule_set_drafted", 2): _of_the_whole_year,
}

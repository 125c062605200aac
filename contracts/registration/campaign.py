"""Facts of a year of the programme as the province leads it: launched, planned, its periods closed."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Fact, Identifier, Text, UnitId, Value, Year, items_max
from contracts.registration.units import UnitKind

Measure = Literal["units_registered", "households_registered"]
DocumentKind = Literal["plan", "resolution", "guidance"]
Period = Literal["registering", "counting"]
"""What can be closed: registering for the year, and counting the households that registered."""
OccasionKind = Literal["phase", "festival", "election", "report_due", "other"]


class Target(Value):
    """What the province wants to reach (chỉ tiêu); never a legal criterion (tiêu chí)."""

    measure: Measure
    unit_kind: UnitKind
    share: str = Field(pattern=r"^\d{1,6}/\d{1,6}$", description="an exact fraction, e.g. 17/20 for 85 %")
    strictly_over: bool = Field(description="true where the plan says 'over', false where it says 'at least'")


class CampaignLaunched(Fact):
    """The province opened the year's programme, with its targets, calendar and rule set."""

    name: ClassVar[str] = "registration.campaign_launched"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    province_id: UnitId
    year: Year
    campaign_name: Text
    rule_set: Identifier
    targets: tuple[Target, ...] = Field(max_length=items_max)
    opens: date = Field(description="first day on which anything of this campaign can hold")
    closes: date = Field(description="last such day")
    registration_closes: date = Field(description="last day of registering in time")


class TargetSet(Fact):
    """A unit set its own mark for everything below it; the plan of the province holds where none was set."""

    name: ClassVar[str] = "registration.target_set"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId = Field(description="whose plan it is: the province, a district or a commune")
    level: UnitKind = Field(description="which of these it is")
    target: Target
    previous_share: str | None = Field(description="the unit's own mark before; null: it had none")


class Occasion(Value):
    """A day or a phase of the year's calendar."""

    code: Identifier
    kind: OccasionKind
    first: date
    last: date
    title_vi: Text
    title_en: Text | None


class CalendarSet(Fact):
    """The province set the year's calendar, as a whole."""

    name: ClassVar[str] = "registration.calendar_set"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    occasions: tuple[Occasion, ...] = Field(max_length=items_max)
    dropped: tuple[Identifier, ...] = Field(max_length=items_max, description="codes of the calendar before, now gone")


class DocumentDuty(Value):
    """Every unit of a level issues a document of a kind, by a day."""

    unit_kind: UnitKind
    document_kind: DocumentKind
    due_on: date


class DocumentsRequired(Fact):
    """The province said which levels issue which documents and by when, as a whole."""

    name: ClassVar[str] = "registration.documents_required"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    duties: tuple[DocumentDuty, ...] = Field(max_length=items_max)
    dropped: tuple[DocumentDuty, ...] = Field(max_length=items_max, description="duties that hold no longer")


class PeriodClosed(Fact):
    """The province closed a period of the year: from now on only late entry, where it is allowed."""

    name: ClassVar[str] = "registration.period_closed"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    period: Period
    closed_on: date


class PeriodReopened(Fact):
    """A period had been closed by mistake and is open again."""

    name: ClassVar[str] = "registration.period_reopened"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    period: Period
    reopened_on: date
    reason: Text


class LateEntryAllowed(Fact):
    """After the close one unit may still enter, until a day, because somebody with the authority to say so did."""

    name: ClassVar[str] = "registration.late_entry_allowed"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    period: Period
    allowed_on: date
    until: date
    reason: Text
    decided_by: Text = Field(description="the title of the office that allowed it, never a name")
    basis: Text = Field(description="number and symbol of the paper that allows it")


FACTS: tuple[type[Fact], ...] = (
    CampaignLaunched,
    TargetSet,
    CalendarSet,
    DocumentsRequired,
    PeriodClosed,
    PeriodReopened,
    LateEntryAllowed,
)

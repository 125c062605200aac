"""Facts of a year of the programme: its campaign, registrations, households, documents issued."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year, items_max
from contracts.registration.units import UnitKind

Measure = Literal["units_registered", "households_registered"]
DocumentKind = Literal["plan", "resolution", "guidance"]


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


class UnitRegistered(Fact):
    """A unit registered for the year's standard."""

    name: ClassVar[str] = "registration.unit_registered"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    unit_kind: UnitKind
    rule_set: Identifier
    registered_on: date
    late: bool


class RegistrationWithdrawn(Fact):
    """A unit's registration for the year was taken back."""

    name: ClassVar[str] = "registration.registration_withdrawn"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    withdrawn_on: date
    reason: Text


class HouseholdsReported(Fact):
    """A residential area's cumulative household counts as they held on a day; the newest count for a day wins."""

    name: ClassVar[str] = "registration.households_reported"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    as_of: date
    total: Count
    registered: Count
    previous_total: Count = Field(description="the area's newest total before this fact")
    previous_registered: Count
    newest: bool = Field(description="false for a report of an earlier day than one already known")
    lowered: bool = Field(description="true where a newest count is below the one before: allowed, but flagged")


class RegistrationUndone(Fact):
    """What a batch recorded of a unit's registration was taken back; from `unit_kind` on it says what holds again."""

    name: ClassVar[str] = "registration.registration_undone"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    batch_id: Identifier
    undone_registered_on: date | None = Field(description="null where a withdrawal was undone")
    undone_withdrawn_on: date | None = Field(description="null where a registration was undone")
    unit_kind: UnitKind | None = Field(description="as what it was registered before; null: it never was")
    registered_on: date | None
    late: bool
    withdrawn_on: date | None
    withdrawal_reason: Text | None


class DayCount(Value):
    """What was said last of an area's households for one day."""

    total: Count
    registered: Count
    corrected_because: Text | None = Field(description="the reason where it corrects what was said first")


class HouseholdsUndone(Fact):
    """A count that a batch reported was taken back; from `day` on it says what holds again."""

    name: ClassVar[str] = "registration.households_undone"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    as_of: date
    batch_id: Identifier
    undone_total: Count
    undone_registered: Count
    previous_total: Count = Field(description="the area's newest total before this fact")
    previous_registered: Count
    day: DayCount | None = Field(description="what was said for that day before; null: nothing")
    newest_as_of: date | None = Field(description="the day of the newest count; null where none is left")
    newest_total: Count
    newest_registered: Count
    lowered: bool = Field(description="whether the newest count is flagged as lower than the one before it")


class DocumentIssued(Fact):
    """A resolution, plan or guidance was issued. Identity: (issuer, number and symbol, date)."""

    name: ClassVar[str] = "registration.document_issued"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    issuer_id: UnitId
    document_kind: DocumentKind
    number: Text = Field(description="number and symbol as printed, e.g. 411/KH-BCĐ; carries no year")
    dated: date
    subject: Text = Field(description="trích yếu")
    signer_title: Text = Field(description="the office of the signer, never the name")
    file_sha256: Sha256 | None


FACTS: tuple[type[Fact], ...] = (
    CampaignLaunched,
    UnitRegistered,
    RegistrationWithdrawn,
    HouseholdsReported,
    RegistrationUndone,
    HouseholdsUndone,
    DocumentIssued,
)

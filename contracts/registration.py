"""Facts of registration: the register of units, the campaign year, registrations, households, documents issued."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year, items_max

UnitKind = Literal["province", "district", "commune", "residential_area", "agency", "enterprise", "school"]
Measure = Literal["units_registered", "households_registered"]
DocumentKind = Literal["plan", "resolution", "guidance"]


class Code(Value):
    """An official code, dated: the same digits name another place at another time."""

    scheme: Identifier
    value: Identifier
    valid_from: date


class Target(Value):
    """What the province wants to reach (chỉ tiêu); never a legal criterion (tiêu chí)."""

    measure: Measure
    unit_kind: UnitKind
    share: str = Field(pattern=r"^\d{1,6}/\d{1,6}$", description="an exact fraction, e.g. 17/20 for 85 %")
    strictly_over: bool = Field(description="true where the plan says 'over', false where it says 'at least'")


class UnitListed(Fact):
    """A unit entered the register. Since v2 its codes are dated."""

    name: ClassVar[str] = "registration.unit_listed"
    version: ClassVar[int] = 2
    unit_id: UnitId
    unit_kind: UnitKind
    title: Text = Field(description="the Vietnamese word for its kind: Phường, Xã, Thôn, Khu phố …")
    unit_name: Text
    parent_id: UnitId | None = Field(
        description="the unit it belongs to; for agencies and the like, the level that manages it"
    )
    codes: tuple[Code, ...] = Field(max_length=items_max)
    valid_from: date
    latitude: float | None = Field(ge=-90, le=90)
    longitude: float | None = Field(ge=-180, le=180)
    generated: bool = Field(description="true for a unit made up for a demonstration")
    out_of_scope_reason: Text | None = Field(description="the legal reason why it need not register, or null")


class UnitRenamed(Fact):
    """A unit goes by another name from a day on."""

    name: ClassVar[str] = "registration.unit_renamed"
    version: ClassVar[int] = 1
    unit_id: UnitId
    unit_name: Text
    previous_name: Text
    valid_from: date


class UnitMoved(Fact):
    """A unit belongs to another parent from a day on."""

    name: ClassVar[str] = "registration.unit_moved"
    version: ClassVar[int] = 1
    unit_id: UnitId
    parent_id: UnitId
    previous_parent_id: UnitId | None
    valid_from: date


class CodeAssigned(Fact):
    """A unit carries an official code from a day on."""

    name: ClassVar[str] = "registration.code_assigned"
    version: ClassVar[int] = 1
    unit_id: UnitId
    code: Code


class UnitEnded(Fact):
    """A unit exists no more from a day on."""

    name: ClassVar[str] = "registration.unit_ended"
    version: ClassVar[int] = 1
    unit_id: UnitId
    ended_on: date
    reason: Text


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
    UnitListed,
    UnitRenamed,
    UnitMoved,
    CodeAssigned,
    UnitEnded,
    CampaignLaunched,
    UnitRegistered,
    RegistrationWithdrawn,
    HouseholdsReported,
    DocumentIssued,
)


def _unit_listed_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 held one undated `code`: 3,315 of 3,321 codes are used again later, for other places, so v2 dates them."""
    code = shape["code"]
    rest = {key: value for key, value in shape.items() if key != "code"}
    codes = [] if code is None else [{"scheme": "gso", "value": code, "valid_from": shape["valid_from"]}]
    return {**rest, "codes": codes}


UPCASTS = {("registration.unit_listed", 1): _unit_listed_1_to_2}

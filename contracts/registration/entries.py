"""Facts of what units did in a year: they registered, counted their households, issued documents."""

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year
from contracts.registration.campaign import DocumentKind
from contracts.registration.units import UnitKind


class UnitRegistered(Fact):
    """A unit registered for the year's standard. Since v2 with the permission of one that was entered after the close."""

    name: ClassVar[str] = "registration.unit_registered"
    version: ClassVar[int] = 2
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    unit_kind: UnitKind
    rule_set: Identifier
    registered_on: date
    late: bool
    late_entry_basis: Text | None = Field(
        default=None, description="by which permission it was entered after registering had been closed"
    )


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
    """A residential area's cumulative household counts as they held on a day; the newest count for a day wins.

    Since v2 with the permission of one that was entered after counting had been closed.
    """

    name: ClassVar[str] = "registration.households_reported"
    version: ClassVar[int] = 2
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
    late_entry_basis: Text | None = None


class HouseholdsCorrected(Fact):
    """What had been said of an area's households for a day was wrong; `newest` restates the count that is current after it."""

    name: ClassVar[str] = "registration.households_corrected"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    unit_id: UnitId
    as_of: date
    total: Count
    registered: Count
    said_total: Count = Field(description="what was said for that day before")
    said_registered: Count
    previous_total: Count = Field(description="the area's newest total before this fact")
    previous_registered: Count
    newest_as_of: date
    newest_total: Count
    newest_registered: Count
    lowered: bool = Field(description="whether the newest count is still flagged as lower than the one before it")
    reason: Text
    late_entry_basis: Text | None


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
    late_entry_basis: Text | None
    withdrawn_on: date | None
    withdrawal_reason: Text | None


class DayCount(Value):
    """What was said last of an area's households for one day."""

    total: Count
    registered: Count
    corrected_because: Text | None = Field(description="the reason where it corrects what was said first")
    late_entry_basis: Text | None = Field(description="by which permission it was entered after the close")


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


class DocumentCorrected(Fact):
    """The particulars of a document had been recorded wrongly. Its identity (issuer, number, date) stays."""

    name: ClassVar[str] = "registration.document_corrected"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    issuer_id: UnitId
    number: Text
    dated: date
    document_kind: DocumentKind
    previous_kind: DocumentKind
    subject: Text
    signer_title: Text = Field(description="the office of the signer, never the name")
    file_sha256: Sha256 | None
    reason: Text


class DocumentStruck(Fact):
    """A document was recorded that there is not: another issuer, number or date. Nothing of it counts any longer."""

    name: ClassVar[str] = "registration.document_struck"
    version: ClassVar[int] = 1
    campaign_id: Identifier
    year: Year
    issuer_id: UnitId
    number: Text
    dated: date
    document_kind: DocumentKind
    reason: Text


FACTS: tuple[type[Fact], ...] = (
    UnitRegistered,
    RegistrationWithdrawn,
    HouseholdsReported,
    HouseholdsCorrected,
    RegistrationUndone,
    HouseholdsUndone,
    DocumentIssued,
    DocumentCorrected,
    DocumentStruck,
)


def _without_late_entry(shape: dict[str, Any]) -> dict[str, Any]:
    """While v1 was written no period was ever closed."""
    return {**shape, "late_entry_basis": None}


UPCASTS = {
    ("registration.unit_registered", 1): _without_late_entry,
    ("registration.households_reported", 1): _without_late_entry,
}

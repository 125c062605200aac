"""Facts of registration: the register of units, and the campaign year with its registrations, households and documents."""

from contracts.fact import Fact
from contracts.registration import batches, campaign, entries, units
from contracts.registration.batches import BatchApplied, BatchUndone
from contracts.registration.campaign import (
    CalendarSet,
    CampaignLaunched,
    DocumentDuty,
    DocumentKind,
    DocumentsRequired,
    LateEntryAllowed,
    Measure,
    Occasion,
    OccasionKind,
    Period,
    PeriodClosed,
    PeriodReopened,
    Target,
    TargetSet,
)
from contracts.registration.entries import (
    DayCount,
    DocumentCorrected,
    DocumentIssued,
    DocumentStruck,
    HouseholdsCorrected,
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)
from contracts.registration.units import (
    Code,
    CodeAssigned,
    Share,
    Successor,
    UnitEnded,
    UnitKind,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)

FACTS: tuple[type[Fact], ...] = (*units.FACTS, *campaign.FACTS, *entries.FACTS, *batches.FACTS)

UPCASTS = {**units.UPCASTS, **entries.UPCASTS}

__all__ = [
    "FACTS",
    "UPCASTS",
    "BatchApplied",
    "BatchUndone",
    "CalendarSet",
    "CampaignLaunched",
    "Code",
    "CodeAssigned",
    "DayCount",
    "DocumentCorrected",
    "DocumentDuty",
    "DocumentIssued",
    "DocumentKind",
    "DocumentStruck",
    "DocumentsRequired",
    "HouseholdsCorrected",
    "HouseholdsReported",
    "HouseholdsUndone",
    "LateEntryAllowed",
    "Measure",
    "Occasion",
    "OccasionKind",
    "Period",
    "PeriodClosed",
    "PeriodReopened",
    "RegistrationUndone",
    "RegistrationWithdrawn",
    "Share",
    "Successor",
    "Target",
    "TargetSet",
    "UnitEnded",
    "UnitKind",
    "UnitKindChanged",
    "UnitListed",
    "UnitMoved",
    "UnitRegistered",
    "UnitRenamed",
    "UnitScopeChanged",
    "UnitSucceeded",
]

"""Facts of registration: the register of units, and the campaign year with its registrations, households and documents."""

from contracts.fact import Fact
from contracts.registration import batches, campaign, units
from contracts.registration.batches import BatchApplied, BatchUndone
from contracts.registration.campaign import (
    CampaignLaunched,
    DayCount,
    DocumentIssued,
    DocumentKind,
    HouseholdsReported,
    HouseholdsUndone,
    Measure,
    RegistrationUndone,
    RegistrationWithdrawn,
    Target,
    UnitRegistered,
)
from contracts.registration.units import (
    UPCASTS,
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

FACTS: tuple[type[Fact], ...] = (*units.FACTS, *campaign.FACTS, *batches.FACTS)

__all__ = [
    "FACTS",
    "UPCASTS",
    "BatchApplied",
    "BatchUndone",
    "CampaignLaunched",
    "Code",
    "CodeAssigned",
    "DayCount",
    "DocumentIssued",
    "DocumentKind",
    "HouseholdsReported",
    "HouseholdsUndone",
    "Measure",
    "RegistrationUndone",
    "RegistrationWithdrawn",
    "Share",
    "Successor",
    "Target",
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

"""Who may ask what of registration."""

from typing import Any

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import ENTERING, OFFICERS
from portal.batches.batch import RecordBatch, RecordUndoing
from services.registration.campaign import LaunchCampaign
from services.registration.document import CorrectDocument, IssueDocument, StrikeDocument
from services.registration.households import CorrectHouseholds, ReportHouseholds, UndoHouseholds
from services.registration.period import AllowLateEntry, ClosePeriod, ReopenPeriod
from services.registration.plan import RequireDocuments, SetCalendar, SetTarget
from services.registration.registration import RegisterUnit, UndoRegistration, WithdrawRegistration
from services.registration.unit import (
    AssignCode,
    ChangeKind,
    ChangeScope,
    EndUnit,
    ListUnit,
    MoveUnit,
    RenameUnit,
    SucceedUnit,
)

REGISTRARS = frozenset({"provincial_officer"})
"""The register of units is the province's."""


def listed_under(command: ListUnit, state: Any) -> str | None:
    """A new unit belongs to the one it is listed under; a province under nobody."""
    return command.parent_id


PERMISSIONS: Permissions = {
    ListUnit: May(REGISTRARS, listed_under),
    RenameUnit: May(REGISTRARS, named("unit_id")),
    ChangeKind: May(REGISTRARS, named("unit_id")),
    MoveUnit: May(REGISTRARS, named("unit_id")),
    AssignCode: May(REGISTRARS, named("unit_id")),
    ChangeScope: May(REGISTRARS, named("unit_id")),
    SucceedUnit: May(REGISTRARS, named("unit_id")),
    EndUnit: May(REGISTRARS, named("unit_id")),
    LaunchCampaign: May(REGISTRARS, named("province_id")),
    SetTarget: May(OFFICERS, named("unit_id")),
    SetCalendar: May(REGISTRARS, named("province_id")),
    RequireDocuments: May(REGISTRARS, named("province_id")),
    ClosePeriod: May(REGISTRARS, named("province_id")),
    ReopenPeriod: May(REGISTRARS, named("province_id")),
    AllowLateEntry: May(REGISTRARS | {"provincial_chair"}, named("unit_id")),
    RegisterUnit: May(ENTERING, named("unit_id")),
    WithdrawRegistration: May(ENTERING, named("unit_id")),
    UndoRegistration: May(ENTERING, named("unit_id")),
    ReportHouseholds: May(ENTERING, named("unit_id")),
    CorrectHouseholds: May(ENTERING, named("unit_id")),
    UndoHouseholds: May(ENTERING, named("unit_id")),
    RecordBatch: May(ENTERING, named("unit_id")),
    RecordUndoing: May(ENTERING, named("unit_id")),
    IssueDocument: May(OFFICERS, named("issuer_id")),
    CorrectDocument: May(OFFICERS, named("issuer_id")),
    StrikeDocument: May(OFFICERS, named("issuer_id")),
}

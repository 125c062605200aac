"""Facts of notifications: where an office is reached and how it wants to be, the life of a notice, and what is due."""

from contracts.fact import Fact
from contracts.notifications import deadlines, escalation, notices, offices
from contracts.notifications.deadlines import Deadline, DeadlineNoted, ReminderDue
from contracts.notifications.escalation import Rung, StepEscalated
from contracts.notifications.notices import (
    UPCASTS,
    Channel,
    NoticeFailed,
    NoticeRaised,
    NoticeRead,
    NoticeRetried,
    NoticeSent,
    Particular,
    particulars_max,
)
from contracts.notifications.offices import (
    GatewaySet,
    HostName,
    MailAddress,
    MailboxSet,
    Mode,
    Outlet,
    OutletPaused,
    OutletResumed,
    PreferencesSet,
    TimeOfDay,
    WebhookSet,
    WorkingHours,
)

FACTS: tuple[type[Fact], ...] = (*offices.FACTS, *notices.FACTS, *deadlines.FACTS, *escalation.FACTS)

__all__ = [
    "FACTS",
    "UPCASTS",
    "Channel",
    "Deadline",
    "DeadlineNoted",
    "GatewaySet",
    "HostName",
    "MailAddress",
    "MailboxSet",
    "Mode",
    "NoticeFailed",
    "NoticeRaised",
    "NoticeRead",
    "NoticeRetried",
    "NoticeSent",
    "Outlet",
    "OutletPaused",
    "OutletResumed",
    "Particular",
    "PreferencesSet",
    "ReminderDue",
    "Rung",
    "StepEscalated",
    "TimeOfDay",
    "WebhookSet",
    "WorkingHours",
    "particulars_max",
]

"""Facts of notifications: an office's mailbox, the life of a notice, and the deadlines that offices are reminded of."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from contracts.fact import Count, Fact, Identifier, Text, UnitId, Year
from contracts.registration import UnitKind

particulars_max = 20

Channel = Literal["inbox", "mail"]
Deadline = Literal["registration", "decision"]
MailAddress = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
        max_length=254,
    ),
    Field(description="ASCII, as every mail server takes it; an office's, never a person's"),
]
Particular = Annotated[
    Text,
    StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9._/-]*|[^@]*[0-9][^@]*)$"),
    Field(description="an id, number or day: one plain word, or with a digit in it; a written name does not pass"),
]


class MailboxSet(Fact):
    """An office (never a person) receives mail at an address."""

    name: ClassVar[str] = "notifications.mailbox_set"
    version: ClassVar[int] = 1
    unit_id: UnitId
    address: MailAddress
    previous_address: MailAddress | None


class NoticeRaised(Fact):
    """An office must know something. One notice for one cause: its id is derived from the cause."""

    name: ClassVar[str] = "notifications.notice_raised"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    template: Identifier
    about: dict[Identifier, Particular] = Field(
        max_length=particulars_max, description="what the template shows: unit ids, numbers, days; no persons"
    )
    due_on: date | None
    channels: tuple[Channel, ...]
    raised_on: date


class NoticeSent(Fact):
    """A channel took the notice over."""

    name: ClassVar[str] = "notifications.notice_sent"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    channel: Channel
    attempts: Count
    sent_on: date


class NoticeFailed(Fact):
    """A channel refused the notice for good, and why."""

    name: ClassVar[str] = "notifications.notice_failed"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    channel: Channel
    attempts: Count
    error: Text
    failed_on: date


class NoticeRead(Fact):
    """The office opened the notice in its inbox."""

    name: ClassVar[str] = "notifications.notice_read"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    read_on: date


class DeadlineNoted(Fact):
    """A year has a deadline, a changed one, or (without a day) one less."""

    name: ClassVar[str] = "notifications.deadline_noted"
    version: ClassVar[int] = 1
    year: Year
    deadline: Deadline
    unit_kind: UnitKind | None = Field(description="the kind of unit it binds, or null for all that register")
    due_on: date | None = Field(description="the last day that is in time")
    previous_due_on: date | None
    organiser_id: UnitId | None = Field(description="the province that runs the year, where the cause names it")


class ReminderDue(Fact):
    """Of a deadline it is time to remind. Once for each of the days before or after it on which one reminds."""

    name: ClassVar[str] = "notifications.reminder_due"
    version: ClassVar[int] = 1
    year: Year
    deadline: Deadline
    unit_kind: UnitKind | None
    due_on: date
    before_days: int = Field(
        ge=-366, le=366, description="which reminder: so many days before the deadline; below 0: after"
    )
    days_left: int = Field(
        ge=-366, le=366, description="from the day it was raised to the deadline; below 0: it has passed"
    )
    organiser_id: UnitId
    raised_on: date


FACTS: tuple[type[Fact], ...] = (
    MailboxSet,
    NoticeRaised,
    NoticeSent,
    NoticeFailed,
    NoticeRead,
    DeadlineNoted,
    ReminderDue,
)

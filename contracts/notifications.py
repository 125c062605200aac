"""Facts of notifications: an office's mailbox, and the life of a notice from raised to sent, failed or read."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from contracts.fact import Count, Fact, Identifier, Text, UnitId

Channel = Literal["inbox", "mail"]
MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=254)]


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
    about: dict[Identifier, Text] = Field(description="what the template shows: unit ids, numbers, dates; no persons")
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


FACTS: tuple[type[Fact], ...] = (MailboxSet, NoticeRaised, NoticeSent, NoticeFailed, NoticeRead)

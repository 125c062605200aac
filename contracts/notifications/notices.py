"""The life of a notice: raised for a cause, taken or given up by a channel, tried again, read."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from contracts.fact import Count, Fact, Identifier, Text, UnitId, items_max

particulars_max = 20

Channel = Literal["inbox", "mail", "webhook", "gateway"]
Particular = Annotated[
    Text,
    StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9._/-]*|[^@]*[0-9][^@]*)$"),
    Field(description="an id, number or day: one plain word, or with a digit in it; a written name does not pass"),
]


class NoticeRaised(Fact):
    """An office must know something. One notice for one cause: its id is derived from the cause.

    Since v2 a daily digest names what it gathers.
    """

    name: ClassVar[str] = "notifications.notice_raised"
    version: ClassVar[int] = 2
    notice_id: Identifier
    unit_id: UnitId
    template: Identifier
    about: dict[Identifier, Particular] = Field(
        max_length=particulars_max, description="what the template shows: unit ids, numbers, days; no persons"
    )
    due_on: date | None
    channels: tuple[Channel, ...]
    raised_on: date
    gathers: tuple[Identifier, ...] = Field(
        default=(), max_length=items_max, description="a daily digest: the notices it brings"
    )


class NoticeSent(Fact):
    """A channel took the notice over. Since v2 with the daily digest in which it went, if it did."""

    name: ClassVar[str] = "notifications.notice_sent"
    version: ClassVar[int] = 2
    notice_id: Identifier
    unit_id: UnitId
    channel: Channel
    attempts: Count
    sent_on: date
    digest_id: Identifier | None = Field(default=None, description="the daily digest in which it went")


class NoticeFailed(Fact):
    """A channel gave the notice up, and why: it stays parked until somebody has it tried again.

    Since v2 with the daily digest that was given up, if it went in one.
    """

    name: ClassVar[str] = "notifications.notice_failed"
    version: ClassVar[int] = 2
    notice_id: Identifier
    unit_id: UnitId
    channel: Channel
    attempts: Count
    error: Text
    failed_on: date
    digest_id: Identifier | None = Field(default=None, description="the daily digest that was given up")


class NoticeRetried(Fact):
    """Somebody had a parked notice tried again by the channel that gave it up."""

    name: ClassVar[str] = "notifications.notice_retried"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    channel: Channel
    round: Count = Field(ge=2, description="2: the second time it is handed to the channel")
    retried_on: date


class NoticeRead(Fact):
    """The office opened the notice in its inbox."""

    name: ClassVar[str] = "notifications.notice_read"
    version: ClassVar[int] = 1
    notice_id: Identifier
    unit_id: UnitId
    read_on: date


FACTS: tuple[type[Fact], ...] = (NoticeRaised, NoticeSent, NoticeFailed, NoticeRetried, NoticeRead)


def _gathering_nothing(shape: dict[str, Any]) -> dict[str, Any]:
    """There were no digests before v2."""
    return {**shape, "gathers": []}


def _in_no_digest(shape: dict[str, Any]) -> dict[str, Any]:
    """There were no digests before v2."""
    return {**shape, "digest_id": None}


UPCASTS = {
    ("notifications.notice_raised", 1): _gathering_nothing,
    ("notifications.notice_sent", 1): _in_no_digest,
    ("notifications.notice_failed", 1): _in_no_digest,
}

"""A notice: raised because an office must know something, taken or given up by a channel, read by the office."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId, items_max
from contracts.notifications import (
    Channel,
    NoticeFailed,
    NoticeRaised,
    NoticeRead,
    NoticeRetried,
    NoticeSent,
    Particular,
    particulars_max,
)
from services.notifications.mailbox import UNIT, KnownUnit

attempts_max = 100

Preferable = Literal[
    "dossier_submitted",
    "dossier_returned",
    "dossier_accepted",
    "dossier_recognised",
    "dossier_refused",
    "decision_corrected",
    "recognition_withdrawn",
    "review_opened",
    "review_to_do",
    "review_closed",
    "step_due_soon",
    "step_overdue",
    "step_overdue_below",
    "registration_closing",
    "registration_closed",
    "decisions_due",
    "decisions_overdue",
    "documents_due",
    "documents_overdue",
    "not_registered",
    "not_registered_in_time",
    "not_handed_in",
    "not_handed_in_in_time",
    "document_missing",
    "document_missing_in_time",
    "checkpoint_published",
]
"""What can be said, and of which an office may want each, a digest or none. The words stand in `templates/notices/`."""
Template = Literal[Preferable, "daily_digest"]
DIGEST = "daily_digest"
ASKED_FOR: frozenset[str] = frozenset({"checkpoint_published"})
"""Only who asked for these is told, and of each by itself: what comes with it is to be kept as it is."""

LEAVING: tuple[Channel, ...] = ("mail", "webhook", "gateway")
"""The channels that lead out of the house."""


class NoticeCommand(Command):
    """Every command names the notice."""

    notice_id: Identifier


class RaiseNotice(NoticeCommand):
    """An office must know something; it always finds it in its inbox, and outside by the channels asked for and open to it."""

    unit_id: UnitId
    template: Template
    about: dict[Identifier, Particular] = Field(max_length=particulars_max)
    due_on: date | None = None
    channels: tuple[Channel, ...] = ("inbox",)
    gathers: tuple[Identifier, ...] = Field(default=(), max_length=items_max)


class MarkSent(NoticeCommand):
    """A channel took it over after so many attempts."""

    channel: Channel
    attempts: Count = Field(ge=1, le=attempts_max)
    digest_id: Identifier | None = None


class MarkFailed(NoticeCommand):
    """A channel gave it up: it is parked with the reason."""

    channel: Channel
    attempts: Count = Field(le=attempts_max)
    error: Text
    digest_id: Identifier | None = None


class RetryNotice(NoticeCommand):
    """A parked notice is tried again by the channel that gave it up."""

    channel: Channel


class ReadNotice(NoticeCommand):
    """The office opened it."""


@dataclass(frozen=True)
class Notice:
    """What decisions need to know of it; `unit_id` is empty where there is no such notice.

    `rounds` counts how often each channel was given it, 1 where it is not named; `digests` names the digest a channel gave up.
    """

    unit_id: str = ""
    template: str = ""
    channels: tuple[Channel, ...] = ()
    sent: frozenset[Channel] = frozenset()
    failed: frozenset[Channel] = frozenset()
    rounds: Mapping[Channel, int] = field(default_factory=lambda: MappingProxyType({}))
    digests: Mapping[Channel, str] = field(default_factory=lambda: MappingProxyType({}))
    raised_on: date = date.min
    read: bool = False

    @property
    def settled(self) -> frozenset[Channel]:
        return self.sent | self.failed

    def round(self, channel: Channel) -> int:
        return self.rounds.get(channel, 1)


def evolve(notice: Notice, fact: Fact) -> Notice:
    match fact:
        case NoticeRaised():
            return replace(
                notice,
                unit_id=fact.unit_id,
                template=fact.template,
                channels=fact.channels,
                raised_on=fact.raised_on,
            )
        case NoticeSent():
            return replace(notice, sent=notice.sent | {fact.channel}, failed=notice.failed - {fact.channel})
        case NoticeFailed(digest_id=None):
            return replace(notice, failed=notice.failed | {fact.channel})
        case NoticeFailed(digest_id=str() as digest_id):
            digests = MappingProxyType({**notice.digests, fact.channel: digest_id})
            return replace(notice, failed=notice.failed | {fact.channel}, digests=digests)
        case NoticeRetried():
            rounds = MappingProxyType({**notice.rounds, fact.channel: fact.round})
            return replace(notice, failed=notice.failed - {fact.channel}, rounds=rounds)
        case NoticeRead():
            return replace(notice, read=True)
    return notice


def raise_notice(command: RaiseNotice, notice: Notice, unit: KnownUnit) -> list[Fact]:
    """A unit that ended may still be told: a decision on its dossier can come after its end."""
    if (notice.unit_id, notice.template) == (command.unit_id, command.template):
        return []
    if notice.unit_id:
        raise Refused(
            "notice.id_taken", vi="Mã thông báo đã dùng cho việc khác", en="The notice's id is taken by another"
        )
    if not unit.listed:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    leaving = tuple(channel for channel in LEAVING if channel in command.channels)
    return [
        NoticeRaised(
            notice_id=command.notice_id,
            unit_id=command.unit_id,
            template=command.template,
            about=command.about,
            due_on=command.due_on,
            channels=("mail",) if command.template == DIGEST else ("inbox", *leaving),
            raised_on=command.occurred_on,
            gathers=command.gathers,
        )
    ]


def mark_sent(command: MarkSent, notice: Notice, unit: KnownUnit) -> list[Fact]:
    _must_go_by(command.channel, notice)
    if command.channel in notice.sent:
        return []
    return [
        NoticeSent(
            notice_id=command.notice_id,
            unit_id=notice.unit_id,
            channel=command.channel,
            attempts=command.attempts,
            sent_on=command.occurred_on,
            digest_id=command.digest_id,
        )
    ]


def mark_failed(command: MarkFailed, notice: Notice, unit: KnownUnit) -> list[Fact]:
    """What was sent stays sent, whatever a second sender says of it later."""
    _must_go_by(command.channel, notice)
    if command.channel in notice.settled:
        return []
    return [
        NoticeFailed(
            notice_id=command.notice_id,
            unit_id=notice.unit_id,
            channel=command.channel,
            attempts=command.attempts,
            error=command.error,
            failed_on=command.occurred_on,
            digest_id=command.digest_id,
        )
    ]


def retry(command: RetryNotice, notice: Notice, unit: KnownUnit) -> list[Fact]:
    """What was parked with its digest is tried again with it, so that it does not arrive twice."""
    _must_go_by(command.channel, notice)
    if command.channel in notice.sent:
        return []
    if command.channel not in notice.failed:
        raise Refused(
            "notice.not_parked", vi="Thông báo không ở trạng thái tạm dừng", en="The notice is not parked there"
        )
    if command.channel in notice.digests:
        raise Refused(
            "notice.in_digest",
            vi="Thông báo nằm trong bản tin hằng ngày: hãy gửi lại bản tin",
            en="The notice went in a daily digest: have the digest tried again",
        )
    return [
        NoticeRetried(
            notice_id=command.notice_id,
            unit_id=notice.unit_id,
            channel=command.channel,
            round=notice.round(command.channel) + 1,
            retried_on=command.occurred_on,
        )
    ]


def read(command: ReadNotice, notice: Notice, unit: KnownUnit) -> list[Fact]:
    if "inbox" not in notice.channels:
        raise _unknown()
    if notice.read:
        return []
    return [NoticeRead(notice_id=command.notice_id, unit_id=notice.unit_id, read_on=command.occurred_on)]


def _unknown() -> Refused:
    return Refused("notice.unknown", vi="Không có thông báo này", en="There is no such notice")


def _must_go_by(channel: Channel, notice: Notice) -> None:
    if not notice.unit_id:
        raise _unknown()
    if channel not in notice.channels:
        raise Refused(
            "notice.other_channel", vi="Thông báo không gửi qua kênh này", en="The notice does not go by this channel"
        )


def _unit_looked_at(command: NoticeCommand, notice: Notice) -> str | None:
    return command.unit_id if isinstance(command, RaiseNotice) else None


NOTICE: Aggregate[Notice] = Aggregate(
    fold=Fold(category="notifications.notice", initial=Notice(), evolve=evolve),
    identity=lambda command: command.notice_id,
    knows={"unit": Knowledge(UNIT, _unit_looked_at)},
    decisions={
        RaiseNotice: raise_notice,
        MarkSent: mark_sent,
        MarkFailed: mark_failed,
        RetryNotice: retry,
        ReadNotice: read,
    },
)

"""A notice: raised because an office must know something, taken or refused by a channel, read by the office."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId
from contracts.notifications import (
    Channel,
    NoticeFailed,
    NoticeRaised,
    NoticeRead,
    NoticeSent,
    Particular,
    particulars_max,
)
from services.notifications.mailbox import UNIT, KnownUnit

attempts_max = 100

Template = Literal[
    "dossier_returned",
    "dossier_recognised",
    "dossier_refused",
    "registration_closing",
    "registration_closed",
    "decisions_due",
    "decisions_overdue",
    "not_registered",
    "not_registered_in_time",
    "not_handed_in",
    "not_handed_in_in_time",
]
"""What can be said. Each has its words in `templates/mail/`."""


class NoticeCommand(Command):
    """Every command names the notice."""

    notice_id: Identifier


class RaiseNotice(NoticeCommand):
    """An office must know something; it always finds it in its inbox, and by mail where that is asked for."""

    unit_id: UnitId
    template: Template
    about: dict[Identifier, Particular] = Field(max_length=particulars_max)
    due_on: date | None = None
    channels: tuple[Channel, ...] = ("inbox",)


class MarkSent(NoticeCommand):
    """A channel took it over after so many attempts."""

    channel: Channel
    attempts: Count = Field(ge=1, le=attempts_max)


class MarkFailed(NoticeCommand):
    """A channel refused it for good."""

    channel: Channel
    attempts: Count = Field(le=attempts_max)
    error: Text


class ReadNotice(NoticeCommand):
    """The office opened it."""


@dataclass(frozen=True)
class Notice:
    """What decisions need to know of it; `unit_id` is empty where there is no such notice."""

    unit_id: str = ""
    template: str = ""
    channels: tuple[Channel, ...] = ()
    sent: frozenset[Channel] = frozenset()
    failed: frozenset[Channel] = frozenset()
    read: bool = False


def evolve(notice: Notice, fact: Fact) -> Notice:
    match fact:
        case NoticeRaised():
            return replace(notice, unit_id=fact.unit_id, template=fact.template, channels=fact.channels)
        case NoticeSent():
            return replace(notice, sent=notice.sent | {fact.channel})
        case NoticeFailed():
            return replace(notice, failed=notice.failed | {fact.channel})
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
    return [
        NoticeRaised(
            notice_id=command.notice_id,
            unit_id=command.unit_id,
            template=command.template,
            about=command.about,
            due_on=command.due_on,
            channels=("inbox", "mail") if "mail" in command.channels else ("inbox",),
            raised_on=command.occurred_on,
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
        )
    ]


def mark_failed(command: MarkFailed, notice: Notice, unit: KnownUnit) -> list[Fact]:
    """What was sent stays sent, whatever a second sender says of it later."""
    _must_go_by(command.channel, notice)
    if command.channel in notice.sent | notice.failed:
        return []
    return [
        NoticeFailed(
            notice_id=command.notice_id,
            unit_id=notice.unit_id,
            channel=command.channel,
            attempts=command.attempts,
            error=command.error,
            failed_on=command.occurred_on,
        )
    ]


def read(command: ReadNotice, notice: Notice, unit: KnownUnit) -> list[Fact]:
    _must_exist(notice)
    if notice.read:
        return []
    return [NoticeRead(notice_id=command.notice_id, unit_id=notice.unit_id, read_on=command.occurred_on)]


def _must_exist(notice: Notice) -> None:
    if not notice.unit_id:
        raise Refused("notice.unknown", vi="Không có thông báo này", en="There is no such notice")


def _must_go_by(channel: Channel, notice: Notice) -> None:
    _must_exist(notice)
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
    decisions={RaiseNotice: raise_notice, MarkSent: mark_sent, MarkFailed: mark_failed, ReadNotice: read},
)

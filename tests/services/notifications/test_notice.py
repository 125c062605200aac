"""Decisions about a notice: raised, sent or failed, read; and the inbox that shows it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.spec import DeciderSpec, ViewSpec, recorded
from contracts.fact import Fact
from contracts.notifications import NoticeFailed, NoticeRaised, NoticeRead, NoticeRetried, NoticeSent
from services.notifications.mailbox import KnownUnit
from services.notifications.notice import NOTICE, MarkFailed, MarkSent, RaiseNotice, ReadNotice, RetryNotice
from services.notifications.projections.deliveries import DELIVERIES, DeliveryRow
from services.notifications.projections.inbox import INBOX, InboxRow
from tests.services.notifications.examples import DAY, ended, listed

pytestmark = pytest.mark.fast

ABOUT = {"year": "2021", "decision_number": "12/QĐ-UBND"}
RAISE = RaiseNotice(
    occurred_on=DAY, notice_id="n1", unit_id="c1", template="dossier_recognised", about=ABOUT, channels=("mail",)
)
RAISED = NoticeRaised(
    notice_id="n1", unit_id="c1", template="dossier_recognised", about=ABOUT, due_on=None, channels=("inbox", "mail"),
    raised_on=DAY,
)  # fmt: skip
INBOX_ONLY = RAISED.model_copy(update={"channels": ("inbox",)})
SEND = MarkSent(occurred_on=DAY, notice_id="n1", channel="mail", attempts=2)
SENT = NoticeSent(notice_id="n1", unit_id="c1", channel="mail", attempts=2, sent_on=DAY)
FAIL = MarkFailed(occurred_on=DAY, notice_id="n1", channel="mail", attempts=4, error="550 no such mailbox")
FAILED = NoticeFailed(
    notice_id="n1", unit_id="c1", channel="mail", attempts=4, error="550 no such mailbox", failed_on=DAY
)
RETRY = RetryNotice(occurred_on=DAY, notice_id="n1", channel="mail")
RETRIED = NoticeRetried(notice_id="n1", unit_id="c1", channel="mail", round=2, retried_on=DAY)
READ = ReadNotice(occurred_on=DAY, notice_id="n1")
WAS_READ = NoticeRead(notice_id="n1", unit_id="c1", read_on=DAY)
notice = DeciderSpec(NOTICE)


def test_a_notice_is_raised_once_and_always_reaches_the_inbox() -> None:
    notice.given().knowing(unit=(listed("c1"),)).when(RAISE).then(RAISED)
    notice.given(RAISED).knowing(unit=(listed("c1"),)).when(RAISE).then_nothing()
    notice.given().when(RAISE).then_refused("unit.unknown")


def test_a_unit_that_ended_may_still_be_told() -> None:
    notice.given().knowing(unit=(listed("c1"), ended("c1"))).when(RAISE).then(RAISED)


def test_an_id_names_one_notice() -> None:
    other = RAISE.model_copy(update={"unit_id": "c2"})
    notice.given(RAISED).knowing(unit=(listed("c2"),)).when(other).then_refused("notice.id_taken")


def test_a_notice_is_sent_once() -> None:
    notice.given(RAISED).when(SEND).then(SENT)
    notice.given(RAISED, SENT).when(SEND).then_nothing()
    notice.given().when(SEND).then_refused("notice.unknown")
    notice.given(INBOX_ONLY).when(SEND).then_refused("notice.other_channel")


def test_a_notice_fails_once_and_never_after_it_was_sent() -> None:
    notice.given(RAISED).when(FAIL).then(FAILED)
    notice.given(RAISED, FAILED).when(FAIL).then_nothing()
    notice.given(RAISED, SENT).when(FAIL).then_nothing()
    notice.given(INBOX_ONLY).when(FAIL).then_refused("notice.other_channel")


def test_a_notice_is_read_once() -> None:
    notice.given(RAISED).when(READ).then(WAS_READ)
    notice.given(RAISED, WAS_READ).when(READ).then_nothing()
    notice.given().when(READ).then_refused("notice.unknown")


@pytest.mark.parametrize("value", ["Nguyễn Văn An", "an@vi-du.example", "Xã Tân Hà", ""])
def test_what_could_name_somebody_is_no_particular(value: str) -> None:
    with pytest.raises(ValidationError):
        RaiseNotice(occurred_on=DAY, notice_id="n1", unit_id="c1", template="dossier_refused", about={"of": value})


@given(st.lists(st.sampled_from([RAISE, SEND, FAIL, READ]), max_size=20))
def test_whatever_is_asked_each_thing_is_recorded_at_most_once(commands: list[Command]) -> None:
    facts: list[Fact] = []
    for command in commands:
        known: dict[str, Any] = {"unit": KnownUnit(listed=True)}
        try:
            facts += NOTICE.decisions[type(command)](command, NOTICE.fold.of(facts), **known)
        except Refused as refusal:
            assert refusal.code == "notice.unknown" and not facts
    names = [fact.name for fact in facts]
    assert len(names) == len(set(names))
    if SENT in facts and FAILED in facts:
        assert facts.index(FAILED) < facts.index(SENT)


def test_a_parked_notice_is_tried_again_when_somebody_asks() -> None:
    notice.given(RAISED, FAILED).when(RETRY).then(RETRIED)
    notice.given(RAISED, FAILED, RETRIED).when(RETRY).then_refused("notice.not_parked")
    notice.given(RAISED, FAILED, RETRIED, FAILED).when(RETRY).then(RETRIED.model_copy(update={"round": 3}))
    notice.given(RAISED, FAILED, SENT).when(RETRY).then_nothing()
    notice.given(RAISED).when(RETRY).then_refused("notice.not_parked")
    notice.given().when(RETRY).then_refused("notice.unknown")


def test_what_was_parked_with_its_digest_is_tried_again_with_it() -> None:
    in_digest = FAILED.model_copy(update={"digest_id": "d1"})
    notice.given(RAISED, in_digest).when(RETRY).then_refused("notice.in_digest")
    sent = SEND.model_copy(update={"digest_id": "d1"})
    notice.given(RAISED, in_digest).when(sent).then(SENT.model_copy(update={"digest_id": "d1"}))


def test_a_digest_goes_by_mail_alone_and_stands_in_no_inbox() -> None:
    about = {"day_on": "2021-03-24", "notices": "1", "due": "0", "overdue": "0"}
    gather = RaiseNotice(
        occurred_on=DAY, notice_id="d1", unit_id="c1", template="daily_digest", about=about, gathers=("n1",)
    )
    digest = NoticeRaised(
        notice_id="d1", unit_id="c1", template="daily_digest", about=about, due_on=None, channels=("mail",), raised_on=DAY,
        gathers=("n1",),
    )  # fmt: skip
    notice.given().knowing(unit=(listed("c1"),)).when(gather).then(digest)
    notice.given(digest).when(READ.model_copy(update={"notice_id": "d1"})).then_refused("notice.unknown")
    [row] = INBOX.fold([recorded(digest)]).values()
    assert INBOX.row(*row).in_inbox is False and INBOX.row(*row).gathers == 1


def test_the_inbox_shows_what_is_told_and_who_has_read_it() -> None:
    row = InboxRow(
        notice_id="n1", unit_id="c1", position=1, template="dossier_recognised",
        about='{"decision_number": "12/QĐ-UBND", "year": "2021"}', raised_on=DAY, channels=("inbox", "mail"),
    )  # fmt: skip
    ViewSpec(INBOX).given(RAISED).then(row)
    ViewSpec(INBOX).given(INBOX_ONLY).then(replace(row, channels=("inbox",)))
    ViewSpec(INBOX).given(RAISED, WAS_READ).then(replace(row, read_on=DAY))


def test_the_inbox_shows_when_a_thing_is_due() -> None:
    due = RAISED.model_copy(update={"due_on": date(2021, 3, 31), "about": {}})
    ViewSpec(INBOX).given(due).then(
        InboxRow(
            notice_id="n1", unit_id="c1", position=1, template="dossier_recognised", due_on=date(2021, 3, 31),
            raised_on=DAY, channels=("inbox", "mail"),
        )
    )  # fmt: skip


def test_what_became_of_a_notice_is_shown_channel_by_channel() -> None:
    row = DeliveryRow("n1", "mail", "c1", "sent", DAY, 2, position=2)
    ViewSpec(DELIVERIES).given(RAISED).then()
    ViewSpec(DELIVERIES).given(RAISED, SENT).then(row)
    parked = replace(row, state="parked", attempts=4, error="550 no such mailbox")
    ViewSpec(DELIVERIES).given(RAISED, FAILED).then(parked)
    ViewSpec(DELIVERIES).given(RAISED, FAILED, RETRIED).then(
        replace(parked, state="retried", position=3, retried_on=DAY)
    )
    ViewSpec(DELIVERIES).given(RAISED, FAILED, RETRIED, SENT).then(replace(row, position=4, retried_on=DAY))

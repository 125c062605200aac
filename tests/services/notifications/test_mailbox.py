"""Decisions about an office's mailbox, and the view that shows it."""

from datetime import date

import pytest
from pydantic import ValidationError

from chronicle.spec import DeciderSpec, ViewSpec, recorded
from contracts.notifications import MailboxSet
from services.notifications.mailbox import MAILBOX, SetMailbox
from services.notifications.projections.mailboxes import MAILBOXES, MailboxRow
from tests.services.notifications.examples import DAY, ended, listed

pytestmark = pytest.mark.fast

SET = SetMailbox(occurred_on=DAY, unit_id="c1", address="xa.tanha@vi-du.example")
WAS_SET = MailboxSet(unit_id="c1", address="xa.tanha@vi-du.example", previous_address=None)
mailbox = DeciderSpec(MAILBOX)


def test_an_office_of_the_register_sets_its_mailbox() -> None:
    mailbox.given().knowing(unit=(listed("c1"),)).when(SET).then(WAS_SET)
    mailbox.given(WAS_SET).knowing(unit=(listed("c1"),)).when(SET).then_nothing()
    mailbox.given().when(SET).then_refused("unit.unknown")
    mailbox.given().knowing(unit=(listed("c1"), ended("c1"))).when(SET).then_refused("unit.unknown")


def test_another_address_tells_the_one_before() -> None:
    moved = SetMailbox(occurred_on=DAY, unit_id="c1", address="vp@vi-du.example")
    mailbox.given(WAS_SET).knowing(unit=(listed("c1"),)).when(moved).then(
        MailboxSet(unit_id="c1", address="vp@vi-du.example", previous_address="xa.tanha@vi-du.example")
    )


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "a@b@c",
        "a b@x.example",
        "a..b@x.example",
        "xã@x.example",
        "a@x.example\nBcc: b@x.example",
        "<a@x.example>",
    ],
)
def test_what_no_mail_server_takes_is_no_address(address: str) -> None:
    with pytest.raises(ValidationError):
        SetMailbox(occurred_on=DAY, unit_id="c1", address=address)


def test_the_view_holds_the_newest_address() -> None:
    later = MailboxSet(unit_id="c1", address="vp@vi-du.example", previous_address=WAS_SET.address)
    ViewSpec(MAILBOXES).given(WAS_SET, recorded(later, position=2, occurred_on=date(2021, 5, 1))).then(
        MailboxRow("c1", "vp@vi-du.example", date(2021, 5, 1))
    )

"""What is told of notices for their pages: some that could not leave, one tried again, and where offices are reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from chronicle.host import Host
from contracts.fact import Fact
from contracts.notifications import (
    GatewaySet,
    MailboxSet,
    NoticeFailed,
    NoticeRaised,
    NoticeRetried,
    NoticeSent,
    OutletPaused,
    WebhookSet,
)
from tests.services.notifications.examples import tell

NOVEMBER = date(2021, 11, 5)
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def raised(number: int, office: str, template: str, channel: Any = "mail", **about: str) -> NoticeRaised:
    return NoticeRaised(
        notice_id=f"n{number}", unit_id=office, template=template, about={"year": "2021", **about}, due_on=NOVEMBER,
        channels=("inbox", channel), raised_on=NOVEMBER,
    )  # fmt: skip


def failed(notice: NoticeRaised, error: str) -> NoticeFailed:
    return NoticeFailed(
        notice_id=notice.notice_id, unit_id=notice.unit_id, channel=notice.channels[1], attempts=7, error=error,
        failed_on=NOVEMBER,
    )  # fmt: skip


def notices() -> Iterable[tuple[str, tuple[Fact, ...]]]:
    """(stream, facts): notices by their lives."""
    one = raised(1, "mui-ne", "review_to_do", unit="mui-ne-1", opened_on="2021-11-05")
    two = raised(2, "mui-ne", "dossier_returned", "webhook", returned_on="2021-11-05", shortfalls="2")
    three = raised(3, "phan-thiet", "registration_closing", "gateway", days_left="7", unit_kind="all")
    four = raised(4, "tuy-phong", "decisions_due", days_left="1", unit_kind="residential_area")
    yield "n1", (one, failed(one, "550 5.1.1 no such mailbox"))
    yield "n2", (two, failed(two, "an address inside our own network is not called: qlvb.example is 10.0.0.7"))
    yield (
        "n3",
        (three, failed(three, "something that nobody foresaw, in many words, to see how a long reason stands there")),
    )
    again = NoticeRetried(notice_id="n4", unit_id="tuy-phong", channel="mail", round=2, retried_on=NOVEMBER)
    sent = NoticeSent(notice_id="n4", unit_id="tuy-phong", channel="mail", attempts=1, sent_on=NOVEMBER)
    yield "n4", (four, failed(four, "451 later"), again, sent)


def outlets() -> Iterable[tuple[str, tuple[Fact, ...]]]:
    """(stream, facts): where offices are reached."""
    webhook = WebhookSet(
        unit_id="mui-ne", host="qlvb.muine.example", address_sha256=SHA256, previous_host=None, set_on=NOVEMBER
    )
    gateway = GatewaySet(
        unit_id="phan-thiet", service="zalo", address_sha256=SHA256, previous_service=None, set_on=NOVEMBER
    )
    mailbox = MailboxSet(unit_id="mui-ne", address="mui-ne@tinh.example", previous_address=None)
    yield "webhook:mui-ne", (webhook, OutletPaused(unit_id="mui-ne", channel="webhook", paused_on=NOVEMBER))
    yield "gateway:phan-thiet", (gateway,)
    yield "mailbox:mui-ne", (mailbox,)


async def tell_notices(host: Host) -> None:
    for stream, facts in outlets():
        await tell(host, f"notifications.{stream}", *facts, day=NOVEMBER)
    for stream, facts in notices():
        await tell(host, f"notifications.notice:{stream}", *facts, day=NOVEMBER)

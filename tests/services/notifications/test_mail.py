"""Mail over real SMTP: what it says, how often it is tried, and what is recorded of it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from chronicle.host import RELAY
from chronicle.rebuild import rebuild
from contracts.notifications import MailboxSet, NoticeRaised
from services.notifications.channels.mail import Postman, compose
from services.notifications.component import COMPONENT
from services.notifications.projections import inbox
from tests.reading import all_read
from tests.services.notifications.examples import DAY, OTHERS, RETURNED, list_units, listed, tell
from tests.services.notifications.post_office import DROP, PostOffice, post_office

ADDRESS = "xa.tanha@vi-du.example"
RAISED = NoticeRaised(
    notice_id="n1", unit_id="c1", template="dossier_returned", due_on=None, channels=("inbox", "mail"), raised_on=DAY,
    about={"year": "2021", "returned_on": "2021-03-24", "shortfalls": "2"},
)  # fmt: skip
MAILBOX_SET = MailboxSet(unit_id="c1", address=ADDRESS, previous_address=None)
NOW = datetime(2021, 3, 24, 2, 0, tzinfo=UTC)


def a_mail() -> EmailMessage:
    return compose(RAISED, ADDRESS, "antoan@binhthuan.example", NOW)


def a_postman(port: int, attempt_ms_max: int = 2_000) -> Postman:
    return Postman("127.0.0.1", port, pauses_ms=(1, 1), attempt_ms_max=attempt_ms_max)


async def test_a_mail_arrives_once_with_its_words_whole() -> None:
    with post_office() as office:
        assert await a_postman(office.port).deliver(a_mail()) == (1, None)
    [mail] = office.mails
    assert office.recipients == [ADDRESS]
    assert mail["From"] == "An Toàn <antoan@binhthuan.example>"
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == "Hồ sơ năm 2021 được trả lại để bổ sung · Dossier for 2021 returned for correction"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    text = mail.get_content()
    assert "được trả lại ngày 24/03/2021" in text and "was returned on 24 March 2021" in text


async def test_headers_travel_as_ascii() -> None:
    head = a_mail().as_bytes().split(b"\r\n\r\n")[0]
    assert head.isascii() and b"=?utf-8?" in head
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


async def test_the_same_notice_has_the_same_message_id_and_another_has_another() -> None:
    other = compose(RAISED.model_copy(update={"notice_id": "n2"}), ADDRESS, "antoan@binhthuan.example", NOW)
    assert a_mail()["Message-ID"] == a_mail()["Message-ID"] != other["Message-ID"]
    assert a_mail()["Message-ID"].endswith("@binhthuan.example>")


@pytest.mark.parametrize("answer", ["451 try again later", "rcpt 450 greylisted", DROP])
async def test_what_may_pass_is_tried_again(answer: str) -> None:
    with post_office(answer) as office:
        assert await a_postman(office.port).deliver(a_mail()) == (2, None)
    assert len(office.mails) == 1


@pytest.mark.parametrize("answer", ["550 5.1.1 no such mailbox", "rcpt 550 5.1.1 no such mailbox"])
async def test_a_refusal_for_good_is_not_tried_again(answer: str) -> None:
    with post_office(answer) as office:
        attempts, error = await a_postman(office.port).deliver(a_mail())
    assert attempts == 1 and office.offered == 1 and office.mails == []
    assert error is not None and error.startswith("550") and "no such mailbox" in error


async def test_attempts_end_and_the_last_reason_is_told() -> None:
    with post_office(*["451 never"] * 9) as office:
        assert await a_postman(office.port).deliver(a_mail()) == (3, "451 never")
    assert office.offered == 3


async def test_a_server_that_is_away_is_tried_to_the_end() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        attempts, error = await a_postman(taken.getsockname()[1]).deliver(a_mail())
    assert attempts == 3 and error is not None and "Connect" in error


async def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        postman = a_postman(silent.getsockname()[1], attempt_ms_max=50)
        attempts, error = await asyncio.wait_for(postman.deliver(a_mail()), 5)
    assert attempts == 3 and error is not None and "Timeout" in error


@pytest.fixture
async def raised_with(open_host: Callable[..., Any], settings: Any) -> AsyncIterator[Callable[..., Any]]:
    """`host = await raised_with(office)`: a unit with a mailbox whose dossier has just been returned."""

    async def opened(office: PostOffice | None, *, mailbox: bool = True) -> Any:
        if office is not None:
            settings.smtp_host, settings.smtp_port = "127.0.0.1", office.port
        host = await open_host(RELAY, *OTHERS, COMPONENT)
        await list_units(host, listed("c1"))
        if mailbox:
            await tell(host, "notifications.mailbox:c1", MAILBOX_SET)
        await tell(host, "recognition.dossier:bt-2021/c1", RETURNED)
        return host

    yield opened


async def the_notice(host: Any, *, mail: str) -> dict[str, Any]:
    """The one notice of the unit, as soon as its mail stands so."""
    pool = host.services["notifications"].pool
    async with asyncio.timeout(20):
        while True:
            notices = await inbox.notices_of_unit(pool, "c1")
            if notices and notices[0]["mail"] == mail:
                assert len(notices) == 1
                return notices[0]
            await asyncio.sleep(0.05)


async def test_a_returned_dossier_is_mailed_and_recorded(raised_with: Any) -> None:
    with post_office("451 try again later") as office:
        notice = await the_notice(await raised_with(office), mail="sent")
    assert (notice["mail_attempts"], notice["mail_error"]) == (2, None)
    [mail] = office.mails
    assert mail["To"] == ADDRESS and "Số nội dung cần bổ sung: 2" in mail.get_content()


async def test_a_refused_mail_is_recorded_with_its_reason(raised_with: Any) -> None:
    with post_office("550 5.1.1 no such mailbox") as office:
        notice = await the_notice(await raised_with(office), mail="failed")
    assert notice["mail_attempts"] == 1 and "no such mailbox" in notice["mail_error"]


async def test_neither_a_rebuild_nor_a_repeated_cause_sends_again(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office)
        await the_notice(host, mail="sent")
        await all_read(host.services["notifications"])
        service = host.services["notifications"]
        for reader in service.readers:  # a checkpoint moved only in memory is stored: a rebuild compares what is stored
            await reader.heal()
        head = await service.log.head()
        receipts = await rebuild(
            [(view, service.pool) for view in service.views.values()], service.log, service.catalogue
        )
        assert [receipt for receipt in receipts if not receipt.same] == []
        for reader in service.readers:
            if reader.name in {"notifications.reactions", "notifications.effects"}:
                await service.pool.execute(
                    "UPDATE notifications.reader SET position = 0 WHERE reader = $1", reader.name
                )
                await reader.forget()
        await all_read(host.services["notifications"])
        assert await service.log.head() == head
    assert len(office.mails) == 1


async def test_an_office_without_a_mailbox_finds_the_notice_in_its_inbox(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office, mailbox=False)
        await the_notice(host, mail="waiting")
        await all_read(host.services["notifications"])
        assert (await the_notice(host, mail="waiting"))["mail_on"] is None
    assert office.offered == 0


async def test_without_a_mail_server_the_notice_stays_in_the_inbox(raised_with: Any) -> None:
    host = await raised_with(None)
    await the_notice(host, mail="waiting")
    await all_read(host.services["notifications"])
    assert (await the_notice(host, mail="waiting"))["mail_attempts"] == 0


async def test_a_notice_of_another_program_version_fails_with_the_reason(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office)
        await the_notice(host, mail="sent")
        strange = RAISED.model_copy(update={"notice_id": "n9", "template": "of_tomorrow"})
        await tell(host, "notifications.notice:n9", strange, day=date(2021, 3, 25))
        pool = host.services["notifications"].pool
        async with asyncio.timeout(20):
            while (newest := (await inbox.notices_of_unit(pool, "c1"))[0])["mail"] != "failed":
                await asyncio.sleep(0.05)
    assert newest["notice_id"] == "n9" and "of_tomorrow" in newest["mail_error"]
    assert len(office.mails) == 1

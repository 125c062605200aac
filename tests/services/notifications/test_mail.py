"""Mail over real SMTP: what it says, what one attempt comes to, and what is recorded of it in the end."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from chronicle.handling import too_contended
from chronicle.host import RELAY
from chronicle.refusal import Unreachable
from chronicle.settings import Settings
from contracts.notifications import MailboxSet, NoticeRaised
from services.notifications.channels import sending
from services.notifications.channels.mail import Postman, compose
from services.notifications.channels.wording import wording
from services.notifications.component import COMPONENT
from services.notifications.notice import MarkSent, RetryNotice
from tests.reading import all_read, rebuilt
from tests.services.notifications.examples import DAY, OTHERS, RETURNED, list_units, listed, tell
from tests.services.notifications.played import MORNING, context_of, play, province, stands, states
from tests.services.notifications.post_office import DROP, KEEP_AND_DROP, SLOW, PostOffice, post_office

ADDRESS = "xa.tanha@vi-du.example"
ABOUT = {"year": "2021", "returned_on": "2021-03-24", "shortfalls": "2"}
RAISED = NoticeRaised(
    notice_id="n1", unit_id="c1", template="dossier_returned", due_on=None, channels=("inbox", "mail"), raised_on=DAY,
    about=ABOUT,
)  # fmt: skip
MAILBOX_SET = MailboxSet(unit_id="c1", address=ADDRESS, previous_address=None)


def a_mail(notice_id: str = "n1") -> EmailMessage:
    words = wording("dossier_returned", ABOUT, None)
    return compose(notice_id, words, ADDRESS, "antoan@binhthuan.example", MORNING)


def a_postman(port: int, attempt_ms_max: int = 2_000) -> Postman:
    return Postman("127.0.0.1", port, attempt_ms_max=attempt_ms_max)


async def test_a_mail_arrives_once_with_its_words_whole() -> None:
    with post_office() as office:
        assert (await a_postman(office.port).attempt(a_mail())).taken
    [mail] = office.mails
    assert office.recipients == [ADDRESS]
    assert mail["From"] == "An Toàn <antoan@binhthuan.example>"
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == "Hồ sơ năm 2021 được trả lại để bổ sung · Dossier for 2021 returned for correction"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == MORNING
    text = mail.get_content()
    assert "được trả lại ngày 24/03/2021" in text and "was returned on 24 March 2021" in text


async def test_headers_travel_as_ascii() -> None:
    head = a_mail().as_bytes().split(b"\r\n\r\n")[0]
    assert head.isascii() and b"=?utf-8?" in head
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


async def test_the_same_notice_has_the_same_message_id_and_another_has_another() -> None:
    other = a_mail("n2")
    assert a_mail()["Message-ID"] == a_mail()["Message-ID"] != other["Message-ID"]
    assert a_mail()["Message-ID"].endswith("@binhthuan.example>")


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        ("451 try again later", True),
        ("rcpt 450 greylisted", True),
        (DROP, True),
        ("550 5.1.1 no such mailbox", False),
        ("rcpt 550 5.1.1 no such mailbox", False),
    ],
)
async def test_what_may_pass_is_told_from_a_refusal_for_good(answer: str, passes: bool) -> None:
    with post_office(answer) as office:
        outcome = await a_postman(office.port).attempt(a_mail())
    assert (outcome.taken, outcome.passes) == (False, passes) and office.mails == []
    if answer != DROP:
        assert outcome.reason is not None and outcome.reason.startswith(answer.removeprefix("rcpt ")[:3])


async def test_a_server_that_is_away_may_come_back() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        outcome = await a_postman(taken.getsockname()[1]).attempt(a_mail())
    assert outcome.passes and outcome.reason is not None and "Connect" in outcome.reason


async def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        postman = a_postman(silent.getsockname()[1], attempt_ms_max=50)
        outcome = await asyncio.wait_for(postman.attempt(a_mail()), 5)
    assert outcome.passes and outcome.reason is not None and "Timeout" in outcome.reason


@pytest.fixture
async def raised_with(
    open_host: Callable[..., Any], settings: Any, monkeypatch: Any
) -> AsyncIterator[Callable[..., Any]]:
    """`host = await raised_with(office)`: a unit with a mailbox whose dossier has just been returned."""
    monkeypatch.setattr(sending, "pauses_seconds", (0, 0))
    clock = await play(settings)

    async def opened(office: PostOffice | None, *, mailbox: bool = True, at: Any = MORNING) -> Any:
        clock.instant = at
        if office is not None:
            settings.smtp_host, settings.smtp_port = "127.0.0.1", office.port
        host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
        await list_units(host, listed("c1"))
        if mailbox:
            await tell(host, "notifications.mailbox:c1", MAILBOX_SET)
        await tell(host, "recognition.dossier:bt-2021/c1", RETURNED)
        return host

    yield opened


async def asked_again(host: Any, unit_id: str, template: str) -> None:
    """Somebody has the parked notice tried again."""
    delivery = await stands(host, unit_id, template, "parked")
    command = RetryNotice(occurred_on=host.clock.today(), notice_id=delivery["notice_id"], channel="mail")
    await host.services["notifications"].handle(command, context_of(host))


@pytest.mark.parametrize("trouble", ["451 try again later", DROP])
async def test_a_returned_dossier_is_mailed_once_after_trouble_and_recorded(raised_with: Any, trouble: str) -> None:
    with post_office(trouble) as office:
        host = await raised_with(office)
        sent = await stands(host, "c1", "dossier_returned", "sent")
    assert (sent["attempts"], sent["error"]) == (2, None)
    [mail] = office.mails
    assert mail["To"] == ADDRESS and "Số nội dung cần bổ sung: 2" in mail.get_content()


async def test_a_mail_taken_before_the_connection_broke_comes_again_under_its_message_id(raised_with: Any) -> None:
    """Nobody can know whether it was taken: the receiver drops the second by its Message-ID."""
    with post_office(KEEP_AND_DROP) as office:
        await stands(await raised_with(office), "c1", "dossier_returned", "sent")
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_refused_mail_is_parked_with_its_reason_and_sent_when_somebody_asks(raised_with: Any) -> None:
    with post_office("550 5.1.1 no such mailbox") as office:
        host = await raised_with(office)
        parked = await stands(host, "c1", "dossier_returned", "parked")
        assert parked["attempts"] == 1 and "no such mailbox" in parked["error"]
        await asked_again(host, "c1", "dossier_returned")
        sent = await stands(host, "c1", "dossier_returned", "sent")
    assert sent["error"] is None and len(office.mails) == 1


async def test_attempts_end_and_the_last_reason_is_told(raised_with: Any) -> None:
    with post_office(*["451 never"] * 9) as office:
        parked = await stands(await raised_with(office), "c1", "dossier_returned", "parked")
    assert (parked["attempts"], parked["error"], office.offered) == (3, "451 never", 3)


async def test_a_slow_server_is_waited_for_and_hears_it_once(raised_with: Any) -> None:
    with post_office(SLOW) as office:
        await stands(await raised_with(office), "c1", "dossier_returned", "sent")
    assert len(office.mails) == 1


async def test_outside_working_hours_nothing_leaves_and_at_the_next_opening_it_does(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office, at=province(2021, 3, 26, 18))  # a Friday evening
        waiting = await stands(host, "c1", "dossier_returned", "waiting_for_hours")
        assert waiting["due_at"] == province(2021, 3, 29, 7, 30)
        host.clock.instant = province(2021, 3, 28, 12)
        await asyncio.sleep(1.2)
        assert office.offered == 0
        host.clock.instant = province(2021, 3, 29, 7, 30)
        await stands(host, "c1", "dossier_returned", "sent")
    assert len(office.mails) == 1


async def test_what_is_put_off_in_the_evening_is_tried_in_the_morning(raised_with: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "pauses_seconds", (3_600,))
    with post_office("451 later") as office:
        host = await raised_with(office, at=province(2021, 3, 24, 16, 59))
        waiting = await stands(host, "c1", "dossier_returned", "waiting_to_retry")
        assert waiting["due_at"] == province(2021, 3, 25, 7, 30)
        assert (waiting["attempts"], waiting["error"]) == (1, "451 later")
        host.clock.instant += timedelta(hours=16)
        await stands(host, "c1", "dossier_returned", "sent")
    assert len(office.mails) == 1


async def test_neither_a_rebuild_nor_a_repeated_cause_sends_again(raised_with: Any, settings: Settings) -> None:
    with post_office() as office:
        host = await raised_with(office)
        await stands(host, "c1", "dossier_returned", "sent")
        service = host.services["notifications"]
        await all_read(service)
        for reader in service.readers:  # a checkpoint moved only in memory is stored: a rebuild compares what is stored
            await reader.heal()
        head = await service.log.head()
        one = await rebuilt(settings, service)
        assert (one.state, one.same) == ("switched", True), one
        for reader in service.readers:
            if reader.name in {"notifications.reactions", "notifications.effects"}:
                await service.pool.execute(
                    "UPDATE notifications.reader SET position = 0 WHERE reader = $1", reader.name
                )
                await reader.forget()
        await all_read(service)
        assert await service.pool.fetchval("SELECT count(*) FROM notifications.delivery") == 0
        await asyncio.sleep(1.2)
        assert await service.log.head() == head
    assert len(office.mails) == 1


async def test_an_office_without_a_mailbox_finds_the_notice_in_its_inbox(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office, mailbox=False)
        await stands(host, "c1", "dossier_returned", "not_asked")
        await all_read(host.services["notifications"])
        assert (await states(host, "c1"))["dossier_returned"][0] == "not_asked"
    assert office.offered == 0


async def test_without_a_mail_server_the_notice_stays_in_the_inbox(raised_with: Any) -> None:
    host = await raised_with(None)
    await stands(host, "c1", "dossier_returned", "not_asked")
    await all_read(host.services["notifications"])
    assert (await states(host, "c1"))["dossier_returned"][0] == "not_asked"


async def test_a_notice_of_another_program_version_is_parked_with_the_reason(raised_with: Any) -> None:
    with post_office() as office:
        host = await raised_with(office)
        await stands(host, "c1", "dossier_returned", "sent")
        strange = RAISED.model_copy(update={"notice_id": "n9", "template": "of_tomorrow"})
        await tell(host, "notifications.notice:n9", strange)
        parked = await stands(host, "c1", "of_tomorrow", "parked")
    assert "of_tomorrow" in parked["error"] and len(office.mails) == 1


@pytest.mark.parametrize("seed", [1, 2])
async def test_in_any_weather_each_notice_arrives_once_or_is_parked(raised_with: Any, seed: int) -> None:
    """So many notices, a server that now takes, now refuses, now breaks off: none is lost, and no two are different mails."""
    weather = random.Random(seed).choices(["250 OK", "451 later", "550 no", "rcpt 450 greylisted", DROP], k=60)
    with post_office(*weather) as office:
        host = await raised_with(office)
        for number in range(20):
            raised = RAISED.model_copy(update={"notice_id": f"w{number}"})
            await tell(host, f"notifications.notice:w{number}", raised)
        pool = host.services["notifications"].pool
        async with asyncio.timeout(30):
            while await pool.fetchval("SELECT count(*) FROM notifications.deliveries") < 21:
                await asyncio.sleep(0.05)
        await all_read(host.services["notifications"])
        rows = await pool.fetch("SELECT state, error FROM notifications.deliveries")
        assert await pool.fetchval("SELECT count(*) FROM notifications.delivery") == 0
    sent = sum(row["state"] == "sent" for row in rows)
    assert len(rows) == 21 and {row["state"] for row in rows} == {"sent", "parked"}
    assert len(office.mails) == sent == len({mail["Message-ID"] for mail in office.mails})
    assert all(row["error"] for row in rows if row["state"] == "parked")


async def test_what_was_sent_while_the_log_is_away_is_recorded_when_it_is_back(
    raised_with: Any, monkeypatch: Any
) -> None:
    """Sent once: it is the recording that is tried again, not the mail."""
    monkeypatch.setattr(sending, "again_seconds", 0.05)
    away = [Unreachable("the log is away"), too_contended()]
    with post_office() as office:
        host = await raised_with(office)
        handler = host.services["notifications"].handler
        carry_out = handler.handle

        async def handle(command: Any, context: Any, permit: Any = None) -> Any:
            if isinstance(command, MarkSent) and away:
                raise away.pop()
            return await carry_out(command, context, permit)

        monkeypatch.setattr(handler, "handle", handle)
        await asyncio.sleep(0.3)
        await tell(host, "notifications.notice:n2", RAISED.model_copy(update={"notice_id": "n2"}))
        pool = host.services["notifications"].pool
        async with asyncio.timeout(20):
            while await pool.fetchval("SELECT count(*) FROM notifications.deliveries WHERE state = 'sent'") < 2:
                await asyncio.sleep(0.05)
    assert away == [] and len(office.mails) == 2

"""Mail: carries a notice to its office's mailbox over SMTP, in bounded attempts, and says what became of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import aiosmtplib
import structlog

from chronicle.command import Command, derived_id
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.notifications import NoticeRaised
from services.notifications.channels.wording import NoWording, wording
from services.notifications.mailbox import MAILBOX
from services.notifications.notice import NOTICE, MarkFailed, MarkSent

attempt_ms_max = 10_000
"""How long one step of the conversation with the server may take."""
pauses_ms = (200, 1_000, 5_000)
"""Between attempts. Longer waiting is for the mail server named in the settings: it has a queue, we have none."""
connections_max = 4
error_characters_max = 400

logger = structlog.get_logger("notifications.mail")


@dataclass(frozen=True)
class Postman:
    """Speaks SMTP with one server."""

    host: str
    port: int
    pauses_ms: Sequence[int] = pauses_ms
    attempt_ms_max: int = attempt_ms_max
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(connections_max))

    async def deliver(self, message: EmailMessage) -> tuple[int, str | None]:
        """Returns the attempts made and, where the last one failed, why. A refusal for good is not tried again."""
        attempt = 1
        while (error := await self._attempt(message)) is not None:
            logger.info("mail_not_taken", attempt=attempt, error=_reason(error))
            if not _passes(error) or attempt > len(self.pauses_ms):
                return attempt, _reason(error)
            await asyncio.sleep(self.pauses_ms[attempt - 1] / 1000)
            attempt += 1
        return attempt, None

    async def _attempt(self, message: EmailMessage) -> Exception | None:
        async with self.gate:
            try:
                timeout = self.attempt_ms_max / 1000
                await aiosmtplib.send(message, hostname=self.host, port=self.port, timeout=timeout)
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                return error
        return None


class MailChannel:
    """The consequence of a notice that asks for mail; an office without a mailbox finds it in its inbox alone."""

    def __init__(self, service: Service, postman: Postman) -> None:
        self._service = service
        self._postman = postman

    async def carry(self, fact: NoticeRaised, recorded: Recorded[Any]) -> Sequence[Command]:
        """Sends one mail and returns what to record of it; nothing where it was settled before."""
        if "mail" not in fact.channels:
            return ()
        address = await self._address_if_unsettled(fact)
        if address is None:
            return ()
        today = max(self._service.clock.today(), recorded.occurred_on)
        try:
            message = compose(fact, address, self._service.settings.smtp_sender, self._service.clock.now())
        except (NoWording, MessageError, ValueError) as error:
            failed = MarkFailed(
                occurred_on=today, notice_id=fact.notice_id, channel="mail", attempts=0, error=_reason(error)
            )
            return (failed,)
        attempts, error_said = await self._postman.deliver(message)
        said: dict[str, Any] = {
            "occurred_on": today,
            "notice_id": fact.notice_id,
            "channel": "mail",
            "attempts": attempts,
        }
        return (MarkSent(**said),) if error_said is None else (MarkFailed(**said, error=error_said),)

    async def _address_if_unsettled(self, fact: NoticeRaised) -> str | None:
        """Reads the streams, not the views: a view may be a moment late, and a second mail cannot be taken back."""
        notice_stream = NOTICE.fold.stream(fact.notice_id)
        mailbox_stream = MAILBOX.fold.stream(fact.unit_id)
        entries = await self._service.log.read_streams([(notice_stream, 0), (mailbox_stream, 0)])
        facts = {
            stream: [self._service.catalogue.decode(e.type, e.schema_version, e.data) for e in found]
            for stream, found in entries.items()
        }
        notice = NOTICE.fold.of(facts[notice_stream])
        return None if "mail" in notice.sent | notice.failed else MAILBOX.fold.of(facts[mailbox_stream]).address


def compose(fact: NoticeRaised, address: str, sender: str, now: datetime) -> EmailMessage:
    """One mail in both languages. Its Message-ID comes from the notice, so that a repeat can be recognised.

    Raises NoWording, and ValueError or MessageError on an address that does not fit into a header.
    """
    vietnamese, english = wording(fact.template, fact.about, fact.due_on)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name="An Toàn", addr_spec=sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = f"{vietnamese.subject} · {english.subject}"
    message["Date"] = now
    message["Message-ID"] = f"<{derived_id(f'mail of notice {fact.notice_id}')}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply should answer
    message["Content-Language"] = "vi, en"
    footer = (
        f"Thông báo tự động, xin không trả lời · Sent automatically, please do not reply\nAn Toàn · {fact.notice_id}"
    )
    message.set_content(f"{vietnamese.text}\n\n{english.text}\n\n-- \n{footer}\n", cte="quoted-printable")
    return message


def _passes(error: BaseException) -> bool:
    """Whether it may pass by itself: not reached, too slow, dropped, or answered 4xx (RFC 5321, 4.2.1)."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(400 <= refused.code < 500 for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return 400 <= error.code < 500
    return isinstance(error, OSError)


def _reason(error: BaseException) -> str:
    """The server's words on one line; a fact takes no unprintable characters."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
    elif isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"{error.code} {error.message}"
    else:
        said = f"{type(error).__name__}: {error}"
    printable = "".join(character if character.isprintable() else " " for character in said)
    return " ".join(printable.split())[:error_characters_max]

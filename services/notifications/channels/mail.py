"""Mail: carries a message to an office's mailbox over SMTP, one attempt at a time, and says what became of it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib

from chronicle.command import derived_id
from services.notifications.channels.enclosures import Enclosure
from services.notifications.channels.outcome import TAKEN, Outcome, never, not_now
from services.notifications.channels.wording import Wording

attempt_ms_max = 10_000
"""How long one step of the conversation with the server may take."""


@dataclass(frozen=True)
class Postman:
    """Speaks SMTP with one server."""

    host: str
    port: int
    attempt_ms_max: int = attempt_ms_max

    async def attempt(self, message: EmailMessage) -> Outcome:
        """Hands one mail over. A connection lost after the text was sent may still have brought it: it is tried again
        under the same Message-ID."""
        try:
            timeout = self.attempt_ms_max / 1000
            await aiosmtplib.send(message, hostname=self.host, port=self.port, timeout=timeout)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return not_now(_said(error)) if _passes(error) else never(_said(error))
        return TAKEN


def compose(
    notice_id: str,
    words: tuple[Wording, Wording],
    address: str,
    sender: str,
    now: datetime,
    enclosure: Enclosure | None = None,
) -> EmailMessage:
    """One mail in both languages; what is enclosed stands in it and is attached, byte for byte.

    Its Message-ID comes from the notice, so that a repeat can be recognised.

    Raises ValueError or MessageError on an address that does not fit into a header.
    """
    vietnamese, english = words
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name="An Toàn", addr_spec=sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = f"{vietnamese.subject} · {english.subject}"
    message["Date"] = now
    message["Message-ID"] = f"<{derived_id(f'mail of notice {notice_id}')}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply should answer
    message["Content-Language"] = "vi, en"
    footer = f"Thông báo tự động, xin không trả lời · Sent automatically, please do not reply\nAn Toàn · {notice_id}"
    shown = "" if enclosure is None else f"\n\n{enclosure.name}:\n\n{enclosure.text}"
    message.set_content(f"{vietnamese.text}\n\n{english.text}{shown}\n\n-- \n{footer}\n", cte="quoted-printable")
    if enclosure is not None:
        # as bytes: the end of a line of text would become another on its way
        message.add_attachment(enclosure.text.encode(), maintype="text", subtype="plain", params={"charset": "utf-8"},
                               filename=enclosure.name, cte="base64")  # fmt: skip
    return message


def _passes(error: BaseException) -> bool:
    """Whether it may pass by itself: not reached, too slow, dropped, or answered 4xx (RFC 5321, 4.2.1)."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(400 <= refused.code < 500 for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return 400 <= error.code < 500
    return isinstance(error, OSError)


def _said(error: BaseException) -> str:
    """The server's words."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"

"""A real SMTP server for tests, that keeps what it takes and answers as it is told to."""

import asyncio
import email
import email.policy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

DROP = "drop the connection"
KEEP_AND_DROP = "keep the mail and drop the connection"
SLOW = "slow"


class PostOffice:
    """`answers` are given to one mail after the other, then every mail is taken."""

    def __init__(self, answers: Iterable[str]) -> None:
        self.answers = list(answers)
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.offered = 0
        self.port = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.offered += 1
        if self.answers and self.answers[0].startswith("rcpt "):
            return self.answers.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == SLOW:
            await asyncio.sleep(1.5)
        if answer in (DROP, KEEP_AND_DROP):
            server.transport.abort()
        if answer not in ("250 OK", SLOW, KEEP_AND_DROP):
            return answer
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


class _OnAnyPort(Controller):
    """aiosmtpd's own asks port 0 itself whether the server is up."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(*answers: str) -> Iterator[PostOffice]:
    """Open on a free port until the block ends."""
    office = PostOffice(answers)
    controller = _OnAnyPort(office, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        office.port = controller.port
        yield office
    finally:
        controller.stop()

"""The sender: takes what is due, tries it, records what became of it, and puts off what may go well later.

A stop between sending and recording sends once more, under the same Message-ID or webhook id, by which a receiver knows it.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from chronicle.command import Command, Context, derived_id
from chronicle.component import Timer
from chronicle.faultpoint import fault_point
from chronicle.handling import TOO_CONTENDED
from chronicle.refusal import Refused, Unreachable
from chronicle.service import Service
from contracts.notifications import Channel, NoticeRaised
from services.notifications.channels import digests
from services.notifications.channels.carriers import Carrier, carriers
from services.notifications.channels.offices import Office, hours_of_office, office_of
from services.notifications.channels.outcome import Outcome, never, not_now
from services.notifications.channels.queue import Queue, Waiting
from services.notifications.notice import LEAVING, NOTICE, MarkFailed, MarkSent, Notice

tick_ms = 500
batch_max = 8
"""So many are tried at once by a channel: the connections a server sees of us."""
pauses_seconds = (30, 120, 600, 3_600, 10_800, 21_600)
"""Between attempts, as long as the office's hours last; after the last one a notice is parked."""
held_seconds = 600
"""So long, at most, what waits for a paused outlet goes on waiting after it is resumed: usually it is due at once."""
carry_seconds_max = 60
again_seconds = 1

logger = structlog.get_logger("notifications.sending")


def timers(service: Service) -> Sequence[Timer]:
    """One for each channel, so that a slow one holds up no other; and one for digests."""
    queue = Queue(service.pool)
    by_channel = carriers(service)
    sending = [
        Timer(f"sending_{channel}", tick_ms, partial(send_due, service, queue, channel, by_channel[channel]))
        for channel in LEAVING
    ]
    return [Timer("digests", tick_ms, partial(digests.put_together, service, queue)), *sending]


async def send_due(service: Service, queue: Queue, channel: Channel, carrier: Carrier) -> None:
    """Tries everything that is due by a channel. Raises what the first of them raised, when all have been tried."""
    while taken := await queue.claim(channel, service.clock.now(), batch_max):
        sender = Sender(service, queue, channel, carrier)
        results = await asyncio.gather(*(sender.send(waiting) for waiting in taken), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result


class Sender:
    """Sends by one channel."""

    def __init__(self, service: Service, queue: Queue, channel: Channel, carrier: Carrier) -> None:
        self._service = service
        self._queue = queue
        self._channel = channel
        self._carrier = carrier

    async def send(self, waiting: Waiting) -> None:
        """One attempt. What is settled already is not sent again, however it got back here."""
        fact = await digests.raised(self._service, waiting.notice_id)
        notice = await self._notice(waiting.notice_id)
        if fact is not None and self._channel not in notice.settled:
            office = await office_of(self._service, waiting.unit_id)
            if office.paused(self._channel):
                await self._queue.hold(waiting, self._service.clock.now() + timedelta(seconds=held_seconds))
                return
            outcome = await self._carry(fact, office, waiting)
            fault_point("notice.before_record")
            if outcome.passes and waiting.attempts <= len(pauses_seconds):
                await self._put_off(waiting, outcome)
                return
            await self._record(self._settles(fact, notice, waiting, outcome), waiting)
        if fact is not None:
            for notice_id in fact.gathers:
                await self._settle_gathered(fact, notice_id)
        await self._queue.done(waiting.notice_id, self._channel)

    async def _notice(self, notice_id: str) -> Notice:
        [known] = await self._service.handler.load([(NOTICE.fold, NOTICE.fold.stream(notice_id))])
        found: Notice = known.state
        return found

    async def _carry(self, fact: NoticeRaised, office: Office, waiting: Waiting) -> Outcome:
        """More attempts than there are pauses were cut short by a stop each time: it may well be what stops the program."""
        if waiting.attempts > len(pauses_seconds) + 1:
            return never(waiting.error or "every attempt was cut short")
        try:
            async with asyncio.timeout(carry_seconds_max):
                outcome = await self._carrier(fact, office)
        except TimeoutError:
            outcome = not_now(f"no answer within {carry_seconds_max} s")
        if not outcome.taken:
            logger.info("notice_not_taken", channel=self._channel, attempt=waiting.attempts, error=outcome.reason)
        return outcome

    async def _put_off(self, waiting: Waiting, outcome: Outcome) -> None:
        """Later, and within the office's hours: nothing leaves at night because it was tried in the evening."""
        hours = await hours_of_office(self._service, await office_of(self._service, waiting.unit_id))
        soonest = self._service.clock.now() + timedelta(seconds=pauses_seconds[waiting.attempts - 1])
        await self._queue.later(waiting, "retry", hours.or_from(soonest), outcome.reason)

    def _settles(self, fact: NoticeRaised, notice: Notice, waiting: Waiting, outcome: Outcome) -> Command:
        said: dict[str, Any] = {
            "occurred_on": max(self._service.clock.today(), notice.raised_on),
            "notice_id": fact.notice_id,
            "channel": self._channel,
            "attempts": waiting.attempts,
        }
        return MarkSent(**said) if outcome.reason is None else MarkFailed(**said, error=outcome.reason)

    async def _settle_gathered(self, digest: NoticeRaised, notice_id: str) -> None:
        """What the digest brought shares its fate."""
        state, digested = await self._notice(notice_id), await self._notice(digest.notice_id)
        said: dict[str, Any] = {
            "occurred_on": max(self._service.clock.today(), state.raised_on),
            "notice_id": notice_id,
            "channel": self._channel,
            "digest_id": digest.notice_id,
        }
        waiting = Waiting(notice_id, self._channel, digest.unit_id, digested.round(self._channel), 1, None)
        command: Command = MarkSent(**said, attempts=1)
        if self._channel not in digested.sent:
            command = MarkFailed(**said, attempts=1, error="the daily digest was given up")
        await self._record(command, waiting)
        await self._queue.done(notice_id, self._channel)

    async def _record(self, command: Command, waiting: Waiting) -> None:
        """As long as it takes: what was sent and not recorded would be sent again."""
        name = f"{type(command).__name__} {waiting.notice_id} {self._channel} {waiting.round}"
        today = max(self._service.clock.today(), command.occurred_on)
        context = Context("system", "system", "", today, derived_id(name), derived_id(name))
        while True:
            try:
                await self._service.handle(command, context)
                return
            except Unreachable as error:
                logger.warning("outcome_not_recorded_yet", error=str(error))
            except Refused as refusal:
                logger.info("outcome_refused", code=refusal.code)
                if refusal.code != TOO_CONTENDED:  # another sender settled it: what it recorded stands
                    return
            await asyncio.sleep(again_seconds)

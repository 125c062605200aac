"""Puts a notice on its way when it is raised: by the channels open to its office and wanted by it, in its hours."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.command import Command
from chronicle.service import Service
from contracts.calendar import DayBegan
from contracts.envelope import Recorded
from contracts.notifications import NoticeRaised, NoticeRetried, OutletResumed
from services.notifications.channels.offices import hours_of_office, office_of, way_out
from services.notifications.channels.queue import Queue
from services.notifications.notice import LEAVING, NOTICE
from services.notifications.projections import preferences
from services.notifications.projections.preferences import PREFERENCES_SET

Effect = Callable[..., Awaitable[Sequence[Command]]]


def queue_the_notice_when_it_is_raised(service: Service) -> Effect:
    """Of what a channel took or gave up before nothing is sent again: the notice's own stream says so."""
    queue = Queue(service.pool)

    async def put(fact: NoticeRaised, recorded: Recorded[Any]) -> Sequence[Command]:
        asked = [c for c in LEAVING if c in fact.channels and (c != "mail" or service.settings.smtp_host is not None)]
        if not asked:
            return ()
        [known] = await service.handler.load([(NOTICE.fold, NOTICE.fold.stream(fact.notice_id))])
        leaving = [channel for channel in asked if channel not in known.state.settled]
        if not leaving:
            return ()
        office = await office_of(service, fact.unit_id)
        hours = await hours_of_office(service, office)
        now = service.clock.now()
        for channel in leaving:
            way = way_out(office, fact.template, channel)
            if way == "in_digest":
                opening = hours.opening_after(now)
                await queue.put(fact.notice_id, channel, fact.unit_id, 1, "digest", opening)
                await queue.expect_digest(fact.unit_id, opening.astimezone(hours.zone).date(), opening)
            elif way == "at_once":
                due_at = hours.or_from(now)
                await queue.put(fact.notice_id, channel, fact.unit_id, 1, "turn" if due_at == now else "hours", due_at)
        return ()

    return put


def queue_the_notice_when_it_is_tried_again(service: Service) -> Effect:
    """Whatever the office wants by now: somebody asked for it. Without an address left it is parked again, and says so."""
    queue = Queue(service.pool)

    async def put(fact: NoticeRetried, recorded: Recorded[Any]) -> Sequence[Command]:
        [known] = await service.handler.load([(NOTICE.fold, NOTICE.fold.stream(fact.notice_id))])
        if fact.channel in known.state.settled or known.state.round(fact.channel) != fact.round:
            return ()
        hours = await hours_of_office(service, await office_of(service, fact.unit_id))
        now = service.clock.now()
        due_at = hours.or_from(now)
        waits_for = "turn" if due_at == now else "hours"
        await queue.put(fact.notice_id, fact.channel, fact.unit_id, fact.round, waits_for, due_at)
        return ()

    return put


def send_what_waited_when_an_outlet_is_resumed(service: Service) -> Effect:
    """Within the hours of the office, as it would have left without the pause."""
    queue = Queue(service.pool)

    async def release(fact: OutletResumed, recorded: Recorded[Any]) -> Sequence[Command]:
        office = await office_of(service, fact.unit_id)
        if not office.paused(fact.channel):
            hours = await hours_of_office(service, office)
            await queue.release(fact.unit_id, fact.channel, hours.or_from(service.clock.now()))
        return ()

    return release


def expect_digests_when_a_day_began(service: Service) -> Effect:
    """On a working day each office that wants a digest may get one, even where only its work is to be told."""
    queue = Queue(service.pool)

    async def expect(fact: DayBegan, recorded: Recorded[Any]) -> Sequence[Command]:
        if service.settings.smtp_host is None or fact.day != service.clock.today():
            return ()
        await service.must_have_read(recorded.position, PREFERENCES_SET.name)
        for unit_id in await preferences.offices_that_want_a_digest(service.pool):
            hours = await hours_of_office(service, await office_of(service, unit_id))
            if hours.days.works(fact.day):
                await queue.expect_digest(unit_id, fact.day, hours.opening_of(fact.day))
        return ()

    return expect

"""Daily digests: what gathered for an office since the last one and what lies with it, as one notice by mail."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from chronicle.command import Context, derived_id
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import items_max
from contracts.notifications import NoticeRaised
from services.notifications.channels.offices import hours_of_office, office_of
from services.notifications.channels.queue import Queue
from services.notifications.channels.wording import NoWording, Wording, wording
from services.notifications.notice import DIGEST, RaiseNotice
from services.notifications.projections import participants, turns

digests_at_once_max = 200
steps_shown_max = 200
ahead_days = 3
TO_DO = ("\nCần xử lý:", "\nTo do:")
GATHERED = ("\nThông báo:", "\nNotices:")

logger = structlog.get_logger("notifications.digests")


def digest_id(unit_id: str, day: date) -> str:
    return str(derived_id(f"digest:{unit_id}:{day}"))


async def put_together(service: Service, queue: Queue) -> None:
    """Raises the digests whose time has come, of offices for which there is something to tell. Once for each day."""
    now = service.clock.now()
    for unit_id, day, due_at in await queue.digests_due(now, digests_at_once_max):
        await _put_together(service, queue, unit_id, day, due_at)


async def _put_together(service: Service, queue: Queue, unit_id: str, day: date, due_at: datetime) -> None:
    today = service.clock.today()
    gathered = await queue.gathered(unit_id, due_at, items_max)
    steps = await turns.steps_of_office(service.pool, unit_id, today + timedelta(days=ahead_days), steps_shown_max)
    if gathered or steps:
        counts = {"notices": len(gathered), "due": len(steps), "overdue": sum(s["due_on"] < today for s in steps)}
        command = RaiseNotice(
            occurred_on=today,
            notice_id=digest_id(unit_id, day),
            unit_id=unit_id,
            template=DIGEST,
            about={"day_on": day.isoformat(), **{name: str(count) for name, count in counts.items()}},
            channels=("mail",),
            gathers=tuple(gathered),
        )
        name = derived_id(f"raise {command.notice_id}")
        try:
            await service.handle(command, Context("system", "system", "", today, name, name))
        except Refused as refusal:  # the unit is unknown: nothing more can be told to it
            logger.info("digest_refused", unit_id=unit_id, code=refusal.code)
        await queue.bundle(await _gathers(service, command.notice_id))
        if len(gathered) == items_max:  # what one digest cannot name goes in the next
            hours = await hours_of_office(service, await office_of(service, unit_id))
            opening = hours.opening_after(service.clock.now())
            await queue.expect_digest(unit_id, opening.astimezone(hours.zone).date(), opening)
    await queue.digest_put_together(unit_id, day)


async def _gathers(service: Service, notice_id: str) -> Sequence[str]:
    """As it was recorded, perhaps before a stop."""
    fact = await raised(service, notice_id)
    return () if fact is None else fact.gathers


async def raised(service: Service, notice_id: str) -> NoticeRaised | None:
    """The notice as it was raised, or None where nobody raised it. Raises Unreachable."""
    stream = f"notifications.notice:{notice_id}"
    found = await service.log.read_streams([(stream, 0)])
    for entry in found[stream]:
        fact = service.catalogue.decode(entry.type, entry.schema_version, entry.data)
        if isinstance(fact, NoticeRaised):
            return fact
    return None


async def words_of(service: Service, fact: NoticeRaised) -> tuple[Wording, Wording]:
    """What a notice says in both languages; a digest with all it brings. Raises NoWording, Unreachable."""
    names = await participants.names_of(service.pool, sorted({fact.unit_id, *fact.about.values()}))
    vietnamese, english = wording(fact.template, fact.about, fact.due_on, names)
    if fact.template != DIGEST:
        return vietnamese, english
    lists = await _lists(service, fact)
    return (
        Wording(vietnamese.subject, "\n".join((vietnamese.text, *(line for line, _ in lists)))),
        Wording(english.subject, "\n".join((english.text, *(line for _, line in lists)))),
    )


async def _lists(service: Service, digest: NoticeRaised) -> list[tuple[str, str]]:
    """The lines of a digest in both languages: first what lies with the office, then what it is told."""
    day = date.fromisoformat(digest.about["day_on"])
    steps = await turns.steps_of_office(service.pool, digest.unit_id, day + timedelta(days=ahead_days), steps_shown_max)
    lines = [await _step_line(service, step, day) for step in steps]
    if steps:
        lines.insert(0, TO_DO)
    if digest.gathers:
        lines.append(GATHERED)
    for notice_id in digest.gathers:
        fact = await raised(service, notice_id)
        try:
            if fact is not None:
                vietnamese, english = await words_of(service, fact)
                lines.append((f"- {vietnamese.subject}", f"- {english.subject}"))
        except NoWording:
            lines.append((f"- {notice_id}", f"- {notice_id}"))
    return lines


async def _step_line(service: Service, step: dict[str, Any], day: date) -> tuple[str, str]:
    names = await participants.names_of(service.pool, [step["unit_id"]])
    about = {"step": step["step"], "unit": step["unit_id"], "year": str(step["year"])}
    template = "step_overdue" if step["due_on"] < day else "step_due_soon"
    vietnamese, english = wording(template, about, step["due_on"], names)
    return f"- {vietnamese.subject}", f"- {english.subject}"

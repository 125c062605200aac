"""Consequences found in views: who is behind with what is due, whose step nobody takes, who decides what is reviewed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any

from chronicle.command import Command, derived_id
from chronicle.service import Service
from contracts.calendar import DayBegan
from contracts.envelope import Recorded
from contracts.notifications import ReminderDue
from contracts.recognition import ReviewOpened
from services.notifications.channels.occasions import EVERYWHERE, particulars, reminded_of
from services.notifications.escalation import RungDay, WatchStep
from services.notifications.notice import RaiseNotice, Template
from services.notifications.projections import documents_issued, participants, turns, undertakings
from services.notifications.projections.working_days import WORKING_DAYS, WorkingDays, working_days

Effect = Callable[..., Awaitable[Sequence[Command]]]

units_told_max = 20_000
steps_watched_max = 20_000
watched_before_days, watched_after_days = 10, 60
"""Steps due so far ahead, or so long ago, are nobody's news."""
RUNG_DAYS = {"due_soon": -1, "overdue": 1, "supervisor": 3, "level_above": 5}
"""When each rung is climbed, in working days from the day a step is due."""


def tell_the_units_when_a_reminder_is_due(service: Service) -> Effect:
    """Those that have not done what is due are found in the views, which must first have come as far as the cause."""

    async def tell(fact: ReminderDue, recorded: Recorded[Any]) -> Sequence[Command]:
        for view in (participants.PARTICIPANTS, undertakings.UNDERTAKINGS, documents_issued.DOCUMENTS_ISSUED):
            await service.must_have_read(recorded.position, view.name)
        return [
            RaiseNotice(
                occurred_on=recorded.occurred_on,
                notice_id=str(derived_id(f"notice to a unit behind:{recorded.position}:{unit_id}")),
                unit_id=unit_id,
                template=_template(fact),
                about=reminded_of(fact),
                due_on=fact.due_on,
                channels=EVERYWHERE,
            )
            for unit_id in await _behind(service, fact, recorded.occurred_on)
        ]

    return tell


async def _behind(service: Service, fact: ReminderDue, day: date) -> list[str]:
    kind = fact.unit_kind or ""
    if fact.deadline == "registration":
        return await participants.units_not_registered(service.pool, fact.year, day, units_told_max)
    if fact.deadline == "decision":
        return await undertakings.units_with_their_dossier(service.pool, fact.year, kind, units_told_max)
    return await documents_issued.units_without(service.pool, fact.year, kind, fact.deadline, day, units_told_max)


def _template(fact: ReminderDue) -> Template:
    passed = fact.days_left < 0
    if fact.deadline == "registration":
        return "not_registered_in_time" if passed else "not_registered"
    if fact.deadline == "decision":
        return "not_handed_in_in_time" if passed else "not_handed_in"
    return "document_missing_in_time" if passed else "document_missing"


def tell_who_decides_when_a_review_is_opened(service: Service) -> Effect:
    async def tell(fact: ReviewOpened, recorded: Recorded[Any]) -> Sequence[Command]:
        await service.must_have_read(recorded.position, turns.TURNS.name)
        body_id = await turns.body_of(service.pool, fact.dossier_id)
        if body_id is None:
            return ()
        return [
            RaiseNotice(
                occurred_on=recorded.occurred_on,
                notice_id=str(derived_id(f"notice of a review to do:{recorded.position}")),
                unit_id=body_id,
                template="review_to_do",
                about=particulars({"unit": fact.unit_id, "year": fact.year, "opened_on": fact.opened_on}),
                due_on=None if fact.due is None else fact.due.on,
                channels=EVERYWHERE,
            )
        ]

    return tell


def watch_the_steps_when_a_day_began(service: Service) -> Effect:
    """After a stop, days made up are looked at as of the day they were recorded: nobody is told of a week that is over."""

    async def watch(fact: DayBegan, recorded: Recorded[Any]) -> Sequence[Command]:
        day = max(fact.day, recorded.occurred_on)
        for view in (turns.TURNS, participants.PARTICIPANTS, WORKING_DAYS):
            await service.must_have_read(recorded.position, view.name)
        first, last = day - timedelta(days=watched_after_days), day + timedelta(days=watched_before_days)
        due = await turns.steps_due(service.pool, first, last, steps_watched_max)
        holders = sorted({step["holder_id"] for step in due})
        above = await participants.parents_of(service.pool, holders)
        above |= await participants.parents_of(service.pool, sorted({*above.values()} - {*holders}))
        days = await working_days(service.pool)
        watched = [
            WatchStep(occurred_on=day, **step, rungs=rungs_of(step["holder_id"], step["due_on"], above, days))
            for step in due
        ]
        return [command for command in watched if any(rung.on <= day for rung in command.rungs)]

    return watch


def rungs_of(holder_id: str, due_on: date, above: dict[str, str], days: WorkingDays) -> tuple[RungDay, ...]:
    """Who is told on which day: the office, before and after, then whoever stands above it as far as somebody does."""
    supervisor = above.get(holder_id)
    level_above = None if supervisor is None else above.get(supervisor)
    told = {"due_soon": holder_id, "overdue": holder_id, "supervisor": supervisor, "level_above": level_above}
    return tuple(
        RungDay.model_validate({"rung": rung, "on": days.after(due_on, RUNG_DAYS[rung]), "office_id": office_id})
        for rung, office_id in told.items()
        if office_id is not None
    )

"""The deadlines of one year of the programme, and on which days to remind of each.

One stream a year, as a log is one province. It only knows that it is time; who is told is for the reactions to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from contracts.fact import Fact, UnitId, Year
from contracts.notifications import Deadline, DeadlineNoted, ReminderDue
from contracts.registration import UnitKind
from services.notifications.mailbox import UNIT, KnownUnit

remind_before_days = (7, 1, -1)
"""A week before, on the day before, and on the day after."""

remind_after_days_max = 30
"""What passed longer ago is history: a year entered afterwards reminds nobody."""


class YearCommand(Command):
    """Every command names the year."""

    year: Year


class NoteDeadline(YearCommand):
    """The year has this deadline; without a day, it has it no more."""

    deadline: Deadline
    unit_kind: UnitKind | None = None
    due_on: date | None
    organiser_id: UnitId | None = None


class WatchDay(YearCommand):
    """The day `occurred_on` began: is it time to remind of something?"""


@dataclass(frozen=True)
class Watched:
    """One deadline; `reminded_days` is the last reminder of it that was raised."""

    deadline: Deadline
    unit_kind: UnitKind | None
    due_on: date
    reminded_days: int | None = None


@dataclass(frozen=True)
class Deadlines:
    """What is known of the year. Without an organiser no campaign was launched, and nothing of it binds anyone yet."""

    organiser_id: str | None = None
    watched: Mapping[tuple[str, str], Watched] = field(default_factory=lambda: MappingProxyType({}))


def evolve(deadlines: Deadlines, fact: Fact) -> Deadlines:
    match fact:
        case DeadlineNoted():
            organiser_id = fact.organiser_id or deadlines.organiser_id
            if fact.due_on == fact.previous_due_on:
                return replace(deadlines, organiser_id=organiser_id)
            key = _key(fact.deadline, fact.unit_kind)
            others = {other: watched for other, watched in deadlines.watched.items() if other != key}
            if fact.due_on is not None:
                others[key] = Watched(fact.deadline, fact.unit_kind, fact.due_on)
            return Deadlines(organiser_id, others)
        case ReminderDue():
            key = _key(fact.deadline, fact.unit_kind)
            reminded = Watched(fact.deadline, fact.unit_kind, fact.due_on, fact.before_days)
            return replace(deadlines, watched={**deadlines.watched, key: reminded})
    return deadlines


def note(command: NoteDeadline, deadlines: Deadlines, organiser: KnownUnit) -> list[Fact]:
    known = deadlines.watched.get(_key(command.deadline, command.unit_kind))
    previous = None if known is None else known.due_on
    if previous == command.due_on and command.organiser_id in (None, deadlines.organiser_id):
        return []
    return [
        DeadlineNoted(
            year=command.year,
            deadline=command.deadline,
            unit_kind=command.unit_kind,
            due_on=command.due_on,
            previous_due_on=previous,
            organiser_id=command.organiser_id,
        )
    ]


def watch(command: WatchDay, deadlines: Deadlines, organiser: KnownUnit) -> list[Fact]:
    """Each reminder once. Of several that were missed, as after a stop, only the one nearest to the day is raised.

    Who wholly took the organiser's place is reminded instead.
    """
    if deadlines.organiser_id is None:
        return []
    due: list[Fact] = []
    for _, watched in sorted(deadlines.watched.items()):
        days_left = (watched.due_on - command.occurred_on).days
        before_days = min((days for days in remind_before_days if days_left <= days), default=None)
        if before_days is None or days_left < -remind_after_days_max:
            continue
        if watched.reminded_days is None or before_days < watched.reminded_days:
            organiser_id = organiser.heir_id or deadlines.organiser_id
            due.append(_reminder(command, organiser_id, watched, before_days, days_left))
    return due


def _reminder(command: WatchDay, organiser_id: str, watched: Watched, before_days: int, days_left: int) -> ReminderDue:
    return ReminderDue(
        year=command.year,
        deadline=watched.deadline,
        unit_kind=watched.unit_kind,
        due_on=watched.due_on,
        before_days=before_days,
        days_left=days_left,
        organiser_id=organiser_id,
        raised_on=command.occurred_on,
    )


def _key(deadline: str, unit_kind: str | None) -> tuple[str, str]:
    return deadline, unit_kind or ""


DEADLINES: Aggregate[Deadlines] = Aggregate(
    fold=Fold(category="notifications.deadlines", initial=Deadlines(), evolve=evolve),
    identity=lambda command: str(command.year),
    knows={"organiser": Knowledge(UNIT, lambda command, deadlines: deadlines.organiser_id)},
    decisions={NoteDeadline: note, WatchDay: watch},
)

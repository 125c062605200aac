"""A step that is due: the office itself is told before the day and after it, then, while it goes unread, who stands above."""

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command, derived_id
from contracts.fact import Fact, Identifier, UnitId, Value, Year
from contracts.notifications import Rung, StepEscalated
from contracts.recognition import Step
from services.notifications.notice import NOTICE, Notice
from services.notifications.turn import TURN, Turn

ABOVE: tuple[Rung, ...] = ("supervisor", "level_above")
"""Rungs that are climbed only while what was said on the rung before has been read by nobody."""


class RungDay(Value):
    """From which day on which office is told."""

    rung: Rung
    on: date
    office_id: UnitId


class WatchStep(Command):
    """The day `occurred_on` began while this step was due: is it time to tell somebody?"""

    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    step: Step
    due_on: date
    holder_id: UnitId
    rungs: tuple[RungDay, ...] = Field(max_length=4, description="in their order; without those nobody stands on")

    @property
    def task_id(self) -> str:
        """A step whose day moved is another task, told of anew."""
        return str(derived_id(f"task:{self.dossier_id}:{self.step}:{self.due_on}"))

    def notice_id(self, rung: str) -> str:
        return str(derived_id(f"notice of task:{self.task_id}:{rung}"))


@dataclass(frozen=True)
class Escalation:
    """The last rung that was climbed, when, and the notice raised there."""

    rung: Rung | None = None
    raised_on: date | None = None
    notice_id: str | None = None


def evolve(escalation: Escalation, fact: Fact) -> Escalation:
    match fact:
        case StepEscalated():
            return Escalation(fact.rung, fact.raised_on, fact.notice_id)
    return escalation


def watch_step(command: WatchStep, escalation: Escalation, turn: Turn, notice: Notice) -> list[Fact]:
    """One rung a day at most, each once. Undone is what the dossier's own facts say; unread, what the notice's say."""
    if turn != Turn(command.step, command.due_on):
        return []
    rung = _next(command, escalation)
    if rung is None or rung.on > command.occurred_on:
        return []
    if escalation.raised_on is not None and command.occurred_on <= escalation.raised_on:
        return []
    if rung.rung in ABOVE and (escalation.rung in (None, "due_soon") or notice.read):
        return []
    return [
        StepEscalated(
            task_id=command.task_id,
            dossier_id=command.dossier_id,
            unit_id=command.unit_id,
            year=command.year,
            step=command.step,
            due_on=command.due_on,
            holder_id=command.holder_id,
            rung=rung.rung,
            office_id=rung.office_id,
            notice_id=command.notice_id(rung.rung),
            raised_on=command.occurred_on,
        )
    ]


def _next(command: WatchStep, escalation: Escalation) -> RungDay | None:
    """The rung after the last one; after a stop, “due soon” is passed over for what is overdue already."""
    climbed = [rung.rung for rung in command.rungs]
    left = command.rungs[climbed.index(escalation.rung) + 1 :] if escalation.rung in climbed else command.rungs
    own = [rung for rung in left if rung.rung not in ABOVE]
    if len(own) > 1 and own[-1].on <= command.occurred_on:
        return own[-1]
    return left[0] if left else None


ESCALATION: Aggregate[Escalation] = Aggregate(
    fold=Fold(category="notifications.escalation", initial=Escalation(), evolve=evolve),
    identity=lambda command: command.task_id,
    knows={
        "turn": Knowledge(TURN, lambda command, escalation: command.dossier_id),
        "notice": Knowledge(NOTICE.fold, lambda command, escalation: escalation.notice_id),
    },
    decisions={WatchStep: watch_step},
)

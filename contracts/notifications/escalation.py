"""A step of a dossier that nobody takes: who is told of it, one rung after the other."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Fact, Identifier, UnitId, Year
from contracts.recognition import Step

Rung = Literal["due_soon", "overdue", "supervisor", "level_above"]
"""The office itself before the day and after it, then who stands above it, then who stands above that one."""


class StepEscalated(Fact):
    """A step that is due or overdue was brought before an office: each rung once, the upper ones while it goes unread."""

    name: ClassVar[str] = "notifications.step_escalated"
    version: ClassVar[int] = 1
    task_id: Identifier = Field(description="derived from the dossier, the step and its day: moved, it is another task")
    dossier_id: Identifier
    unit_id: UnitId = Field(description="whose dossier it is")
    year: Year
    step: Step
    due_on: date
    holder_id: UnitId = Field(description="the office whose turn it is")
    rung: Rung
    office_id: UnitId = Field(description="the office that is told")
    notice_id: Identifier
    raised_on: date


FACTS: tuple[type[Fact], ...] = (StepEscalated,)

"""Ten years, day by day: each plays the demonstration's own script for its campaign, and counts households in between."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bench.decade.counting import Counting
from bench.decade.deciding import CommandRow, Deciding, EventRow, asked_by
from bench.decade.province import YEARS, Decade, size_for
from chronicle.calendar import BeginDay
from chronicle.command import Command
from deploy.components import COMPONENTS
from deploy.demo import script
from deploy.demo.files import WithFile
from deploy.demo.papers import RecogniseByPaper
from deploy.demo.step import Step, draw
from deploy.demo.story import Story

recorded_at = time(1, 0, tzinfo=UTC)
"""Eight o'clock in the province."""
rows_at_once_min = 50_000
ONCE = ("list/", "mailbox/")
"""Steps of the first year only: what is there stays there."""
COUNTED = ("households/", "correction/")
"""The demonstration's five counts a year: here there are daily ones instead."""


def history(events: int, seed: int) -> Iterator[tuple[list[EventRow], list[CommandRow]]]:
    """The rows of the log in their order, some ten thousand at a time: the first `events` facts of the decade, or all it has.

    The same for the same numbers, whatever the machine and its hash seed.
    """
    deciding = Deciding(COMPONENTS)
    for _ in _days(deciding, Decade(size_for(events), seed), seed):
        if deciding.position >= events:
            break
        if len(deciding.events) >= rows_at_once_min:
            yield deciding.take()
    told, commands = deciding.take()
    whole = [command for command in commands if command[3] <= events]
    last = whole[-1][3] if whole else 0
    yield [event for event in told if event[0] <= last], whole


def _days(deciding: Deciding, decade: Decade, seed: int) -> Iterator[date]:
    """Carries out what is done on each day; yields after each."""
    steps: deque[Step] = deque()
    for year in YEARS:
        opened = decade.opened(year)
        left_out = COUNTED if year == YEARS[0] else (*ONCE, *COUNTED)
        written = [step for step in script.write(opened) if not step.key.startswith(left_out)]
        steps = deque(sorted((*steps, *_named(written, year)), key=lambda step: (step.day, step.phase, step.key)))
        counting, day = Counting(Story(opened)), date(year, 1, 1)
        end = date(year + 1, 1, 1) if year != YEARS[-1] else steps[-1].day + timedelta(days=1)
        while day < end:
            _one_day(deciding, day, steps, counting, seed)
            yield day
            day += timedelta(days=1)
        deciding.forget(f"registration.households:{opened.campaign.campaign_id}/")


def _named(steps: list[Step], year: int) -> Iterator[Step]:
    """The script names a step for its year only."""
    for step in steps:
        yield Step(step.day, step.phase, step.service, step.office, step.role, f"{year}/{step.key}", step.command)


def _one_day(deciding: Deciding, day: date, steps: deque[Step], counting: Counting, seed: int) -> None:
    """The day begins, the script's steps follow in its order, and what was counted comes in last."""
    instant = deciding.instant = datetime.combine(day, recorded_at)
    deciding.carry_out(BeginDay(occurred_on=day), asked_by("system", "system", "", f"decade {seed} day {day}", instant))
    while steps and steps[0].day <= day:
        step = steps.popleft()
        command = _resolved(step)
        if command is not None:
            context = asked_by(f"demo-{step.role}", step.role, step.office, f"decade {seed}/{step.key}", instant)
            deciding.carry_out(command, context)
    for key, area, command in counting.of_day(day):
        office = area.parent_id or ""
        deciding.carry_out(
            command, asked_by("demo-commune-officer", "commune-officer", office, f"decade {seed}/{key}", instant)
        )


def _resolved(step: Step) -> Command | None:
    """Without files and printed papers, which need a house that stands: decisions get their numbers by a draw."""
    made = step.command
    if isinstance(made, WithFile):
        return made.made
    if isinstance(made, RecogniseByPaper):
        by, day = made.decision.decided_by, made.decision.day
        return made.numbered(f"{1 + draw('decision', f'{by}/{day}', 900)}/QĐ-UBND")
    return made if isinstance(made, Command) else None

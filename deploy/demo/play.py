"""Plays the steps day by day through the services' own command handlers, on the log's played clock."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from chronicle.clock import PlayedClock
from chronicle.command import Command, Context, derived_id
from chronicle.host import RELAY, Host, begin_day
from chronicle.refusal import Refused
from deploy.demo.script import by_phase
from deploy.demo.step import Step

steps_at_once_max = 64
settle_poll_ms = 4
settle_seconds_max = 60
office_opens = time(8, 0)

Progress = Callable[[int, date], None]
"""(steps done, the day being played)"""


class StepRefused(Exception):
    """A step of the script was refused: script and services no longer agree."""


class NeverSettled(Exception):
    """A reader did not catch up with the log in time."""


async def play(
    host: Host, clock: PlayedClock, steps: Sequence[Step], last_day: date, played_until: date | None, progress: Progress
) -> None:
    """Plays every day from the first step's to `last_day`; days before `played_until` were played before and are passed by.

    Raises StepRefused, NeverSettled, Unreachable.
    """
    by_day = {day: list(group) for day, group in groupby(steps, key=lambda step: step.day)}
    gate = asyncio.Semaphore(steps_at_once_max)
    day, done = min(by_day), 0
    while day <= last_day:
        of_day = by_day.get(day, [])
        if played_until is None or day >= played_until:
            clock.instant = datetime.combine(day, office_opens, tzinfo=ZoneInfo(host.settings.time_zone))
            await begin_day(host.services[RELAY.name], clock)
            await settle(host)  # reminders are of the morning: they must not see what is done in the course of the day
            for phase in by_phase(of_day):
                if not all(isinstance(step.command, Command) for step in phase):
                    await settle(host)
                await asyncio.gather(*(_take(gate, host, step, day) for step in phase))
            await settle(host)
        done += len(of_day)
        progress(done, day)
        day += timedelta(days=1)


async def _take(gate: asyncio.Semaphore, host: Host, step: Step, day: date) -> None:
    command_id = derived_id(f"demo/{step.key}")
    context = Context(
        actor=f"demo-{step.role}", role=step.role, office=step.office, today=day, command_id=command_id,
        correlation_id=command_id,
    )  # fmt: skip
    async with gate:
        try:
            command = step.command if isinstance(step.command, Command) else await step.command.command(host)
            if command is not None:
                await host.services[step.service].handle(command, context)
        except Refused as refusal:
            raise StepRefused(f"{step.day} {step.key}: {refusal}") from refusal


async def settle(host: Host) -> None:
    """Waits until every reader has read everything, and what they did because of it as well."""
    log = host.services[RELAY.name].log
    readers = [reader for service in host.services.values() for reader in service.readers]
    deadline = asyncio.get_running_loop().time() + settle_seconds_max
    settled_at = -1
    while (head := await log.head()) != settled_at:
        while behind := [reader for reader in readers if (reader.checkpoint or 0) < head]:
            if asyncio.get_running_loop().time() > deadline:
                raise NeverSettled(", ".join(f"{reader.name} at {reader.checkpoint} of {head}" for reader in behind))
            await asyncio.sleep(settle_poll_ms / 1000)
        settled_at = head

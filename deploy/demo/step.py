"""One thing somebody does on a day of the demonstration, and the draws that make the year the same everywhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Protocol

from chronicle.command import Command
from chronicle.host import Host
from reference.working_days import WorkingCalendar, add_working_days, is_working_day


class Made(Protocol):
    """What is made into a command when its turn comes, of what the views say by then; None: there is nothing to do."""

    @property
    def occurred_on(self) -> date: ...

    async def command(self, host: Host) -> Command | None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """`day` is when it is recorded; the command says for which day it holds. Lower phases of a day come first.

    `key` names the step for ever: its command id is derived from it, so a demonstration that is resumed repeats nothing.
    """

    day: date
    phase: int
    service: str
    office: str
    role: str
    key: str
    command: Command | Made


def officer_of(kind: str) -> str:
    """The role of who works at a unit that stands above others."""
    return "provincial_officer" if kind == "province" else f"{kind}_officer"


def chair_of(kind: str) -> str:
    """The role of who decides there."""
    return "provincial_chair" if kind == "province" else f"{kind}_chair"


def draw(purpose: str, seed: str, choices: int) -> int:
    """A number in [0, choices), the same for the same purpose and seed on every machine."""
    return int.from_bytes(sha256(f"{purpose}/{seed}".encode()).digest()[:8]) % choices


def one_in(purpose: str, seed: str, rarity: int) -> bool:
    """True for about one seed in `rarity`."""
    return draw(purpose, seed, rarity) == 0


def working_day(day: date, calendar: WorkingCalendar) -> date:
    """The day itself, or the next one on which offices work."""
    while not is_working_day(day, calendar):
        day += timedelta(days=1)
    return day


def day_between(purpose: str, seed: str, first: date, last: date, calendar: WorkingCalendar) -> date:
    """A working day from `first` on, drawn up to `last`."""
    return working_day(first + timedelta(days=draw(purpose, seed, (last - first).days + 1)), calendar)


def later(day: date, days: int, calendar: WorkingCalendar) -> date:
    """So many working days later."""
    return add_working_days(day, days, calendar)

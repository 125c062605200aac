"""Which joint programmes are in force, of whose level, from when until when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.mobilisation import ProgrammeEnded, ProgrammeRenewed, ProgrammeSigned


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    programme_id: str
    unit_id: str = ""
    number: str = ""
    first_day: date | None = None
    last_day: date | None = None
    """None where no term was set."""
    ended_on: date | None = None
    """The day it ended before its term."""


def signed(fact: ProgrammeSigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ProgrammeRow(fact.programme_id, fact.unit_id, fact.number, fact.first_day, fact.last_day))


def renewed(fact: ProgrammeRenewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.programme_id,), {"last_day": fact.last_day})


def ended(fact: ProgrammeEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.programme_id,), {"ended_on": fact.ended_on})


PROGRAMMES = Projection(
    name="programmes",
    row=ProgrammeRow,
    key=("programme_id",),
    on={ProgrammeSigned: signed, ProgrammeRenewed: renewed, ProgrammeEnded: ended},
    indexes=(("unit_id",),),
)

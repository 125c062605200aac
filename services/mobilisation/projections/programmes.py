"""Which joint programmes are there, of whose level, between whom, for how long, and how does their yearly review stand?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.mobilisation import ProgrammeEnded, ProgrammeRenewed, ProgrammeSigned

ReviewState = Literal["done", "late", "overdue", "due", "not_owed"]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    programme_id: str
    unit_id: str = ""
    programme_kind: str = ""
    parties: tuple[str, ...] = ()
    number: str = ""
    dated: date | None = None
    subject: str = ""
    first_day: date = date.min
    last_day: date | None = None
    file_sha256: str | None = None
    renewed_by: str | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    def ends(self) -> date:
        """The last day on which it is in force."""
        return min(day for day in (self.last_day, self.ended_on, date.max) if day is not None)

    def in_force(self, on: date) -> bool:
        return self.first_day <= on <= self.ends()

    def in_force_in(self, year: int) -> bool:
        return self.first_day.year <= year <= self.ends().year


def signed(fact: ProgrammeSigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ProgrammeRow(**fact.model_dump()))


def renewed(fact: ProgrammeRenewed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"last_day": fact.last_day, "renewed_by": fact.document_number, "renewed_on": fact.dated}
    yield Patch((fact.programme_id,), columns)


def ended(fact: ProgrammeEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.programme_id,), {"ended_on": fact.ended_on, "end_reason": fact.reason})


PROGRAMMES = Projection(
    name="programmes",
    row=ProgrammeRow,
    key=("programme_id",),
    on={ProgrammeSigned: signed, ProgrammeRenewed: renewed, ProgrammeEnded: ended},
    indexes=(("unit_id",),),
)


async def programme(connection: Any, programme_id: str) -> ProgrammeRow | None:
    row = await connection.fetchrow("SELECT * FROM mobilisation.programmes WHERE programme_id = $1", programme_id)
    return None if row is None else _row(row)


async def programmes_of_units(connection: Any, within: list[str] | None) -> list[ProgrammeRow]:
    """All programmes of the levels of units within (None: of all), the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.programmes WHERE $1::text[] IS NULL OR unit_id = ANY($1) "
        "ORDER BY dated DESC, programme_id",
        within,
    )
    return [_row(row) for row in rows]


def _row(row: Any) -> ProgrammeRow:
    return ProgrammeRow(**{**row, "parties": tuple(row["parties"])})


def review_state(row: ProgrammeRow, year: int, due: date | None, reviewed_on: date | None, today: date) -> ReviewState:
    """How the review of a year stands on a day: `due` is the last day in time, None where none is set."""
    if reviewed_on is not None:
        return "late" if due is not None and reviewed_on > due else "done"
    owes_until = due or date(year, 12, 31)
    if not row.in_force_in(year) or row.ends() < min(today, owes_until):
        return "not_owed"
    return "overdue" if today > owes_until else "due"

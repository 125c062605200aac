"""Which units are recognised for which year, by whose decision of which number and day? The public register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DossierDecided

page_units_max = 200


@dataclass(frozen=True, slots=True)
class RecognisedRow:
    year: int
    unit_id: str
    unit_kind: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    late: bool = False


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    if fact.outcome == "recognised":
        yield Put(
            RecognisedRow(
                year=fact.year,
                unit_id=fact.unit_id,
                unit_kind=fact.unit_kind,
                decision_number=fact.decision_number,
                decided_on=fact.decided_on,
                decided_by=fact.decided_by,
                late=fact.late,
            )
        )


RECOGNISED = Projection(
    name="recognised",
    row=RecognisedRow,
    key=("year", "unit_id"),
    on={DossierDecided: decided},
    # a recognition is published: anyone may look it up
    of_unit=None,
)


async def recognised_units(
    pool: Any, year: int, unit_kind: str | None, decided_by: str | None, after: str, limit: int
) -> list[dict[str, Any]]:
    """A page of a year's recognised units, by id, after the last id of the page before."""
    rows = await pool.fetch(
        "SELECT * FROM recognition.recognised WHERE year = $1 AND ($2::text IS NULL OR unit_kind = $2) "
        "AND ($3::text IS NULL OR decided_by = $3) AND unit_id > $4 ORDER BY unit_id LIMIT $5",
        year, unit_kind, decided_by, after, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]

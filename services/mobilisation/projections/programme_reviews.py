"""What did the parties of a joint programme find when they reviewed its year?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.mobilisation import ProgrammeReviewed


@dataclass(frozen=True, slots=True)
class ProgrammeReviewRow:
    """The last word about a year; `previous_grade` is what an earlier review of that year said."""

    programme_id: str
    year: int
    unit_id: str = ""
    grade: str = ""
    previous_grade: str | None = None
    result: str = ""
    document_number: str = ""
    reviewed_on: date | None = None
    file_sha256: str | None = None


def reviewed(fact: ProgrammeReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ProgrammeReviewRow(**fact.model_dump()))


PROGRAMME_REVIEWS = Projection(
    name="programme_reviews",
    row=ProgrammeReviewRow,
    key=("programme_id", "year"),
    on={ProgrammeReviewed: reviewed},
)


async def reviews_of_programme(connection: Any, programme_id: str) -> list[ProgrammeReviewRow]:
    """The reviews of one programme, the newest year first."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.programme_reviews WHERE programme_id = $1 ORDER BY year DESC", programme_id
    )
    return [ProgrammeReviewRow(**row) for row in rows]


async def reviews_of_year(connection: Any, within: list[str] | None, year: int) -> dict[str, ProgrammeReviewRow]:
    """By programme: the reviews of a year, of the levels of units within (None: of all)."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.programme_reviews WHERE year = $1 AND ($2::text[] IS NULL OR unit_id = ANY($2))",
        year, within,
    )  # fmt: skip
    return {row["programme_id"]: ProgrammeReviewRow(**row) for row in rows}

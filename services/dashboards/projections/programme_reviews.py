"""For which years was a joint programme reviewed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.mobilisation import ProgrammeReviewed


@dataclass(frozen=True, slots=True)
class ProgrammeReviewRow:
    programme_id: str
    year: int
    unit_id: str = ""


def reviewed(fact: ProgrammeReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ProgrammeReviewRow(fact.programme_id, fact.year, fact.unit_id))


PROGRAMME_REVIEWS = Projection(
    name="programme_reviews",
    row=ProgrammeReviewRow,
    key=("programme_id", "year"),
    on={ProgrammeReviewed: reviewed},
)

"""Which papers does each model's dossier hold?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.models import PaperFiled, PaperTakenBack

papers_max = 500


@dataclass(frozen=True, slots=True)
class PaperRow:
    model_id: str
    paper: str
    number: str
    dated: date | None = None
    file_sha256: str | None = None
    filed_on: date | None = None


def filed(fact: PaperFiled, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PaperRow(fact.model_id, fact.paper, fact.number, fact.dated, fact.file_sha256, fact.filed_on))


def taken_back(fact: PaperTakenBack, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.model_id, fact.paper, fact.number))


PAPERS = Projection(
    name="papers",
    row=PaperRow,
    key=("model_id", "paper", "number"),
    on={PaperFiled: filed, PaperTakenBack: taken_back},
    # papers follow their model wherever it moves: they are asked for only beside its row, which has a unit
    of_unit=None,
)


async def papers_of_model(connection: Any, model_id: str) -> list[dict[str, Any]]:
    """The papers of a model that is in sight, the oldest first."""
    rows = await connection.fetch(
        "SELECT p.* FROM models.papers p JOIN models.inventory m USING (model_id) WHERE p.model_id = $1 "
        "ORDER BY p.dated, p.paper, p.number LIMIT $2",
        model_id, papers_max,
    )  # fmt: skip
    return [dict(row) for row in rows]

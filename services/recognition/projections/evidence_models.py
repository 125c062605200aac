"""Which self-management models of whom work today, graded how, and by which facts?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import ModelClosed, ModelLaunched, ModelMoved, ModelProposed, ModelRenamed, ModelReviewed

NOT_EFFECTIVE = ("weak", "not_working")
"""Grades with which a model that was launched is none that works well."""


@dataclass(frozen=True, slots=True)
class ModelEvidenceRow:
    """`launched_at` and `reviewed_at` are the positions of the facts; 0: it is not launched, or nobody reviewed it yet."""

    model_id: str
    unit_id: str = ""
    model_name: str = ""
    grade: str | None = None
    launched_at: int = 0
    reviewed_at: int = 0
    launched_on: date | None = None

    @property
    def is_effective(self) -> bool:
        return self.launched_at > 0 and self.grade not in NOT_EFFECTIVE

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(position for position in (self.launched_at, self.reviewed_at) if position)


def proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ModelEvidenceRow(fact.model_id, fact.unit_id, fact.model_name))


def renamed(fact: ModelRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"model_name": fact.model_name})


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.model_id,), {"unit_id": fact.unit_id, "launched_at": seen.position, "launched_on": fact.launched_on}
    )


def reviewed(fact: ModelReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"grade": fact.grade, "reviewed_at": seen.position})


def moved(fact: ModelMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"unit_id": fact.unit_id})


def closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.model_id,))


EVIDENCE_MODELS = Projection(
    name="evidence_models",
    row=ModelEvidenceRow,
    key=("model_id",),
    to_delegates=True,
    on={
        ModelProposed: proposed,
        ModelRenamed: renamed,
        ModelLaunched: launched,
        ModelReviewed: reviewed,
        ModelMoved: moved,
        ModelClosed: closed,
    },
    indexes=(("unit_id",),),
)


async def models_of(connection: Any, unit_ids: list[str]) -> list[ModelEvidenceRow]:
    """The models these units keep that were launched and not closed, by name."""
    rows = await connection.fetch(
        "SELECT * FROM recognition.evidence_models WHERE unit_id = ANY($1) AND launched_at > 0 "
        "ORDER BY model_name, model_id",
        unit_ids,
    )
    return [ModelEvidenceRow(**row) for row in rows]

"""Which papers does each model's dossier hold?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.models import PaperFiled, PaperTakenBack


@dataclass(frozen=True, slots=True)
class PaperRow:
    model_id: str
    paper: str
    number: str


def filed(fact: PaperFiled, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PaperRow(fact.model_id, fact.paper, fact.number))


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

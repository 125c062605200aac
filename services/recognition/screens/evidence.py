"""What the facts answer about a dossier's criteria as of now: asked of the views, in the sight of whoever looks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contracts.recognition import Criterion
from services.recognition.projections.evidence import evidence_of
from services.recognition.projections.evidence_models import models_of
from services.recognition.projections.unit_standings import units_under
from services.recognition.screens.answered import RECOGNISING, Answer, Gathered, answer_to

MATTERS = ["registration", "households", "document", "recognition"]


def counted_on(year: int, today: date) -> date:
    """Units are counted as they stand today, after the year on its last day: as every number of a year is."""
    return max(date(year, 1, 1), min(date(year, 12, 31), today))


async def gathered(connection: Any, unit_id: str, unit_kind: str, year: int, today: date) -> Gathered:
    """Everything known about a unit's year."""
    under = await units_under(connection, unit_id, counted_on(year, today))
    recognising = [unit for unit in under if unit.unit_kind in RECOGNISING]
    below = [unit for unit in recognising if unit.out_of_scope_reason is None]
    excluded = [unit for unit in recognising if unit.out_of_scope_reason is not None]
    units = [unit_id, *(unit.unit_id for unit in under)]
    rows = await evidence_of(connection, units, year, MATTERS)
    return Gathered(unit_id, unit_kind, rows, below, await models_of(connection, units), excluded)


async def answers_of(
    connection: Any, dossier: Mapping[str, Any], criteria: Sequence[Criterion], today: date
) -> dict[str, Answer]:
    """By code of criterion, what the facts say; criteria that only the committee judges are left out."""
    known = await gathered(connection, dossier["unit_id"], dossier["unit_kind"], dossier["year"], today)
    found = {each.code: answer_to(each, dossier["year"], known) for each in criteria}
    return {code: said for code, said in found.items() if said is not None}

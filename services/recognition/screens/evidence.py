"""What the facts answer about a dossier's criteria as of now: asked of the views, in the sight of whoever looks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from contracts.recognition import Criterion
from services.recognition.projections.evidence import EvidenceRow, evidence_of
from services.recognition.projections.evidence_models import ModelEvidenceRow, models_of
from services.recognition.projections.unit_standings import UnitThen, units_under
from services.recognition.screens.answered import RECOGNISING, Answer, Gathered, answer_to

Held = TypeVar("Held", EvidenceRow, ModelEvidenceRow)
MATTERS = ["registration", "document", "recognition"]
"""Beside households, of which only some counts are asked for."""


def counted_on(year: int, today: date) -> date:
    """Units are counted as they stand today, after the year on its last day: as every number of a year is."""
    return max(date(year, 1, 1), min(date(year, 12, 31), today))


async def gathered(
    connection: Any, unit_id: str, unit_kind: str, year: int, today: date, criteria: Iterable[Criterion] = ()
) -> Gathered:
    """Everything known about a unit's year that these criteria may ask for, and all that stands at its end."""
    return (await all_gathered(connection, {unit_id: unit_kind}, year, today, criteria))[unit_id]


async def all_gathered(
    connection: Any, units: Mapping[str, str], year: int, today: date, criteria: Iterable[Criterion]
) -> dict[str, Gathered]:
    """The same of many units, by unit; asked at once. `units`: kind of unit by unit."""
    below = await units_under(connection, [*units], counted_on(year, today))
    everyone = list({*units, *(unit.unit_id for under in below.values() for unit in under)})
    days = {day for day in (each.stands_by_in(year) for each in criteria) if day is not None}
    rows = _by_unit(await evidence_of(connection, everyone, year, MATTERS, days))
    models = _by_unit(await models_of(connection, everyone))
    return {
        unit_id: _of_one(unit_id, unit_kind, below.get(unit_id, []), rows, models)
        for unit_id, unit_kind in units.items()
    }


def _of_one(
    unit_id: str, unit_kind: str, under: Sequence[UnitThen], rows: Mapping[str, list[EvidenceRow]],
    models: Mapping[str, list[ModelEvidenceRow]],
) -> Gathered:  # fmt: skip
    recognising = [unit for unit in under if unit.unit_kind in RECOGNISING]
    here = [unit_id, *(unit.unit_id for unit in under)]
    kept = sorted((model for one in here for model in models.get(one, ())), key=lambda m: (m.model_name, m.model_id))
    return Gathered(
        unit_id,
        unit_kind,
        sorted((row for one in here for row in rows.get(one, ())), key=lambda row: row.position),
        [unit for unit in recognising if unit.out_of_scope_reason is None],
        kept,
        [unit for unit in recognising if unit.out_of_scope_reason is not None],
    )


def _by_unit(rows: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


async def answers_of(
    connection: Any, dossier: Mapping[str, Any], criteria: Sequence[Criterion], today: date
) -> dict[str, Answer]:
    """By code of criterion, what the facts say; criteria that only the committee judges are left out."""
    known = await gathered(connection, dossier["unit_id"], dossier["unit_kind"], dossier["year"], today, criteria)
    found = {each.code: answer_to(each, dossier["year"], known) for each in criteria}
    return {code: said for code, said in found.items() if said is not None}

"""The rows of views in which a rebuild differs from what is in use, with facts about them, as far as a viewer may see the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chronicle.rebuild.operation import Differing, Operation
from chronicle.service import Service
from portal.rebuilt import waiting
from portal.sight import Sight
from portal.tables import Address


@dataclass(frozen=True, slots=True)
class RowApart:
    """`unit` is None for a row that belongs to none."""

    unit: str | None
    facts: tuple[int, ...]


async def rows_apart(service: Service, seen: Sight, number: int) -> list[RowApart]:
    """Of the rows that were looked into. Raises Rejected where the rebuild waits no more."""
    return [
        row for row in _rows(service, await waiting(service, number)) if row.unit is None or seen.scope.sees(row.unit)
    ]


def _rows(service: Service, one: Operation) -> Iterator[RowApart]:
    for found in one.found if one.service == service.name else ():
        view = service.views.get(found.view.partition(".")[2])
        column = view and view.projection.of_unit
        for row in found.samples:
            unit = (row.rebuilt or row.live or {}).get(column) if column else None
            yield RowApart(unit, _facts(row))


def _facts(row: Differing) -> tuple[int, ...]:
    return row.facts if row.parted_at is None else (row.parted_at,)


def facts_about(rows: Sequence[RowApart], seen: Sight, unit: str | None) -> tuple[int, ...]:
    """Those about rows of a unit and of what is below it, and about rows of no unit; without a unit, about all."""
    within = None if unit is None else seen.viewer.tree.below([unit])
    found = {fact for row in rows if within is None or row.unit is None or row.unit in within for fact in row.facts}
    return tuple(sorted(found))


def unit_of(to: Address | None) -> str | None:
    """The unit that a row of a page leads to."""
    found = to and to.query.get("unit")
    return None if found is None else str(found)

"""The search for units: what was found, and under whom each of it stands."""

from dataclasses import dataclass

from chronicle.service import Service
from portal.freshness import Freshness, freshness
from portal.numbered_pages import Paging
from portal.sight import Sight
from services.dashboards.projections.directory import names_above, units_called
from services.dashboards.projections.units import UnitRow


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found."""

    unit: UnitRow
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The units found, a page of them."""

    hits: list[Hit]
    paging: Paging
    registered: bool
    """False while the register holds no unit at all: nothing yet, which is not the same as no match."""
    freshness: Freshness


async def search_of(service: Service, seen: Sight, text: str, page: int, limit: int) -> SearchPage:
    """Units called so, of those in sight."""
    within = seen.scope.named
    units, total = await units_called(seen.connection, within, text, limit, (page - 1) * limit)
    above = await names_above(seen.connection, within, [unit.unit_id for unit in units])
    registered = await seen.connection.fetchval("SELECT EXISTS (SELECT FROM dashboards.units)")
    fresh = await freshness(service, seen.connection)
    hits = [Hit(unit, above.get(unit.unit_id, ())) for unit in units]
    return SearchPage(hits, Paging(page, limit, total), registered, fresh)

"""The facts that a number is made of: those about a unit and all below it, on a matter, of a year, between two positions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.exports import about, moment
from portal.fact_names import fact_called
from portal.fact_table import fact_table
from portal.freshness import Freshness, freshness
from portal.numbered_pages import Paging
from portal.sight import Sight
from portal.tables import Sheet, Table, sheet_rows_max
from portal.words import Words, message
from services.dashboards.projections.history import FactRow, Matter, Wanted, counted, newest_first
from services.dashboards.projections.units import names_of
from services.dashboards.screens.listing import Which

MATTERS: dict[Matter, str] = {
    "registration": message("Đăng ký"),
    "households": message("Số hộ"),
    "dossier": message("Hồ sơ, công nhận"),
    "documents": message("Văn bản"),
    "models": message("Mô hình"),
    "activity": message("Hoạt động"),
    "register": message("Danh bạ"),
}


def matter_of(which: Which) -> Matter:
    """On what matter the facts are that put a unit on a list or leave it out."""
    if which.startswith("households"):
        return "households"
    if which in ("resolution", "no_resolution", "plan", "no_plan"):
        return "documents"
    if which in ("required", "registered", "missing", "late"):
        return "registration"
    return "register" if which in ("listed", "out_of_scope") else "dossier"


@dataclass(frozen=True, slots=True)
class Asked:
    """As an address asks: `after` and `up_to` are positions."""

    unit_id: str | None
    matter: Matter | None
    year: int | None
    after: int
    up_to: int | None


@dataclass(frozen=True, slots=True)
class FactsShown:
    asked: Asked
    unit_name: str
    path: tuple[tuple[str, str], ...]
    """Units above and the unit itself, as far as they are in sight: id and name."""
    by_type: tuple[tuple[str, int], ...]
    """What each kind of fact is called, and how many there are; the most first."""
    paging: Paging
    table: Table[FactRow]
    freshness: Freshness
    recorded_at: datetime | None


async def facts_shown(
    service: Service, seen: Sight, words: Words, asked: Asked, page: int, limit: int | None
) -> FactsShown:
    """Without a limit all of them, as for a sheet. Raises Refused for a unit out of sight."""
    seen.must_see(asked.unit_id)
    path = await _path(seen, asked.unit_id)
    wanted = Wanted(
        units_of(seen, asked.unit_id), asked.matter, asked.year, asked.after,
        seen.newest_known if asked.up_to is None else min(asked.up_to, seen.newest_known),
    )  # fmt: skip
    counts = await counted(seen.connection, wanted)
    paging = Paging(page, limit or sheet_rows_max, sum(counts.values()))
    rows = await newest_first(seen.connection, wanted, paging.limit, paging.offset)
    fresh = await freshness(service, seen.connection)
    names = await names_of(seen.connection, {unit for row in rows for unit in (row.unit_id, row.office)})
    zone = ZoneInfo(service.settings.time_zone)
    table = fact_table(words, zone, lambda unit: names.get(unit or "", unit or ""), rows)
    by_type = sorted(((fact_called(words, name), n) for name, n in counts.items()), key=lambda each: (-each[1], each))
    return FactsShown(
        asked, path[-1][1] if path else words("Toàn bộ"), path, tuple(by_type), paging, table, fresh, moment(service, fresh),
    )  # fmt: skip


def units_of(seen: Sight, unit_id: str | None) -> list[str] | None:
    """The unit and all below it, and what went into any of those, as far as it is in sight; None for everything."""
    tree, scope = seen.viewer.tree, seen.scope
    if unit_id is None or (scope.everything and unit_id in tree.tops):
        return scope.named
    return sorted(unit for unit in tree.below([unit_id]) if scope.sees(unit))


async def _path(seen: Sight, unit_id: str | None) -> tuple[tuple[str, str], ...]:
    """From the topmost unit in sight down to the unit: id and name. The tree is remembered and behind no wall, so each has to
    have its row in sight. Raises Refused for a unit without one."""
    above: list[str] = []
    while unit_id is not None and unit_id not in above:
        above.append(unit_id)
        unit_id = seen.viewer.tree.parent(unit_id)
    names = await names_of(seen.connection, above)
    if above and above[0] not in names:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return tuple((unit, names[unit]) for unit in reversed(above) if unit in names and seen.scope.sees(unit))


def facts_sheet(words: Words, shown: FactsShown) -> tuple[Sheet[FactRow], str]:
    """The list as a sheet, and what its file is called."""
    title, asked = words("Sự kiện làm nên số liệu"), shown.asked
    lines = about(
        words, shown.unit_name, asked.year, tuple(_narrowed(words, asked)), shown.freshness, shown.recorded_at
    )
    if shown.paging.total > sheet_rows_max:
        lines = (*lines, (words("Chỉ gồm những sự kiện mới nhất"), words.number(sheet_rows_max)))
    return Sheet(title, lines, shown.table, words), f"{title} {shown.unit_name}"


def _narrowed(words: Words, asked: Asked) -> Sequence[tuple[str, str]]:
    return [
        *([(words("Về"), words(MATTERS[asked.matter]))] if asked.matter else []),
        *([(words("Sau sự kiện"), words.number(asked.after))] if asked.after else []),
        *([(words("Đến sự kiện"), words.number(asked.up_to))] if asked.up_to is not None else []),
    ]

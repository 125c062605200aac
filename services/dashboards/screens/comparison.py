"""A unit's year at two moments: which of its numbers are not what they were, and by which facts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.compared import Difference, differences, said_after, said_before
from portal.exports import about, moment
from portal.fact_names import fact_called
from portal.freshness import Freshness
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from services.dashboards.projections.history import Matter, Wanted, counted
from services.dashboards.routes import Overview, overview_of
from services.dashboards.screens import wording
from services.dashboards.screens.facts import units_of
from services.dashboards.screens.overview import presented
from services.dashboards.screens.overview_tables import TITLES, Part, table_of
from services.dashboards.screens.placement import Map

PARTS: tuple[Part, ...] = ("places", "areas", "institutions", "dossiers", "documents", "models", "activity")
OF_PARTS: dict[str, Matter] = {
    "dossiers": "dossier", "documents": "documents", "models": "models", "activity": "activity",
}  # fmt: skip
OF_COLUMNS: dict[str, Matter] = {
    "households": "households", "not_reporting": "households", "decided": "dossier", "dossier": "dossier",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two moments; `shown` is None where the unit, or its year, was not there yet."""

    seen: Sight
    shown: Overview | None
    freshness: Freshness
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A number that changed, in which table, and between which positions the facts lie."""

    part: Part
    change: Difference
    unit_id: str
    year: int
    after: int
    up_to: int

    @property
    def matter(self) -> Matter:
        return OF_PARTS.get(self.part) or OF_COLUMNS.get(self.change.column, "registration")

    @property
    def facts(self) -> Address:
        query = {"unit": self.unit_id, "of": self.matter, "after": self.after or None, "up_to": self.up_to}
        return Address("/facts", query)


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Side
    after: Side
    unit_name: str
    unit_id: str
    year: int
    lines: list[Line]
    by_type: tuple[tuple[str, int], ...]
    """Which facts were recorded between them about the unit and all below it; the most first."""

    @property
    def facts(self) -> int:
        return sum(n for _, n in self.by_type)


async def side(service: Service, seen: Sight, unit: str | None, year: int | None, map: Map, fresh: Freshness) -> Side:
    """What the unit's year was; where there was none, that is an answer too."""
    try:
        shown = await overview_of(service, seen, unit, year, map)
    except Refused as refusal:
        if seen.moment is None or refusal.code != "unit.unknown":
            raise
        shown = None
    there = shown is not None and shown.campaign is not None and bool(shown.path) and not shown.absent
    return Side(seen, shown if there else None, fresh, moment(service, fresh))


async def comparison(words: Words, before: Side, after: Side) -> Comparison:
    """Raises Refused where there is nothing to compare with, and where the moments stand the wrong way round."""
    if before.freshness.position > after.freshness.position:
        raise Refused(
            "comparison.backwards",
            vi="Thời điểm trước phải ở trước thời điểm sau",
            en="The first moment has to be before the second",
        )
    if after.shown is None or after.shown.year is None:
        raise Refused("campaign.unknown", vi="Năm này chưa được phát động", en="That year was never opened")
    unit, year = after.shown.path[-1], after.shown.year
    between = (before.freshness.position, after.freshness.position)
    lines = [
        Line(part, change, _unit_of(change, unit.unit_id), year, *between)
        for part in PARTS
        for change in differences(_table(words, before, part, after), _table(words, after, part, after))
    ]
    wanted = Wanted(units_of(after.seen, unit.unit_id), None, None, *between)
    counts = await counted(after.seen.connection, wanted)
    by_type = sorted(((fact_called(words, name), n) for name, n in counts.items()), key=lambda each: (-each[1], each))
    return Comparison(before, after, wording.name_of(unit), unit.unit_id, year, lines, tuple(by_type))


def _table(words: Words, side: Side, part: Part, of: Side) -> Table[Any]:
    """A table of one side; of a side that has none, the other's without rows."""
    if side.shown is not None:
        return table_of(words, side.shown, presented(side.shown, "name"), part)
    assert of.shown is not None
    return replace(table_of(words, of.shown, presented(of.shown, "name"), part), rows=(), whole=None)


def _unit_of(change: Difference, unit_id: str) -> str:
    """The unit of the row, where the row is a unit's."""
    leads_to = change.row.to
    return str(leads_to.query.get("unit", unit_id)) if leads_to and leads_to.path == "/" else unit_id


def comparison_table(words: Words, lines: list[Line]) -> Table[Line]:
    """A number that changed a row."""
    return Table(
        (
            Column("row", words("Dòng"), lambda line: replace(line.change.row, note="", standing=None, key="")),
            Column("part", words("Bảng"), lambda line: Cell(words(TITLES[line.part]))),
            Column("number", words("Số liệu"), lambda line: Cell(line.change.title)),
            Column("before", words("Trước"), lambda line: said_before(words, line.change)),
            Column("after", words("Sau"), lambda line: said_after(words, line.change)),
            Column("facts", words("Do đâu"), lambda line: Cell(words("Các sự kiện"), to=line.facts), on_sheet=False),
        ),
        lines,
    )


def comparison_sheet(words: Words, found: Comparison) -> tuple[Sheet[Line], str]:
    """The same as a sheet, and what its file is called."""
    title = words("So sánh hai thời điểm")
    then = (
        (words("Trước: đến ngày"), words.day(found.before.freshness.day)),
        (words("Trước: đến sự kiện"), words.number(found.before.freshness.position)),
    )
    lines = about(words, found.unit_name, found.year, then, found.after.freshness, found.after.recorded_at)
    return Sheet(title, lines, comparison_table(words, found.lines), words), f"{title} {found.unit_name} {found.year}"

"""The units of a province from a table: our own ids, dated official codes, kinds in code words and in Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from reference.refusal import DataRefused, Problem
from reference.tables import Row, read_table
from reference.unit_checks import problems_of_parent, problems_of_row
from reference.unit_kinds import KIND_OF_TITLE, UnitKind, rank

NAMESPACE = UUID("6f1d4b1e-3f0b-5c57-9d0a-8f1a2c7e4b60")
"""Never change it: every unit id of every installation is derived from it."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as it enters the register. Read aloud it is `title` and `name`: “Phường” “Mũi Né”, “Thôn” “3”."""

    unit_id: str
    """Our own, opaque and stable; official codes are reused for other places and so are never ids."""
    code: str | None
    name: str
    kind: UnitKind
    title: str
    """The Vietnamese word for its kind, capitalised; `name` is what follows it."""
    parent_id: str | None
    """The unit it belongs to; for agencies, enterprises and schools the level that manages it."""
    lat: float | None
    lon: float | None
    """Degrees; of the nearest unit above where it has no point of its own."""
    valid_from: date
    generated: bool = False
    """True for a unit made up for a demonstration."""
    households: int | None = None
    category: str | None = None
    """A finer kind the law distinguishes: kindergarten, primary_school, small_enterprise, armed_forces …"""
    out_of_scope_reason: str | None = None
    line: int | None = field(default=None, compare=False)
    """Where in the file it stands."""

    @property
    def full_name(self) -> str:
        """The name as it is read aloud, e.g. “Thị trấn Liên Hương”."""
        return f"{self.title} {self.name}"

    @property
    def managed_by(self) -> str | None:
        """The unit that manages an agency, enterprise or school; None for places."""
        return self.parent_id if self.kind in {"agency", "enterprise", "school"} else None


def official_unit_id(scheme: str, code: str, valid_from: date) -> str:
    """Returns the id of a unit entered under an official code of a scheme (e.g. `gso`) valid from a day."""
    return str(uuid5(NAMESPACE, f"{scheme}:{code}:{valid_from.isoformat()}"))


def load_units(path: Path, valid_from: date, scheme: str = "gso") -> list[UnitEntry]:
    """Returns the units of a table, parents first, otherwise in the order of the file.

    Columns: code, name, kind (Vietnamese word), parent_code (empty for a province), lat, lon (degrees, both or
    neither), and optionally households. Raises DataRefused with every problem found: missing column, unknown
    parent, duplicate code, unknown kind, bad coordinates.
    """
    rows = read_table(path, ("code", "name", "kind", "parent_code", "lat", "lon"))
    by_code: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in rows:
        problems += problems_of_row(row, by_code)
        by_code.setdefault(row["code"], row)
    problems += [problem for row in rows for problem in problems_of_parent(row, by_code)]
    if problems:
        raise DataRefused(sorted(problems, key=lambda problem: problem.line or 0))
    return with_points([_entry(row, valid_from, scheme) for row in sorted(rows, key=lambda row: rank(_kind(row)))])


def with_points(units: Sequence[UnitEntry]) -> list[UnitEntry]:
    """Returns the same units, parents first, where one without a point has that of the nearest unit above."""
    located: dict[str, UnitEntry] = {}
    for unit in units:
        above = located.get(unit.parent_id) if unit.parent_id else None
        if unit.lat is None and above is not None:
            unit = replace(unit, lat=above.lat, lon=above.lon)
        located[unit.unit_id] = unit
    return list(located.values())


def _kind(row: Row) -> UnitKind:
    return KIND_OF_TITLE[row["kind"].lower()]


def _entry(row: Row, valid_from: date, scheme: str) -> UnitEntry:
    return UnitEntry(
        unit_id=official_unit_id(scheme, row["code"], valid_from),
        code=row["code"],
        name=row["name"],
        kind=_kind(row),
        title=row["kind"][:1].upper() + row["kind"][1:].lower(),
        parent_id=official_unit_id(scheme, row["parent_code"], valid_from) if row["parent_code"] else None,
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        valid_from=valid_from,
        households=int(row["households"]) if row["households"] else None,
        line=row.line,
    )

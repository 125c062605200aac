"""How is a unit found by what people call it, with or without marks, and where in the alphabet does it stand?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitKindChanged, UnitListed, UnitRenamed
from reference.vietnamese import alphabetical_place, searched, word_patterns
from services.dashboards.projections.units import UNITS, UnitRow


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    unit_id: str
    title_words: str = ""
    name_words: str = ""
    """Lower case, without marks, one blank between words: “Phú Thuỷ” and “Phú Thủy” are both “phu thuy”."""
    title_place: str = ""
    name_place: str = ""
    """Sorted byte by byte these stand in the order of the Vietnamese alphabet with natural numbers."""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        DirectoryRow(
            fact.unit_id, searched(fact.title), searched(fact.unit_name), alphabetical_place(fact.title),
            alphabetical_place(fact.unit_name),
        )
    )  # fmt: skip


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"name_words": searched(fact.unit_name), "name_place": alphabetical_place(fact.unit_name)}
    yield Patch((fact.unit_id,), columns)


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"title_words": searched(fact.title), "title_place": alphabetical_place(fact.title)}
    yield Patch((fact.unit_id,), columns)


DIRECTORY = Projection(
    name="directory",
    row=DirectoryRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitRenamed: renamed, UnitKindChanged: kind_changed},
)

LEVELS = ["province", "district", "commune", "residential_area", "agency", "enterprise", "school"]

_FOUND = """
SELECT u.*, count(*) OVER () AS found
FROM dashboards.directory d JOIN dashboards.units u USING (unit_id)
    LEFT JOIN dashboards.directory p ON p.unit_id = u.parent_id
WHERE (' ' || d.title_words || ' ' || d.name_words LIKE ALL ($1::text[]) OR lower(u.code) = $2)
    AND ($6::text[] IS NULL OR u.unit_id = ANY ($6))
ORDER BY lower(u.code) IS NOT DISTINCT FROM $2 DESC, d.name_words = $2 OR d.title_words || ' ' || d.name_words = $2 DESC,
    starts_with(d.name_words, $2) DESC, ' ' || d.name_words LIKE ALL ($1) DESC,
    array_position($3::text[], u.unit_kind), d.name_place COLLATE "C", d.title_place COLLATE "C",
    p.name_place COLLATE "C", u.unit_id
LIMIT $4 OFFSET $5
"""


async def units_called(
    connection: Any, within: list[str] | None, text: str, limit: int, offset: int
) -> tuple[list[UnitRow], int]:
    """Units every word of whose search begins a word of theirs, or whose code it is; and how many there are.

    Exact names first, then names that begin so, then the higher level, then the alphabet, of equal names by what they stand
    under. Nothing but blanks and signs finds nothing. `within` names the units that may be found; None: all.
    """
    words = searched(text)
    if not words:
        return [], 0
    rows = await connection.fetch(_FOUND, word_patterns(text), words, LEVELS, limit, offset, within)
    found = [UnitRow(*(row[column] for column in UNITS.columns)) for row in rows]
    if not rows and offset:
        return [], (await units_called(connection, within, text, 1, 0))[1]
    return found, rows[0]["found"] if rows else 0


_ABOVE = """
WITH RECURSIVE above (asked, unit_id, height) AS (
    SELECT u.unit_id, u.parent_id, 1 FROM dashboards.units u WHERE u.unit_id = ANY ($1)
    UNION ALL
    SELECT a.asked, u.parent_id, a.height + 1 FROM above a JOIN dashboards.units u USING (unit_id) WHERE a.height < 12
)
SELECT a.asked, u.title, u.unit_name, u.unit_kind FROM above a JOIN dashboards.units u USING (unit_id)
WHERE $2::text[] IS NULL OR u.unit_id = ANY ($2) ORDER BY a.asked, a.height
"""


async def names_above(connection: Any, within: list[str] | None, unit_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of what each unit stands under, nearest first; the province only where nothing else would be said.

    `within` names the units that may be told of; None: all.
    """
    above: dict[str, list[Any]] = {}
    for row in await connection.fetch(_ABOVE, list(unit_ids), within):
        above.setdefault(row["asked"], []).append(row)
    return {
        unit_id: tuple(
            f"{row['title']} {row['unit_name']}" for row in rows if row["unit_kind"] != "province" or len(rows) == 1
        )
        for unit_id, rows in above.items()
    }

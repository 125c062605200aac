"""What was a unit called on a day, of which kind was it, and under which unit did it stand?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitKindChanged, UnitListed, UnitMoved, UnitRenamed
from reference.vietnamese import alphabetical_place, searched


@dataclass(frozen=True, slots=True)
class UnitAttributeRow:
    """One attribute (`name`, `title`, `parent`) and since when it holds."""

    unit_id: str
    attribute: str
    valid_from: date
    value: str | None = None
    words: str = ""
    place: str = ""


def _row(unit_id: str, attribute: str, valid_from: date, value: str | None) -> Put:
    is_parent = value is None or attribute == "parent"
    words, place = ("", "") if is_parent else (searched(value or ""), alphabetical_place(value or ""))
    return Put(UnitAttributeRow(unit_id, attribute, valid_from, value, words, place))


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.unit_id, "name", fact.valid_from, fact.unit_name)
    yield _row(fact.unit_id, "title", fact.valid_from, fact.title)
    yield _row(fact.unit_id, "parent", fact.valid_from, fact.parent_id)


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.unit_id, "name", fact.valid_from, fact.unit_name)


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.unit_id, "title", fact.valid_from, fact.title)


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield _row(fact.unit_id, "parent", fact.valid_from, fact.parent_id)


UNIT_ATTRIBUTES = Projection(
    name="unit_attributes",
    row=UnitAttributeRow,
    key=("unit_id", "attribute", "valid_from"),
    on={UnitListed: listed, UnitRenamed: renamed, UnitKindChanged: kind_changed, UnitMoved: moved},
    # The public register calls units by their names; nothing here tells what any of them did. That is why this is not
    # `unit_standings`, which says more (kind, scope, end) to fewer: only to who sees the unit.
    of_unit=None,
)


def on_day(alias: str, unit: str, attribute: str, day: str) -> str:
    """SQL: a lateral join to an attribute as it was on a day; before the first known day, as it was first."""
    return (
        f"LEFT JOIN LATERAL (SELECT a.value, a.words, a.place FROM recognition.unit_attributes a WHERE a.unit_id = {unit} "
        f"AND a.attribute = '{attribute}' ORDER BY a.valid_from <= {day} DESC, "
        f"CASE WHEN a.valid_from <= {day} THEN a.valid_from END DESC, a.valid_from LIMIT 1) {alias} ON true "
    )


_ABOVE = f"""
    WITH RECURSIVE above AS (
        SELECT asked.unit_id AS asked, asked.unit_id, 0 AS steps
          FROM unnest($1::text[]) AS asked (unit_id)
        UNION ALL
        SELECT above.asked, p.value, above.steps + 1 FROM above {on_day("p", "above.unit_id", "parent", "$2")}
         WHERE p.value IS NOT NULL AND above.steps < 6
    )
    SELECT above.asked, above.unit_id, coalesce(t.value, '') AS title, coalesce(n.value, above.unit_id) AS unit_name
      FROM above {on_day("t", "above.unit_id", "title", "$2")} {on_day("n", "above.unit_id", "name", "$2")}
     ORDER BY above.asked, above.steps"""


async def chains_on(connection: Any, unit_ids: list[str], day: date) -> dict[str, list[tuple[str, str, str]]]:
    """(id, word for its kind, name) of each unit and of all it stood under that day, itself first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in await connection.fetch(_ABOVE, unit_ids, day):
        found.setdefault(row["asked"], []).append((row["unit_id"], row["title"], row["unit_name"]))
    return found

"""What was a unit on a day: of which kind, called what, under whom, bound to register or not, and did it stand at all?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed, UnitMoved, UnitRenamed, UnitScopeChanged

Aspect = Literal["kind", "title", "name", "parent", "scope", "ended"]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """From the day `since` on this aspect of the unit is `value`, until the next row says otherwise."""

    unit_id: str
    aspect: str
    since: date
    value: str | None = None
    position: int = 0
    """Of the fact that says so."""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    said: dict[Aspect, str | None] = {
        "kind": fact.unit_kind,
        "title": fact.title,
        "name": fact.unit_name,
        "parent": fact.parent_id,
        "scope": fact.out_of_scope_reason,
    }
    for aspect, value in said.items():
        yield Put(StandingRow(fact.unit_id, aspect, fact.valid_from, value, seen.position))


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(StandingRow(fact.unit_id, "name", fact.valid_from, fact.unit_name, seen.position))


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(StandingRow(fact.unit_id, "kind", fact.valid_from, fact.unit_kind, seen.position))
    yield Put(StandingRow(fact.unit_id, "title", fact.valid_from, fact.title, seen.position))


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(StandingRow(fact.unit_id, "parent", fact.valid_from, fact.parent_id, seen.position))


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(StandingRow(fact.unit_id, "scope", fact.valid_from, fact.out_of_scope_reason, seen.position))


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(StandingRow(fact.unit_id, "ended", fact.ended_on, fact.reason, seen.position))


# Its rows are of a unit, and only who sees the unit sees them: what stands below it, whether it had to register and since when it
# does not stand are the business of who works with it. `unit_attributes` tells everybody the names alone, for papers and for the
# public register: one table cannot be both, because the database filters by rows.
UNIT_STANDINGS = Projection(
    name="unit_standings",
    row=StandingRow,
    key=("unit_id", "aspect", "since"),
    to_delegates=True,
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        UnitScopeChanged: scope_changed,
        UnitEnded: ended,
    },
    indexes=(("aspect", "value"),),
)


@dataclass(frozen=True, slots=True)
class UnitThen:
    """A unit as it was on the day asked for."""

    unit_id: str
    unit_kind: str
    title: str
    unit_name: str
    parent_id: str | None
    out_of_scope_reason: str | None

    @property
    def called(self) -> str:
        return f"{self.title} {self.unit_name}"


_THEN = """
WITH held AS (
    SELECT DISTINCT ON (unit_id, aspect) unit_id, aspect, value FROM recognition.unit_standings
    WHERE unit_id = ANY($1) AND since <= $2 ORDER BY unit_id, aspect, since DESC
)
SELECT unit_id, max(value) FILTER (WHERE aspect = 'kind') AS unit_kind, max(value) FILTER (WHERE aspect = 'title') AS title,
    max(value) FILTER (WHERE aspect = 'name') AS unit_name, max(value) FILTER (WHERE aspect = 'parent') AS parent_id,
    max(value) FILTER (WHERE aspect = 'scope') AS out_of_scope_reason
FROM held GROUP BY unit_id HAVING count(*) FILTER (WHERE aspect = 'ended') = 0 AND count(*) FILTER (WHERE aspect = 'kind') > 0
"""


async def units_then(connection: Any, unit_ids: list[str], day: date) -> dict[str, UnitThen]:
    """By id, those of these units that stood on the day, as they were then."""
    return {row["unit_id"]: UnitThen(**row) for row in await connection.fetch(_THEN, unit_ids, day)}


async def units_under(connection: Any, parent_ids: list[str], day: date) -> dict[str, list[UnitThen]]:
    """By unit, those that stood right below it on a day, by id; nothing of one that had none below."""
    asked = "SELECT DISTINCT unit_id FROM recognition.unit_standings WHERE aspect = 'parent' AND value = ANY($1)"
    ever = [row["unit_id"] for row in await connection.fetch(asked, parent_ids)]
    then, above = await units_then(connection, ever, day), set(parent_ids)
    found: dict[str, list[UnitThen]] = {}
    for unit_id in sorted(then):
        unit = then[unit_id]
        if unit.parent_id is not None and unit.parent_id in above:
            found.setdefault(unit.parent_id, []).append(unit)
    return found


async def called_on(connection: Any, unit_id: str, day: date) -> str | None:
    """What a unit was called on a day, also one that had ended by then; None where nobody knew it yet."""
    row = await connection.fetchrow(
        "SELECT (SELECT value FROM recognition.unit_standings WHERE unit_id = $1 AND aspect = 'title' AND since <= $2 "
        "ORDER BY since DESC LIMIT 1) AS title, (SELECT value FROM recognition.unit_standings WHERE unit_id = $1 "
        "AND aspect = 'name' AND since <= $2 ORDER BY since DESC LIMIT 1) AS unit_name",
        unit_id, day,
    )  # fmt: skip
    return f"{row['title']} {row['unit_name']}" if row["title"] else None


async def in_sight(connection: Any, unit_ids: Iterable[str]) -> set[str]:
    """Those of the units whose rows may be seen."""
    rows = await connection.fetch(
        "SELECT DISTINCT unit_id FROM recognition.unit_standings WHERE unit_id = ANY($1)", list(unit_ids)
    )
    return {row["unit_id"] for row in rows}

"""How many people of each kind of core force does each unit have, as of which day, and how many are there below a unit?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.mobilisation import ForceCounted
from services.mobilisation.projections.units import BRANCHES


@dataclass(frozen=True, slots=True)
class ForceRow:
    """What was said for a day; the newest word about a day counts."""

    unit_id: str
    force_kind: str
    as_of: date
    head_count: int = 0
    teams: int | None = None
    lowered: bool = False


def counted(fact: ForceCounted, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ForceRow(fact.unit_id, fact.force_kind, fact.as_of, fact.head_count, fact.teams, fact.lowered))


FORCES = Projection(name="forces", row=ForceRow, key=("unit_id", "force_kind", "as_of"), on={ForceCounted: counted})


@dataclass(frozen=True, slots=True)
class BranchForce:
    """One kind in a branch on a day; `branch` is None for everything together."""

    branch: str | None
    force_kind: str
    head_count: int
    teams: int | None
    units: int
    """How many units counted that kind."""
    oldest: date
    """The oldest of the counts that are added up."""


@dataclass(frozen=True, slots=True)
class BranchCounting:
    """How many communes of a branch there are on a day, and how many of them counted any kind that stands on it."""

    branch: str | None
    communes: int
    counting: int


_ON = f"""
{BRANCHES}, standing AS (
    SELECT b.unit_id, b.branch, u.unit_kind FROM branches b JOIN mobilisation.units u USING (unit_id)
    WHERE u.listed_from <= $2 AND (u.ended_on IS NULL OR u.ended_on > $2)
), newest AS (
    SELECT DISTINCT ON (f.unit_id, f.force_kind) s.branch, f.*
    FROM standing s JOIN mobilisation.forces f USING (unit_id)
    WHERE f.as_of <= $2 AND f.force_kind = ANY($3) ORDER BY f.unit_id, f.force_kind, f.as_of DESC
)
"""
"""`newest` holds the count of each unit and kind that holds on day $2, of the kinds $3 that stand on it."""


async def forces_of_branches(connection: Any, unit_id: str, on: date, kinds: Sequence[str]) -> list[BranchForce]:
    """The kinds that stand on a day, in each branch below a unit and in all together."""
    rows = await connection.fetch(
        f"{_ON} SELECT branch, force_kind, sum(head_count)::bigint AS head_count, sum(teams)::bigint AS teams, "
        "count(*) AS units, min(as_of) AS oldest FROM newest GROUP BY GROUPING SETS ((branch, force_kind), (force_kind)) "
        "ORDER BY force_kind, branch",
        unit_id, on, list(kinds),
    )  # fmt: skip
    return [BranchForce(**row) for row in rows]


async def communes_counting(connection: Any, unit_id: str, on: date, kinds: Sequence[str]) -> list[BranchCounting]:
    """Who has counted and who has not, in each branch below a unit and in all together."""
    rows = await connection.fetch(
        f"{_ON} SELECT branch, count(*) AS communes, "
        "count(*) FILTER (WHERE EXISTS (SELECT FROM newest n WHERE n.unit_id = s.unit_id)) AS counting "
        "FROM standing s WHERE unit_kind = 'commune' GROUP BY GROUPING SETS ((branch), ())",
        unit_id, on, list(kinds),
    )  # fmt: skip
    return [BranchCounting(**row) for row in rows]


async def counts_of_unit(connection: Any, unit_id: str) -> list[ForceRow]:
    """Everything a unit ever counted, newest first."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.forces WHERE unit_id = $1 ORDER BY as_of DESC, force_kind", unit_id
    )
    return [ForceRow(**row) for row in rows]

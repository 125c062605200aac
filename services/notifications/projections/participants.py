"""Which units are asked to take part: of what kind are they, in scope, and do they still stand?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed, UnitScopeChanged

registering_kinds = ("residential_area", "commune", "agency", "enterprise", "school")


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    unit_id: str
    unit_kind: str = ""
    in_scope: bool = True
    ended_on: date | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"unit_kind": fact.unit_kind, "in_scope": fact.out_of_scope_reason is None}
    yield Patch((fact.unit_id,), columns)


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind})


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"in_scope": fact.out_of_scope_reason is None})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


PARTICIPANTS = Projection(
    name="participants",
    row=ParticipantRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitKindChanged: kind_changed, UnitScopeChanged: scope_changed, UnitEnded: ended},
)


async def units_not_registered(pool: Any, year: int, on: date, limit: int) -> list[str]:
    """The units asked to take part and standing on a day that have not registered for the year."""
    rows = await pool.fetch(
        "SELECT unit_id FROM notifications.participants AS p WHERE in_scope AND unit_kind = ANY($4) "
        "AND (ended_on IS NULL OR ended_on > $2) "
        "AND NOT EXISTS (SELECT FROM notifications.undertakings AS u "
        "WHERE u.unit_id = p.unit_id AND u.year = $1 AND u.registered) ORDER BY unit_id LIMIT $3",
        year, on, limit, list(registering_kinds),
    )  # fmt: skip
    return [row["unit_id"] for row in rows]

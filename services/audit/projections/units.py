"""Which units are there, and what are they called: the facts about those in sight are what one may see of the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitKindChanged, UnitListed, UnitRenamed


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    title: str = ""
    unit_name: str = ""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(UnitRow(fact.unit_id, fact.title, fact.unit_name))


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"title": fact.title})


UNITS = Projection(
    name="units",
    row=UnitRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitRenamed: renamed, UnitKindChanged: kind_changed},
    of_unit="unit_id",
)


async def names(connection: Any, within: list[str] | None) -> dict[str, str]:
    """What each unit is called that the rows let through and that is one of `within` (None: any)."""
    rows = await connection.fetch(
        "SELECT unit_id, title || ' ' || unit_name AS called FROM audit.units WHERE $1::text[] IS NULL OR unit_id = ANY($1)",
        within,
    )
    return {row["unit_id"]: row["called"] for row in rows}

"""Which unit stands under which, today: what authority over a unit and all below it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitListed, UnitMoved, UnitRenamed


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit and the one it stands under; None for a top."""

    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    title: str = ""
    unit_name: str = ""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PlaceRow(fact.unit_id, fact.parent_id, fact.unit_kind, fact.title, fact.unit_name))


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


PLACES = Projection(
    name="places",
    row=PlaceRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitRenamed: renamed, UnitMoved: moved},
    # every wall is measured with it, so it stands before the walls; it tells names and places, no state of anything
    of_unit=None,
    indexes=(("parent_id",),),
)


async def places(connection: Any) -> list[PlaceRow]:
    """The whole tree, in no order."""
    rows = await connection.fetch(f"SELECT {', '.join(PLACES.columns)} FROM portal.places")
    return [PlaceRow(*row) for row in rows]

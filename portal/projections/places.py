"""Which unit stands under which, today: what authority over a unit and all below it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed, UnitMoved, UnitRenamed, UnitSucceeded


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit and the one it stands under; None for a top."""

    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    title: str = ""
    unit_name: str = ""
    ended_on: date | None = None
    gone_into: tuple[str, ...] = ()
    """The units that took the place of one that ended: who may see them may see what it left behind."""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PlaceRow(fact.unit_id, fact.parent_id, fact.unit_kind, fact.title, fact.unit_name))


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind, "title": fact.title})


def succeeded(fact: UnitSucceeded, seen: Seen[Any]) -> Iterable[Change]:
    if fact.ended:
        yield Patch((fact.unit_id,), {"gone_into": tuple(successor.unit_id for successor in fact.successors)})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


PLACES = Projection(
    name="places",
    row=PlaceRow,
    key=("unit_id",),
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        UnitSucceeded: succeeded,
        UnitEnded: ended,
    },
    # every wall is measured with it, so it stands before the walls; it tells names and places, no state of anything
    of_unit=None,
    indexes=(("parent_id",),),
)


async def places(connection: Any, view: str = PLACES.name) -> list[PlaceRow]:
    """The whole tree, in no order."""
    rows = await connection.fetch(f"SELECT {', '.join(PLACES.columns)} FROM portal.{view}")
    return [PlaceRow(**{**row, "gone_into": tuple(row["gone_into"])}) for row in rows]

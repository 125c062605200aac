"""What was a unit before each of its changes: under whom, called what, of what kind, asked to register or not, until which day?

The present stands in `units`; a day that is past is the present with the later changes taken back (screens/placement.py). So a
year nothing changed after costs nothing, and a fold needs no more than the previous value that every such fact tells.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitKindChanged, UnitMoved, UnitRenamed, UnitScopeChanged
from reference.vietnamese import alphabetical_place, searched


@dataclass(frozen=True, slots=True)
class UnitBeforeRow:
    unit_id: str
    position: int
    """Of the fact that ended this: of several changes from one day the first tells what was before."""
    aspect: str = ""
    """parent, name, kind or scope."""
    until: date = date.max
    """The first day on which it was so no more."""
    value: str | None = None
    title: str | None = None
    """Of a kind: its Vietnamese word."""
    words: str | None = None
    place: str | None = None
    """Of a name or a title, as in `directory`."""


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    said = fact.previous_name
    yield Put(
        UnitBeforeRow(
            fact.unit_id, seen.position, "name", fact.valid_from, said, None, searched(said), alphabetical_place(said)
        )
    )


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    said = fact.previous_title
    yield Put(
        UnitBeforeRow(
            fact.unit_id, seen.position, "kind", fact.valid_from, fact.previous_kind, said, searched(said),
            alphabetical_place(said),
        )
    )  # fmt: skip


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(UnitBeforeRow(fact.unit_id, seen.position, "parent", fact.valid_from, fact.previous_parent_id))


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(UnitBeforeRow(fact.unit_id, seen.position, "scope", fact.valid_from, fact.previous_reason))


UNITS_BEFORE = Projection(
    name="units_before",
    row=UnitBeforeRow,
    key=("unit_id", "position"),
    on={UnitRenamed: renamed, UnitKindChanged: kind_changed, UnitMoved: moved, UnitScopeChanged: scope_changed},
    indexes=(("until",),),
)

"""What an account may see: the units under its authority on a day. One pure function, used by everything that shows anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.authority.tree import Tree


@dataclass(frozen=True, slots=True)
class Authority:
    """A role over a unit and all below it, from a day to a day inclusive. Without a unit: over the whole installation."""

    authority_id: int
    role: str
    unit_id: str | None
    valid_from: date
    valid_to: date | None = None
    on_behalf_of: UUID | None = None
    """The account a deputy acts for."""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or the named units."""

    everything: bool = False
    units: frozenset[str] = frozenset()

    def sees(self, unit_id: str | None) -> bool:
        """Whether what belongs to the unit is shown; what belongs to no unit is everybody's."""
        return self.everything or unit_id is None or unit_id in self.units

    @property
    def named(self) -> list[str] | None:
        """For a query: the units, or None for no limit. The empty list is a limit: nothing."""
        return None if self.everything else sorted(self.units)


NOTHING = Scope()


def scope(authorities: Iterable[Authority], tree: Tree, day: date) -> Scope:
    """The union of what each authority that holds on the day reaches; the top of the tree reaches everything."""
    held = [authority for authority in authorities if authority.holds_on(day)]
    roots = {authority.unit_id for authority in held if authority.unit_id is not None}
    if any(authority.unit_id is None for authority in held) or (tree.tops and tree.tops <= roots):
        return Scope(everything=True)
    return Scope(units=tree.below(roots))

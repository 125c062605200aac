"""What an account may see: the units under its authority on a day, and the dossiers it decides for others. One pure function."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.authority.tree import Tree


@dataclass(frozen=True, slots=True)
class Given:
    """The decision about units of some kinds right below another one, delegated to an office."""

    from_unit: str
    unit_kinds: tuple[str, ...]


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
    decides_for: tuple[Given, ...] = ()
    """What its office decides by delegation on the day it was asked for."""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or the named units; and beside them units of which only the dossiers are shown."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    delegated: frozenset[str] = frozenset()
    """Units whose dossiers an office of the account's decides in the place of the one right above them."""

    def sees(self, unit_id: str | None) -> bool:
        """Whether what belongs to the unit is shown; what belongs to no unit is everybody's."""
        return self.everything or unit_id is None or unit_id in self.units

    def sees_dossier(self, unit_id: str) -> bool:
        """Whether the unit's dossiers are shown: of one's own units, and of those one decides about by delegation."""
        return self.sees(unit_id) or unit_id in self.delegated

    @property
    def of_dossiers(self) -> list[str] | None:
        """For a query about dossiers, as `named`."""
        return None if self.everything else sorted(self.units | self.delegated)

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
    given = [each for authority in held for each in authority.decides_for]
    delegated = frozenset(
        unit for each in given for unit in tree.children(each.from_unit)
        if tree.parent(unit) == each.from_unit and tree.places[unit].unit_kind in each.unit_kinds
    )  # fmt: skip
    return Scope(units=tree.below(roots), delegated=delegated)

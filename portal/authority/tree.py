"""The tree of units as authority needs it: what stands below a unit, and what a unit stands under. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.projections.places import PlaceRow


@dataclass(frozen=True)
class Tree:
    """Places by unit. A unit whose parent is unknown stands under nobody; one moved under itself is walked once."""

    places: Mapping[str, PlaceRow] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[PlaceRow]) -> "Tree":
        return cls({row.unit_id: row for row in rows})

    @cached_property
    def tops(self) -> frozenset[str]:
        """Standing units that stand under nobody: the province, where there is one province."""
        return frozenset(
            unit for unit, place in self.places.items() if place.parent_id is None and place.ended_on is None
        )

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for unit, place in self.places.items():
            above = place.gone_into if place.parent_id is None else (place.parent_id, *place.gone_into)
            for unit_above in above:
                found.setdefault(unit_above, []).append(unit)
        return found

    def children(self, unit_id: str) -> list[str]:
        """Units right below, and those whose place this one took."""
        return list(self._children.get(unit_id, ()))

    def parent(self, unit_id: str) -> str | None:
        place = self.places.get(unit_id)
        return None if place is None else place.parent_id

    def steps_up(self, unit_id: str, above: str) -> int | None:
        """How many steps a unit stands below another, 0 for itself; None where it does not stand below it."""
        here: str | None = unit_id
        passed: list[str] = []
        while here is not None and here not in passed:
            if here == above:
                return len(passed)
            passed.append(here)
            here = self.parent(here)
        return None

    def below(self, roots: Iterable[str]) -> frozenset[str]:
        """The roots and everything below them, known to the tree or not, and whose place any of those took."""
        found, coming = set[str](), list(roots)
        while coming:
            unit = coming.pop()
            if unit not in found:
                found.add(unit)
                coming.extend(self._children.get(unit, ()))
        return frozenset(found)

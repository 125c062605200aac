"""Who acts: on a dossier the unit that compiles it, the office right above that judges it, the chair there; else the unit's
own office, or, where a model is placed anew, the one above. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from portal.authority.scope import Authority
from portal.authority.tree import Tree
from services.dashboards.projections.delegations import DelegationRow
from services.dashboards.screens.work import Held, office_of, offices_of

TurnOf = tuple[Held, str]
"""With whom something lies, and whose it is."""
HELD_BELOW: tuple[Held, ...] = ("unit", "office")
"""What the nearest office does for a unit that has no officers."""


def acting(turn: Held, unit_id: str, tree: Tree, delegations: Sequence[DelegationRow] = ()) -> str | None:
    """The one office that acts for a unit while something lies so; None where there is none, or it is over.

    For a unit without officers the nearest office enters; who judges stands above the unit, and so does the chair unless
    that one let another decide about units of this kind.
    """
    if turn == "nobody":
        return None
    if turn in ("unit", "office"):
        return office_of(tree, unit_id)
    above = office_of(tree, tree.parent(unit_id))
    return _delegate(above, unit_id, tree, delegations) if turn == "chair" and above else above


def turns_of(authorities: Collection[Authority], tree: Tree, delegations: Sequence[DelegationRow]) -> set[TurnOf]:
    """Everything that is somebody's to act on, while it lies so: what `acting` says, asked from the other end. Who enters
    for a unit that is no office enters what lies with the unit itself."""
    found: set[TurnOf] = set()
    for entering in offices_of(authorities, tree, ENTERING):
        found.add(("unit", entering))
        if _stands(tree, entering):
            below = set(right_below(tree, entering))
            served = [entering, *(unit for unit in below if not _stands(tree, unit))]
            found.update((held, unit) for unit in served for held in HELD_BELOW)
            found.update(("above", unit) for unit in below)
    for office in offices_of(authorities, tree, OFFICERS):
        found.update(("body", unit) for unit in right_below(tree, office))
    for office in offices_of(authorities, tree, CHAIRS):
        givers = {office, *(given.from_unit for given in delegations if given.to_unit == office)}
        judged = (unit for giver in givers for unit in right_below(tree, giver))
        found.update(("chair", unit) for unit in judged if acting("chair", unit, tree, delegations) == office)
    return found


def acts_for(authorities: Collection[Authority]) -> set[str]:
    """Accounts whose deputy somebody is for an office they do not hold themselves: in their name they act there."""
    own = {(each.role, each.unit_id) for each in authorities if each.on_behalf_of is None}
    return {
        str(each.on_behalf_of) for each in authorities if each.on_behalf_of and (each.role, each.unit_id) not in own
    }


def right_below(tree: Tree, office: str) -> Iterator[str]:
    """Units whose nearest standing office above is this one."""
    coming, passed = _children(tree, office) if _stands(tree, office) else [], {office}
    while coming:
        unit = coming.pop()
        if unit not in passed:
            passed.add(unit)
            yield unit
            if not _stands(tree, unit):
                coming += _children(tree, unit)


def _children(tree: Tree, unit_id: str) -> list[str]:
    return [child for child in tree.children(unit_id) if tree.parent(child) == unit_id]


def _stands(tree: Tree, unit_id: str) -> bool:
    return office_of(tree, unit_id) == unit_id


def _delegate(chair: str, unit_id: str, tree: Tree, delegations: Iterable[DelegationRow]) -> str:
    """Whom the chair right above let decide about units of this kind; without one, the chair itself."""
    kind = tree.places[unit_id].unit_kind if unit_id in tree.places else ""
    for given in delegations:
        taker = given.to_unit
        fits = given.from_unit == chair == tree.parent(unit_id) and kind in given.unit_kinds and taker != unit_id
        if fits and _stands(tree, taker):
            return taker
    return chair

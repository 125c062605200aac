"""How much who took a sheet saw, as its question says it; and the same again for who checks it, as far as that is in sight."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from portal.access import Viewer
from portal.authority.scope import Scope
from portal.authority.tree import Tree
from portal.problems import Rejected

DELEGATED = "delegated"
"""Beside units: also the dossiers that an office decides by delegation, which nobody else can look at in its place."""


def within_of(viewer: Viewer, today: date) -> str:
    """The units at the top of what is in sight, by their ids; "" for everything."""
    if viewer.scope.everything:
        return ""
    return ",".join([*sorted(_roots(viewer, today)), *([DELEGATED] if viewer.scope.delegated else [])])


def narrowed(viewer: Viewer, tree: Tree, within: str, today: date) -> Viewer:
    """Who sees no more than somebody saw who had these units. Raises Rejected (403) where that is more than the viewer sees."""
    asked = set(within.split(","))
    if within == within_of(viewer, today):
        return viewer
    units = tree.below(asked)
    if DELEGATED in asked or not _sees_all(viewer, units):
        raise Rejected(
            403, "printout.out_of_sight", vi="Bản in này do người thấy nhiều hơn bạn lập",
            en="This sheet was made by somebody who sees more than you",
        )  # fmt: skip
    return replace(viewer, scope=Scope(units=units))


def _roots(viewer: Viewer, today: date) -> set[str]:
    held = {one.unit_id for one in viewer.authorities if one.holds_on(today) and one.unit_id is not None}
    return {
        unit for unit in held
        if not any(other != unit and viewer.tree.steps_up(unit, other) is not None for other in held)
    }  # fmt: skip


def _sees_all(viewer: Viewer, units: Iterable[str]) -> bool:
    return all(viewer.scope.sees(unit) for unit in units)

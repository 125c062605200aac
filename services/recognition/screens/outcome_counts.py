"""What a recognition rests on of other units' outcomes, counted by the log as it stands when the chair decides."""

from collections.abc import Collection
from typing import Any

from contracts.recognition import OutcomeCount, Outcomes
from portal.access import Caller, opened
from portal.authority.tree import Tree
from services.recognition.deciding import RESTS_ON_OTHERS, DecideDossier
from services.recognition.projections import dossiers, rules
from services.recognition.screens.dossier_lists import recognised_among, undecided_among

undecided_max = 1_000

KINDS_COUNTED = {
    "areas_recognised": ("residential_area",),
    "units_recognised": ("residential_area", "agency", "enterprise", "school"),
}


async def counted_again(command: DecideDossier, caller: Caller) -> DecideDossier:
    """The command with its counts, whatever it came with: nobody is taken at their word. Raises Unreachable."""
    service = opened(caller.request)
    if command.outcome != "recognised":
        return command.model_copy(update={"counted": None})
    position = await service.log.head()
    await service.must_have_read(position, dossiers.DOSSIERS.name)
    found = await outcomes(service.pool, command.dossier_id, caller.viewer.tree, position)
    return command.model_copy(update={"counted": found})


async def outcomes(pool: Any, dossier_id: str, tree: Tree, up_to: int | None) -> Outcomes | None:
    """How what a dossier's recognition rests on stands now; None where its rules let it rest on nothing."""
    dossier = await dossiers.dossier(pool, dossier_id)
    asked = None if dossier is None else await rules.kind_rules(pool, dossier["rule_set"], dossier["unit_kind"])
    if dossier is None or asked is None:
        return None
    unit_id, year = dossier["unit_id"], dossier["year"]
    shares = [c for c in asked.criteria if c.evidence in RESTS_ON_OTHERS and c.at_least is not None]
    if not (shares or asked.decided_after):
        return None
    counts = []
    for criterion in shares:
        counted = standing_below(tree, unit_id, KINDS_COUNTED[criterion.evidence])
        # an area counts though it never registered; whoever need not register counts once it has
        areas = standing_below(tree, unit_id, ("residential_area",))
        recognised, registered = await recognised_among(pool, year, counted, set(counted) - set(areas))
        counts.append(OutcomeCount(criterion=criterion.code, recognised=recognised, in_all=len(areas) + registered))
    before = standing_below(tree, unit_id, asked.decided_after)
    undecided = await undecided_among(pool, year, before, undecided_max)
    return Outcomes(counts=tuple(counts), undecided=len(undecided), up_to=up_to)


async def come_first(pool: Any, dossier_id: str, tree: Tree) -> list[dict[str, Any]]:
    """The dossiers that are to be decided before this one can be recognised, and where each lies."""
    dossier = await dossiers.dossier(pool, dossier_id)
    asked = None if dossier is None else await rules.kind_rules(pool, dossier["rule_set"], dossier["unit_kind"])
    if dossier is None or asked is None:
        return []
    before = standing_below(tree, dossier["unit_id"], asked.decided_after)
    return await undecided_among(pool, dossier["year"], before, undecided_max)


def standing_below(tree: Tree, unit_id: str, kinds: Collection[str]) -> list[str]:
    """The standing units of these kinds right below a unit."""
    right_below = (unit for unit in tree.children(unit_id) if tree.parent(unit) == unit_id)
    return [unit for unit in right_below if tree.places[unit].unit_kind in kinds and not tree.places[unit].ended_on]

"""What a recognition rests on of other units' outcomes, counted by the log as it stands when the chair decides."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from contracts.recognition import Criterion, KindRules, OutcomeCount, Outcomes
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


@dataclass(frozen=True, slots=True)
class Resting:
    """A dossier whose recognition rests on other outcomes."""

    unit_id: str
    year: int
    rules: KindRules

    @property
    def shares(self) -> list[Criterion]:
        """The criteria that count the outcomes of others."""
        return [c for c in self.rules.criteria if c.evidence in RESTS_ON_OTHERS and c.at_least is not None]


async def counted_again(command: DecideDossier, caller: Caller) -> DecideDossier:
    """The command with its counts, whatever it came with: nobody is taken at their word. Raises Unreachable."""
    service = opened(caller.request)
    resting = await _resting(service.pool, command.dossier_id) if command.outcome == "recognised" else None
    if resting is None:
        return command.model_copy(update={"counted": None})
    # only what rests on others waits for the view to have read all there is
    position = await service.log.head()
    await service.must_have_read(position, dossiers.DOSSIERS.name)
    found = await _outcomes(service.pool, resting, caller.viewer.tree, position)
    return command.model_copy(update={"counted": found})


async def outcomes(pool: Any, dossier_id: str, tree: Tree) -> Outcomes | None:
    """How what a dossier's recognition rests on stands in the view; None where its rules let it rest on nothing."""
    resting = await _resting(pool, dossier_id)
    return None if resting is None else await _outcomes(pool, resting, tree, None)


async def come_first(pool: Any, dossier_id: str, tree: Tree) -> list[dict[str, Any]]:
    """The dossiers that are to be decided before this one can be recognised, and where each lies."""
    resting = await _resting(pool, dossier_id)
    if resting is None:
        return []
    before = standing_below(tree, resting.unit_id, resting.rules.decided_after)
    return await undecided_among(pool, resting.year, before, undecided_max)


async def _resting(pool: Any, dossier_id: str) -> Resting | None:
    """A dossier whose rules let it rest on other outcomes; None for every other."""
    dossier = await dossiers.dossier(pool, dossier_id)
    asked = None if dossier is None else await rules.kind_rules(pool, dossier["rule_set"], dossier["unit_kind"])
    if dossier is None or asked is None:
        return None
    resting = Resting(dossier["unit_id"], dossier["year"], asked)
    return resting if resting.shares or asked.decided_after else None


async def _outcomes(pool: Any, resting: Resting, tree: Tree, up_to: int | None) -> Outcomes:
    unit_id, year = resting.unit_id, resting.year
    # an area counts though it never registered; whoever need not register counts once it has
    areas = standing_below(tree, unit_id, ("residential_area",))
    counts = []
    for criterion in resting.shares:
        counted = standing_below(tree, unit_id, KINDS_COUNTED[criterion.evidence])
        recognised, registered = await recognised_among(pool, year, counted, set(counted) - set(areas))
        counts.append(OutcomeCount(criterion=criterion.code, recognised=recognised, in_all=len(areas) + registered))
    before = standing_below(tree, unit_id, resting.rules.decided_after)
    undecided = await undecided_among(pool, year, before, undecided_max)
    return Outcomes(counts=tuple(counts), undecided=len(undecided), up_to=up_to)


def standing_below(tree: Tree, unit_id: str, kinds: Collection[str]) -> list[str]:
    """The standing units of these kinds right below a unit."""
    right_below = (unit for unit in tree.children(unit_id) if tree.parent(unit) == unit_id)
    return [unit for unit in right_below if tree.places[unit].unit_kind in kinds and not tree.places[unit].ended_on]

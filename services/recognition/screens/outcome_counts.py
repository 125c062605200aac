"""What a recognition rests on of other units' outcomes, counted by the log as it stands when the chair decides."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.recognition import Criterion, KindRules, OutcomeCount, Outcomes
from portal.access import Caller, opened
from services.recognition.deciding import RESTS_ON_OTHERS, DecideDossier
from services.recognition.projections import dossiers, rules
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.projections.evidence import EVIDENCE
from services.recognition.projections.unit_standings import UNIT_STANDINGS
from services.recognition.screens.answered import Gathered, answer_to
from services.recognition.screens.dossier_lists import undecided_among
from services.recognition.screens.evidence import gathered

undecided_max = 1_000

READ = (DOSSIERS.name, EVIDENCE.name, UNIT_STANDINGS.name)
"""The views a count asks: they have read all there is before a chair decides."""


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
    for view in READ:
        await service.must_have_read(position, view)
    found = await _outcomes(service.pool, resting, service.clock.today(), position)
    return command.model_copy(update={"counted": found})


async def outcomes(pool: Any, dossier_id: str, today: date) -> Outcomes | None:
    """How what a dossier's recognition rests on stands in the view; None where its rules let it rest on nothing."""
    resting = await _resting(pool, dossier_id)
    return None if resting is None else await _outcomes(pool, resting, today, None)


async def come_first(pool: Any, dossier_id: str, today: date) -> list[dict[str, Any]]:
    """The dossiers that are to be decided before this one can be recognised, and where each lies."""
    resting = await _resting(pool, dossier_id)
    if resting is None:
        return []
    known = await gathered(pool, resting.unit_id, resting.rules.unit_kind, resting.year, today)
    return await undecided_among(pool, resting.year, _before(resting, known), undecided_max)


async def _resting(pool: Any, dossier_id: str) -> Resting | None:
    """A dossier whose rules let it rest on other outcomes; None for every other."""
    dossier = await dossiers.dossier(pool, dossier_id)
    asked = None if dossier is None else await rules.kind_rules(pool, dossier["rule_set"], dossier["unit_kind"])
    if dossier is None or asked is None:
        return None
    resting = Resting(dossier["unit_id"], dossier["year"], asked)
    return resting if resting.shares or asked.decided_after else None


async def _outcomes(pool: Any, resting: Resting, day: date, up_to: int | None) -> Outcomes:
    """Counted as the evidence of the same criteria is: `answered` says of whom, and who is recognised."""
    known = await gathered(pool, resting.unit_id, resting.rules.unit_kind, resting.year, day)
    counts = []
    for criterion in resting.shares:
        said = answer_to(criterion, resting.year, known)
        assert said is not None
        recognised, in_all = said.numerator or 0, said.denominator or 0
        counts.append(OutcomeCount(criterion=criterion.code, recognised=recognised, in_all=in_all))
    undecided = await undecided_among(pool, resting.year, _before(resting, known), undecided_max)
    return Outcomes(counts=tuple(counts), undecided=len(undecided), up_to=up_to)


def _before(resting: Resting, known: Gathered) -> list[str]:
    """The units that are decided before this one: of those that are counted."""
    return [unit.unit_id for unit in known.below if unit.unit_kind in resting.rules.decided_after]

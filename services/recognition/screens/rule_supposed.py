"""A year's dossiers under supposed rules, units below before those that count them. Pure."""

from collections.abc import Callable, Mapping, Sequence

from contracts.recognition import Criterion, KindRules, RuleSetContent
from services.recognition.authority import LEVELS
from services.recognition.deciding import RESTS_ON_OTHERS
from services.recognition.screens.answered import Gathered, answer_to
from services.recognition.screens.rule_appraised import Appraised
from services.recognition.screens.rule_rehearsal import Asked, Reason, Rehearsed, rehearse

Then = Mapping[tuple[str, str], KindRules | None]
"""The rules a dossier was appraised by, by (rule set, kind of unit), as they are in force now."""
Bounds = dict[str, tuple[str, str]]
"""By unit, its supposed outcome at worst and at best; a unit that is not named keeps the outcome it has."""
steps_told = 100


def suppose(
    content: RuleSetContent, year: int, dossiers: Sequence[Appraised], then: Then, known: Mapping[str, Gathered],
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, Rehearsed]:  # fmt: skip
    """By dossier, how it would fare. `known` is what is gathered of each unit; `progress` is told how many are done."""
    rules: dict[str, KindRules] = {of_kind.unit_kind: of_kind for of_kind in content.kinds}
    found: dict[str, Rehearsed] = {}
    bounds: Bounds = {}
    for number, dossier in enumerate(sorted(dossiers, key=lambda one: _turn(one.unit_kind)), start=1):
        asked = rules.get(dossier.unit_kind)
        gathered = known[dossier.unit_id]
        if asked is None:
            found[dossier.dossier_id] = Rehearsed(dossier.met, "cannot_be_said", (Reason("", "not_asked"),))
        else:
            before = then[dossier.rule_set, dossier.unit_kind]
            facts = _facts(asked.criteria, year, gathered, bounds)
            found[dossier.dossier_id] = rehearse(
                asked, dossier.met, dossier.results, before.criteria if before else (), facts
            )
        _bound(bounds, dossier.unit_id, found[dossier.dossier_id], gathered)
        if number % steps_told == 0:
            progress(number)
    progress(len(dossiers))
    return found


def _turn(unit_kind: str) -> int:
    """Who counts outcomes comes after those that are counted: areas and workplaces, communes, what is above."""
    return LEVELS[::-1].index(unit_kind) + 1 if unit_kind in LEVELS else 0


def _facts(criteria: Sequence[Criterion], year: int, known: Gathered, bounds: Bounds) -> dict[str, Asked]:
    below = {unit.unit_id: bounds[unit.unit_id] for unit in known.below if unit.unit_id in bounds}
    at_worst = known.supposing({unit_id: low for unit_id, (low, _) in below.items()})
    at_best = known.supposing({unit_id: high for unit_id, (_, high) in below.items()})
    found: dict[str, Asked] = {}
    for criterion in criteria:
        actual = answer_to(criterion, year, known)
        if actual is None:
            continue
        if criterion.evidence in RESTS_ON_OTHERS:
            sure, possible = answer_to(criterion, year, at_worst), answer_to(criterion, year, at_best)
            assert sure is not None
            found[criterion.code] = Asked(sure, possible, actual)
        else:
            found[criterion.code] = Asked(actual)
    return found


def _bound(bounds: Bounds, unit_id: str, found: Rehearsed, known: Gathered) -> None:
    """What the unit above may count: a recognition that would not have been, one that would, or either.

    Who was appraised as met and was never decided, or lost it again, is not recognised by other rules either.
    """
    row = known.said(unit_id, "recognition")
    actual = row.said if row is not None else "undecided"
    may_gain, may_lose = not found.before, actual == "recognised"
    if found.verdict == "met" and may_gain:
        bounds[unit_id] = ("recognised", "recognised")
    elif found.verdict == "not_met" and may_lose:
        bounds[unit_id] = ("refused", "refused")
    elif found.verdict == "cannot_be_said" and (may_gain or may_lose):
        bounds[unit_id] = ("refused" if may_lose else actual, "recognised" if may_gain else actual)

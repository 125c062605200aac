"""June, and October to December: dossiers are submitted, returned, appraised, proposed and decided, some of them late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from contracts.recognition import CriterionResult, OutcomeCount, Outcomes, Shortfall
from deploy.demo.step import Step, day_between, draw, later, one_in
from deploy.demo.story import Story
from reference.rule_sets import KindRules
from reference.units import UnitEntry
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, ReturnDossier
from services.recognition.compiling import SubmitDossier
from services.recognition.deciding import DecideDossier

returned_one_in = 13
decided_late_one_in = 55
submission_days = 12
decision_days_before_deadline = 6
days_without_deadline = 20

REFUSAL_REASON = "Chưa đạt tiêu chí theo biên bản thẩm định"
FINDING = "Biên bản thẩm định số 07/BB-BCĐ"


@dataclass(frozen=True, slots=True)
class Days:
    """When each step of one dossier is taken; a return puts the later ones off."""

    submitted: date
    returned: date | None
    resubmitted: date | None
    accepted: date
    appraised: date
    proposed: date
    decided: date


def steps(story: Story) -> Iterator[Step]:
    for unit, _ in story.registers():
        rules = story.opened.rule_set.rules_for(unit.kind)
        if rules is not None and story.submits(unit):
            yield from _dossier(story, unit, rules)


def _days(story: Story, unit: UnitEntry, rules: KindRules) -> Days:
    calendar, seed = story.calendar, unit.unit_id
    window_ends = rules.window.last
    submitted = day_between("submits", seed, window_ends - timedelta(days=submission_days), window_ends, calendar)
    returned = later(submitted, 1, calendar) if one_in("returned", seed, returned_one_in) else None
    resubmitted = None if returned is None else later(returned, 1 + draw("corrects", seed, 2), calendar)
    accepted = later(resubmitted or submitted, 1, calendar)
    before = rules.decide.before or window_ends + timedelta(days=days_without_deadline)
    appraised = max(accepted, day_between("appraised", seed, window_ends - timedelta(days=5), window_ends, calendar))
    proposed = later(appraised, 1, calendar)
    if one_in("late", seed, decided_late_one_in):
        decided = day_between("decided-late", seed, before, before + timedelta(days=6), calendar)
    else:
        first = before - timedelta(days=decision_days_before_deadline)
        decided = day_between("decided", seed, first, before - timedelta(days=2), calendar)
    return Days(submitted, returned, resubmitted, accepted, appraised, proposed, max(proposed, decided))


def _dossier(story: Story, unit: UnitEntry, rules: KindRules) -> Iterator[Step]:
    days, identity = _days(story, unit, rules), f"{story.campaign.campaign_id}/{unit.unit_id}"
    papers = tuple(document.code for document in rules.documents)
    body = unit.parent_id or unit.unit_id
    level = story.by_id[body].kind

    def step(name: str, day: date, phase: int, office: str, role: str, command: Any) -> Step:
        return Step(day, phase, "recognition", office, role, f"dossier/{unit.unit_id}/{name}", command)

    first_papers = papers if days.returned is None else papers[:-1]
    yield step("submit", days.submitted, 1, unit.unit_id, "unit-head",
               SubmitDossier(occurred_on=days.submitted, dossier_id=identity, documents=first_papers))  # fmt: skip
    if days.returned is not None and days.resubmitted is not None:
        missing = (Shortfall(item=papers[-1], note="Thiếu văn bản này, đề nghị bổ sung"),)
        yield step("return", days.returned, 2, body, f"{level}-officer",
                   ReturnDossier(occurred_on=days.returned, dossier_id=identity, shortfalls=missing))  # fmt: skip
        yield step("resubmit", days.resubmitted, 3, unit.unit_id, "unit-head",
                   SubmitDossier(occurred_on=days.resubmitted, dossier_id=identity, documents=papers))  # fmt: skip
    yield step("accept", days.accepted, 4, body, f"{level}-officer",
               AcceptDossier(occurred_on=days.accepted, dossier_id=identity))  # fmt: skip
    yield step("appraise", days.appraised, 5, body, f"{level}-officer",
               AppraiseDossier(occurred_on=days.appraised, dossier_id=identity, results=_results(story, unit, rules)))  # fmt: skip
    outcome = "recognised" if story.recognised(unit) else "refused"
    number = f"{1 + draw('proposal', body, 90):02d}/TTr-CA"
    yield step("propose", days.proposed, 6, body, f"{level}-officer",
               ProposeOutcome(occurred_on=days.proposed, dossier_id=identity, outcome=outcome, proposal_number=number))  # fmt: skip
    yield step("decide", days.decided, 7, body, f"{level}-chair", DecideDossier(
        occurred_on=days.decided, dossier_id=identity, outcome=outcome, decided_by=body,
        decision_number=f"{100 + draw('decision', f'{body}/{days.decided}', 800)}/QĐ-UBND",
        reason=None if outcome == "recognised" else REFUSAL_REASON, counted=_counted(story, unit, rules),
    ))  # fmt: skip


def _results(story: Story, unit: UnitEntry, rules: KindRules) -> tuple[CriterionResult, ...]:
    """Counts answer what they can; the committee's one finding, where there is one, falls on the last judged criterion."""
    judged = [criterion.code for criterion in rules.criteria if criterion.evidence == "judged"]
    failed = None if story.judged_well(unit) or not judged else judged[-1]
    results = []
    for criterion in rules.criteria:
        numerator = denominator = None
        met = criterion.code != failed
        if criterion.kind == "fraction_at_least":
            numerator, denominator = _fraction(story, unit, criterion.evidence)
            met = denominator > 0 and criterion.fraction is not None and numerator >= criterion.fraction * denominator
        results.append(CriterionResult(
            criterion=criterion.code, met=met, numerator=numerator, denominator=denominator,
            document_number=FINDING if criterion.code == failed else None,
        ))  # fmt: skip
    return tuple(results)


def _counted(story: Story, unit: UnitEntry, rules: KindRules) -> Outcomes | None:
    """A commune is decided after its areas: by then none is undecided."""
    recognised, in_all = story.area_counts(unit)
    asked = [criterion.code for criterion in rules.criteria if criterion.evidence == "areas_recognised"]
    counts = tuple(OutcomeCount(criterion=code, recognised=recognised, in_all=in_all) for code in asked)
    return Outcomes(counts=counts, undecided=0, up_to=None) if counts else None


def _fraction(story: Story, unit: UnitEntry, evidence: str) -> tuple[int, int]:
    if evidence == "areas_recognised":
        return story.area_counts(unit)
    households = story.households(unit)
    return households.signed, households.total

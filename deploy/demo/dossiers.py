"""June, and October to December: dossiers are compiled, handed in, returned, appraised, proposed and decided, some late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from contracts.recognition import Shortfall
from deploy.demo import files, judging, papers
from deploy.demo.papers import Decision, RecogniseByPaper
from deploy.demo.step import Step, chair_of, day_between, draw, later, officer_of, one_in
from deploy.demo.story import Story
from reference.rule_sets import KindRules
from reference.units import UnitEntry
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier
from services.recognition.compiling import AssessSelf, FileDocument, SubmitDossier
from services.recognition.deciding import DecideDossier

returned_one_in = 13
decided_late_one_in = 55
submission_days = 12
decision_days_before_deadline = 6
days_without_deadline = 20
filed_one_by_one_one_in = 3
assigned_one_in = 2
compiling_days = 8

REFUSAL_REASON = "Chưa đạt tiêu chí theo biên bản thẩm định"
By = tuple[str, str]
"""(role, office)"""
Taken = Callable[[str, date, int, By, Any], Step]
"""(name, day, phase, by whom, command) -> the step of one dossier."""


@dataclass(frozen=True, slots=True)
class Days:
    """When each step of one dossier is taken; a return puts the later ones off."""

    compiled: date
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
    yield from papers.steps(story, _recognised(story))


def _recognised(story: Story) -> Iterator[tuple[Decision, str]]:
    for unit, _ in story.registers():
        rules = story.opened.rule_set.rules_for(unit.kind)
        if rules is not None and story.recognised(unit):
            body, taker = unit.parent_id or unit.unit_id, story.delegated_to(unit)
            decided = days_of(story, unit, rules).decided
            yield Decision(taker or body, body if taker else None, decided), story.dossier_of(unit)


def days_of(story: Story, unit: UnitEntry, rules: KindRules) -> Days:
    """When each step of a unit's dossier is taken."""
    calendar, seed = story.calendar, unit.unit_id
    window_ends = rules.window.last
    submitted = day_between("submits", seed, window_ends - timedelta(days=submission_days), window_ends, calendar)
    compiled = day_between("compiled", seed, submitted - timedelta(days=compiling_days), submitted, calendar)
    compiled = min(submitted, max(compiled, story.registers_on(unit) or compiled))
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
    return Days(compiled, submitted, returned, resubmitted, accepted, appraised, proposed, max(proposed, decided))


def hands_in(story: Story, unit: UnitEntry) -> By:
    """An area's own head, a commune's own officer; what an institution brings is entered where it is managed."""
    if unit.kind == "residential_area":
        return "residential_area_head", unit.unit_id
    return (officer_of(unit.kind), unit.unit_id) if unit.kind == "commune" else receives(story, unit)


def receives(story: Story, unit: UnitEntry) -> By:
    """An officer of the unit right above."""
    body = unit.parent_id or unit.unit_id
    return officer_of(story.by_id[body].kind), body


def _dossier(story: Story, unit: UnitEntry, rules: KindRules) -> Iterator[Step]:
    body, officer = unit.parent_id or unit.unit_id, receives(story, unit)

    def take(name: str, day: date, phase: int, by: By, command: Any) -> Step:
        role, office = by
        return Step(day, phase, "recognition", office, role, f"dossier/{unit.unit_id}/{name}", command)

    days, identity = days_of(story, unit, rules), story.dossier_of(unit)
    yield from _handed_in(story, unit, rules, days, take)
    if assigned := one_in("assigned", unit.unit_id, assigned_one_in):
        yield take("assign", days.submitted, 3, officer, AssignDossier(
            occurred_on=days.submitted, dossier_id=identity, holder=f"demo-{officer[0]}",
        ))  # fmt: skip
    yield take("accept", days.accepted, 6, officer, AcceptDossier(occurred_on=days.accepted, dossier_id=identity))
    outcome = "recognised" if story.recognised(unit) else "refused"
    yield take("appraise", days.appraised, 7, officer, AppraiseDossier(
        occurred_on=days.appraised, dossier_id=identity, results=judging.results(story, unit, rules),
        sitting=judging.sitting(unit, outcome == "recognised"),
    ))  # fmt: skip
    if assigned and not story.judged_well(unit):
        yield take("give-back", days.appraised, 8, officer, AssignDossier(
            occurred_on=days.appraised, dossier_id=identity, holder=None,
        ))  # fmt: skip
    number = f"{1 + draw('proposal', body, 90):02d}/TTr-CA"
    yield take("propose", days.proposed, 9, officer, ProposeOutcome(
        occurred_on=days.proposed, dossier_id=identity, outcome=outcome, proposal_number=number,
    ))  # fmt: skip
    yield _decided(story, unit, rules, days)


def _handed_in(story: Story, unit: UnitEntry, rules: KindRules, days: Days, take: Taken) -> Iterator[Step]:
    """Some units file their papers one by one; most bring them all, and the submission says which."""
    officer, head = receives(story, unit), hands_in(story, unit)
    identity, listed = story.dossier_of(unit), tuple(document.code for document in rules.documents)
    first_papers = listed if days.returned is None else listed[:-1]
    printed = unit.kind == "residential_area" and unit.parent_id in {place.unit_id for place in files.shown(story)}
    one_by_one = printed or one_in("files", unit.unit_id, filed_one_by_one_one_in)

    def submits(name: str, day: date, phase: int, documents: tuple[str, ...]) -> Step:
        named = None if one_by_one else documents
        command = SubmitDossier(occurred_on=day, dossier_id=identity, documents=named)
        return take(name, day, phase, head, command)

    def filed(paper: str, day: date, phase: int) -> Step:
        command: Any = FileDocument(occurred_on=day, dossier_id=identity, document=paper)
        if printed and paper in files.SAID:
            command = files.of_dossier(story, unit, command, paper, day)
        return take(f"file/{paper}", day, phase, head, command)

    if one_by_one:
        yield from (filed(paper, days.compiled, 0) for paper in first_papers)
    said = judging.answers(judging.results(story, unit, rules))
    yield take("assess", days.compiled, 1, head, AssessSelf(
        occurred_on=days.compiled, dossier_id=identity, answers=said,
    ))  # fmt: skip
    yield submits("submit", days.submitted, 2, first_papers)
    if days.returned is not None and days.resubmitted is not None:
        missing = (Shortfall(item=listed[-1], note="Thiếu văn bản này, đề nghị bổ sung"),)
        yield take("return", days.returned, 4, officer, ReturnDossier(
            occurred_on=days.returned, dossier_id=identity, shortfalls=missing,
        ))  # fmt: skip
        if one_by_one:
            yield filed(listed[-1], days.resubmitted, 4)
        yield submits("resubmit", days.resubmitted, 5, listed)


def _decided(story: Story, unit: UnitEntry, rules: KindRules, days: Days) -> Step:
    """By the chair of the unit right above, or of the one to which it delegated that."""
    body = unit.parent_id or unit.unit_id
    taker = story.delegated_to(unit)
    by = taker or body
    decision = Decision(by, body if taker else None, days.decided)
    command = RecogniseByPaper(decision, story.dossier_of(unit), judging.outcomes(story, unit, rules)) if (
        story.recognised(unit)
    ) else DecideDossier(
        occurred_on=days.decided, dossier_id=story.dossier_of(unit), outcome="refused", decided_by=by,
        delegated_by=decision.delegated_by, reason=REFUSAL_REASON,
        decision_number=f"{100 + draw('decision', f'{by}/{days.decided}', 800)}/TB-UBND",
    )  # fmt: skip
    key = f"dossier/{unit.unit_id}/decide"
    return Step(days.decided, 11, "recognition", by, chair_of(story.by_id[by].kind), key, command)

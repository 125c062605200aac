"""A dossier's due day is found anew when the calendar or the rules changed; its clock ends when its unit does."""

from datetime import date

from contracts.fact import Fact, Text
from contracts.recognition import DossierLapsed, Due, DueDateMoved, KindRules, Step
from services.recognition.authority import KnownUnit, must_have_ended
from services.recognition.clock import KnownCalendar, due_for, resume
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.rule_set import RuleSet, rules_to_go_by
from services.recognition.turns import DossierState

NEXT: dict[DossierState, Step] = {
    "submitted": "check_completeness",
    "returned": "correct",
    "accepted": "appraise",
    "appraised": "propose",
    "proposed": "decide",
}
"""What is due while a dossier stands somewhere."""


class ReprojectDue(DossierCommand):
    """Finds the day anew by which its next step is due: the calendar or the rule set changed."""

    reason: Text


class LapseDossier(DossierCommand):
    """Closes a dossier nobody will decide: its unit ended before."""

    reason: Text


def reproject(
    command: ReprojectDue, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    """Nothing where the day stays what it was."""
    if dossier.state not in NEXT and not dossier.review_open:
        return []
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    again = _anew(dossier, rules, calendar)
    if _day(again) == _day(dossier.due):
        return []
    return [
        DueDateMoved(
            **about(dossier, command),
            due=again,
            previous=dossier.due,
            reason=command.reason,
            moved_on=command.occurred_on,
        )
    ]


def lapse(command: LapseDossier, dossier: Dossier, unit: KnownUnit, **_: object) -> list[Fact]:
    """What was decided stays decided, whatever became of the unit since."""
    if dossier.state in ("unknown", "decided", "lapsed"):
        return []
    must_have_ended(unit, command.occurred_on)
    return [DossierLapsed(**about(dossier, command), reason=command.reason, lapsed_on=command.occurred_on)]


def review_due(since: date, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    """As many working days as a decision has; the year's deadline binds decisions, and has passed by then."""
    return due_for("decide", since, rules.model_copy(update={"decide_before": None}), calendar)


def _anew(dossier: Dossier, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    if dossier.review_open:
        return review_due(dossier.since, rules, calendar)
    if dossier.state == "submitted" and dossier.paused is not None:
        return resume(dossier.paused, dossier.since, rules, calendar)
    return due_for(NEXT[dossier.state], dossier.since, rules, calendar)


def _day(due: Due | None) -> date | None:
    return None if due is None else due.on

"""By when each step of a dossier is due, where its clock stands still, and how a due day is explained. Pure.

Working days come from the calendar that was set as a fact. Where it does not reach, Mondays to Fridays are counted and the
due day says so (calendar version 0): once a calendar reaches, the day is found anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from contracts.recognition import Due, KindRules, Pause, Step
from reference.working_days import OutsideCalendar, WorkingCalendar, add_working_days, working_days_between

T = TypeVar("T")

WITHIN: Mapping[Step, str] = {
    "check_completeness": "complete_within_days",
    "correct": "correct_within_days",
    "appraise": "appraise_within_days",
    "propose": "propose_within_days",
    "decide": "decide_within_days",
}
"""In which field of its rules a kind's working days for a step stand."""
WEEKDAYS = WorkingCalendar("", date.min, date.max, {}, {})
"""Nobody set a calendar: no holiday is known."""


@dataclass(frozen=True)
class KnownCalendar:
    """The calendar set last; version 0: none was."""

    name: str = ""
    version: int = 0
    days: WorkingCalendar = WEEKDAYS


def last_day_to_decide(rules: KindRules) -> date | None:
    """The last day on which a decision is in time, or None where the rule set names none."""
    if rules.decide_before is None:
        return None
    return rules.decide_before - timedelta(days=1) if rules.before_excludes_the_day else rules.decide_before


def due_for(step: Step, since: date, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    """By when a step that begins on a day is due; None where neither working days nor a deadline are known for it."""
    return _due(step, since, _working_days(step, rules), rules, calendar)


def pause(due: Due | None, on: date, calendar: KnownCalendar) -> Pause | None:
    """Stops the clock on a day: what is left of the step it stood at; below 0 where it was overdue."""
    if due is None:
        return None
    left, _, _ = _counted(calendar, lambda days: working_days_between(on, due.on, days))
    return Pause(step=due.step, working_days_left=left)


def resume(pause: Pause, since: date, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    """Lets the clock go on from a day with what was left. A deadline without working days has no clock to stop."""
    if _working_days(pause.step, rules) is None:
        return due_for(pause.step, since, rules, calendar)
    return _due(pause.step, since, pause.working_days_left, rules, calendar)


def why(due: Due) -> tuple[str, str]:
    """How the day was found, in Vietnamese and in English."""
    since = f"{due.since:%d/%m/%Y}"
    if due.working_days is None:
        return f"hạn quyết định của bộ quy định, {due.on:%d/%m/%Y}", f"the rule set's deadline for deciding, {due.on}"
    by_vi, by_en = (
        f"theo lịch {due.calendar} bản {due.calendar_version}",
        f"by calendar {due.calendar} v{due.calendar_version}",
    )
    if due.calendar is None:
        by_vi = "chưa có lịch làm việc cho những ngày này, tính thứ Hai đến thứ Sáu"
        by_en = "no calendar reaches these days, Mondays to Fridays are counted"
    if due.working_days < 0:
        overdue = -due.working_days
        return (
            f"đã quá hạn {overdue} ngày làm việc khi được nộp lại ngày {since}, {by_vi}",
            f"it was {overdue} working days overdue when it came back on {due.since}, {by_en}",
        )
    return (
        f"{due.working_days} ngày làm việc kể từ sau ngày {since}, {by_vi}",
        f"{due.working_days} working days after {due.since}, {by_en}",
    )


def days_not_worked(due: Due, off: Mapping[date, str]) -> list[tuple[date, str]]:
    """The holidays (not the weekends) between which a due day was counted, with their Vietnamese reasons.

    `off` are those of the calendar it was counted by; a deadline of the rule set is counted by none.
    """
    if due.working_days is None:
        return []
    return sorted((day, reason) for day, reason in off.items() if due.since < day <= due.on and day.weekday() < 5)


def _working_days(step: Step, rules: KindRules) -> int | None:
    days: int | None = getattr(rules, WITHIN[step])
    return days


def _due(step: Step, since: date, days: int | None, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    """The nearer of what is counted and the deadline for deciding.

    That binds every step but a unit's corrections; once it has passed, only the decision itself is overdue by it.
    """
    deadline = last_day_to_decide(rules)
    if step == "correct" or (deadline is not None and deadline < since and step != "decide"):
        deadline = None
    if days is not None:
        on, name, version = _counted(calendar, lambda known: add_working_days(since, days, known))
        if deadline is None or on <= deadline:
            return Due(step=step, on=on, since=since, working_days=days, calendar=name, calendar_version=version)
    if deadline is None:
        return None
    return Due(step=step, on=deadline, since=since, working_days=None, calendar=None, calendar_version=0)


def _counted(calendar: KnownCalendar, count: Callable[[WorkingCalendar], T]) -> tuple[T, str | None, int]:
    """What was counted, and by which calendar: by weekdays where the one set does not reach."""
    if calendar.version:
        try:
            return count(calendar.days), calendar.name, calendar.version
        except OutsideCalendar:
            pass
    return count(WEEKDAYS), None, 0

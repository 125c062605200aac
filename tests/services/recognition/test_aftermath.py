"""A slip is corrected, a recognition withdrawn, what rested on it reviewed; due days are found anew."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import (
    CalendarDay,
    DecisionCorrected,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
    WorkingCalendarSet,
)
from services.recognition.aftermath import CloseReview, CorrectDecision, OpenReview, WithdrawRecognition
from services.recognition.dossier import DOSSIER
from services.recognition.due_days import ReprojectDue
from tests.services.recognition.scenes import (
    ABOUT,
    ACCEPTED,
    APRIL,
    AREA,
    BEFORE,
    CHECKED_BY,
    COMMUNE,
    DECIDED,
    OCTOBER,
    OPENED,
    OTHER,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    UP_TO_PROPOSAL,
    criterion,
    day,
    due,
    in_force,
    listed,
    rules,
)
from tests.services.recognition.scenes import DOSSIER as ID

pytestmark = pytest.mark.fast

RESTS = (criterion("registered"), criterion("households", "7/10").model_copy(update={"evidence": "areas_recognised"}))
dossier = DeciderSpec(DOSSIER).knowing(
    rule_set=(in_force(rules(criteria=RESTS, decide_within_days=3)),),
    unit=(listed(AREA, "residential_area", COMMUNE),),
    decider=(listed(COMMUNE, "commune", "d1"),),
)
decided = (*UP_TO_PROPOSAL, DECIDED)
LATER = day(OCTOBER, 7)
CHAIR: dict[str, Any] = {"occurred_on": LATER, "dossier_id": ID, "decided_by": COMMUNE}

CORRECT = CorrectDecision(
    **CHAIR,
    item="decision_number",
    before="411/QĐ-UBND",
    after="412/QĐ-UBND",
    reason="In nhầm",
    correction_number="9/QĐ",
)
CORRECTED = DecisionCorrected(
    **ABOUT, item="decision_number", before="411/QĐ-UBND", after="412/QĐ-UBND", reason="In nhầm",
    correction_number="9/QĐ", corrected_by=COMMUNE, corrected_on=LATER,
)  # fmt: skip
WITHDRAW = WithdrawRecognition(**CHAIR, reason="Không còn đạt", decision_number="15/QĐ-UBND")
WITHDRAWN = RecognitionWithdrawn(
    **ABOUT, unit_kind="residential_area", reason="Không còn đạt", decision_number="15/QĐ-UBND", decided_by=COMMUNE,
    withdrawn_on=LATER,
)  # fmt: skip
LOOK = OpenReview(occurred_on=LATER, dossier_id=ID, because_of="year-2021/x1", reason="Thu hồi của x1")
LOOKED = ReviewOpened(
    **ABOUT, because_of="year-2021/x1", reason="Thu hồi của x1", due=due("decide", day(LATER, 3), 3, LATER),
    opened_on=LATER,
)  # fmt: skip
CLOSE = CloseReview(**CHAIR, upheld=True, reason="Vẫn đạt", document_number="4/TB-UBND")
CLOSED = ReviewClosed(
    **ABOUT, upheld=True, reason="Vẫn đạt", document_number="4/TB-UBND", closed_by=COMMUNE, closed_on=LATER
)


def changed(value: Any, **fields: Any) -> Any:
    return value.model_copy(update=fields)


def test_a_slip_is_corrected_and_again_from_what_it_was_corrected_to() -> None:
    dossier.given(*decided).when(CORRECT).then(CORRECTED)
    dossier.given(*decided, CORRECTED).when(CORRECT).then_nothing()
    again = {"before": "412/QĐ-UBND", "after": "413/QĐ-UBND"}
    dossier.given(*decided, CORRECTED).when(changed(CORRECT, **again)).then(changed(CORRECTED, **again))
    dossier.given(*decided).when(changed(CORRECT, **again)).then_refused("correction.says_otherwise")


def test_a_slip_of_the_day_is_a_day_and_of_the_name_is_as_the_paper_has_it() -> None:
    of_day = {"item": "decided_on", "before": OCTOBER.isoformat(), "after": "2021-10-26"}
    dossier.given(*decided).when(changed(CORRECT, **of_day)).then(changed(CORRECTED, **of_day))
    for wrong in ("26/10/2021", day(LATER, 1).isoformat()):
        command = changed(CORRECT, **{**of_day, "after": wrong})
        dossier.given(*decided).when(command).then_refused("correction.no_such_day")
    name = {"item": "unit_name", "before": "Thôn Tân Hà", "after": "Thôn Tân Hải"}
    dossier.given(*decided).when(changed(CORRECT, **name)).then(changed(CORRECTED, **name))
    no_reason = changed(CORRECT, item="reason", before="x", after="y")
    dossier.given(*decided).when(no_reason).then_refused("correction.says_otherwise")


def test_a_recognition_is_withdrawn_once() -> None:
    dossier.given(*decided).when(WITHDRAW).then(WITHDRAWN)
    dossier.given(*decided, WITHDRAWN).when(WITHDRAW).then_nothing()
    another = changed(WITHDRAW, decision_number="16/QĐ-UBND")
    dossier.given(*decided, WITHDRAWN).when(another).then_refused("withdrawal.not_recognised")
    refused = changed(DECIDED, outcome="refused", reason="Chưa đạt")
    dossier.given(*UP_TO_PROPOSAL, refused).when(WITHDRAW).then_refused("withdrawal.not_recognised")


@pytest.mark.parametrize("command", [CORRECT, WITHDRAW, CLOSE])
def test_only_a_decided_dossier_has_an_aftermath_and_only_who_decides_about_it_may(command: Any) -> None:
    past = (*decided, LOOKED) if command is CLOSE else decided
    dossier.given().when(command).then_refused("dossier.unknown")
    dossier.given(*UP_TO_PROPOSAL).when(command).then_refused("dossier.undecided")
    dossier.given(*past).when(changed(command, occurred_on=day(OCTOBER, -1))).then_refused(
        "dossier.day_before_last_step"
    )
    dossier.given(*past).when(changed(command, decided_by=OTHER)).then_refused("decision.not_theirs")
    dossier.given(*past).when(changed(command, decided_by=AREA)).then_refused("decision.own_unit")


def test_a_review_is_opened_for_each_outcome_that_is_not_what_it_was() -> None:
    dossier.given(*decided).when(LOOK).then(LOOKED)
    dossier.given(*decided, LOOKED).when(LOOK).then_nothing()
    dossier.given(*decided, LOOKED, CLOSED).when(LOOK).then_nothing()
    another = {"because_of": "year-2021/x2", "occurred_on": day(LATER, 1)}
    second = changed(LOOKED, because_of="year-2021/x2", opened_on=day(LATER, 1))
    dossier.given(*decided, LOOKED).when(changed(LOOK, **another)).then(second)


def test_no_review_where_nothing_rests_on_others_or_nobody_is_recognised() -> None:
    dossier.knowing(rule_set=(in_force(),)).given(*decided).when(LOOK).then_nothing()
    dossier.given(*decided, WITHDRAWN).when(LOOK).then_nothing()
    dossier.given(*UP_TO_PROPOSAL).when(LOOK).then_nothing()
    dossier.given().when(LOOK).then_nothing()


def test_a_review_ends_with_the_decision_upheld_or_with_a_withdrawal() -> None:
    dossier.given(*decided, LOOKED).when(CLOSE).then(CLOSED)
    dossier.given(*decided, LOOKED, CLOSED).when(CLOSE).then_nothing()
    dossier.given(*decided).when(CLOSE).then_refused("review.none_open")
    not_upheld = {"upheld": False, "reason": "Không còn đạt", "document_number": "15/QĐ-UBND"}
    closed = changed(CLOSED, **not_upheld)
    dossier.given(*decided, LOOKED).when(changed(CLOSE, **not_upheld)).then(closed, WITHDRAWN)
    dossier.given(*decided, LOOKED).when(WITHDRAW).then(closed, WITHDRAWN)
    dossier.given(*decided, LOOKED, closed, WITHDRAWN).when(WITHDRAW).then_nothing()


def holidays(*off: date, version: int = 1) -> WorkingCalendarSet:
    return WorkingCalendarSet(
        calendar="vn", calendar_version=version, first_day=APRIL, last_day=date(2021, 12, 31),
        off=tuple(CalendarDay(day=each, reason="Nghỉ") for each in off), worked=(), source="test", set_on=APRIL,
    )  # fmt: skip


ANEW = ReprojectDue(occurred_on=OCTOBER, dossier_id=ID, reason="Lịch mới")


def moved(**changes: Any) -> DueDateMoved:
    return DueDateMoved(**ABOUT, reason="Lịch mới", moved_on=OCTOBER, **changes)


def by_calendar(old: Any, days: int) -> Any:
    return changed(old, on=day(old.on, days), calendar="vn", calendar_version=1)


def test_a_holiday_moves_what_is_due_after_it_and_nothing_else() -> None:
    tuesday = dossier.knowing(calendar=(holidays(day(OCTOBER, 1)),))
    tuesday.given(OPENED, SUBMITTED).when(ANEW).then(moved(due=by_calendar(SUBMITTED.due, 1), previous=SUBMITTED.due))
    before = dossier.knowing(calendar=(holidays(day(OCTOBER, -1)),))
    for past in ((OPENED, SUBMITTED), (OPENED,), (), decided):
        before.given(*past).when(ANEW).then_nothing()
    anew = moved(due=by_calendar(SUBMITTED.due, 1), previous=SUBMITTED.due)
    tuesday.given(OPENED, SUBMITTED, anew).when(ANEW).then_nothing()


def test_what_was_left_when_a_dossier_came_back_is_counted_anew_too() -> None:
    tuesday = dossier.knowing(calendar=(holidays(day(OCTOBER, 1)),))
    left = changed(RETURNED, pause=changed(RETURNED.pause, working_days_left=1))
    back = changed(RESUBMITTED, due=due("check_completeness", day(OCTOBER, 1), 1))
    tuesday.given(OPENED, SUBMITTED, left, back).when(ANEW).then(moved(due=by_calendar(back.due, 1), previous=back.due))


def test_corrected_rules_move_what_is_due_and_may_make_it_due_or_no_more() -> None:
    longer = dossier.knowing(rule_set=(in_force(rules(complete_within_days=4)),))
    longer.given(OPENED, SUBMITTED).when(ANEW).then(
        moved(due=due("check_completeness", day(CHECKED_BY, 1), 4), previous=SUBMITTED.due)
    )
    unknown = dossier.knowing(rule_set=(in_force(rules(complete_within_days=None, decide_before=None)),))
    unknown.given(OPENED, SUBMITTED).when(ANEW).then(moved(due=None, previous=SUBMITTED.due))
    never = changed(SUBMITTED, due=None)
    dossier.given(OPENED, never).when(ANEW).then(moved(due=SUBMITTED.due, previous=None))
    nearer = dossier.knowing(rule_set=(in_force(rules(decide_before=day(CHECKED_BY, 0))),))
    nearer.given(OPENED, SUBMITTED, ACCEPTED).when(ANEW).then(
        moved(due=due("appraise", day(CHECKED_BY, -1), None), previous=ACCEPTED.due)
    )


def test_a_review_is_due_by_working_days_alone_as_the_deadline_has_passed() -> None:
    late = day(BEFORE, 43)
    [fact] = dossier.given(*decided).when(changed(LOOK, occurred_on=late)).facts
    assert fact.due == due("decide", day(late, 5), 3, late)  # type: ignore[attr-defined]  # a weekend lies between

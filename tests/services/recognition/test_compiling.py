"""Documents of the checklist, the unit's own assessment, and what is handed in of both."""

from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import (
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierFile,
    DossierSelfAssessed,
    SelfAnswer,
    WorkingCalendarSet,
)
from contracts.registration import UnitEnded
from services.recognition.compiling import AssessSelf, DiscardDossier, FileDocument, SubmitDossier, TakeDocumentBack
from services.recognition.dossier import DOSSIER
from tests.services.recognition.scenes import (
    ABOUT,
    APRIL,
    AREA,
    COMMUNE,
    CORRECTED_BY,
    OCTOBER,
    OPENED,
    PAPERS,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    criterion,
    day,
    in_force,
    listed,
    rules,
)
from tests.services.recognition.scenes import DOSSIER as ID

pytestmark = pytest.mark.fast

FILE, OTHER_FILE = "a" * 64, "b" * 64
dossier = DeciderSpec(DOSSIER).knowing(rule_set=(in_force(),), unit=(listed(AREA, "residential_area", COMMUNE),))

FILES = FileDocument(occurred_on=OCTOBER, dossier_id=ID, document=PAPERS[0], file_sha256=FILE)
FILED = DossierDocumentFiled(**ABOUT, document=PAPERS[0], file_sha256=FILE, filed_on=OCTOBER)
TAKES_BACK = TakeDocumentBack(occurred_on=OCTOBER, dossier_id=ID, document=PAPERS[0])
TAKEN_BACK = DossierDocumentTakenBack(**ABOUT, document=PAPERS[0], taken_back_on=OCTOBER)


def says(*met: bool, points: str | None = None) -> tuple[SelfAnswer, ...]:
    return tuple(
        SelfAnswer(criterion=code, met=good, points=points, document_number=None)
        for code, good in zip(("registered", "households"), met, strict=False)
    )


ASSESS = AssessSelf(occurred_on=OCTOBER, dossier_id=ID, answers=says(True, False))
ASSESSED = DossierSelfAssessed(**ABOUT, answers=says(True, False), assessed_on=OCTOBER)


def changed(value: Any, **fields: Any) -> Any:
    return value.model_copy(update=fields)


def test_a_document_of_the_checklist_is_filed_and_replaced() -> None:
    dossier.given(OPENED).when(FILES).then(FILED)
    dossier.given(OPENED, FILED).when(FILES).then_nothing()
    dossier.given(OPENED, FILED).when(changed(FILES, file_sha256=OTHER_FILE)).then(
        changed(FILED, file_sha256=OTHER_FILE)
    )
    dossier.given(OPENED, SUBMITTED, RETURNED).when(FILES).then(FILED)


def test_what_may_not_be_filed() -> None:
    dossier.given().when(FILES).then_refused("dossier.unknown")
    dossier.given(OPENED).when(changed(FILES, document="poem")).then_refused("dossier.document_not_listed")
    dossier.given(OPENED, SUBMITTED).when(FILES).then_refused("dossier.out_of_turn")
    dossier.knowing(rule_set=()).given(OPENED).when(FILES).then_refused("rule_set.not_in_force")
    dossier.given(OPENED).when(changed(FILES, occurred_on=day(APRIL, -1))).then_refused("dossier.day_before_last_step")


def test_a_document_is_taken_back() -> None:
    dossier.given(OPENED, FILED).when(TAKES_BACK).then(TAKEN_BACK)
    dossier.given(OPENED).when(TAKES_BACK).then_nothing()
    dossier.given(OPENED, FILED, TAKEN_BACK).when(TAKES_BACK).then_nothing()
    dossier.given(OPENED, FILED, SUBMITTED).when(TAKES_BACK).then_refused("dossier.out_of_turn")
    dossier.given().when(TAKES_BACK).then_refused("dossier.unknown")


def test_a_unit_assesses_itself_and_what_it_says_last_counts() -> None:
    dossier.given(OPENED).when(ASSESS).then(ASSESSED)
    dossier.given(OPENED, ASSESSED).when(changed(ASSESS, answers=says(True, False)[::-1])).then_nothing()
    again = says(True, True)
    dossier.given(OPENED, ASSESSED).when(changed(ASSESS, answers=again)).then(changed(ASSESSED, answers=again))
    dossier.given(OPENED, SUBMITTED).when(ASSESS).then_refused("dossier.out_of_turn")
    dossier.given().when(ASSESS).then_refused("dossier.unknown")


STRANGE = SelfAnswer(criterion="poem", met=True, points=None, document_number=None)


@pytest.mark.parametrize("answers", [(*says(True, True), *says(True)), (*says(True), STRANGE)])
def test_a_unit_answers_what_is_asked_and_each_criterion_once(answers: Any) -> None:
    dossier.given(OPENED).when(changed(ASSESS, answers=answers)).then_refused("assessment.criteria_do_not_fit")


def test_an_assessment_is_said_in_parts_that_add_up_and_handed_in_whole() -> None:
    first, second = says(True, False)[:1], says(True, False)[1:]
    half = changed(ASSESSED, answers=first)
    dossier.given(OPENED).when(changed(ASSESS, answers=first)).then(half)
    dossier.given(OPENED, half).when(changed(ASSESS, answers=second)).then(ASSESSED)
    dossier.given(OPENED, ASSESSED).when(changed(ASSESS, answers=second)).then_nothing()
    dossier.given(OPENED, changed(ASSESSED, answers=second)).when(changed(ASSESS, answers=first)).then(ASSESSED)
    hands_in = SubmitDossier(occurred_on=OCTOBER, dossier_id=ID, documents=PAPERS)
    dossier.given(OPENED, half).when(hands_in).then_refused("assessment.not_whole")
    assert dossier.given(OPENED).when(hands_in).facts, "where none is answered the sheet is on paper"


def test_an_answer_to_what_the_rules_no_longer_ask_is_not_handed_in() -> None:
    narrower = dossier.knowing(rule_set=(in_force(rules(criteria=(criterion("registered"),))),))
    [handed_in] = narrower.given(OPENED, ASSESSED).when(SubmitDossier(occurred_on=OCTOBER, dossier_id=ID)).facts
    assert handed_in.answers == says(True)


def test_a_unit_gives_itself_no_more_points_than_there_are() -> None:
    sheet = tuple(
        criterion(code).model_copy(update={"kind": "points", "points_max": "10"})
        for code in ("registered", "households")
    )
    scored = dossier.knowing(rule_set=(in_force(rules(criteria=sheet, pass_mark="5")),)).given(OPENED)
    assert scored.when(changed(ASSESS, answers=says(True, True, points="10"))).facts
    too_many = changed(ASSESS, answers=says(True, True, points="10.01"))
    scored.when(too_many).then_refused("assessment.points_above_the_most")
    dossier.given(OPENED).when(changed(ASSESS, answers=says(True, True, points="1"))).then_refused(
        "assessment.points_above_the_most"
    )


def test_what_was_filed_and_said_is_what_is_handed_in() -> None:
    hands_in = SubmitDossier(occurred_on=OCTOBER, dossier_id=ID)
    file = DossierFile(document=PAPERS[0], file_sha256=FILE)
    handed_in = changed(SUBMITTED, documents=PAPERS[:1], files=(file,), answers=ASSESSED.answers)
    dossier.given(OPENED, FILED, ASSESSED).when(hands_in).then(handed_in)
    dossier.given(OPENED, FILED, ASSESSED, handed_in).when(hands_in).then_nothing()
    on_paper = changed(FILED, document=PAPERS[1], file_sha256=None)
    whole = changed(handed_in, round=2, documents=PAPERS)
    dossier.given(OPENED, FILED, ASSESSED, handed_in, RETURNED, on_paper).when(hands_in).then(whole)


def test_a_dossier_without_a_unit_above_is_handed_in_to_nobody() -> None:
    dossier.knowing(unit=(listed(AREA, "residential_area", None),)).given(OPENED).when(
        SubmitDossier(occurred_on=OCTOBER, dossier_id=ID)
    ).then_refused("dossier.nobody_above")


def test_a_dossier_goes_to_the_standing_body_right_above_of_the_level_the_rules_name() -> None:
    commune = listed(COMMUNE, "commune", "p")
    hands_in = SubmitDossier(occurred_on=OCTOBER, dossier_id=ID, documents=PAPERS, submitted_to=COMMUNE)
    opened = dossier.given(OPENED).knowing(body=(commune,))
    for level in ("commune", "managing_level", None):
        opened.knowing(rule_set=(in_force(rules(appraised_by=level)),)).when(hands_in).then(SUBMITTED)
    by_district = in_force(rules(appraised_by="district"))
    opened.knowing(rule_set=(by_district,)).when(hands_in).then_refused("submission.another_level")
    province = changed(commune, unit_kind="province", parent_id=None)
    opened.knowing(rule_set=(by_district,), body=(province,)).when(hands_in).then(SUBMITTED)
    dossier.given(OPENED, SUBMITTED).when(hands_in).then_nothing()


def test_a_dossier_goes_to_nobody_else_and_to_no_unit_that_has_ended() -> None:
    elsewhere = SubmitDossier(occurred_on=OCTOBER, dossier_id=ID, documents=PAPERS, submitted_to="c2")
    dossier.given(OPENED).knowing(body=(listed("c2", "commune", "p"),)).when(elsewhere).then_refused(
        "submission.not_theirs"
    )
    gone = UnitEnded(unit_id=COMMUNE, ended_on=OCTOBER, reason="Sáp nhập")
    dossier.given(OPENED).knowing(body=(listed(COMMUNE, "commune", "p"), gone)).when(
        changed(elsewhere, submitted_to=COMMUNE)
    ).then_refused("submission.not_theirs")


def test_a_dossier_in_which_something_lies_is_not_put_away() -> None:
    discard = DiscardDossier(occurred_on=OCTOBER, dossier_id=ID)
    for fact in (FILED, ASSESSED):
        dossier.given(OPENED, fact).when(discard).then_refused("dossier.begun")


def test_the_clock_goes_on_with_the_working_days_that_were_left() -> None:
    """Handed in on Monday 25/10 with three days, returned on Tuesday: two are left, and go on from Monday 01/11."""
    tuesday, monday = day(OCTOBER, 1), CORRECTED_BY
    returned = changed(RETURNED, returned_on=tuesday, pause=changed(RETURNED.pause, working_days_left=2))
    hands_in = SubmitDossier(occurred_on=monday, dossier_id=ID, documents=PAPERS)
    [fact] = dossier.given(OPENED, SUBMITTED, returned).when(hands_in).facts
    assert fact.due == changed(SUBMITTED.due, on=day(monday, 2), since=monday, working_days=2)  # type: ignore[attr-defined]
    holiday = WorkingCalendarSet(
        calendar="vn", calendar_version=1, first_day=APRIL, last_day=day(OCTOBER, 60),
        off=({"day": day(monday, 1), "reason": "Nghỉ"},), worked=(), source="test", set_on=APRIL,
    )  # type: ignore[arg-type]  # fmt: skip
    [fact] = dossier.knowing(calendar=(holiday,)).given(OPENED, SUBMITTED, returned).when(hands_in).facts
    assert fact.due.on == day(monday, 3)  # type: ignore[attr-defined]
    assert (fact.due.calendar, fact.due.calendar_version) == ("vn", 1)  # type: ignore[attr-defined]
    assert fact == changed(RESUBMITTED, submitted_on=monday, due=fact.due)  # type: ignore[attr-defined]

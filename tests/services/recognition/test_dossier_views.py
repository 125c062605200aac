"""The views of one dossier: documents and answers by round, steps, moved due days; and what they come to together."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import ViewSpec, recorded
from contracts.recognition import (
    CriterionResult,
    DecisionCorrected,
    DossierAssigned,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierFile,
    DossierSelfAssessed,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
    SelfAnswer,
)
from services.recognition.projections.dossier_documents import DOSSIER_DOCUMENTS, NOW, DocumentRow
from services.recognition.projections.dossier_results import DOSSIER_RESULTS, ResultRow
from services.recognition.projections.dossier_steps import DOSSIER_STEPS, StepRow
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.projections.due_moves import DUE_MOVES, MoveRow
from services.recognition.screens.whole_dossier import changes_since, checklist
from tests.services.recognition.scenes import (
    ABOUT,
    APPRAISED,
    AREA,
    CHECKED_BY,
    COMMUNE,
    DECIDED,
    DOSSIER,
    OCTOBER,
    OPENED,
    PAPERS,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    UP_TO_PROPOSAL,
    day,
    due,
    rules,
)

pytestmark = pytest.mark.fast

FILE, OTHER_FILE = "a" * 64, "b" * 64
FILED = DossierDocumentFiled(**ABOUT, document=PAPERS[0], file_sha256=FILE, filed_on=OCTOBER)
TAKEN_BACK = DossierDocumentTakenBack(**ABOUT, document=PAPERS[0], taken_back_on=OCTOBER)
HANDED_IN = SUBMITTED.model_copy(update={"files": (DossierFile(document=PAPERS[0], file_sha256=FILE),)})


def paper(number: int, document: str, file: str | None) -> DocumentRow:
    return DocumentRow(DOSSIER, number, document, AREA, file, OCTOBER)


def answer(criterion: str, met: bool) -> SelfAnswer:
    return SelfAnswer(criterion=criterion, met=met, points="3.5", document_number="12/BC")


def test_documents_lie_in_a_dossier_until_they_are_taken_back_and_stay_in_the_rounds_they_were_handed_in_with() -> None:
    view = ViewSpec(DOSSIER_DOCUMENTS)
    view.given(FILED).then(paper(NOW, PAPERS[0], FILE))
    view.given(FILED, TAKEN_BACK).then()
    rows = [
        paper(number, document, file)
        for number in (NOW, 1)
        for document, file in ((PAPERS[0], FILE), (PAPERS[1], None))
    ]
    view.given(FILED, HANDED_IN).then(*rows)
    replaced = FILED.model_copy(update={"file_sha256": OTHER_FILE})
    view.given(FILED, HANDED_IN, RETURNED, replaced).then(paper(NOW, PAPERS[0], OTHER_FILE), *rows[1:])


def test_what_the_unit_says_stands_beside_what_the_committee_found() -> None:
    said = (answer("registered", True),)
    assessed = DossierSelfAssessed(**ABOUT, answers=said, assessed_on=OCTOBER)
    submitted = SUBMITTED.model_copy(update={"answers": said})
    found = CriterionResult(
        criterion="registered", met=False, numerator=None, denominator=None, document_number="7/BB", points="2",
        evidence=(4, 9), note="Chưa đủ",
    )  # fmt: skip
    own: dict[str, Any] = {"unit_id": AREA, "self_met": True, "self_points": "3.5", "self_document_number": "12/BC"}
    ViewSpec(DOSSIER_RESULTS).given(assessed, submitted, APPRAISED.model_copy(update={"results": (found,)})).then(
        ResultRow(DOSSIER, NOW, "registered", **own, met=False, points="2", document_number="7/BB", note="Chưa đủ",
                  evidence=(4, 9)),
        ResultRow(DOSSIER, 1, "registered", **own),
    )  # fmt: skip


def test_every_step_says_whose_office_took_it_in_which_role() -> None:
    fact = recorded(FILED, position=7, occurred_on=OCTOBER, role="residential_area_head", office=AREA)
    ViewSpec(DOSSIER_STEPS).given(fact).then(
        StepRow(
            DOSSIER, 7, AREA, 2021, "recognition.dossier_document_filed", OCTOBER, fact.recorded_at,
            "residential_area_head", AREA, False,
            f'{{"document": "{PAPERS[0]}", "file_sha256": "{FILE}", "filed_on": "2021-10-25"}}',
        )
    )  # fmt: skip


def test_every_fact_of_a_dossier_is_a_step_of_it() -> None:
    from contracts.recognition import FACTS

    of_dossiers = {fact.name for fact in FACTS if "dossier_id" in fact.model_fields}
    assert of_dossiers == {fact.name for fact in DOSSIER_STEPS.on}


def test_a_moved_due_day_is_kept_with_what_it_was() -> None:
    later = due("check_completeness", day(CHECKED_BY, 1), 3)
    moved = DueDateMoved(**ABOUT, due=later, previous=SUBMITTED.due, reason="Lịch", moved_on=OCTOBER)
    gone = moved.model_copy(update={"due": None, "previous": later})
    ViewSpec(DUE_MOVES).given(moved, gone).then(
        MoveRow(1, DOSSIER, AREA, 2021, "check_completeness", CHECKED_BY, day(CHECKED_BY, 1), 0, "Lịch", OCTOBER),
        MoveRow(2, DOSSIER, AREA, 2021, "check_completeness", day(CHECKED_BY, 1), None, 0, "Lịch", OCTOBER),
    )


def shown(*facts: Any) -> Any:
    [values] = DOSSIERS.fold([recorded(fact, number) for number, fact in enumerate(facts, start=1)]).values()
    return DOSSIERS.row(*values)


def test_the_row_of_a_dossier_says_who_has_it_and_what_came_after_the_decision() -> None:
    claimed = DossierAssigned(**ABOUT, holder="o1", previous_holder=None, assigned_on=OCTOBER)
    assert shown(OPENED, SUBMITTED, claimed).holder == "o1"
    assert shown(OPENED, SUBMITTED, RETURNED).paused_days_left == 3
    assert shown(OPENED, SUBMITTED, RETURNED, RESUBMITTED).paused_days_left is None
    decided = (*UP_TO_PROPOSAL, DECIDED)
    about: dict[str, Any] = {**ABOUT, "reason": "x"}
    slip = DecisionCorrected(
        **about, item="decided_on", before="2021-10-25", after="2021-10-26", correction_number="9",
        corrected_by=COMMUNE, corrected_on=OCTOBER,
    )  # fmt: skip
    row = shown(*decided, slip)
    assert (row.decided_on, row.corrected_count) == (date(2021, 10, 26), 1)
    name = slip.model_copy(update={"item": "unit_name", "before": "Thôn A", "after": "Thôn B"})
    assert shown(*decided, name).corrected_count == 1
    opened = ReviewOpened(**about, because_of="x/1", due=due("decide", CHECKED_BY, 3), opened_on=OCTOBER)
    closed = ReviewClosed(**about, upheld=True, document_number="4", closed_by=COMMUNE, closed_on=OCTOBER)
    row = shown(*decided, opened)
    assert (row.review_open, row.review_because_of, row.due_step, row.due_on) == (True, "x/1", "decide", CHECKED_BY)
    row = shown(*decided, opened, closed)
    assert (row.review_open, row.review_upheld, row.due_step) == (False, True, None)
    withdrawn = RecognitionWithdrawn(
        **about, unit_kind="residential_area", decision_number="15", decided_by=COMMUNE, withdrawn_on=OCTOBER
    )
    row = shown(*decided, withdrawn)
    assert (row.state, row.outcome, row.withdrawn_on, row.withdrawal_number) == ("decided", "recognised", OCTOBER, "15")


def test_a_checklist_tells_what_is_there_what_is_asked_and_what_is_neither() -> None:
    beside = {NOW: {"old_paper": paper(NOW, "old_paper", None), PAPERS[0]: paper(NOW, PAPERS[0], FILE)}}
    lines = checklist(rules(), beside, 0)
    assert [(line.code, line.asked, line.filed is not None) for line in lines] == [
        (PAPERS[0], True, True), (PAPERS[1], True, False), ("old_paper", False, True),
    ]  # fmt: skip


def test_what_changed_since_the_return_is_told_against_the_round_before() -> None:
    first = {"a": paper(1, "a", FILE), "b": paper(1, "b", None), "c": paper(1, "c", None)}
    second = {"a": paper(2, "a", OTHER_FILE), "c": paper(2, "c", None), "d": paper(2, "d", None)}
    said = {
        1: {"x": ResultRow(DOSSIER, 1, "x", self_met=False), "y": ResultRow(DOSSIER, 1, "y", self_met=True)},
        2: {"x": ResultRow(DOSSIER, 2, "x", self_met=True), "y": ResultRow(DOSSIER, 2, "y", self_met=True)},
    }
    changes = changes_since("submitted", 2, {1: first, 2: second}, said)
    assert changes is not None
    assert (changes.round, changes.added, changes.replaced, changes.left_out) == (2, ("d",), ("a",), ("b",))
    assert changes.answered_otherwise == ("x",)
    assert changes_since("submitted", 1, {1: first}, said) is None
    putting_right = changes_since("returned", 1, {1: first, NOW: second}, {**said, NOW: said[2]})
    assert putting_right == changes

"""The views that only the queue of work asks, given facts, hold exactly these rows."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import ViewSpec
from contracts.mobilisation import ProgrammeEnded, ProgrammeRenewed, ProgrammeReviewed, ProgrammeSigned
from contracts.models import (
    InventoryClosed,
    InventoryCompleted,
    InventoryOpened,
    ModelClosed,
    ModelConfirmed,
    ModelDecided,
    ModelMoved,
    ModelPlanned,
    ModelRenamed,
    PaperFiled,
    PaperTakenBack,
    PlacementAsked,
)
from contracts.registration import (
    DocumentDuty,
    DocumentsRequired,
    HouseholdsCorrected,
    LateEntryAllowed,
    PeriodClosed,
    PeriodReopened,
)
from services.dashboards.projections.confirmations import CONFIRMATIONS, ConfirmationRow
from services.dashboards.projections.coverage import COVERAGE, CoverageRow
from services.dashboards.projections.duties import DUTIES, DutyRow
from services.dashboards.projections.inventories import INVENTORIES, InventoryRow
from services.dashboards.projections.inventory_parts import INVENTORY_PARTS, InventoryPartRow
from services.dashboards.projections.late_entries import LATE_ENTRIES, LateEntryRow
from services.dashboards.projections.models_kept import MODELS_KEPT, ModelRow
from services.dashboards.projections.papers import PAPERS, PaperRow
from services.dashboards.projections.periods import PERIODS, ClosedPeriodRow
from services.dashboards.projections.programme_reviews import PROGRAMME_REVIEWS, ProgrammeReviewRow
from services.dashboards.projections.programmes import PROGRAMMES, ProgrammeRow
from tests.services.dashboards.province import CAMPAIGN, SPRING, YEAR, households, model

pytestmark = pytest.mark.fast

JULY = date(2021, 7, 1)
OF_YEAR: dict[str, Any] = {"campaign_id": CAMPAIGN, "year": YEAR}
MODEL: dict[str, Any] = {"model_id": "m1", "unit_id": "c1"}


def duty(kind: Any, due: date) -> DocumentDuty:
    return DocumentDuty(unit_kind="commune", document_kind=kind, due_on=due)


def test_a_duty_stands_with_its_newest_day_until_it_is_dropped() -> None:
    first = DocumentsRequired(**OF_YEAR, duties=(duty("plan", SPRING), duty("resolution", SPRING)), dropped=())
    second = DocumentsRequired(**OF_YEAR, duties=(duty("plan", JULY),), dropped=(duty("resolution", SPRING),))
    ViewSpec(DUTIES).given(first, second).then(DutyRow(CAMPAIGN, "commune", "plan", JULY))


def test_a_period_is_closed_until_it_is_reopened_and_a_late_entry_has_its_last_day() -> None:
    closed = PeriodClosed(**OF_YEAR, period="counting", closed_on=JULY)
    reopened = PeriodReopened(**OF_YEAR, period="counting", reopened_on=JULY, reason="Nhầm")
    ViewSpec(PERIODS).given(closed).then(ClosedPeriodRow(CAMPAIGN, "counting", JULY))
    ViewSpec(PERIODS).given(closed, reopened).then()
    allowed = LateEntryAllowed(
        **OF_YEAR, unit_id="a1", period="counting", allowed_on=SPRING, until=JULY, reason="Bão",
        decided_by="Chủ tịch", basis="1/CV",
    )  # fmt: skip
    ViewSpec(LATE_ENTRIES).given(allowed).then(LateEntryRow("a1", CAMPAIGN, "counting", JULY))


def test_a_lowered_count_is_flagged_until_a_count_is_not_lower() -> None:
    told = {"unit_id": "a1", "year": YEAR, "households_total": 100, "households_registered": 90}
    lower = CoverageRow(**told, households_as_of=date(2021, 10, 31), households_lowered=True)
    ViewSpec(COVERAGE).given(households("a1", 90, 100, lowered=True)).then(lower)
    corrected = HouseholdsCorrected(
        **OF_YEAR, unit_id="a1", as_of=JULY, total=100, registered=90, said_total=110, said_registered=95,
        previous_total=100, previous_registered=90, newest_as_of=date(2021, 10, 31), newest_total=100,
        newest_registered=90, lowered=False, reason="Nhầm", late_entry_basis=None,
    )  # fmt: skip
    even = CoverageRow(**told, households_as_of=date(2021, 10, 31))
    ViewSpec(COVERAGE).given(households("a1", 90, 100, lowered=True), corrected).then(even)


def test_an_inventory_asks_its_units_until_each_is_through_or_it_is_closed() -> None:
    opened = InventoryOpened(
        inventory_id="i1", unit_id="p", inventory_name="Rà soát", units=("c1", "c2"), due=JULY, opened_on=SPRING
    )
    completed = InventoryCompleted(
        inventory_id="i1", unit_id="c1", found=1, missing=0, new=0, closed=0, completed_on=JULY
    )
    closed = InventoryClosed(inventory_id="i1", unit_id="p", closed_on=JULY)
    ViewSpec(INVENTORIES).given(opened, closed).then(InventoryRow("i1", "Rà soát", SPRING, JULY, JULY))
    parts = (InventoryPartRow("i1", "c1", JULY), InventoryPartRow("i1", "c2"))
    ViewSpec(INVENTORY_PARTS).given(opened, completed).then(*parts)
    confirmed = ModelConfirmed(
        inventory_id="i1", **MODEL, finding="found", previous_finding=None, note=None, confirmed_on=JULY
    )
    ViewSpec(CONFIRMATIONS).given(confirmed, confirmed).then(ConfirmationRow("i1", "m1", "c1"))


def test_a_paper_is_there_until_it_is_taken_back() -> None:
    filed = PaperFiled(**MODEL, paper="plan", number="1/KH", dated=SPRING, file_sha256=None, filed_on=JULY)
    back = PaperTakenBack(**MODEL, paper="plan", number="1/KH", reason="Nhầm", taken_back_on=JULY)
    ViewSpec(PAPERS).given(filed).then(PaperRow("m1", "plan", "1/KH"))
    ViewSpec(PAPERS).given(filed, back).then()


def test_a_model_goes_through_its_stages_and_is_placed_by_a_move() -> None:
    planned = ModelPlanned(**MODEL, plan_number="1/KH", planned_on=SPRING)
    decided = ModelDecided(**MODEL, decision_number="1/QĐ", decided_on=SPRING)
    renamed = ModelRenamed(**MODEL, model_name="Mới", previous_name="Cũ", renamed_on=JULY)
    asked = PlacementAsked(**MODEL, successors=("c2", "c3"), asked_on=JULY)
    moved = ModelMoved(
        model_id="m1", unit_id="c2", previous_unit_id="c1", model_kind="Cũ", launched=False, points=0, teams=0,
        reason="Chia tách", moved_on=JULY,
    )  # fmt: skip
    closed = ModelClosed(model_id="m1", unit_id="c2", reason="Hết", successor_id=None, closed_on=JULY)
    told = (*model("m1", "c1", "Cũ"), planned, decided, renamed, asked)
    row = {"model_id": "m1", "model_kind": "Cũ", "block": "residential", "model_name": "Mới", "stage": "decided"}
    ViewSpec(MODELS_KEPT).given(*told).then(ModelRow(**row, unit_id="c1", placement_asked=True))
    ViewSpec(MODELS_KEPT).given(*told, moved, closed).then(
        ModelRow(**row, unit_id="c2", state="closed", closed_on=JULY)
    )


def test_a_programme_has_its_newest_term_its_end_and_the_years_it_was_reviewed_for() -> None:
    signed = ProgrammeSigned(
        programme_id="p1", unit_id="d1", programme_kind="joint_programme", parties=("Công an", "Mặt trận"),
        number="05/CTPH", dated=SPRING, subject="Phối hợp", first_day=SPRING, last_day=JULY, file_sha256=None,
    )  # fmt: skip
    renewed = ProgrammeRenewed(
        programme_id="p1", unit_id="d1", document_number="6/CTPH", dated=JULY, last_day=None, previous_last_day=JULY
    )
    ended = ProgrammeEnded(programme_id="p1", unit_id="d1", ended_on=JULY, reason="Hết")
    ViewSpec(PROGRAMMES).given(signed).then(ProgrammeRow("p1", "d1", "05/CTPH", SPRING, JULY))
    ViewSpec(PROGRAMMES).given(signed, renewed, ended).then(ProgrammeRow("p1", "d1", "05/CTPH", SPRING, None, JULY))
    reviewed = ProgrammeReviewed(
        programme_id="p1", unit_id="d1", year=YEAR, grade="good", previous_grade=None, result="Tốt",
        document_number="1/BC", reviewed_on=JULY, file_sha256=None,
    )  # fmt: skip
    ViewSpec(PROGRAMME_REVIEWS).given(reviewed).then(ProgrammeReviewRow("p1", YEAR, "d1"))

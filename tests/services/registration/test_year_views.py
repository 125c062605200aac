"""What the views of the year hold after given facts: marks, calendar, duties, permissions, counts by day, history."""

from datetime import UTC, date, datetime

import pytest

from chronicle.spec import ViewSpec, recorded
from contracts.registration import (
    CalendarSet,
    DayCount,
    DocumentCorrected,
    DocumentDuty,
    DocumentIssued,
    DocumentsRequired,
    DocumentStruck,
    HouseholdsCorrected,
    HouseholdsUndone,
    LateEntryAllowed,
    Occasion,
    PeriodClosed,
    PeriodReopened,
    TargetSet,
)
from services.dashboards.projections.documents import DOCUMENTS as DOCUMENTS_COUNTED
from services.dashboards.projections.documents import DocumentsRow
from services.registration.projections.campaigns import CAMPAIGNS, CampaignRow
from services.registration.projections.document_duties import DOCUMENT_DUTIES, DutyRow
from services.registration.projections.documents import DOCUMENTS, DocumentRow
from services.registration.projections.household_counts import HOUSEHOLD_COUNTS, CountRow
from services.registration.projections.late_entries import LATE_ENTRIES, LateEntryRow
from services.registration.projections.marks import MARKS, MarkRow
from services.registration.projections.occasions import OCCASIONS, OccasionRow
from services.registration.projections.targets import TARGETS, TargetRow
from services.registration.projections.year_history import YEAR_HISTORY, HistoryRow
from tests.services.registration.scenes import CLOSES, IN_TIME, LAUNCHED, OPENS, TARGET, reported

pytestmark = pytest.mark.fast

MARCH, JUNE = date(2021, 3, 31), date(2021, 6, 7)
ALLOWED = LateEntryAllowed(
    campaign_id="y2021", year=2021, unit_id="a1", period="counting", allowed_on=JUNE, until=JUNE, reason="Sót tổ",
    decided_by="Trưởng Ban Chỉ đạo tỉnh", basis="71/CV-BCĐ",
)  # fmt: skip
CORRECTED = HouseholdsCorrected(
    campaign_id="y2021", year=2021, unit_id="a1", as_of=MARCH, total=108, registered=80, said_total=118,
    said_registered=90, previous_total=118, previous_registered=90, newest_as_of=MARCH, newest_total=108,
    newest_registered=80, lowered=False, reason="Đếm nhầm", late_entry_basis=None,
)  # fmt: skip
ISSUED = DocumentIssued(
    campaign_id="y2021", year=2021, issuer_id="c1", document_kind="plan", number="5/KH-BCĐ", dated=MARCH,
    subject="Kế hoạch", signer_title="Trưởng Ban Chỉ đạo", file_sha256=None,
)  # fmt: skip
OF_DOCUMENT = {"campaign_id": "y2021", "year": 2021, "issuer_id": "c1", "number": "5/KH-BCĐ", "dated": MARCH}


def test_a_campaign_knows_which_of_its_periods_are_closed() -> None:
    row = CampaignRow("y2021", "p1", 2021, "Phong trào năm 2021", "tt23-2012", OPENS, CLOSES, IN_TIME)
    closed = PeriodClosed(campaign_id="y2021", year=2021, period="registering", closed_on=JUNE)
    reopened = PeriodReopened(campaign_id="y2021", year=2021, period="registering", reopened_on=JUNE, reason="x")
    ViewSpec(CAMPAIGNS).given(LAUNCHED).then(row)
    closed_row = CampaignRow("y2021", "p1", 2021, "Phong trào năm 2021", "tt23-2012", OPENS, CLOSES, IN_TIME, JUNE)
    ViewSpec(CAMPAIGNS).given(LAUNCHED, closed).then(closed_row)
    ViewSpec(CAMPAIGNS).given(LAUNCHED, closed, reopened).then(row)


def test_marks_are_of_the_unit_that_set_them() -> None:
    higher = TARGET.model_copy(update={"share": "9/10"})
    about = {"campaign_id": "y2021", "year": 2021, "target": higher, "previous_share": None}
    of_commune, of_province = (
        TargetSet(unit_id="c1", level="commune", **about),
        TargetSet(unit_id="p1", level="province", **about),
    )
    counted = ("households_registered", "residential_area")
    ViewSpec(TARGETS).given(LAUNCHED, of_commune).then(TargetRow("y2021", *counted, 0, "17/20", True))
    ViewSpec(TARGETS).given(LAUNCHED, of_province).then(TargetRow("y2021", *counted, 0, "9/10", True))
    ViewSpec(MARKS).given(LAUNCHED, of_commune, of_province).then(MarkRow("y2021", "c1", *counted, "9/10", True))


def test_the_calendar_and_the_duties_are_those_set_last() -> None:
    day = Occasion(code="d", kind="other", first=JUNE, last=JUNE, title_vi="Ngày", title_en=None)
    first = CalendarSet(campaign_id="y2021", year=2021, occasions=(day,), dropped=())
    second = CalendarSet(campaign_id="y2021", year=2021, occasions=(), dropped=("d",))
    ViewSpec(OCCASIONS).given(first).then(OccasionRow("y2021", "d", "other", JUNE, JUNE, "Ngày"))
    ViewSpec(OCCASIONS).given(first, second).then()
    duty = DocumentDuty(unit_kind="commune", document_kind="plan", due_on=MARCH)
    required = DocumentsRequired(campaign_id="y2021", year=2021, duties=(duty,), dropped=())
    no_longer = DocumentsRequired(campaign_id="y2021", year=2021, duties=(), dropped=(duty,))
    ViewSpec(DOCUMENT_DUTIES).given(required).then(DutyRow("y2021", "commune", "plan", MARCH))
    ViewSpec(DOCUMENT_DUTIES).given(required, no_longer).then()


def test_a_permission_is_the_one_given_last() -> None:
    again = ALLOWED.model_copy(update={"basis": "72/CV-BCĐ"})
    said = ("y2021", "a1", "counting", JUNE, JUNE, "Sót tổ", "Trưởng Ban Chỉ đạo tỉnh")
    ViewSpec(LATE_ENTRIES).given(ALLOWED, again).then(LateEntryRow(*said, "72/CV-BCĐ"))


def test_each_day_shows_what_was_said_of_it_last() -> None:
    ViewSpec(HOUSEHOLD_COUNTS).given(reported(MARCH, 118, 90), reported(JUNE, 118, 95, late_entry_basis="71/CV")).then(
        CountRow("y2021", "a1", MARCH, 118, 90), CountRow("y2021", "a1", JUNE, 118, 95, None, "71/CV")
    )
    corrected = CountRow("y2021", "a1", MARCH, 108, 80, "Đếm nhầm")
    ViewSpec(HOUSEHOLD_COUNTS).given(reported(MARCH, 118, 90), CORRECTED).then(corrected)
    undone = HouseholdsUndone(
        campaign_id="y2021", year=2021, unit_id="a1", as_of=MARCH, batch_id="b", undone_total=1, undone_registered=1,
        previous_total=1, previous_registered=1, newest_as_of=MARCH, newest_total=108, newest_registered=80,
        lowered=False,
        day=DayCount(total=108, registered=80, corrected_because="Đếm nhầm", late_entry_basis=None),
    )  # fmt: skip
    ViewSpec(HOUSEHOLD_COUNTS).given(reported(MARCH, 1, 1), undone).then(corrected)
    ViewSpec(HOUSEHOLD_COUNTS).given(reported(MARCH, 1, 1), undone.model_copy(update={"day": None})).then()


def test_documents_are_shown_as_corrected_and_not_once_struck() -> None:
    corrected = DocumentCorrected(
        **OF_DOCUMENT, document_kind="resolution", previous_kind="plan", subject="Nghị quyết", signer_title="Bí thư",
        file_sha256=None, reason="Ghi nhầm loại",
    )  # fmt: skip
    struck = DocumentStruck(**OF_DOCUMENT, document_kind="resolution", reason="Không có văn bản này")
    row = DocumentRow(
        "c1", "5/KH-BCĐ", MARCH, "y2021", 2021, "resolution", "Nghị quyết", "Bí thư", None, "Ghi nhầm loại"
    )
    ViewSpec(DOCUMENTS).given(ISSUED, corrected).then(row)
    ViewSpec(DOCUMENTS).given(ISSUED, corrected, struck).then()
    ViewSpec(DOCUMENTS_COUNTED).given(ISSUED, corrected).then(DocumentsRow("c1", 2021, resolutions=1))
    ViewSpec(DOCUMENTS_COUNTED).given(ISSUED, corrected, struck).then()


def test_the_history_says_who_recorded_what_for_which_unit() -> None:
    about = {"occurred_on": JUNE, "role": "commune_officer", "office": "c1"}
    at = datetime(2021, 3, 1, tzinfo=UTC)
    said = ("commune_officer", "c1", False)
    ViewSpec(YEAR_HISTORY).given(
        recorded(reported(MARCH, 118, 90), 1, **about),
        recorded(CORRECTED, 2, **about),
        recorded(ISSUED, 3, **about),
        recorded(ALLOWED, 4, **about),
    ).then(
        HistoryRow(1, "y2021", "a1", "registration.households_reported", JUNE, at, *said, MARCH, 118, 90),
        HistoryRow(
            2, "y2021", "a1", "registration.households_corrected", JUNE, at, *said, MARCH, 108, 80, words="Đếm nhầm"
        ),
        HistoryRow(3, "y2021", "c1", "registration.document_issued", JUNE, at, *said, MARCH, words="5/KH-BCĐ"),
        HistoryRow(4, "y2021", "a1", "registration.late_entry_allowed", JUNE, at, *said, JUNE, words="Sót tổ"),
    )

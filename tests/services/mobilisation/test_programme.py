"""Decisions about joint programmes, their yearly reviews and their term; and how a review stands on a day."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.mobilisation import ProgrammeEnded, ProgrammeRenewed, ProgrammeReviewed, ProgrammeSigned
from services.mobilisation.programme import (
    PROGRAMME,
    EndProgramme,
    RenewProgramme,
    ReviewProgramme,
    SignProgramme,
    programme_id,
)
from services.mobilisation.projections.programme_reviews import PROGRAMME_REVIEWS, ProgrammeReviewRow
from services.mobilisation.projections.programmes import PROGRAMMES, ProgrammeRow, ReviewState, review_state
from tests.services.mobilisation.scenes import VALID_FROM, ended, listed

pytestmark = pytest.mark.fast

DAY, DECEMBER = date(2021, 3, 10), date(2021, 12, 8)
LAST, LONGER = date(2025, 12, 31), date(2030, 12, 31)
ID = programme_id("p1", "05/CTPH-CA-MTTQ", DAY)
PARTIES = ("Công an tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh")
WHAT: dict[str, Any] = {
    "unit_id": "p1", "programme_kind": "joint_programme", "parties": PARTIES, "number": "05/CTPH-CA-MTTQ", "dated": DAY,
    "subject": "Phối hợp bảo vệ an ninh Tổ quốc", "first_day": DAY, "last_day": LAST, "file_sha256": None,
}  # fmt: skip
SIGN = SignProgramme(occurred_on=DAY, **WHAT)
SIGNED = ProgrammeSigned(programme_id=ID, **WHAT)
REVIEW = ReviewProgramme(
    occurred_on=DECEMBER, programme_id=ID, year=2021, grade="good", result="Đủ nội dung", document_number="31/BC-BCĐ"
)
REVIEWED = ProgrammeReviewed(
    programme_id=ID, unit_id="p1", year=2021, grade="good", previous_grade=None, result="Đủ nội dung",
    document_number="31/BC-BCĐ", reviewed_on=DECEMBER, file_sha256=None,
)  # fmt: skip
RENEW = RenewProgramme(occurred_on=DECEMBER, programme_id=ID, document_number="02/PL-CTPH", last_day=LONGER)
RENEWED = ProgrammeRenewed(
    programme_id=ID, unit_id="p1", document_number="02/PL-CTPH", dated=DECEMBER, last_day=LONGER, previous_last_day=LAST
)
END = EndProgramme(occurred_on=DECEMBER, programme_id=ID, reason="Không còn cấp huyện")
ENDED = ProgrammeEnded(programme_id=ID, unit_id="p1", ended_on=DECEMBER, reason="Không còn cấp huyện")
programme = DeciderSpec(PROGRAMME).knowing(unit=(listed("p1", "province"),))


def test_a_programme_is_signed_once_however_its_number_is_written() -> None:
    programme.given().when(SIGN).then(SIGNED)
    programme.given(SIGNED).when(SIGN).then_nothing()
    assert PROGRAMME.identity(SIGN.model_copy(update={"number": "05/ctph-ca-mttq "})) == ID
    programme.given(SIGNED).when(SIGN.model_copy(update={"subject": "Khác"})).then_refused("programme.signed_otherwise")
    DeciderSpec(PROGRAMME).given().when(SIGN).then_refused("unit.unknown")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parties": ("Công an tỉnh", "công an tỉnh")}, "programme.party_twice"),
        ({"last_day": date(2021, 3, 9)}, "programme.term_ends_early"),
        ({"occurred_on": date(2021, 3, 9)}, "programme.dated_later"),
    ],
)
def test_what_is_no_programme_is_refused(changed: dict[str, Any], code: str) -> None:
    programme.given().when(SIGN.model_copy(update=changed)).then_refused(code)


def test_a_level_that_ended_signs_nothing() -> None:
    programme.knowing(unit=(listed("p1", "province"), ended("p1", DAY))).given().when(SIGN).then_refused("unit.ended")


def test_a_year_is_reviewed_and_a_later_review_replaces_it() -> None:
    programme.given(SIGNED).when(REVIEW).then(REVIEWED)
    programme.given(SIGNED, REVIEWED).when(REVIEW).then_nothing()
    other = {"grade": "fair", "result": "Còn thiếu"}
    programme.given(SIGNED, REVIEWED).when(REVIEW.model_copy(update=other)).then(
        REVIEWED.model_copy(update={**other, "previous_grade": "good"})
    )
    programme.given().when(REVIEW).then_refused("programme.unknown")
    programme.given(SIGNED).when(REVIEW.model_copy(update={"year": 2026})).then_refused("programme.not_in_force")
    programme.given(SIGNED, ENDED).when(REVIEW.model_copy(update={"year": 2022})).then_refused("programme.not_in_force")


def test_a_programme_is_renewed() -> None:
    programme.given(SIGNED).when(RENEW).then(RENEWED)
    programme.given(SIGNED, RENEWED).when(RENEW).then_nothing()
    programme.given(SIGNED).when(RENEW.model_copy(update={"last_day": LAST})).then_refused("programme.term_ends_early")
    programme.given(SIGNED, ENDED).when(RENEW).then_refused("programme.ended")
    programme.given().when(RENEW).then_refused("programme.unknown")


def test_a_programme_ends() -> None:
    programme.given(SIGNED).when(END).then(ENDED)
    programme.given(SIGNED, ENDED).when(END).then_nothing()
    later = END.model_copy(update={"occurred_on": date(2021, 12, 9)})
    programme.given(SIGNED, ENDED).when(later).then_refused("programme.ended")
    programme.given(SIGNED).when(END.model_copy(update={"occurred_on": VALID_FROM})).then_refused(
        "programme.term_ends_early"
    )
    programme.given().when(END).then_refused("programme.unknown")


def test_the_views_of_programmes_and_reviews() -> None:
    row = ProgrammeRow(ID, "p1", "joint_programme", PARTIES, "05/CTPH-CA-MTTQ", DAY, WHAT["subject"], DAY, LAST)
    ViewSpec(PROGRAMMES).given(SIGNED).then(row)
    ViewSpec(PROGRAMMES).given(SIGNED, RENEWED, ENDED).then(
        ProgrammeRow(
            ID, "p1", "joint_programme", PARTIES, "05/CTPH-CA-MTTQ", DAY, WHAT["subject"], DAY, LONGER, None,
            "02/PL-CTPH", DECEMBER, DECEMBER, "Không còn cấp huyện",
        )
    )  # fmt: skip
    again = REVIEWED.model_copy(update={"grade": "fair", "previous_grade": "good"})
    ViewSpec(PROGRAMME_REVIEWS).given(REVIEWED, again).then(
        ProgrammeReviewRow(ID, 2021, "p1", "fair", "good", "Đủ nội dung", "31/BC-BCĐ", DECEMBER)
    )


DUE = date(2021, 12, 20)


@pytest.mark.parametrize(
    ("year", "reviewed_on", "today", "state"),
    [
        (2021, None, DECEMBER, "due"),
        (2021, None, DUE, "due"),
        (2021, None, date(2021, 12, 21), "overdue"),
        (2021, DUE, date(2022, 1, 5), "done"),
        (2021, date(2021, 12, 21), date(2022, 1, 5), "late"),
        (2020, None, DECEMBER, "not_owed"),
        (2026, None, DECEMBER, "not_owed"),
    ],
)
def test_how_the_review_of_a_year_stands(year: int, reviewed_on: date | None, today: date, state: ReviewState) -> None:
    row = ProgrammeRow(ID, "p1", first_day=DAY, last_day=LAST)
    assert review_state(row, year, DUE, reviewed_on, today) == state


def test_a_programme_that_ended_within_the_year_owes_no_review_of_it() -> None:
    row = ProgrammeRow(ID, "p1", first_day=DAY, last_day=LAST, ended_on=date(2021, 7, 1))
    assert review_state(row, 2021, DUE, None, date(2021, 6, 30)) == "due"
    assert review_state(row, 2021, DUE, None, date(2021, 7, 2)) == "not_owed"
    assert review_state(row, 2021, DUE, None, date(2022, 1, 2)) == "not_owed"

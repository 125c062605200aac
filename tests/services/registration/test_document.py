"""Decisions about a document: recorded once by issuer, number and date, and told from one with the same number."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.registration import DocumentCorrected, DocumentIssued, DocumentStruck, UnitEnded
from services.registration.document import DOCUMENT, CorrectDocument, IssueDocument, StrikeDocument, document_id
from tests.services.registration.scenes import CLOSES, COMMUNE, LAUNCHED, OPENS, PROVINCE

pytestmark = pytest.mark.fast

NEW_YEARS_EVE = date(2021, 2, 11)
ISSUED = DocumentIssued(
    campaign_id="y2021", year=2021, issuer_id="p1", document_kind="plan", number="411/KH-BCĐ", dated=NEW_YEARS_EVE,
    subject="Kế hoạch phong trào năm 2021", signer_title="Trưởng Ban Chỉ đạo", file_sha256=None,
)  # fmt: skip
document = DeciderSpec(DOCUMENT).knowing(campaign=(LAUNCHED,), issuer=(PROVINCE,))


def issue(occurred_on: date = NEW_YEARS_EVE, **changed: Any) -> IssueDocument:
    return IssueDocument(occurred_on=occurred_on, **{**ISSUED.model_dump(exclude={"year"}), **changed})


def test_a_document_is_recorded_once() -> None:
    document.given().when(issue()).then(ISSUED)
    document.given(ISSUED).when(issue()).then_nothing()
    document.given(ISSUED).when(issue(subject="Kế hoạch khác")).then_refused("document.issued_otherwise")


def test_a_document_has_an_issuer_and_a_campaign_that_are_known() -> None:
    document.given().knowing(issuer=()).when(issue()).then_refused("unit.unknown")
    document.given().knowing(campaign=()).when(issue()).then_refused("campaign.unknown")
    ended = UnitEnded(unit_id="c1", ended_on=NEW_YEARS_EVE, reason="Sáp nhập")
    document.given().knowing(issuer=(COMMUNE, ended)).when(issue(issuer_id="c1")).then_refused("unit.ended")


def test_a_document_is_dated_within_the_campaign_and_not_after_it_is_recorded() -> None:
    document.given().when(issue(dated=date(2020, 10, 30))).then_refused("campaign.not_open")
    document.given().when(issue(CLOSES, dated=date(2022, 4, 1))).then_refused("campaign.not_open")
    document.given().when(issue(OPENS)).then_refused("document.dated_later")
    document.given().when(issue(CLOSES)).then(ISSUED)


CORRECT = CorrectDocument(
    occurred_on=date(2021, 3, 1), campaign_id="y2021", issuer_id="p1", document_kind="guidance", number="411/kh-bcđ",
    dated=NEW_YEARS_EVE, subject="Hướng dẫn", signer_title="Phó Trưởng Ban Chỉ đạo", reason="Ghi nhầm",
)  # fmt: skip
CORRECTED = DocumentCorrected(
    campaign_id="y2021", year=2021, issuer_id="p1", number="411/KH-BCĐ", dated=NEW_YEARS_EVE, document_kind="guidance",
    previous_kind="plan", subject="Hướng dẫn", signer_title="Phó Trưởng Ban Chỉ đạo", file_sha256=None,
    reason="Ghi nhầm",
)  # fmt: skip
STRIKE = StrikeDocument(
    occurred_on=date(2021, 3, 1), campaign_id="y2021", issuer_id="p1", number="411/KH-BCĐ", dated=NEW_YEARS_EVE,
    reason="Ghi nhầm số",
)  # fmt: skip
STRUCK = DocumentStruck(
    campaign_id="y2021", year=2021, issuer_id="p1", number="411/KH-BCĐ", dated=NEW_YEARS_EVE, document_kind="plan",
    reason="Ghi nhầm số",
)  # fmt: skip


def test_what_was_recorded_of_a_document_is_corrected() -> None:
    document.given(ISSUED).when(CORRECT).then(CORRECTED)
    document.given(ISSUED, CORRECTED).when(CORRECT).then_nothing()
    document.given().when(CORRECT).then_refused("document.unknown")
    document.given(ISSUED).when(CORRECT.model_copy(update={"campaign_id": "y2022"})).then_refused("document.unknown")


def test_a_document_there_is_not_is_struck_off_and_may_be_recorded_again() -> None:
    document.given(ISSUED).when(STRIKE).then(STRUCK)
    document.given(ISSUED, CORRECTED).when(STRIKE).then(STRUCK.model_copy(update={"document_kind": "guidance"}))
    document.given(ISSUED, STRUCK).when(STRIKE).then_nothing()
    document.given().when(STRIKE).then_refused("document.unknown")
    document.given(ISSUED, STRUCK).when(issue()).then(ISSUED)


def test_the_same_number_of_another_year_or_issuer_is_another_document() -> None:
    this = document_id("p1", "411/KH-BCĐ", NEW_YEARS_EVE)
    assert this == document_id("p1", " 411 / kh-bcđ", NEW_YEARS_EVE)
    assert this != document_id("p1", "411/KH-BCĐ", date(2022, 2, 11))
    assert this != document_id("p2", "411/KH-BCĐ", NEW_YEARS_EVE)
    assert this != document_id("p1", "412/KH-BCĐ", NEW_YEARS_EVE)


def test_the_id_of_a_document_is_never_derived_otherwise() -> None:
    assert document_id("p1", "411/KH-BCĐ", NEW_YEARS_EVE) == "a59fb78b-df03-54e1-9c82-fe2822d729b6"

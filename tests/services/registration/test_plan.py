"""Decisions about the plan of a year: marks, calendar, and which documents are due."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.registration import CalendarSet, DocumentDuty, DocumentsRequired, Occasion, TargetSet
from services.registration.plan import PLAN, RequireDocuments, SetCalendar, SetTarget
from tests.services.registration.scenes import AREA, CLOSES, COMMUNE, LAUNCHED, OPENS, TARGET

pytestmark = pytest.mark.fast

DAY = date(2021, 2, 11)
FESTIVAL = Occasion(
    code="festival",
    kind="festival",
    first=date(2021, 8, 19),
    last=date(2021, 8, 19),
    title_vi="Ngày hội",
    title_en=None,
)
PHASE = FESTIVAL.model_copy(update={"code": "phase-1", "kind": "phase", "first": OPENS})
DUTY = DocumentDuty(unit_kind="commune", document_kind="plan", due_on=date(2021, 3, 31))
SET = TargetSet(campaign_id="y2021", year=2021, unit_id="c1", level="commune", target=TARGET, previous_share=None)
plan = DeciderSpec(PLAN).knowing(campaign=(LAUNCHED,), unit=(COMMUNE,))


def set_target(**changed: Any) -> SetTarget:
    return SetTarget(occurred_on=DAY, campaign_id="y2021", unit_id="c1", target=TARGET.model_copy(update=changed))


def set_calendar(*occasions: Occasion, province_id: str = "p1") -> SetCalendar:
    return SetCalendar(occurred_on=DAY, campaign_id="y2021", province_id=province_id, occasions=occasions)


def require(*duties: DocumentDuty, province_id: str = "p1") -> RequireDocuments:
    return RequireDocuments(occurred_on=DAY, campaign_id="y2021", province_id=province_id, duties=duties)


def test_a_unit_sets_its_own_mark() -> None:
    plan.given().when(set_target()).then(SET)
    plan.given(SET).when(set_target()).then_nothing()
    higher = SET.model_copy(update={"target": TARGET.model_copy(update={"share": "9/10"}), "previous_share": "17/20"})
    plan.given(SET).when(set_target(share="9/10")).then(higher)


def test_a_mark_is_a_possible_share_of_a_unit_that_plans() -> None:
    plan.given().when(set_target(share="5/4")).then_refused("campaign.share_impossible")
    plan.given().knowing(unit=(AREA,)).when(set_target()).then_refused("target.not_of_a_level")
    plan.given().knowing(campaign=()).when(set_target()).then_refused("campaign.unknown")


def test_the_calendar_is_set_as_a_whole() -> None:
    calendar = CalendarSet(campaign_id="y2021", year=2021, occasions=(FESTIVAL, PHASE), dropped=())
    plan.given().when(set_calendar(FESTIVAL, PHASE)).then(calendar)
    plan.given(calendar).when(set_calendar(FESTIVAL, PHASE)).then_nothing()
    without = CalendarSet(campaign_id="y2021", year=2021, occasions=(FESTIVAL,), dropped=("phase-1",))
    plan.given(calendar).when(set_calendar(FESTIVAL)).then(without)


def test_an_impossible_calendar_is_refused() -> None:
    plan.given().when(set_calendar(FESTIVAL, FESTIVAL)).then_refused("calendar.code_twice")
    backwards = FESTIVAL.model_copy(update={"last": OPENS})
    plan.given().when(set_calendar(backwards)).then_refused("calendar.days_out_of_order")
    plan.given().when(set_calendar(FESTIVAL, province_id="p2")).then_refused("campaign.of_another_province")


def test_documents_are_required_as_a_whole() -> None:
    required = DocumentsRequired(campaign_id="y2021", year=2021, duties=(DUTY,), dropped=())
    plan.given().when(require(DUTY)).then(required)
    plan.given(required).when(require(DUTY)).then_nothing()
    plan.given(required).when(require()).then(required.model_copy(update={"duties": (), "dropped": (DUTY,)}))


def test_impossible_duties_are_refused() -> None:
    later = DUTY.model_copy(update={"due_on": CLOSES})
    plan.given().when(require(DUTY, later)).then_refused("documents.required_twice")
    plan.given().when(require(DUTY.model_copy(update={"unit_kind": "school"}))).then_refused("documents.not_of_a_level")
    outside = DUTY.model_copy(update={"due_on": date(2022, 4, 1)})
    plan.given().when(require(outside)).then_refused("documents.due_outside")
    plan.given().when(require(DUTY, province_id="p2")).then_refused("campaign.of_another_province")

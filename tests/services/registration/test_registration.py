"""Decisions about a unit's registration for a year: in time, late, already so, or refused and why."""

from datetime import date, timedelta

import pytest

from chronicle.spec import DeciderSpec
from contracts.calendar import DayBegan
from contracts.registration import (
    LateEntryAllowed,
    PeriodClosed,
    PeriodReopened,
    RegistrationWithdrawn,
    UnitEnded,
    UnitRegistered,
)
from services.registration.registration import REGISTRATION, RegisterUnit, UndoRegistration, WithdrawRegistration
from tests.services.registration.scenes import (
    AREA,
    CLOSES,
    COMMUNE,
    DISTRICT,
    IN_TIME,
    LAUNCHED,
    OPENS,
    PROVINCE,
    SCHOOL,
    TOO_LATE,
)

pytestmark = pytest.mark.fast

DAY = timedelta(days=1)
REGISTERED = UnitRegistered(
    campaign_id="y2021", year=2021, unit_id="c1", unit_kind="commune", rule_set="tt23-2012", registered_on=IN_TIME,
    late=False,
)  # fmt: skip
WITHDRAWN = RegistrationWithdrawn(
    campaign_id="y2021", year=2021, unit_id="c1", withdrawn_on=TOO_LATE, reason="Không đủ điều kiện"
)
WITHDRAW = WithdrawRegistration(occurred_on=TOO_LATE, campaign_id="y2021", unit_id="c1", reason="Không đủ điều kiện")
CLOSED = PeriodClosed(campaign_id="y2021", year=2021, period="registering", closed_on=date(2021, 6, 1))
ALLOWED = LateEntryAllowed(
    campaign_id="y2021", year=2021, unit_id="c1", period="registering", allowed_on=date(2021, 6, 7),
    until=date(2021, 6, 15), reason="Cách ly", decided_by="Trưởng Ban Chỉ đạo tỉnh", basis="57/CV-BCĐ",
)  # fmt: skip
commune = DeciderSpec(REGISTRATION).knowing(campaign=(LAUNCHED,), unit=(COMMUNE,))


def register(day: date = IN_TIME, unit_id: str = "c1") -> RegisterUnit:
    return RegisterUnit(occurred_on=day, campaign_id="y2021", unit_id=unit_id)


def test_a_unit_registers_once() -> None:
    commune.given().when(register()).then(REGISTERED)
    commune.given(REGISTERED).when(register()).then_nothing()
    commune.given(REGISTERED).when(register(TOO_LATE)).then_refused("registration.on_another_day")


def test_a_unit_registers_late_from_the_day_after_registering_closes() -> None:
    late = REGISTERED.model_copy(update={"registered_on": TOO_LATE, "late": True})
    commune.given().when(register(TOO_LATE)).then(late)


def test_a_unit_registers_only_while_the_campaign_is_open() -> None:
    commune.given().when(register(OPENS - DAY)).then_refused("campaign.not_open")
    commune.given().when(register(OPENS)).then(REGISTERED.model_copy(update={"registered_on": OPENS}))
    commune.given().when(register(CLOSES)).then(REGISTERED.model_copy(update={"registered_on": CLOSES, "late": True}))
    commune.given().when(register(CLOSES + DAY)).then_refused("campaign.not_open")


def test_who_or_what_is_unknown_does_not_register() -> None:
    commune.given().knowing(campaign=()).when(register()).then_refused("campaign.unknown")
    commune.given().knowing(unit=()).when(register()).then_refused("unit.unknown")


def test_a_unit_registers_until_the_day_it_ends() -> None:
    ending = commune.given().knowing(unit=(COMMUNE, UnitEnded(unit_id="c1", ended_on=IN_TIME, reason="Sáp nhập")))
    ending.when(register(IN_TIME - DAY)).then(REGISTERED.model_copy(update={"registered_on": IN_TIME - DAY}))
    ending.when(register(IN_TIME)).then_refused("unit.ended")


def test_provinces_and_districts_organise_and_do_not_register() -> None:
    commune.given().knowing(unit=(PROVINCE,)).when(register()).then_refused("registration.organises_only")
    commune.given().knowing(unit=(DISTRICT,)).when(register()).then_refused("registration.organises_only")


def test_a_unit_out_of_scope_is_told_the_legal_reason() -> None:
    decided = commune.given().knowing(unit=(SCHOOL,)).when(register())
    decided.then_refused("registration.out_of_scope")
    assert decided.refusal is not None
    assert "Điều 3 Thông tư 124/2021/TT-BCA" in decided.refusal.vi
    assert "Điều 3 Thông tư 124/2021/TT-BCA" in decided.refusal.en


def test_after_the_close_only_who_is_allowed_to_registers_and_is_recorded_late_by_that_permission() -> None:
    closed = commune.given().knowing(period=(CLOSED,))
    closed.when(register(IN_TIME)).then_refused("period.closed")
    closed.when(register(TOO_LATE)).then_refused("period.closed")
    allowed = commune.given().knowing(period=(CLOSED, ALLOWED))
    late = {"late": True, "late_entry_basis": "57/CV-BCĐ"}
    for day in (IN_TIME, ALLOWED.until):
        allowed.when(register(day)).then(REGISTERED.model_copy(update={"registered_on": day, **late}))
    allowed.when(register(ALLOWED.until + DAY)).then_refused("late_entry.over")
    other = ALLOWED.model_copy(update={"unit_id": "c2"})
    commune.given().knowing(period=(CLOSED, other)).when(register()).then_refused("period.closed")
    reopened = PeriodReopened(
        campaign_id="y2021", year=2021, period="registering", reopened_on=date(2021, 6, 2), reason="Khóa nhầm"
    )
    commune.given().knowing(period=(CLOSED, reopened)).when(register()).then(REGISTERED)


def test_a_permission_that_is_over_is_not_used_with_an_earlier_day() -> None:
    after = commune.given().knowing(period=(CLOSED, ALLOWED), today=(DayBegan(day=ALLOWED.until + DAY),))
    after.when(register(IN_TIME)).then_refused("late_entry.over")
    before = commune.given().knowing(period=(CLOSED, ALLOWED), today=(DayBegan(day=ALLOWED.until),))
    before.when(register(IN_TIME)).then(REGISTERED.model_copy(update={"late": True, "late_entry_basis": "57/CV-BCĐ"}))


def test_after_the_close_a_batch_is_undone_only_where_it_is_allowed() -> None:
    undo = UndoRegistration(
        occurred_on=ALLOWED.until, campaign_id="y2021", unit_id="c1", batch_id="b", registered_on=IN_TIME
    )
    registered = commune.given(REGISTERED)
    registered.knowing(period=(CLOSED,)).when(undo).then_refused("period.closed")
    assert registered.knowing(period=(CLOSED, ALLOWED)).when(undo).facts


def test_a_registration_is_withdrawn_once() -> None:
    commune.given(REGISTERED).when(WITHDRAW).then(WITHDRAWN)
    commune.given(REGISTERED, WITHDRAWN).when(WITHDRAW).then_nothing()
    commune.given().when(WITHDRAW).then_refused("registration.unknown")


def test_a_withdrawal_does_not_come_before_the_registration_nor_outside_the_campaign() -> None:
    commune.given(REGISTERED).when(WITHDRAW.model_copy(update={"occurred_on": IN_TIME - DAY})).then_refused(
        "registration.out_of_order"
    )
    commune.given(REGISTERED).when(WITHDRAW.model_copy(update={"occurred_on": CLOSES + DAY})).then_refused(
        "campaign.not_open"
    )


def test_a_unit_may_register_again_after_its_withdrawal() -> None:
    again = REGISTERED.model_copy(update={"registered_on": TOO_LATE, "late": True})
    commune.given(REGISTERED, WITHDRAWN).when(register(TOO_LATE)).then(again)
    commune.given(REGISTERED, WITHDRAWN).when(register(IN_TIME)).then_refused("registration.out_of_order")
    commune.given(REGISTERED, WITHDRAWN, again).when(register(TOO_LATE)).then_nothing()


def test_an_area_registers_by_its_own_kind() -> None:
    registered = REGISTERED.model_copy(update={"unit_id": "a1", "unit_kind": "residential_area"})
    commune.given().knowing(unit=(AREA,)).when(register(unit_id="a1")).then(registered)

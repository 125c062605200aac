"""What the views say of calendars and delegations, fact by fact."""

from datetime import date

import pytest

from chronicle.spec import ViewSpec
from services.recognition.projections.delegations import DELEGATIONS, DelegationRow
from services.recognition.projections.working_calendars import WORKING_CALENDARS, WorkingCalendarRow
from tests.services.recognition.test_delegation import DELEGATED, ENDED, SAID
from tests.services.recognition.test_working_calendar import DAY, FACT

pytestmark = pytest.mark.fast


def test_every_version_of_a_calendar_is_kept() -> None:
    row = WorkingCalendarRow(
        calendar="vn", calendar_version=1, first_day=date(2021, 1, 1), last_day=date(2021, 12, 31),
        off=(date(2021, 9, 2),), off_reasons=("Quốc khánh",), source="Thông báo số 4875/TB-LĐTBXH", set_on=DAY,
    )  # fmt: skip
    ViewSpec(WORKING_CALENDARS).given(FACT).then(row)
    later = FACT.model_copy(update={"calendar_version": 2})
    ViewSpec(WORKING_CALENDARS).given(FACT, later).then(
        row, WorkingCalendarRow(**{**_shown(row), "calendar_version": 2})
    )


def _shown(row: WorkingCalendarRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in WorkingCalendarRow.__dataclass_fields__}


def test_a_delegation_ends() -> None:
    row = DelegationRow(**SAID, delegated_on=date(2021, 3, 1))
    ViewSpec(DELEGATIONS).given(DELEGATED).then(row)
    over = DelegationRow(**SAID, delegated_on=date(2021, 3, 1), ended_on=date(2021, 6, 1), end_reason="Hết nhiệm vụ")
    ViewSpec(DELEGATIONS).given(DELEGATED, ENDED).then(over)
    days = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 5, 31), date(2021, 6, 1))
    assert [over.holds_on(day) for day in days] == [False, True, True, False]

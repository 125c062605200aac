"""Facts that tests of mobilisation begin from."""

from datetime import date

from contracts.mobilisation import ActivityReported, Counter, Period
from contracts.registration import UnitEnded, UnitKind, UnitListed

DAY = date(2021, 3, 20)
VALID_FROM = date(2021, 1, 1)


def listed(unit_id: str, unit_kind: UnitKind = "commune", parent_id: str | None = None) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=unit_kind, title="Xã", unit_name="Tân Hà", parent_id=parent_id, codes=(),
        valid_from=VALID_FROM, latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
    )  # fmt: skip


def ended(unit_id: str, on: date) -> UnitEnded:
    return UnitEnded(unit_id=unit_id, ended_on=on, reason="Sáp nhập")


def said(
    *counters: tuple[str, int, int],
    period: Period = "quarter",
    number: int = 1,
    on: date = DAY,
    first: date = DAY,
    reason: str | None = None,
    unit_id: str = "c1",
) -> ActivityReported:
    """A report of (counter, value, what was said before) each."""
    return ActivityReported(
        unit_id=unit_id, year=2021, period=period, period_number=number, reported_on=on, first_reported_on=first,
        lowered=any(value < before for _, value, before in counters), reason=reason,
        counters=tuple(Counter(counter=name, value=value, previous_value=before) for name, value, before in counters),
    )  # fmt: skip

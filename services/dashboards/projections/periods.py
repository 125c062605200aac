"""Which periods of a year has the province closed: registering, counting households?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.registration import PeriodClosed, PeriodReopened


@dataclass(frozen=True, slots=True)
class ClosedPeriodRow:
    campaign_id: str
    period: str
    closed_on: date | None = None


def closed(fact: PeriodClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ClosedPeriodRow(fact.campaign_id, fact.period, fact.closed_on))


def reopened(fact: PeriodReopened, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.campaign_id, fact.period))


PERIODS = Projection(
    name="periods",
    row=ClosedPeriodRow,
    key=("campaign_id", "period"),
    on={PeriodClosed: closed, PeriodReopened: reopened},
)

"""Which units may still enter after a period was closed, and until when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import LateEntryAllowed


@dataclass(frozen=True, slots=True)
class LateEntryRow:
    unit_id: str
    campaign_id: str
    period: str
    until: date = date.min


def allowed(fact: LateEntryAllowed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(LateEntryRow(fact.unit_id, fact.campaign_id, fact.period, fact.until))


LATE_ENTRIES = Projection(
    name="late_entries",
    row=LateEntryRow,
    key=("unit_id", "campaign_id", "period"),
    on={LateEntryAllowed: allowed},
)

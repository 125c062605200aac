"""Which marks did a district or a commune set for itself?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import TargetSet


@dataclass(frozen=True, slots=True)
class MarkRow:
    campaign_id: str
    unit_id: str
    measure: str
    unit_kind: str
    share: str = "1/1"
    strictly_over: bool = False


def target_set(fact: TargetSet, seen: Seen[Any]) -> Iterable[Change]:
    if fact.level != "province":
        target = fact.target
        key = (fact.campaign_id, fact.unit_id, target.measure, target.unit_kind)
        yield Put(MarkRow(*key, target.share, target.strictly_over))


MARKS = Projection(
    name="marks", row=MarkRow, key=("campaign_id", "unit_id", "measure", "unit_kind"), on={TargetSet: target_set}
)


async def marks_of_unit(connection: Any, campaign_id: str, unit_id: str) -> list[MarkRow]:
    """A unit's own marks."""
    rows = await connection.fetch(
        "SELECT * FROM registration.marks WHERE campaign_id = $1 AND unit_id = $2 ORDER BY measure, unit_kind",
        campaign_id, unit_id,
    )  # fmt: skip
    return [MarkRow(**row) for row in rows]

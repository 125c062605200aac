"""What every page of a year is about: which campaign, which unit and what stands above it, and how fresh it all is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier
from portal.exports import moment
from portal.freshness import Freshness, freshness
from portal.sight import Sight
from services.registration.projections.campaigns import CampaignRow, campaigns

UnitAsked = Annotated[Identifier | None, Query(description="whose year; default: the widest unit in sight")]
YearAsked = Annotated[int | None, Query(ge=2000, le=2100)]


LEAVES = ("residential_area", "agency", "enterprise", "school")
REGISTERING = ("commune", *LEAVES)
ISSUING = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the register as a page of the year needs it."""

    unit_id: str
    parent_id: str | None
    unit_kind: str
    title: str
    unit_name: str
    out_of_scope_reason: str | None
    ended_on: date | None

    @property
    def name(self) -> str:
        return f"{self.title} {self.unit_name}"


@dataclass(frozen=True, slots=True)
class Asked:
    """`path` leads from what is in sight above to the unit itself; `day` is up to when it is spoken of."""

    campaign: CampaignRow
    path: list[Place]
    years: list[int]
    freshness: Freshness
    recorded_at: datetime | None
    day: date

    @property
    def unit(self) -> Place:
        return self.path[-1]

    @property
    def campaign_id(self) -> str:
        return self.campaign.campaign_id

    @property
    def standing_on(self) -> date:
        """Units are those that stand on this day: today, or the last of the year where that is over."""
        return min(self.day, date(self.campaign.year, 12, 31))


_PATH = """
WITH RECURSIVE above (unit_id, steps) AS (
    SELECT $1::text, 0
    UNION
    SELECT u.parent_id, a.steps + 1 FROM above a JOIN registration.units u USING (unit_id)
    WHERE u.parent_id IS NOT NULL AND a.steps < 10
)
SELECT u.unit_id, u.parent_id, u.unit_kind, u.title, u.unit_name, u.out_of_scope_reason, u.ended_on
FROM above JOIN registration.units u USING (unit_id) ORDER BY steps DESC
"""


async def opened_years(connection: Any) -> list[CampaignRow]:
    """Every campaign, the newest year first."""
    return [CampaignRow(**row) for row in await campaigns(connection)]


async def asked_of(service: Service, seen: Sight, unit_id: str | None, year: int | None) -> Asked | None:
    """None while no year was launched, or nothing is in sight. Raises Refused for a year or a unit there is not."""
    opened = await opened_years(seen.connection)
    campaign = next((row for row in opened if year is None or row.year == year), None)
    if campaign is None:
        if year is not None and opened:
            raise Refused("campaign.unknown", vi="Năm này chưa được phát động", en="That year was never opened")
        return None
    wanted = unit_id or seen.top(campaign.province_id)
    if wanted is None:
        return None
    seen.must_see(wanted)
    rows = await seen.connection.fetch(_PATH, wanted)
    path = [Place(**row) for row in rows if seen.scope.sees(row["unit_id"])]
    if not path:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    fresh = await freshness(service, seen.connection)
    seen.settle(unit=wanted, year=campaign.year)
    return Asked(
        campaign, path, sorted({row.year for row in opened}, reverse=True), fresh, moment(service, fresh),
        seen.today,
    )  # fmt: skip

"""Which years were opened, when do they begin and end, and which of their periods are closed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched, PeriodClosed, PeriodReopened

COLUMN_OF_PERIOD = {"registering": "registering_closed_on", "counting": "counting_closed_on"}


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    province_id: str = ""
    year: int = 0
    campaign_name: str = ""
    rule_set: str = ""
    opens: date | None = None
    closes: date | None = None
    registration_closes: date | None = None
    registering_closed_on: date | None = None
    counting_closed_on: date | None = None


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    named = ("province_id", "year", "campaign_name", "rule_set", "opens", "closes", "registration_closes")
    yield Patch((fact.campaign_id,), {name: getattr(fact, name) for name in named})


def closed(fact: PeriodClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.campaign_id,), {COLUMN_OF_PERIOD[fact.period]: fact.closed_on})


def reopened(fact: PeriodReopened, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.campaign_id,), {COLUMN_OF_PERIOD[fact.period]: None})


CAMPAIGNS = Projection(
    name="campaigns",
    row=CampaignRow,
    key=("campaign_id",),
    on={CampaignLaunched: launched, PeriodClosed: closed, PeriodReopened: reopened},
)


campaigns_max = 200


async def campaigns(connection: Any) -> list[dict[str, Any]]:
    """Everybody's: the newest year first."""
    rows = await connection.fetch(
        "SELECT * FROM registration.campaigns ORDER BY year DESC, campaign_id LIMIT $1", campaigns_max
    )
    return [dict(row) for row in rows]

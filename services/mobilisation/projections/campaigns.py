"""Which years did the province open, under which campaign: where the due days of their reports are written?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    year: int = 0


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(CampaignRow(fact.campaign_id, fact.year))


CAMPAIGNS = Projection(name="campaigns", row=CampaignRow, key=("campaign_id",), on={CampaignLaunched: launched})


async def campaigns(connection: Any) -> list[CampaignRow]:
    """Every campaign, the newest year first."""
    rows = await connection.fetch("SELECT * FROM mobilisation.campaigns ORDER BY year DESC, campaign_id")
    return [CampaignRow(**row) for row in rows]

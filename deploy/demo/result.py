"""Prints what the year came to, by district, and where the log and its slowest reader stand."""

from rich.console import Console

from chronicle.host import RELAY, Host
from deploy.overview_table import overview_table
from portal.sight import looking_freely
from reference.campaigns import OpenedCampaign
from services.dashboards.routes import overview_of


async def print_result(host: Host, opened: OpenedCampaign, console: Console) -> None:
    """A row a district and one for the province; then the log."""
    dashboards = host.services["dashboards"]
    async with looking_freely(dashboards) as seen:
        overview = await overview_of(dashboards, seen, opened.province_id, opened.campaign.year)
    console.print(overview_table(overview, opened.campaign.name_vi))
    lag = max((reader.lag for service in host.services.values() for reader in service.readers), default=0)
    console.print(f"{await host.services[RELAY.name].log.head()} facts in the log; no reader is more than {lag} behind")

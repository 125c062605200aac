"""Plays the reforms of the province's units after its year, each as one batch, from the real lists; says what they did."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from chronicle.clock import PlayedClock
from chronicle.command import derived_id
from chronicle.host import RELAY, Host, begin_day
from deploy.demo.play import office_opens, settle
from deploy.reforms import carried_out, tell, worked_out
from reference.campaigns import OpenedCampaign
from reference.reforms import load_reforms


async def play_reforms(
    host: Host, clock: PlayedClock, opened: OpenedCampaign, campaign: Path, console: Console
) -> None:
    """Each on its day, in the morning; one that was played before is passed by.

    Nobody has told where what stood below a split commune went, so it is drawn. Raises DataRefused, NeverSettled.
    """
    folder = (campaign.parent / opened.campaign.units.table).parent
    registration = host.services["registration"]
    for reform in await asyncio.to_thread(load_reforms, folder):
        day = reform.source.day
        clock.instant = datetime.combine(day, office_opens, tzinfo=ZoneInfo(host.settings.time_zone))
        await begin_day(host.services[RELAY.name], clock)
        await settle(host)
        found = await worked_out(registration, reform, derived_id(f"reform/{day}"), {}, draws=True)
        tell(console, found)
        if found.done is None:
            carried = await carried_out(registration, found, "demo-provincial_officer", "provincial_officer")
            console.print(f"  {carried.facts} facts in one batch")
        await settle(host)

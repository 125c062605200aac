"""Plays the reforms of the province's units after its year, each as one batch, from the real lists; says what they did."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from chronicle.batch import Decided
from chronicle.clock import PlayedClock
from chronicle.command import Command, Context, derived_id
from chronicle.host import RELAY, Host, begin_day
from deploy.demo.play import office_opens, settle
from portal.access import looking_freely
from portal.batches.batch import RecordBatch
from portal.batches.view import batch_of
from reference.campaigns import OpenedCampaign
from reference.reforms import OpenedReform, load_reforms
from reference.refusal import DataRefused
from services.registration.projections.units import UnitRow, register_of
from services.registration.reform import Plan, plan
from services.registration.reform_files import Reform
from services.registration.unit import ListUnit, MoveUnit

FORM = "reform"


async def play_reforms(
    host: Host, clock: PlayedClock, opened: OpenedCampaign, campaign: Path, console: Console
) -> None:
    """Each on its day, in the morning; one that was played before is passed by. Raises DataRefused, NeverSettled."""
    folder = (campaign.parent / opened.campaign.units.table).parent
    for reform in await asyncio.to_thread(load_reforms, folder):
        day = reform.source.day
        clock.instant = datetime.combine(day, office_opens, tzinfo=ZoneInfo(host.settings.time_zone))
        await begin_day(host.services[RELAY.name], clock)
        await settle(host)
        await _play(host, opened, reform, console)
        await settle(host)


async def _play(host: Host, opened: OpenedCampaign, reform: OpenedReform, console: Console) -> None:
    registration, source = host.services["registration"], reform.source
    batch_id = derived_id(f"demo/reform/{source.day}")
    async with looking_freely(registration) as seen:
        before = await register_of(seen.connection)
        known = await batch_of(seen.connection, registration.name, str(batch_id))
    if known is not None:
        console.print(f"{source.day:%d/%m/%Y}: played before, {known.changes} facts")
        return
    basis = source.legal_basis
    planned = plan(before, Reform(source.day, basis, reform.lineage, reform.after, draws_places=True))
    if planned.problems:
        raise DataRefused(planned.problems)

    def closing(decided: Sequence[Decided]) -> Command:
        changes = sum(len(one.facts) for one in decided)
        return RecordBatch(
            occurred_on=source.day, batch_id=str(batch_id), form=FORM, unit_id=opened.province_id,
            rows=len(reform.lineage), rows_left=0, changes=changes,
        )  # fmt: skip

    context = Context(
        "demo-provincial-officer", "provincial-officer", opened.province_id, source.day, batch_id, batch_id
    )
    carried = await registration.batches.carry_out(planned.commands, closing, batch_id, context)
    _tell(console, reform, before, planned, carried.facts)


def _tell(console: Console, reform: OpenedReform, before: Sequence[UnitRow], planned: Plan, facts: int) -> None:
    source, names = reform.source, {unit.unit_id: f"{unit.title} {unit.unit_name}" for unit in before}
    standing = {unit.unit_id for unit in before if unit.unit_kind == "commune" and unit.ended_on is None}
    ended = {getattr(command, "unit_id", "") for command in planned.commands if hasattr(command, "ended")}
    listed = [
        command for command in planned.commands if isinstance(command, ListUnit) and command.unit_kind == "commune"
    ]
    after = len(standing - ended) + len(listed)
    moved = sum(isinstance(command, MoveUnit) for command in planned.commands)
    console.print(f"[bold]{source.day:%d/%m/%Y}[/bold] {source.name_vi} · {source.name_en}")
    console.print(f"  communes {len(standing)} → {after}; {moved} units moved below others; {facts} facts in one batch")
    if planned.split:
        names_of_split = ", ".join(names[unit_id] for unit_id in planned.split)
        console.print(
            f"  [yellow]split, not additive[/yellow]: {names_of_split}; {len(planned.drawn)} areas below were drawn"
        )

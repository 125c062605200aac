"""A reform of a province's units from its tables: worked out against the register, told, and carried out as one batch."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from rich.console import Console

from chronicle.batch import BatchRefused, Carried, Decided
from chronicle.command import Command, Context, derived_id
from chronicle.host import Host
from chronicle.service import Service
from chronicle.settings import Settings
from deploy.embedded import with_servers
from deploy.operations import Unknown
from portal.batches.batch import RecordBatch
from portal.batches.view import batch_of
from portal.sight import looking_freely
from reference.lineage import load_places
from reference.reforms import OpenedReform, load_reforms
from reference.refusal import DataRefused
from services.registration.component import COMPONENT
from services.registration.projections.units import UnitRow, register_of
from services.registration.reform import Plan, plan
from services.registration.reform_files import Reform
from services.registration.unit import ListUnit, MoveUnit

FORM = "reform"


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A reform and its plan against the register of `before`; `done` where it was carried out already."""

    reform: OpenedReform
    batch_id: UUID
    before: Sequence[UnitRow]
    plan: Plan
    done: int | None = None


async def worked_out(
    registration: Service, reform: OpenedReform, batch_id: UUID, places: Mapping[str, str], *, draws: bool = False
) -> WorkedOut:
    """Raises DataRefused with everything that does not fit."""
    source = reform.source
    async with looking_freely(registration) as seen:
        before = await register_of(seen.connection)
        known = await batch_of(seen.connection, registration.name, str(batch_id))
    if known is not None:
        return WorkedOut(reform, batch_id, before, Plan(), known.changes)
    files = {"lineage_file": source.lineage, "after_file": source.units or source.lineage}
    asked = Reform(source.day, source.legal_basis, reform.lineage, reform.after, places, draws, **files)
    planned = plan(before, asked)
    if planned.problems:
        raise DataRefused(planned.problems)
    return WorkedOut(reform, batch_id, before, planned)


async def carried_out(registration: Service, found: WorkedOut, actor: str, role: str) -> Carried:
    """All of it or nothing, once. Raises BatchRefused."""
    day = found.reform.source.day
    top = next(unit.unit_id for unit in found.before if unit.parent_id is None and unit.ended_on is None)

    def closing(decided: Sequence[Decided]) -> Command:
        return RecordBatch(
            occurred_on=day, batch_id=str(found.batch_id), form=FORM, unit_id=top, rows=len(found.reform.lineage),
            rows_left=0, changes=sum(len(one.facts) for one in decided),
        )  # fmt: skip

    context = Context(actor, role, top, registration.clock.today(), found.batch_id, found.batch_id)
    return await registration.batches.carry_out(found.plan.commands, closing, found.batch_id, context)


def tell(console: Console, found: WorkedOut) -> None:
    """What a reform does, in three lines: how many communes there are after, who moves, what is split."""
    source, planned = found.reform.source, found.plan
    console.print(f"[bold]{source.day:%d/%m/%Y}[/bold] {source.name_vi} · {source.name_en}")
    if found.done is not None:
        console.print(f"  carried out before, {found.done} facts")
        return
    names = {unit.unit_id: f"{unit.title} {unit.unit_name}" for unit in found.before}
    standing = {unit.unit_id for unit in found.before if unit.unit_kind == "commune" and unit.ended_on is None}
    ended = {getattr(command, "unit_id", "") for command in planned.commands if hasattr(command, "ended")}
    listed = sum(isinstance(command, ListUnit) and command.unit_kind == "commune" for command in planned.commands)
    moved = sum(isinstance(command, MoveUnit) for command in planned.commands)
    after = len(standing - ended) + listed
    console.print(f"  communes {len(standing)} → {after}; {moved} units move below others")
    if planned.split:
        split = ", ".join(names[unit_id] for unit_id in planned.split)
        console.print(f"  [yellow]split, not additive[/yellow]: {split}; {len(planned.drawn)} areas below were drawn")


async def reform_units(
    settings: Settings, console: Console, folder: Path, day: date, places: Path | None, *, sure: bool
) -> int:
    """Rehearses the reform of a day, or with `sure` carries it out. Returns 1 where a command of it was refused.

    Raises DataRefused, Unknown.
    """
    reforms = await asyncio.to_thread(load_reforms, folder)
    reform = next((reform for reform in reforms if reform.source.day == day), None)
    if reform is None:
        days = ", ".join(str(known.source.day) for known in reforms) or "none"
        raise Unknown(
            f"{folder} tells of no reform of {day}; of these days it does: {days} · không có đợt sắp xếp ngày này"
        )
    told = {} if places is None else await asyncio.to_thread(load_places, places)
    async with (
        with_servers(settings, join=True) as named,
        Host((COMPONENT,), named, migrates=False, readers_run=False) as host,
    ):
        registration = host.services[COMPONENT.name]
        found = await worked_out(registration, reform, derived_id(f"reform/{day}"), told)
        tell(console, found)
        if found.done is not None or not sure:
            return 0
        try:
            carried = await carried_out(registration, found, "operator", "operator")
        except BatchRefused as refused:
            for one in refused.decided:
                if one.refusal is not None:
                    console.print(f"  {one.stream}: {one.refusal}", markup=False)
            return 1
    console.print(f"  recorded: {carried.facts} facts in one batch")
    return 0

"""Core forces on a day: heads by kind, each child with all below it, who has not counted, and what the unit itself counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator
from starlette.responses import Response

from chronicle.command import written_as_a_day
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.sent_forms import DoneAsked
from portal.share import Share
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from reference.forces import ForceKind
from services.mobilisation.force import CountForce
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.projections import forces
from services.mobilisation.projections.forces import BranchForce, ForceRow
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, by_name, name_of, place_of, shown

PAGES = APIRouter()
DayAsked = Annotated[date | None, BeforeValidator(lambda text: written_as_a_day(text) or None), Query()]


@dataclass(frozen=True, slots=True)
class Forces:
    """What there is below a unit on a day. Counts are by (branch or "" for all, kind)."""

    on: date
    kinds: Sequence[ForceKind]
    branches: Sequence[str]
    counts: Mapping[tuple[str, str], BranchForce]
    counting: Mapping[str, Share]
    history: Sequence[ForceRow]

    def heads(self, branch: str) -> int | None:
        """Of all kinds together; None where nobody counted any."""
        found = [count.head_count for (of, _), count in self.counts.items() if of == branch]
        return sum(found) if found else None


async def forces_of(seen: Sight, place: Place, on: date) -> Forces:
    """One snapshot."""
    kinds = offered.forces().on(on)
    asked = (seen.connection, place.unit_id, on, [kind.code for kind in kinds])
    counted = await forces.forces_of_branches(*asked)
    counting = {row.branch or "": Share(row.counting, row.communes) for row in await forces.communes_counting(*asked)}
    branches = {row.branch for row in counted if row.branch} | {branch for branch in counting if branch}
    return Forces(
        on=on,
        kinds=kinds,
        branches=sorted(branches, key=lambda unit: (unit == place.unit_id, by_name(seen, unit))),
        counts={(row.branch or "", row.force_kind): row for row in counted},
        counting=counting,
        history=await forces.counts_of_unit(seen.connection, place.unit_id),
    )


def forces_table(words: Words, seen: Sight, place: Place, found: Forces) -> Table[str]:
    """A child a row and a kind a column; "" is everything together."""

    def unit(branch: str) -> Cell:
        if not branch:
            return Cell(words("Cộng"))
        if branch == place.unit_id:
            return Cell(words("Chính đơn vị này"))
        to = Address("/mobilisation/forces", {"unit": branch, "year": place.year, "on": found.on.isoformat()})
        return Cell(name_of(seen, branch), to=to, written=True)

    def kind(one: ForceKind) -> Column[str]:
        def cell(branch: str) -> Cell:
            count = found.counts.get((branch, one.code))
            return Cell(count.head_count) if count else Cell()

        return Column(one.code, wording.called(one, words.language), cell, "number")

    def teams(branch: str) -> Cell:
        known = [c.teams for (of, _), c in found.counts.items() if of == branch and c.teams is not None]
        return Cell(sum(known) if known else None)

    columns = (
        Column("unit", words("Đơn vị"), unit),
        Column(
            "counting", words("Xã đã thống kê"), lambda branch: Cell(found.counting.get(branch, Share(0, 0))), "share"
        ),
        *map(kind, found.kinds),
        Column("teams", words("Số tổ, đội"), teams, "number"),
        Column("heads", words("Tổng số người"), lambda branch: Cell(found.heads(branch)), "number"),
    )
    return Table(columns, found.branches, "" if len(found.branches) > 1 else None)


def history_table(words: Words, rows: Sequence[ForceRow]) -> Table[ForceRow]:
    """Every count the unit itself gave."""

    def kind(row: ForceRow) -> Cell:
        known = offered.forces().named(row.force_kind)
        return Cell(wording.called(known, words.language) if known else row.force_kind)

    return Table(
        (
            Column("as_of", words("Tính đến ngày"), lambda row: Cell(row.as_of), "day"),
            Column("kind", words("Lực lượng"), kind),
            Column("heads", words("Số người"), lambda row: Cell(row.head_count), "number"),
            Column("teams", words("Số tổ, đội"), lambda row: Cell(row.teams), "number"),
            Column("lowered", words("Ghi chú"), lambda row: Cell(words("thấp hơn lần trước") if row.lowered else "")),
        ),
        rows,
    )


@PAGES.get("/mobilisation/forces", response_class=HTMLResponse)
async def core_forces(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None, on: DayAsked = None,
    done: DoneAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    found = await forces_of(seen, place, on or place.today)
    words = Words(chosen(request))
    return shown(
        request, service, "forces.html", place, found=found, table=forces_table(words, seen, place, found),
        history=history_table(words, found.history), lacking=seen.viewer.lacks(PERMISSIONS[CountForce], place.unit_id),
        merged=[kind for kind in offered.forces().kinds if kind.merged_into and kind.last and kind.last < found.on],
        kind_named=lambda code: offered.forces().named(code), done=done,
    )  # fmt: skip


@PAGES.get("/mobilisation/forces.{file_kind}")
async def core_forces_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    year: YearAsked = None, on: DayAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    found = await forces_of(seen, place, on or place.today)
    seen.settle(on=found.on)
    words = Words(chosen(request))
    chosen_day = ((words("Tính đến ngày"), words.day(found.on)),)
    lines = about(words, place.name, None, chosen_day, place.freshness, moment(service, place.freshness))
    title = words("Lực lượng nòng cốt")
    sheet = Sheet(title, lines, forces_table(words, seen, place, found), words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {found.on.isoformat()}")

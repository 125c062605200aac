"""One unit of the register: what it is now, what stands right below it, what it was before, and its lineage both ways."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.refusal import Refused
from contracts.fact import Identifier
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.numbered_pages import Paging, page_rows
from portal.sight import Sight
from portal.tables import Sheet, Table, sheet_rows_max
from portal.words import Words, message
from services.registration.permissions import PERMISSIONS
from services.registration.projections import lineage, unit_past, units
from services.registration.screens.shell import SHELL
from services.registration.screens.unit_changes import CHANGES, offered
from services.registration.screens.unit_register import PageAsked
from services.registration.screens.unit_tables import lineage_table, past_table, units_table
from services.registration.screens.unit_words import KINDS, REGISTER, called

PAGES = APIRouter()

Id = Annotated[Identifier, Path()]
Part = Literal["below", "past", "lineage"]


async def known_unit(seen: Sight, unit_id: str) -> dict[str, Any]:
    """Raises Refused for a unit that is not in the register, or out of sight."""
    seen.must_see(unit_id)
    row = await units.unit(seen.connection, unit_id)
    if row is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return row


async def _tables(
    seen: Sight, words: Words, unit: Mapping[str, Any], page: int, limit: int
) -> tuple[dict[Part, Table[Any]], int]:
    """The three tables of the page, and how many units stand or stood right below."""
    connection, within, unit_id = seen.connection, seen.scope.named, unit["unit_id"]
    below = await units.children(connection, unit_id, 0, units.children_of_unit_max)
    shown = below[(page - 1) * limit : page * limit]
    periods = await unit_past.periods_of(connection, unit_id)
    lines = await lineage.lineage_of(connection, within, unit_id)
    ids = {period["value"] for period in periods if period["attribute"] == "parent" and period["value"]}
    ids |= {line[side] for line in lines for side in ("unit_id", "successor_id")}
    named = await units.named(connection, within, sorted(ids))
    return {
        "below": units_table(words, shown, {}, with_parent=False),
        "past": past_table(words, periods, named),
        "lineage": lineage_table(words, unit_id, lines, named),
    }, len(below)


@PAGES.get(f"{REGISTER}/{{unit_id}}", response_class=HTMLResponse)
async def unit_page(
    request: Request, service: Opened, seen: Seeing, unit_id: Id, page: PageAsked = 1,
    done: Annotated[Literal["yes"] | None, Query(description="a change was just recorded")] = None,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    unit = await known_unit(seen, unit_id)
    tables, below = await _tables(seen, words, unit, page, page_rows)
    fresh = await freshness(service, seen.connection)
    actions = [
        (change, said(seen.viewer.lacks(PERMISSIONS[change.command], unit_id), words.language))
        for change in CHANGES.values()
        if offered(change, unit)
    ]
    return SHELL.page(
        request, "unit.html", unit=unit, called=called(unit), path=await units.path_to(seen.connection, seen.scope.named, unit_id),
        page_tables=tables, paging=Paging(page, page_rows, below), kinds=KINDS, actions=actions, freshness=fresh,
        recorded_at=moment(service, fresh), done=done,
    )  # fmt: skip


TITLES: Mapping[Part, str] = {
    "below": message("Đơn vị trực thuộc"),
    "past": message("Tên gọi, loại, cấp trên và mã qua thời gian"),
    "lineage": message("Kế tục"),
}


@PAGES.get(f"{REGISTER}/{{unit_id}}/{{part}}.{{file_kind}}")
async def unit_file(
    request: Request, service: Opened, seen: Seeing, unit_id: Id, part: Part, file_kind: FileKind
) -> Response:
    words = Words(chosen(request))
    unit = await known_unit(seen, unit_id)
    tables, _ = await _tables(seen, words, unit, 1, sheet_rows_max)
    fresh = await freshness(service, seen.connection)
    title = words(TITLES[part])
    lines = about(words, called(unit), None, (), fresh, moment(service, fresh))
    return await sent(
        request, service, seen, Sheet(title, lines, tables[part], words), file_kind, f"{title} {called(unit)}"
    )

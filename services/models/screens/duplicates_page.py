"""Models that may be counted twice, for instance after a merger: each two of them, why, and where to look."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.service import Service
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.models.projections.inventory import names_in_sight
from services.models.routes import UnitAsked, below
from services.models.screens import wording
from services.models.screens.hinting import compared_max
from services.models.screens.likeness import pairs
from services.models.screens.shell import SHELL

PAGES = APIRouter()
pairs_shown_max = 500


async def duplicates_of(
    service: Service, seen: Sight, words: Words, unit_id: str | None, limit: int
) -> tuple[Table[Any], int, Freshness]:
    """The first so many pairs, how many there are, and how fresh that is. Raises Refused for a unit out of sight."""
    units, tree = await below(seen, unit_id), seen.viewer.tree
    models = await names_in_sight(seen.connection, seen.scope.named, compared_max)
    asked = [model for model in models if units is None or model["unit_id"] in units]
    places = {model["unit_id"]: wording.unit_name(tree, model["unit_id"]) for model in asked}
    found = pairs(asked, places)

    def model(model_id: str, name: str) -> Cell:
        return Cell(name, to=Address(f"/models/model/{model_id}"), written=True)

    table: Table[Any] = Table(
        (
            Column("one", words("Mô hình"), lambda row: model(row[0]["model_id"], row[0]["model_name"])),
            Column("at", words("Đơn vị quản lý"), lambda row: Cell(places[row[0]["unit_id"]], written=True)),
            Column("other", words("Có thể trùng với"), lambda row: model(row[1].model_id, row[1].model_name)),
            Column("there", words("Đơn vị quản lý"), lambda row: Cell(places[row[1].unit_id], written=True)),
            Column("why", words("Vì sao"), lambda row: Cell(words(wording.WHY[row[1].why]))),
        ),
        found[:limit],
    )
    return table, len(found), await freshness(service, seen.connection)


@PAGES.get("/models/duplicates", response_class=HTMLResponse)
async def duplicates(request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None) -> HTMLResponse:
    table, found, fresh = await duplicates_of(service, seen, Words(chosen(request)), unit, pairs_shown_max)
    return SHELL.page(
        request, "duplicates.html", table=table, found=found, unit=unit, freshness=fresh, codes=wording,
        recorded_at=moment(service, fresh),
    )  # fmt: skip


@PAGES.get("/models/duplicates.{file_kind}")
async def duplicates_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None
) -> Response:
    words = Words(chosen(request))
    table, _, fresh = await duplicates_of(service, seen, words, unit, sheet_rows_max)
    where = wording.unit_name(seen.viewer.tree, unit) if unit else words("Mọi đơn vị trong phạm vi")
    title = words("Mô hình có thể trùng")
    lines = about(words, where, None, (), fresh, moment(service, fresh))
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, title)

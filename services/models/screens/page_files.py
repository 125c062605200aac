"""The tables of a model's page, of the inventories and of one unit's part of one, as files with the rows of their pages."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronicle.service import Service
from contracts.fact import Identifier, UnitId
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.life import life_of
from portal.sight import Sight
from portal.tables import Sheet, Table
from portal.words import Words
from services.models.projections import inventories
from services.models.projections.confirmations import to_confirm
from services.models.projections.papers import papers_of_model
from services.models.routes import model_or_refused, must_be_in_sight, papers_on
from services.models.screens import wording
from services.models.screens.dossier import checklist_of, told
from services.models.screens.inventories_page import inventory_or_refused
from services.models.screens.page_tables import inventories_table, life_table, papers_table, part_table
from services.models.state import MODEL_FOLD

PAGES = APIRouter()


@PAGES.get("/models/inventories.{file_kind}")
async def inventories_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    table = inventories_table(words, seen.viewer.tree, await inventories.inventories(seen.connection))
    return await _sent(request, service, seen, "", words("Đợt rà soát"), table, file_kind)


@PAGES.get("/models/inventories/{inventory_id}/models.{file_kind}")
async def part_file(
    request: Request, service: Opened, seen: Seeing, inventory_id: Identifier, file_kind: FileKind,
    unit: Annotated[UnitId, Query()],
) -> Response:  # fmt: skip
    await must_be_in_sight(seen, unit)
    found = await inventory_or_refused(seen, inventory_id)
    words, where = Words(chosen(request)), wording.unit_name(seen.viewer.tree, unit)
    table = part_table(words, await to_confirm(seen.connection, inventory_id, unit))
    due, title = ((words("Hạn"), words.day(found["due"])),), found["inventory_name"]
    return await _sent(request, service, seen, where, title, table, file_kind, due)


@PAGES.get("/models/dossier.{file_kind}")
async def model_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, model: Annotated[Identifier, Query()],
    part: Annotated[str, Query(pattern="^(papers|life)$")] = "papers",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    found = await model_or_refused(service, seen, model)
    table: Table[Any]
    if part == "papers":
        filed = await papers_of_model(seen.connection, model)
        title = words("Hồ sơ theo Quyết định 1383/QĐ-BCĐ")
        table = papers_table(words, checklist_of(papers_on(seen.today), filed, found))
    else:
        facts = await life_of(service, seen, MODEL_FOLD.stream(model))
        title = words("Quá trình")
        table = life_table(words, [told(words, service, seen, fact) for fact in reversed(facts)])
    where = wording.unit_name(seen.viewer.tree, found["unit_id"])
    of_model = ((words("Mô hình"), found["model_name"]),)
    return await _sent(request, service, seen, where, title, table, file_kind, of_model)


async def _sent(
    request: Request, service: Service, seen: Sight, where: str, title: str, table: Table[Any], file_kind: FileKind,
    of: tuple[tuple[str, str], ...] = (),
) -> Response:  # fmt: skip
    words, fresh = Words(chosen(request)), await freshness(service, seen.connection)
    lines = about(words, where, None, of, fresh, moment(service, fresh))
    name = " ".join(part for part in (title, *(value for _, value in of), where) if part)
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, name)

"""The tables of a model's page, of the inventories and of one unit's part of one, as files with the rows of their pages."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronicle.service import Service
from contracts.fact import Identifier, UnitId
from portal.access import Sight
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words, message
from services.models.projections import inventories
from services.models.projections.confirmations import to_confirm
from services.models.projections.papers import papers_of_model
from services.models.routes import model_or_refused, must_be_in_sight, papers_on
from services.models.screens import wording
from services.models.screens.inventories_page import inventory_or_refused
from services.models.screens.model_page import Happened, OnTheList, checklist_of, life_of, told

PAGES = APIRouter()
Rows = list[dict[str, Any]]
PAPER_STATES = {"filed": message("Đã có"), "missing": message("Còn thiếu"), "later": message("Chưa cần")}


@PAGES.get("/models/inventories.{file_kind}")
async def inventories_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    table = inventories_table(words, seen, await inventories.inventories(seen.connection))
    return await _sent(request, service, seen, "", words("Đợt rà soát"), table, file_kind)


@PAGES.get("/models/inventories/{inventory_id}/models.{file_kind}")
async def part_file(
    request: Request, service: Opened, seen: Seeing, inventory_id: Identifier, file_kind: FileKind,
    unit: Annotated[UnitId, Query()],
) -> Response:  # fmt: skip
    await must_be_in_sight(seen, unit)
    found = await inventory_or_refused(seen, inventory_id)
    table = part_table(Words(chosen(request)), await to_confirm(seen.connection, inventory_id, unit))
    where = wording.unit_name(seen.viewer.tree, unit)
    return await _sent(request, service, seen, where, found["inventory_name"], table, file_kind)


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
        table = papers_table(words, checklist_of(papers_on(service.clock.today()), filed, found))
    else:
        facts = await life_of(service, model)
        table = life_table(words, [told(words, service, seen, fact) for fact in reversed(facts)])
    where = wording.unit_name(seen.viewer.tree, found["unit_id"])
    return await _sent(request, service, seen, where, found["model_name"], table, file_kind)


def inventories_table(words: Words, seen: Sight, rows: Rows) -> Table[dict[str, Any]]:
    """An inventory a row, the newest first."""
    tree = seen.viewer.tree
    return Table(
        (
            Column("name", words("Đợt"), lambda row: Cell(row["inventory_name"])),
            Column("unit", words("Cơ quan mở đợt"), lambda row: Cell(wording.unit_name(tree, row["unit_id"]))),
            Column("opened", words("Mở ngày"), lambda row: Cell(row["opened_on"]), "day"),
            Column("due", words("Hạn"), lambda row: Cell(row["due"]), "day"),
            Column("closed", words("Khóa ngày"), lambda row: Cell(row["closed_on"]), "day"),
        ),
        rows,
    )


def part_table(words: Words, rows: Rows) -> Table[dict[str, Any]]:
    """A model a row, with what was confirmed of it."""
    return Table(
        (
            Column("model", words("Mô hình"), lambda row: Cell(row["model_name"])),
            Column("state", words("Tình trạng"), lambda row: Cell(words(wording.STATES[row["state"]]))),
            Column("points", words("Điểm"), lambda row: Cell(row["points"]), "number"),
            Column("teams", words("Tổ"), lambda row: Cell(row["teams"]), "number"),
            Column("finding", words("Đã xác nhận"), lambda row: Cell(
                wording.named(words, wording.INVENTORY_FINDINGS, row["finding"]))),
            Column("day", words("Ngày"), lambda row: Cell(row["confirmed_on"]), "day"),
            Column("note", words("Lý do, ghi chú"), lambda row: Cell(row["note"])),
        ),
        rows,
    )  # fmt: skip


def papers_table(words: Words, lines: list[OnTheList]) -> Table[OnTheList]:
    """A paper of the checklist a row."""
    english = words.language == "en"
    return Table(
        (
            Column("paper", words("Văn bản"), lambda one: Cell(one.paper.text_en if english else one.paper.text_vi)),
            Column("state", words("Tình trạng"), lambda one: Cell(words(PAPER_STATES[one.state]))),
            Column("filed", words("Số, ngày"), lambda one: Cell(
                "; ".join(f"{row['number']}, {words.day(row['dated'])}" for row in one.filed))),
        ),
        lines,
    )  # fmt: skip


def life_table(words: Words, facts: list[Happened]) -> Table[Happened]:
    """What was recorded of a model, the newest first."""
    return Table(
        (
            Column("said", words("Việc"), lambda fact: Cell(fact.said)),
            Column("details", words("Nội dung"), lambda fact: Cell(fact.details)),
            Column("day", words("Ngày có hiệu lực"), lambda fact: Cell(fact.day), "day"),
            Column("recorded", words("Ghi lúc"), lambda fact: Cell(words.moment(fact.recorded_at))),
            Column("by", words("Bởi"), lambda fact: Cell(fact.by)),
        ),
        facts,
    )


async def _sent(
    request: Request, service: Service, seen: Sight, where: str, title: str, table: Table[Any], file_kind: FileKind
) -> Response:
    words, fresh = Words(chosen(request)), await freshness(service, seen.connection)
    lines = about(words, where, None, (), fresh, moment(service, fresh))
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, title)

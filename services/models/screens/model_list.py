"""The list of models: four counts, filters, what is wrong with which, and the list as a file."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from portal.api import Opened, Seeing
from portal.asked import BLANK
from portal.authority.tree import Tree
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.numbered_pages import Paging, page_rows
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words, message
from reference.vietnamese import sort_key
from services.models.projections.keepers import standing_in_sight
from services.models.routes import UnitAsked, below, papers_on
from services.models.screens import wording
from services.models.screens.listing import (
    FINDINGS,
    Asked,
    Counts,
    Finding,
    Order,
    StateAsked,
    choices,
    counted,
    models_listed,
)
from services.models.screens.shell import SHELL, LimitAsked, PageAsked, TextAsked
from services.models.screens.tasks import refused_to_propose

PAGES = APIRouter()

ORDERS: dict[Order, str] = {
    "name": message("Theo chữ cái"),
    "kind": message("Theo loại, rồi chữ cái"),
    "points": message("Nhiều điểm nhất đứng trước"),
    "teams": message("Nhiều tổ nhất đứng trước"),
    "since": message("Thay đổi gần nhất đứng trước"),
    "id": message("Theo mã"),
}
units_offered_max = 1_500


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, as it stands there."""

    unit: Annotated[UnitAsked, BLANK] = None
    kind: TextAsked = ""
    block: TextAsked = ""
    patron: TextAsked = ""
    state: Annotated[StateAsked | None, BLANK] = None
    grade: TextAsked = ""
    finding: Annotated[Finding | None, BLANK] = None
    q: TextAsked = ""
    sort: Order = "name"

    def query(self) -> dict[str, Any]:
        """The parameters of the address, without what is not asked for."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return {name: value or None for name, value in given.items()} | {
            "sort": None if self.sort == "name" else self.sort
        }


FiltersAsked = Annotated[Filters, Depends()]


@dataclass(frozen=True, slots=True)
class Listed:
    """Everything the page and the sheet of the list show."""

    filters: Filters
    counts: Counts
    paging: Paging
    table: Table[dict[str, Any]]
    freshness: Freshness


async def list_of(
    service: Service, seen: Sight, words: Words, filters: Filters, page: int, limit: int | None
) -> Listed:
    """The list in one snapshot; without a limit all of it, as for a sheet. Raises Refused for a unit out of sight."""
    units = await below(seen, filters.unit)
    today, within = seen.today, seen.scope.named
    asked = Asked(
        units, filters.kind, filters.block, filters.patron, filters.state, filters.grade, filters.finding, filters.q,
        filters.sort,
    )  # fmt: skip
    checklist = papers_on(today)
    counts = await counted(seen.connection, within, asked, checklist, today)
    paging = Paging(page, limit or sheet_rows_max, counts.models)
    rows = await models_listed(seen.connection, within, asked, checklist, today, paging.limit, paging.offset)
    table = columns(words, seen.viewer.tree, rows)
    return Listed(filters, counts, paging, table, await freshness(service, seen.connection))


def columns(words: Words, tree: Tree, rows: list[dict[str, Any]]) -> Table[dict[str, Any]]:
    """The models of a list, each leading to its page."""

    def findings(row: dict[str, Any]) -> Cell:
        return Cell("; ".join(words(FINDINGS[finding][0]) for finding in row["findings"]))

    return Table(
        (
            Column("name", words("Mô hình"), lambda row: Cell(
                row["model_name"], to=Address(f"/models/model/{row['model_id']}"), written=True), order="name"),
            Column("id", words("Mã mô hình"), lambda row: Cell(row["model_id"]), on_page=False),
            Column("unit", words("Đơn vị quản lý"), lambda row: Cell(
                wording.unit_name(tree, row["unit_id"]), to=Address("/models", {"unit": row["unit_id"]}), written=True)),
            Column("kind", words("Loại"), lambda row: Cell(row["model_kind"], written=True), order="kind"),
            Column("block", words("Khối"), lambda row: Cell(wording.named(words, wording.BLOCKS, row["block"])),
                   on_page=False),
            Column("patron", words("Tổ chức chủ trì"), lambda row: Cell(row["patron"] or "", written=True), on_page=False),
            Column("state", words("Tình trạng"), lambda row: Cell(words(wording.STATES[row["state"]]))),
            Column("since", words("Từ ngày"), lambda row: Cell(row["since"]), "day", order="since"),
            Column("points", words("Điểm"), lambda row: Cell(row["points"]), "number", order="points"),
            Column("teams", words("Tổ"), lambda row: Cell(row["teams"]), "number", order="teams"),
            Column("grade", words("Đánh giá"), lambda row: Cell(wording.named(words, wording.GRADES, row["grade"]))),
            Column("monitor", words("Đơn vị theo dõi"), lambda row: Cell(
                wording.unit_name(tree, row["monitor_id"]), written=True), on_page=False),
            Column("findings", words("Cần xử lý"), findings),
        ),
        rows,
    )  # fmt: skip


@PAGES.get("/models", response_class=HTMLResponse)
async def models(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, page: PageAsked = 1,
    limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, page, limit)
    tree = seen.viewer.tree
    values: dict[str, Any] = {
        "shown": shown, "codes": wording, "findings": FINDINGS, "order_words": words(ORDERS[filters.sort]),
        "place": filters.unit and wording.unit_name(tree, filters.unit), "units": await _offered(seen),
        "choices": await choices(seen.connection, seen.scope.named, None),
        "propose_refused": refused_to_propose(seen.viewer, filters.unit, chosen(request)),
        "recorded_at": moment(service, shown.freshness),
    }  # fmt: skip
    return SHELL.page(request, "models.html", **values)


@PAGES.get("/models/list.{file_kind}")
async def models_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, filters: FiltersAsked
) -> Response:
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, 1, None)
    where = wording.unit_name(seen.viewer.tree, filters.unit) if filters.unit else words("Mọi đơn vị trong phạm vi")
    title = words("Mô hình tự phòng, tự quản")
    narrowed = [
        (words("Loại"), filters.kind), (words("Khối"), wording.named(words, wording.BLOCKS, filters.block)),
        (words("Tổ chức chủ trì"), filters.patron),
        (words("Tình trạng"), wording.named(words, wording.STATES_ASKED, filters.state)),
        (words("Đánh giá"), wording.named(words, wording.GRADES, filters.grade)), (words("Tên có"), filters.q),
        (words("Cần xử lý"), _finding_words(words, filters.finding)), (words("Thứ tự"), words(ORDERS[filters.sort])),
    ]  # fmt: skip
    given = tuple((name, value) for name, value in narrowed if value)
    lines = about(words, where, None, given, shown.freshness, moment(service, shown.freshness))
    sheet = Sheet(title, lines, shown.table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {where}")


def _finding_words(words: Words, finding: Finding | None) -> str:
    if finding == "any":
        return words("Mọi loại")
    return words(FINDINGS[finding][0]) if finding else ""


async def _offered(seen: Sight) -> list[tuple[str, str]]:
    """Places in sight to choose from, in the order of the alphabet."""
    tree = seen.viewer.tree
    found = [
        (unit, wording.unit_name(tree, unit))
        for unit in await standing_in_sight(seen.connection, seen.scope.named)
        if unit in tree.places and tree.places[unit].unit_kind in ("province", "district", "commune")
    ]
    return sorted(found, key=lambda unit: sort_key(unit[1]))[:units_offered_max]

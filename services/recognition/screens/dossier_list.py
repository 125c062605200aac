"""The list of a year's dossiers: how many in each state, filters in the address, what is due first, and the list as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from portal.api import Opened, Seeing
from portal.asked import BLANK
from portal.authority.roles import CHAIRS
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen, said
from portal.paging import After, Key, cursor_of, key_of
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words, message
from reference.vietnamese import sort_key
from services.recognition.permissions import DECIDING
from services.recognition.projections.unit_standings import in_sight
from services.recognition.screens import listing, wording
from services.recognition.screens.due_words import standing_of
from services.recognition.screens.listing import Asked, DueAsked, HolderAsked, State
from services.recognition.screens.shell import (
    LIST,
    SHELL,
    LimitAsked,
    UnitAsked,
    YearAsked,
    must_be_in_sight,
    page_rows,
    path_of,
)

PAGES = APIRouter()

units_offered_max = 1_500
KindAsked = Literal["residential_area", "commune", "agency", "enterprise", "school"]
DUE: Mapping[DueAsked, str] = {"overdue": message("Quá hạn"), "week": message("Đến hạn trong tuần này")}
HOLDERS: Mapping[HolderAsked, str] = {"me": message("Tôi đang giữ"), "nobody": message("Chưa ai nhận")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, as it stands there."""

    year: YearAsked = None
    unit: UnitAsked = None
    state: Annotated[State | None, BLANK] = None
    kind: Annotated[KindAsked | None, BLANK] = None
    due: Annotated[DueAsked | None, BLANK] = None
    holder: Annotated[HolderAsked | None, BLANK] = None

    def query(self) -> dict[str, Any]:
        """The parameters of the address; what is not asked for is None."""
        return {name: getattr(self, name) for name in self.__slots__}


FiltersAsked = Annotated[Filters, Depends()]


@dataclass(frozen=True, slots=True)
class Listed:
    """Everything the page and the sheet of the list show; `next` is the cursor of the page that follows."""

    filters: Filters
    year: int
    years: list[int]
    counts: Mapping[str, int]
    overdue: int
    table: Table[dict[str, Any]]
    next: str | None
    freshness: Freshness

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def list_of(
    service: Service, seen: Sight, words: Words, filters: Filters, after: Key | None, limit: int
) -> Listed:
    """The list in one snapshot. Raises Refused for a unit out of sight."""
    within, today = seen.scope.of_dossiers, seen.today
    years = await listing.years(seen.connection, within)
    year = filters.year or (years[0] if years else today.year)
    seen.settle(year=year)
    units = None
    if filters.unit is not None:
        await must_be_in_sight(seen, filters.unit)
        units = sorted(seen.viewer.tree.below([filters.unit]))
    asked = Asked(
        year, str(seen.viewer.account_id), today, units, filters.kind, filters.due, filters.holder, filters.state
    )
    rows = await listing.listed(seen.connection, within, asked, after, limit + 1)
    above = {row["unit_id"]: seen.viewer.tree.parent(row["unit_id"]) for row in rows}
    named = await in_sight(seen.connection, filter(None, above.values()))
    return Listed(
        filters, year, years, await listing.counted(seen.connection, within, asked),
        await listing.overdue_of(seen.connection, within, asked),
        columns(words, seen, rows[:limit], {unit: place for unit, place in above.items() if place in named}, today),
        cursor_of(listing.key(rows[limit - 1])) if len(rows) > limit else None,
        await freshness(service, seen.connection),
    )  # fmt: skip


def columns(
    words: Words, seen: Sight, rows: list[dict[str, Any]], places: Mapping[str, str | None], today: date
) -> Table[dict[str, Any]]:
    """The dossiers of a list, each leading to its page. `places` names what their units stand under, as far as in sight."""
    tree, me = seen.viewer.tree, str(seen.viewer.account_id)

    def due(row: Mapping[str, Any]) -> Cell:
        if row["due_on"] is None:
            return Cell()
        step = words(wording.STEPS[row["due_step"]])
        standing, left = standing_of(words, row["due_on"], today)
        return Cell(words.day(row["due_on"]), standing=standing, note=f"{step}, {left}")

    def above(row: Mapping[str, Any]) -> str:
        unit_id = places.get(row["unit_id"])
        return wording.unit_name(tree, unit_id) if unit_id and seen.scope.sees(unit_id) else ""

    def holder(row: Mapping[str, Any]) -> str:
        if row["holder"] is None:
            return words("chưa ai nhận") if row["due_on"] else ""
        return words("bạn") if row["holder"] == me else words("một cán bộ khác")

    return Table(
        (
            Column("unit", words("Đơn vị"), lambda row: Cell(
                wording.unit_name(tree, row["unit_id"]), to=Address(path_of(row["dossier_id"])), written=True)),
            Column("id", words("Mã hồ sơ"), lambda row: Cell(row["dossier_id"]), on_page=False),
            Column("above", words("Thuộc"), lambda row: Cell(above(row), written=True)),
            Column("kind", words("Loại"), lambda row: Cell(wording.named(words, wording.KINDS, row["unit_kind"]))),
            Column("state", words("Tình trạng"), lambda row: Cell(
                words(wording.STATES[row["shown"]]), standing=wording.SIGNS[row["shown"]])),
            Column("since", words("Từ ngày"), lambda row: Cell(row["since"]), "day"),
            Column("due", words("Hạn bước tiếp theo"), due),
            Column("holder", words("Đang giữ"), lambda row: Cell(holder(row)), for_reader=True),
            Column("returned", words("Lần trả lại"), lambda row: Cell(row["returned_count"]), "number"),
            Column("decision", words("Số quyết định"), lambda row: Cell(row["decision_number"] or "", written=True)),
            Column("late", words("Quyết định muộn"), lambda row: Cell(words("muộn") if row["late"] else "")),
        ),
        rows,
    )  # fmt: skip


@PAGES.get(LIST, response_class=HTMLResponse)
async def dossiers(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, after: After = "",
    limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, key_of(after, date, str), limit)
    values: dict[str, Any] = {
        "shown": shown, "codes": wording, "due_words": DUE, "holders": HOLDERS, "units": await _offered(seen), "after": after,
        "place": filters.unit and wording.unit_name(seen.viewer.tree, filters.unit), "limit": limit,
        "recorded_at": moment(service, shown.freshness), "decide_refused": _refused_to_decide(seen, words),
    }  # fmt: skip
    return SHELL.page(request, "dossiers.html", **values)


@PAGES.get(f"{LIST}/list.{{file_kind}}")
async def dossiers_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, filters: FiltersAsked
) -> Response:
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, None, sheet_rows_max)
    where = wording.unit_name(seen.viewer.tree, filters.unit) if filters.unit else words("Mọi đơn vị trong phạm vi")
    narrowed = (
        (words("Tình trạng"), wording.named(words, wording.STATES, filters.state)),
        (words("Loại"), wording.named(words, wording.KINDS, filters.kind)),
        (words("Hạn"), words(DUE[filters.due]) if filters.due else ""),
        (words("Đang giữ"), words(HOLDERS[filters.holder]) if filters.holder else ""),
        (words("Thứ tự"), words("Hạn gần nhất đứng trước")),
    )
    given = tuple((name, value) for name, value in narrowed if value)
    lines = about(words, where, shown.year, given, shown.freshness, moment(service, shown.freshness))
    title = words("Hồ sơ đề nghị công nhận")
    sheet, name = Sheet(title, lines, shown.table, words), f"{title} {where} {shown.year}"
    return await sent(request, service, seen, sheet, file_kind, name, of_facts=filters.holder != "me")


def _refused_to_decide(seen: Sight, words: Words) -> str:
    """Why whoever looks may not decide anything, saying who may; "" where they may somewhere."""
    held = [each.unit_id for each in seen.viewer.authorities if each.role in CHAIRS and each.unit_id]
    return "" if held else said(seen.viewer.lacks(DECIDING, seen.top(None)), words.language) or ""


async def _offered(seen: Sight) -> list[tuple[str, str]]:
    """Places in sight to choose from, in the order of the alphabet."""
    tree = seen.viewer.tree
    places = [
        unit
        for unit, place in tree.places.items()
        if place.unit_kind in ("province", "district", "commune") and place.ended_on is None and seen.scope.sees(unit)
    ]
    found = [(unit, wording.unit_name(tree, unit)) for unit in await in_sight(seen.connection, places)]
    return sorted(found, key=lambda unit: sort_key(unit[1]))[:units_offered_max]

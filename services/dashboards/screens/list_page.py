"""The page of a list and its sheet: what is on it, what it adds up to, and where one can go from here."""

from dataclasses import dataclass
from datetime import datetime

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.exports import about, moment
from portal.freshness import Freshness, freshness
from portal.numbered_pages import Paging
from portal.sight import Sight
from portal.tables import Sheet, Table, sheet_rows_max
from portal.words import Words, message
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.projections.units import UnitRow
from services.dashboards.routes import Place, place_in_sight
from services.dashboards.screens import columns, wording
from services.dashboards.screens.listing import (
    QUESTIONS,
    Asked,
    Counted,
    Kind,
    Listed,
    Order,
    Which,
    counted,
    joined_by_hash,
    units_listed,
)
from services.dashboards.screens.placement import Map, MapDays, changed_since, map_days
from services.dashboards.screens.sheets import map_line

ORDERS: dict[Order, str] = {
    "place": message("Theo nơi trực thuộc, rồi chữ cái"),
    "name": message("Theo chữ cái"),
    "registered": message("Chưa đăng ký đứng trước, rồi theo ngày đăng ký"),
    "households": message("Chưa báo số hộ đứng trước, rồi tỷ lệ hộ thấp nhất"),
    "dossier": message("Chưa mở hồ sơ đứng trước, rồi theo bước"),
}

ALTERNATIVES: tuple[tuple[Which, ...], ...] = (
    ("required", "registered", "missing", "late", "out_of_scope"),
    ("households_total", "households_registered", "households_left", "households_reported", "households_missing"),
    (
        "dossiers",
        "opened",
        "submitted",
        "returned",
        "accepted",
        "appraised",
        "proposed",
        "lapsed",
        "recognised",
        "refused",
        "withdrawn",
        "dossiers_excluded",
    ),
    ("resolution", "no_resolution"),
    ("plan", "no_plan"),
)
"""Lists that answer the same question in other ways; the page leads from one to the next."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the page and the sheet of one list show."""

    asked: Asked
    path: list[UnitRow]
    absent: bool
    """The unit is not on this map: the list is empty."""
    counted: Counted
    paging: Paging
    table: Table[Listed]
    title: str
    kind_words: str
    counts_households: bool
    others: tuple[tuple[Which, str], ...]
    order_words: str
    changed_since: int
    freshness: Freshness
    recorded_at: datetime | None


async def list_of(
    service: Service, seen: Sight, words: Words, unit_id: str | None, year: int | None, which: Which,
    kind: Kind | None, order: Order, text: str, page: int, limit: int | None, map: Map,
) -> ListPage:  # fmt: skip
    """One list in one snapshot; without a limit all of it, as for a sheet. Raises Refused for what nobody knows."""
    connection = seen.connection
    fresh = await freshness(service, connection)
    campaign, days, place = await _place(seen, unit_id, year, map, fresh)
    asked = Asked(place.path[-1].unit_id, campaign.year, which, days, kind, order, text)
    await joined_by_hash(connection)
    found = Counted(0, 0, 0, 0) if place.absent else await counted(connection, asked)
    paging = Paging(page, limit or sheet_rows_max, found.matching)
    lines = await units_listed(connection, seen.scope.named, asked, paging.limit, paging.offset) if found.units else []
    changed = await changed_since(connection, seen.scope.named, days.counted)
    overdue = fresh.day > campaign.registration_closes
    siblings = next((group for group in ALTERNATIVES if which in group), ())
    return ListPage(
        asked=asked,
        path=place.path,
        absent=place.absent,
        counted=found,
        paging=paging,
        table=columns.listed(
            words,
            campaign.year,
            days,
            lines,
            kind,
            overdue=overdue,
            with_households=kind == "residential_area" or which.startswith("households_"),
        ),
        title=words(QUESTIONS[which].title),
        kind_words=words(wording.KINDS[kind]) if kind else words("Mọi đơn vị"),
        counts_households=bool(QUESTIONS[which].households),
        others=tuple((other, words(QUESTIONS[other].title)) for other in siblings),
        order_words=words(ORDERS[order]),
        changed_since=changed,
        freshness=fresh,
        recorded_at=moment(service, fresh),
    )


async def _place(
    seen: Sight, unit_id: str | None, year: int | None, map: Map, fresh: Freshness
) -> tuple[CampaignRow, MapDays, Place]:
    campaign = next((row for row in await campaigns(seen.connection) if year is None or row.year == year), None)
    if campaign is None:
        raise Refused("campaign.unknown", vi="Năm này chưa được phát động", en="That year was never opened")
    days = map_days(map, campaign.year, fresh.day)
    place = await place_in_sight(seen, unit_id, campaign.province_id, days)
    if not place.path:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    seen.settle(unit=unit_id or place.path[-1].unit_id, year=campaign.year)
    return campaign, days, place


def list_sheet(words: Words, shown: ListPage) -> tuple[Sheet[Listed], str]:
    """The list as a sheet, and what its file is called."""
    asked, unit = shown.asked, wording.name_of(shown.path[-1])
    chosen = [map_line(words, asked.days), (words("Danh sách"), shown.title), (words("Loại"), shown.kind_words)]
    if asked.text:
        chosen.append((words("Tên có"), asked.text))
    chosen.append((words("Thứ tự"), shown.order_words))
    total = (
        words.several("%(shown)s hộ", shown.counted.total)
        if shown.counts_households
        else words.several("%(shown)s đơn vị", shown.counted.total)
    )
    chosen.append((words("Tổng"), total))
    lines = about(words, unit, asked.year, tuple(chosen), shown.freshness, shown.recorded_at)
    return Sheet(shown.title, lines, shown.table, words), f"{shown.title} {unit} {asked.year}"

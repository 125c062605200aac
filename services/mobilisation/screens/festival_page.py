"""The festival of 19 August: where it was held, how many attended, and who has not reported it."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.share import Share
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from reference.campaigns import Campaign
from services.mobilisation.screens import offered
from services.mobilisation.screens.activity_page import Activity, PeriodKey, activity_of, written
from services.mobilisation.screens.shell import UnitAsked, YearAsked, name_of, place_of, shown

PAGES = APIRouter()
FESTIVAL: PeriodKey = ("festival", 1)
SITES, ATTENDANCES = "festival_sites", "festival_attendances"


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit with all below it told of the festival; None where nobody told."""

    unit_id: str
    sites: int | None
    attendances: int | None
    reporting: Share

    @property
    def a_site(self) -> int | None:
        """Attendances a site, rounded down."""
        return self.attendances // self.sites if self.sites and self.attendances is not None else None


def held(page: Activity) -> tuple[list[Held], Held]:
    """Each child and the unit itself, and all together."""

    def of(branch: str | None, share: Share) -> Held:
        told = page.branches.get((branch, FESTIVAL), {})
        return Held(branch or "", told.get(SITES), told.get(ATTENDANCES), share)

    own = (page.place.unit_id,) if page.place.unit_id in page.reporting else ()
    shares = {unit: page.reporting.get(unit, {}).get(FESTIVAL, Share(0, 0)) for unit in (*page.children, *own)}
    return [of(unit, share) for unit, share in shares.items()], of(None, sum(shares.values(), Share(0, 0)))


def festival_table(words: Words, seen: Sight, page: Activity) -> Table[Held]:
    place = page.place

    def unit(row: Held) -> Cell:
        if not row.unit_id:
            return Cell(words("Cộng"))
        if row.unit_id == place.unit_id:
            return Cell(words("Chính đơn vị này"))
        to = Address("/mobilisation/festival", {"unit": row.unit_id, "year": place.year})
        return Cell(name_of(seen, row.unit_id), to=to, written=True)

    def reporting(row: Held) -> Cell:
        query = {"unit": row.unit_id or place.unit_id, "year": place.year, "period": written(FESTIVAL)}
        return Cell(row.reporting, total_to=Address("/mobilisation/reports", query))

    rows, whole = held(page)
    columns: tuple[Column[Held], ...] = (
        Column("unit", words("Đơn vị"), unit),
        Column("reporting", words("Đã báo cáo"), reporting, "share"),
        Column("sites", words("Điểm tổ chức Ngày hội"), lambda row: Cell(row.sites), "number"),
        Column("attendances", words("Lượt người dự Ngày hội"), lambda row: Cell(row.attendances), "number"),
        Column("a_site", words("Lượt người mỗi điểm"), lambda row: Cell(row.a_site), "number"),
    )
    return Table(columns, rows, whole if page.children else None)


def festival_day(campaign: Campaign | None) -> date | None:
    """The day of the festival, where it is written."""
    found = campaign.occasions if campaign else ()
    return next((occasion.day for occasion in found if occasion.code == "festival"), None)


@PAGES.get("/mobilisation/festival", response_class=HTMLResponse)
async def festival(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    place = await place_of(service, seen, unit, year)
    page = await activity_of(seen, place, FESTIVAL)
    campaign = await offered.campaign_of(seen.connection, place.year)
    periods = await offered.periods_due(seen.connection, place.year)
    due = next((one.due for one in periods if one.period == "festival"), None)
    _, whole = held(page)
    table = festival_table(Words(chosen(request)), seen, page)
    return shown(
        request, service, "festival.html", place, table=table, whole=whole, day=festival_day(campaign), due=due,
        reports_itself=any(one.period == "festival" for one in page.own), period=written(FESTIVAL),
    )  # fmt: skip


@PAGES.get("/mobilisation/festival.{file_kind}")
async def festival_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    place = await place_of(service, seen, unit, year)
    words = Words(chosen(request))
    table = festival_table(words, seen, await activity_of(seen, place, FESTIVAL))
    lines = about(words, place.name, place.year, (), place.freshness, moment(service, place.freshness))
    title = words("Ngày hội toàn dân bảo vệ an ninh Tổ quốc")
    sheet = Sheet(title, lines, table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {place.year}")

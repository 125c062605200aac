"""Who has not reported, who reported late: each commune and district with each period, its due day, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal.api import Opened, Seeing
from portal.asked import BLANK
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.numbered_pages import Paging, page_rows
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.mobilisation.projections import reports, units
from services.mobilisation.projections.reports import DuePeriod, Obligation, ReportState, counted
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.activity_page import PeriodAsked, key_of, written
from services.mobilisation.screens.shell import (
    PageAsked,
    Place,
    UnitAsked,
    YearAsked,
    by_name,
    name_of,
    place_of,
    shown,
)

PAGES = APIRouter()
StateAsked = Annotated[Literal["missing", "due", "late", "reported", "coming"] | None, BLANK, Query()]


@dataclass(frozen=True, slots=True)
class Owed:
    """All obligations of the units below, those the filters leave, and the due days there are."""

    every: Sequence[Obligation]
    chosen: Sequence[Obligation]
    periods: Sequence[DuePeriod]


async def owed_below(seen: Sight, place: Place, period: str | None, state: ReportState | None) -> Owed:
    """The missing first, then the earliest due day, then the alphabet."""
    periods = await offered.periods_due(seen.connection, place.year)
    below = await units.reporting_below(seen.connection, place.unit_id)
    known = await reports.reports_of_year(seen.connection, seen.scope.named, place.year)
    key = key_of(period)
    asked = [one for one in periods if key in (None, (one.period, one.period_number))]
    every = reports.obligations([unit for _, unit in below], known, asked, place.today)
    left = [one for one in every if state in (None, one.state)]
    order = list(wording.REPORT_STATES)
    left.sort(
        key=lambda one: (order.index(one.state), one.due, one.period, one.period_number, by_name(seen, one.unit_id))
    )
    return Owed(every, left, periods)


def owed_table(words: Words, seen: Sight, place: Place, rows: Sequence[Obligation]) -> Table[Obligation]:
    """One unit with one period a row."""

    def unit(one: Obligation) -> Cell:
        return Cell(
            name_of(seen, one.unit_id),
            to=Address("/mobilisation", {"unit": one.unit_id, "year": place.year}),
            written=True,
        )

    def above(one: Obligation) -> Cell:
        parent = seen.viewer.tree.parent(one.unit_id)
        return Cell(name_of(seen, parent) if parent and seen.scope.sees(parent) else "", written=True)

    def report(one: Obligation) -> Cell:
        query = {"unit": one.unit_id, "year": place.year, "period": written((one.period, one.period_number))}
        said = words("Xem, sửa") if one.times else words("Báo cáo")
        return Cell(said, to=Address("/mobilisation/report", query)) if one.state != "coming" else Cell()

    return Table(
        (
            Column("unit", words("Đơn vị"), unit),
            Column("above", words("Thuộc"), above),
            Column(
                "period", words("Kỳ báo cáo"), lambda one: Cell(wording.period(words, one.period, one.period_number))
            ),
            Column("due", words("Hạn nộp"), lambda one: Cell(one.due), "day"),
            Column("state", words("Tình trạng"), lambda one: wording.report_cell(words, one.state)),
            Column("reported", words("Ngày báo cáo"), lambda one: Cell(one.reported_on), "day"),
            Column("missing", words("Thiếu từ ngày"), lambda one: Cell(one.missing_since), "day"),
            Column("late", words("Số ngày muộn"), lambda one: Cell(one.late_days or None), "number"),
            Column("report", words("Việc"), report),
        ),
        rows,
    )


@PAGES.get("/mobilisation/reports", response_class=HTMLResponse)
async def reports_due(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    period: PeriodAsked = None, state: StateAsked = None, page: PageAsked = 1,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    owed = await owed_below(seen, place, period, state)
    words = Words(chosen(request))
    paging = Paging(page, page_rows, len(owed.chosen))
    values: dict[str, Any] = {
        "counts": counted(owed.every),
        "paging": paging,
        "table": owed_table(words, seen, place, owed.chosen[paging.offset : paging.offset + paging.limit]),
        "periods": [
            (written((one.period, one.period_number)), wording.period(words, one.period, one.period_number), one)
            for one in owed.periods
        ],
        "period": period,
        "state": state,
    }  # fmt: skip
    return shown(request, service, "reports.html", place, **values)


@PAGES.get("/mobilisation/reports.{file_kind}")
async def reports_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    year: YearAsked = None, period: PeriodAsked = None, state: StateAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    owed = await owed_below(seen, place, period, state)
    words = Words(chosen(request))
    key = key_of(period)
    filters = (
        (words("Kỳ báo cáo"), wording.period(words, *key) if key else words("Mọi kỳ")),
        (words("Tình trạng"), words(wording.REPORT_STATES[state]) if state else words("Mọi tình trạng")),
    )
    table = owed_table(words, seen, place, owed.chosen[:sheet_rows_max])
    lines = about(words, place.name, place.year, filters, place.freshness, moment(service, place.freshness))
    title = words("Nộp báo cáo")
    sheet = Sheet(title, lines, table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {place.year}")

"""The tables about one unit or one programme as files: its periods, its counts of core forces, a programme's reviews."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronicle.service import Service
from portal.access import Sight
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from services.mobilisation.projections import forces, programme_reviews
from services.mobilisation.projections.programme_reviews import ProgrammeReviewRow
from services.mobilisation.projections.reports import Obligation
from services.mobilisation.screens import wording
from services.mobilisation.screens.activity_page import activity_of
from services.mobilisation.screens.forces_page import history_table
from services.mobilisation.screens.programme_page import Id, known
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, place_of

PAGES = APIRouter()


@PAGES.get("/mobilisation/own-periods.{file_kind}")
async def own_periods_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    place, words = await place_of(service, seen, unit, year), Words(chosen(request))
    table = own_table(words, (await activity_of(seen, place, None)).own)
    return await _sent(request, service, seen, place, words("Báo cáo của chính đơn vị này"), table, file_kind)


@PAGES.get("/mobilisation/forces-history.{file_kind}")
async def forces_history_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    place, words = await place_of(service, seen, unit, year), Words(chosen(request))
    table = history_table(words, await forces.counts_of_unit(seen.connection, place.unit_id))
    title = words("Các lần đếm của chính đơn vị này")
    return await _sent(request, service, seen, place, title, table, file_kind)


@PAGES.get("/mobilisation/programmes/{programme}/reviews.{file_kind}")
async def programme_reviews_file(
    request: Request, service: Opened, seen: Seeing, programme: Id, file_kind: FileKind, year: YearAsked = None
) -> Response:
    row, words = await known(seen, programme), Words(chosen(request))
    place = await place_of(service, seen, row.unit_id, year)
    table = reviews_table(words, await programme_reviews.reviews_of_programme(seen.connection, programme))
    title = f"{words('Tổng kết từng năm')} {row.number}"
    return await _sent(request, service, seen, place, title, table, file_kind)


def own_table(words: Words, own: tuple[Obligation, ...]) -> Table[Obligation]:
    """A period a row, as the page has them."""
    return Table(
        (
            Column("period", words("Kỳ báo cáo"), lambda one: Cell(
                wording.period(words, one.period, one.period_number))),
            Column("due", words("Hạn nộp"), lambda one: Cell(one.due), "day"),
            Column("state", words("Tình trạng"), lambda one: Cell(
                words(wording.REPORT_STATES[one.state]), note=words("có số đã sửa thấp hơn") if one.lowered else "")),
            Column("reported_on", words("Ngày báo cáo"), lambda one: Cell(one.reported_on), "day"),
        ),
        own,
    )  # fmt: skip


def reviews_table(words: Words, rows: Any) -> Table[ProgrammeReviewRow]:
    """A review a row, the newest first."""

    def grade(one: ProgrammeReviewRow) -> Cell:
        before = words(wording.GRADES[one.previous_grade]) if one.previous_grade else ""
        return Cell(words(wording.GRADES[one.grade]), note=words("trước đó: %(grade)s", grade=before) if before else "")

    return Table(
        (
            Column("year", words("Năm"), lambda one: Cell(str(one.year))),
            Column("day", words("Ngày"), lambda one: Cell(one.reviewed_on), "day"),
            Column("grade", words("Xếp loại"), grade),
            Column("result", words("Kết quả"), lambda one: Cell(one.result, written=True)),
            Column("document", words("Văn bản"), lambda one: Cell(one.document_number, written=True)),
        ),
        rows,
    )


async def _sent(
    request: Request, service: Service, seen: Sight, place: Place, title: str, table: Table[Any], file_kind: FileKind
) -> Response:
    lines = about(
        words := Words(chosen(request)), place.name, place.year, (), place.freshness, moment(service, place.freshness)
    )
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, f"{title} {place.name}")

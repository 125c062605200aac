"""The tables about one unit or one programme as files: its periods, its counts of core forces, a programme's reviews."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronicle.service import Service
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.tables import Sheet
from portal.words import Words
from services.mobilisation.projections import forces, programme_reviews
from services.mobilisation.screens import wording
from services.mobilisation.screens.activity_page import activity_of
from services.mobilisation.screens.forces_page import history_table
from services.mobilisation.screens.own_tables import own_table, reviews_table
from services.mobilisation.screens.programme_page import Id, known
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, place_of

PAGES = APIRouter()


@PAGES.get("/mobilisation/own-periods.{file_kind}")
async def own_periods_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    place, words = await place_of(service, seen, unit, year), Words(chosen(request))
    table = own_table(words, place, (await activity_of(seen, place, None)).own)
    title = words("Báo cáo của chính đơn vị này")
    sheet = Sheet(title, _about(service, words, place, place.year), table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {place.year}")


@PAGES.get("/mobilisation/forces-history.{file_kind}")
async def forces_history_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    """Of every year: the year is only where one comes from."""
    place, words = await place_of(service, seen, unit, year), Words(chosen(request))
    table = history_table(words, await forces.counts_of_unit(seen.connection, place.unit_id))
    title = words("Các lần đếm của chính đơn vị này")
    sheet = Sheet(title, _about(service, words, place, None), table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name}")


@PAGES.get("/mobilisation/programmes/{programme}/reviews.{file_kind}")
async def programme_reviews_file(
    request: Request, service: Opened, seen: Seeing, programme: Id, file_kind: FileKind
) -> Response:
    row, words = await known(seen, programme), Words(chosen(request))
    place = await place_of(service, seen, row.unit_id, None)
    table = reviews_table(words, await programme_reviews.reviews_of_programme(seen.connection, programme))
    of_programme = ((words(wording.PROGRAMME_KINDS[row.programme_kind]), row.number),)
    title = words("Tổng kết từng năm")
    sheet = Sheet(title, _about(service, words, place, None, of_programme), table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {row.number}")


def _about(
    service: Service, words: Words, place: Place, year: int | None, chosen: tuple[tuple[str, str], ...] = ()
) -> tuple[tuple[str, str], ...]:
    return about(words, place.name, year, chosen, place.freshness, moment(service, place.freshness))

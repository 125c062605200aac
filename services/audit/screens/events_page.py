"""Sự kiện: the facts of the log as they were recorded, filtered, the newest first; as workbook and CSV."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.service import Service
from portal import fact_names
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.fact_table import fact_table
from portal.languages import chosen
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from services.audit.screens.events import (
    Asked,
    Event,
    EventsAskedByForm,
    Names,
    events_of,
    events_page,
    events_page_max,
    names_in_sight,
)
from services.audit.screens.shell import EVENTS, called, log_now, shown

PAGES = APIRouter()
sheet_events_max = 5_000

LimitAsked = Annotated[int, Query(ge=1, le=events_page_max, description="rows a page")]


@PAGES.get(EVENTS, response_class=HTMLResponse)
async def events(
    request: Request, service: Opened, seen: Seeing, asked: EventsAskedByForm, limit: LimitAsked = events_page
) -> HTMLResponse:
    names = await names_in_sight(seen)
    found = await events_of(service, names, asked, seen.moment, limit)
    words = Words(chosen(request))
    return await shown(
        request, service, seen, "events.html", asked=asked, earlier=found.earlier, narrowed=narrowed_to(words, names, asked),
        table=events_table(words, service, names, found.events), types=_types(words),
    )  # fmt: skip


@PAGES.get("/audit/events.{file_kind}")
async def events_file(
    request: Request, service: Opened, seen: Seeing, asked: EventsAskedByForm, file_kind: FileKind
) -> Response:
    """The newest of them, at most `sheet_events_max`; an older part is another sheet, by `up_to`."""
    words = Words(chosen(request))
    names = await names_in_sight(seen)
    found = await events_of(service, names, asked, seen.moment, sheet_events_max)
    fresh = await log_now(service, seen.connection)
    lines = about(words, words("Toàn bộ"), None, narrowed_to(words, names, asked), fresh, moment(service, fresh))
    if found.earlier is not None:
        lines = (*lines, (words("Còn sự kiện cũ hơn, đến vị trí"), words.number(found.earlier)))
    title = words("Sự kiện")
    sheet = Sheet(title, lines, events_table(words, service, names, found.events), words)
    return await sent(request, service, seen, sheet, file_kind, title)


def events_table(words: Words, service: Service, names: Names, events: list[Event]) -> Table[Event]:
    """A fact a row; its number leads to all of it."""
    zone = ZoneInfo(service.settings.time_zone)
    stream: Column[Event] = Column(
        "stream", words("Luồng"), lambda one: Cell(f"{one.stream} #{one.version}"), on_page=False
    )
    return fact_table(words, zone, lambda unit: called(names, unit), events, stream)


def narrowed_to(words: Words, names: Names, asked: Asked) -> tuple[tuple[str, str], ...]:
    """What the list is narrowed to, in words."""
    told = (
        (words("Loại sự kiện"), _type_called(words, asked.type) if asked.type else ""),
        (words("Đơn vị"), called(names, asked.unit)),
        (words("Nhân danh"), called(names, asked.office)),
        (words("Luồng"), asked.stream or ""),
        (words("Cùng một yêu cầu"), str(asked.correlation or "")),
        (words("Ghi từ ngày"), words.day(asked.since) if asked.since else ""),
        (words("Ghi đến ngày"), words.day(asked.until) if asked.until else ""),
    )
    return tuple((name, value) for name, value in told if value)


def _type_called(words: Words, asked: str) -> str:
    return words(fact_names.SERVICES[asked]) if asked in fact_names.SERVICES else fact_names.fact_called(words, asked)


def _types(words: Words) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """By service: its facts, in the order of the alphabet of their names here."""
    found: dict[str, list[tuple[str, str]]] = {service: [] for service in fact_names.SERVICES}
    for wire_name in fact_names.FACTS:
        found[wire_name.partition(".")[0]].append((wire_name, fact_names.fact_called(words, wire_name)))
    return [(service, words(fact_names.SERVICES[service]), facts) for service, facts in found.items()]

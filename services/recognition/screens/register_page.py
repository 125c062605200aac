"""Sổ công nhận: who was recognised in a year, for everybody: searched without marks, page by page, as workbook and CSV."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.service import Service
from portal.api import Opened
from portal.downloads import FileKind
from portal.exports import about, filed, moment
from portal.freshness import freshness
from portal.languages import chosen
from portal.numbered_pages import Paging, page_rows, page_rows_max
from portal.sight import At, looking_freely
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.recognition.screens import paper_words
from services.recognition.screens.register_listing import Asked, Recognised, counted, listed, places, years
from services.recognition.screens.shell import SHELL

PAGES = APIRouter()
page_max = 100_000
search_characters_max = 100

YearAsked = Annotated[int | None, Query(ge=2000, le=2100)]
TextAsked = Annotated[str, Query(max_length=search_characters_max)]
PageAsked = Annotated[int, Query(ge=1, le=page_max)]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max)]


@PAGES.get("/recognised", response_class=HTMLResponse)
async def register(
    request: Request, service: Opened, at: At, year: YearAsked = None, place: TextAsked = "", kind: TextAsked = "",
    q: TextAsked = "", page: PageAsked = 1, limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    async with looking_freely(service, at) as seen:
        connection = seen.connection
        there = await years(connection)
        asked = Asked(year or (there[0] if there else seen.today.year), place, kind, q)
        total, withdrawn = await counted(connection, asked)
        paging = Paging(page, limit, total)
        rows = await listed(connection, asked, paging.offset, paging.limit)
        fresh = await freshness(service, connection)
        values: dict[str, Any] = {"places": await places(connection, asked.year)}
    values |= {
        "asked": asked, "years": sorted({*there, asked.year}, reverse=True), "paging": paging, "withdrawn": withdrawn,
        "table": table_of(words, rows), "freshness": fresh, "recorded_at": moment(service, fresh), "codes": paper_words,
    }  # fmt: skip
    return SHELL.page(request, "recognised.html", **values)


@PAGES.get("/recognised/list.{file_kind}")
async def register_file(
    request: Request, service: Opened, at: At, file_kind: FileKind, year: Annotated[int, Query(ge=2000, le=2100)],
    place: TextAsked = "", kind: TextAsked = "", q: TextAsked = "",
) -> Response:  # fmt: skip
    """Without a note in the audit: it is of no one who is signed in, and everybody's."""
    words = Words(chosen(request))
    asked = Asked(year, place, kind, q)
    async with looking_freely(service, at) as seen:
        rows = await listed(seen.connection, asked, 0, sheet_rows_max)
        there = {found["id"]: found["name"] for found in await places(seen.connection, year)}
        lines = await _about(words, service, seen.connection, asked, there)
    title = words("Sổ công nhận năm %(year)s", year=year)
    return await filed(request, service, seen, Sheet(title, lines, table_of(words, rows), words), file_kind, title)


async def _about(
    words: Words, service: Service, connection: Any, asked: Asked, there: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    fresh = await freshness(service, connection)
    narrowed = (
        *(
            ((words("Loại đơn vị"), words(paper_words.UNIT_KINDS[asked.kind])),)
            if asked.kind in paper_words.UNIT_KINDS
            else ()
        ),
        *(((words("Tên có"), asked.text),) if asked.text else ()),
    )
    where = there.get(asked.place, asked.place) or words("Toàn bộ")
    return about(words, where, asked.year, narrowed, fresh, moment(service, fresh))


def table_of(words: Words, rows: list[Recognised]) -> Table[Recognised]:
    """One declaration for page, workbook and CSV."""

    def certificate(row: Recognised) -> Cell:
        if row.certificate_code is None:
            return Cell(words("chưa in") if row.withdrawn_on is None else "")
        return Cell(row.certificate_number, to=Address(f"/verify/{row.certificate_code}"))

    def state(row: Recognised) -> Cell:
        if row.withdrawn_on is not None:
            day = words.day(row.withdrawn_on)
            return Cell(words("Đã thu hồi ngày %(day)s", day=day), standing="overdue", note=row.withdrawal_number or "")
        note = "" if row.correction_number is None else words("đính chính: %(number)s", number=row.correction_number)
        return Cell(words("Được công nhận"), standing="done", note=note)

    return Table(
        (
            Column("unit", words("Đơn vị"), lambda row: Cell(row.unit_name, written=True)),
            Column("commune", words("Thuộc"), lambda row: Cell(row.commune, written=True, note=row.district, note_written=True)),
            Column("kind", words("Loại đơn vị"), lambda row: Cell(_kind(words, row.unit_kind))),
            Column("decision", words("Quyết định"), lambda row: Cell(row.decision_number, note=row.decider, note_written=True)),
            Column("decided_on", words("Ngày quyết định"), lambda row: Cell(row.decided_on), "day"),
            Column("certificate", words("Giấy công nhận"), certificate),
            Column("state", words("Tình trạng"), state),
        ),
        rows,
    )  # fmt: skip


def _kind(words: Words, kind: str) -> str:
    return words(paper_words.UNIT_KINDS[kind]) if kind in paper_words.UNIT_KINDS else kind

"""The working calendar dossiers go by: its days off and days worked, its versions, and a form that sets the next one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.recognition import CalendarDay
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words, message
from reference.calendars import known_holidays
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections.working_calendars import WorkingCalendarRow, versions_of
from services.recognition.screens.day_lines import Errors, days_written, written_days
from services.recognition.screens.shell import SHELL
from services.recognition.working_calendar import CALENDAR, SetWorkingCalendar

PAGES = APIRouter()
PATH = "/recognition/calendar"
LONGER = {"off": 50_000, "worked": 50_000}
"""Characters of the boxes that hold many days."""
WEEKDAYS = (
    message("thứ Hai"), message("thứ Ba"), message("thứ Tư"), message("thứ Năm"), message("thứ Sáu"), message("thứ Bảy"),
    message("Chủ nhật"),
)  # fmt: skip


@PAGES.get(PATH, response_class=HTMLResponse)
async def calendar_page(request: Request, service: Opened, seen: Seeing, done: DoneAsked = None) -> Response:
    return await _page(request, service, seen, None, [], done)


@PAGES.get(PATH + ".{file_kind}")
async def calendar_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    versions = await versions_of(seen.connection, CALENDAR)
    fresh = await freshness(service, seen.connection)
    title = words("Lịch làm việc")
    told = ((words("Bản"), str(versions[0].calendar_version)), (words("Nguồn"), versions[0].source)) if versions else ()
    lines = about(words, words("Cả tỉnh"), None, told, fresh, moment(service, fresh))
    sheet = Sheet(title, lines, _days(words, versions[0] if versions else None), words)
    return await sent(request, service, seen, sheet, file_kind, "lich-lam-viec")


@PAGES.post(PATH, response_class=HTMLResponse)
async def set_calendar(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    """A later version takes its place at any time, so it is not asked twice."""
    given = await fields_of(request, LONGER)
    words = Words(chosen(request))
    command, errors = _command(words, service.clock.today(), given)
    if command is not None:
        try:
            result = await caller.ask(command)
        except Refused as refusal:
            errors = [("off", str(said(refusal, words.language)))]
        else:
            return recorded(request, PATH, result.last_position)
    return await _page(request, service, seen, given, errors, None)


def _command(words: Words, today: date, given: Mapping[str, str]) -> tuple[SetWorkingCalendar | None, Errors]:
    off, errors = written_days(words, "off", given.get("off", ""))
    worked, wrong = written_days(words, "worked", given.get("worked", ""))
    errors += wrong
    if errors:
        return None, errors
    fields = {name: given.get(name, "") for name in ("first_day", "last_day", "source")}
    days = {"off": [_day(*entry) for entry in off], "worked": [_day(*entry) for entry in worked]}
    try:
        return SetWorkingCalendar.model_validate({**fields, **days, "occurred_on": today}), []
    except ValidationError as error:
        fields_wrong = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        return None, [(field, words("Hãy điền ô này, đúng dạng")) for field in fields_wrong]


def _day(day: date, reason: str) -> CalendarDay:
    return CalendarDay(day=day, reason=reason)


async def _page(
    request: Request, service: Service, seen: Sight, given: Mapping[str, str] | None, errors: Errors, done: int | None
) -> Response:
    words = Words(chosen(request))
    versions = await versions_of(seen.connection, CALENDAR)
    fresh = await freshness(service, seen.connection)
    newest = versions[0] if versions else None
    return SHELL.page(
        request, "calendar.html", status=422 if errors else 200, path=PATH, versions=versions, newest=newest,
        table=_days(words, newest), given=given or _filled(newest, service.clock.today()), errors=errors, done=done,
        lacking=seen.viewer.lacks(PERMISSIONS[SetWorkingCalendar], None), fresh_as_of=fresh,
        recorded_at=moment(service, fresh),
    )  # fmt: skip


def _filled(newest: WorkingCalendarRow | None, today: date) -> dict[str, str]:
    """The form begins with the calendar there is; where there is none, with the holidays that are known of two years."""
    if newest is None or newest.first_day is None or newest.last_day is None:
        first, last = date(today.year, 1, 1), date(today.year + 1, 12, 31)
        known = known_holidays("VN", first, last)
        return {
            "first_day": first.isoformat(), "last_day": last.isoformat(), "source": "",
            "off": days_written(known.off.items()), "worked": days_written(known.worked.items()),
        }  # fmt: skip
    return {
        "first_day": newest.first_day.isoformat(),
        "last_day": newest.last_day.isoformat(),
        "source": newest.source,
        "off": days_written(zip(newest.off, newest.off_reasons, strict=True)),
        "worked": days_written(zip(newest.worked, newest.worked_reasons, strict=True)),
    }


def _days(words: Words, row: WorkingCalendarRow | None) -> Table[tuple[date, bool, str]]:
    """(day, whether it is worked, why), by day."""
    rows: Sequence[tuple[date, bool, str]] = ()
    if row is not None:
        off = [(day, False, reason) for day, reason in zip(row.off, row.off_reasons, strict=True)]
        rows = sorted(off + [(day, True, reason) for day, reason in zip(row.worked, row.worked_reasons, strict=True)])

    def kind(one: tuple[date, bool, str]) -> Cell:
        return Cell(words("làm bù") if one[1] else words("nghỉ"))

    def weekday(one: tuple[date, bool, str]) -> Cell:
        return Cell(words(WEEKDAYS[one[0].weekday()]))

    columns: tuple[Column[Any], ...] = (
        Column("day", words("Ngày"), lambda one: Cell(one[0]), "day"),
        Column("weekday", words("Thứ"), weekday),
        Column("kind", words("Nghỉ hay làm"), kind),
        Column("reason", words("Lý do"), lambda one: Cell(one[2], written=True)),
    )
    return Table(columns, rows)

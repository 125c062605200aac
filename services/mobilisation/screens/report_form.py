"""A unit reports a period: the counters of the day, filled with what was said before; one more look; then it is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight
from portal.words import Words
from services.mobilisation.activity import ReportActivity
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.projections import figures, reports
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.activity_page import PeriodKey, key_of, written
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, day_of, number_of, place_of, shown

PAGES = APIRouter()
COUNTER = "counter-"
"""What the name of a counter's field begins with."""
PeriodNamed = Annotated[str, Query(pattern=r"^(month|quarter|half_year|year|festival)-\d{1,2}$")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The report a form is about, and what was said of it before."""

    place: Place
    period: PeriodKey
    before: Mapping[str, int]
    told: Mapping[str, Any] | None
    """The standing report: when, how often, why corrected; None before the first."""


async def _asked(service: Service, seen: Sight, unit: str | None, year: int | None, period: str) -> Asked:
    place = await place_of(service, seen, unit, year)
    key = key_of(period)
    assert key is not None
    asked = (seen.connection, place.unit_id, place.year)
    told = {(row["period"], row["period_number"]): row for row in await reports.reports_of_unit(*asked)}
    return Asked(place, key, await figures.figures_of_report(*asked, *key), told.get(key))


@PAGES.get("/mobilisation/report", response_class=HTMLResponse)
async def report_form(
    request: Request, service: Opened, seen: Seeing, period: PeriodNamed, unit: UnitAsked = None,
    year: YearAsked = None, done: DoneAsked = None,
) -> Response:  # fmt: skip
    asked = await _asked(service, seen, unit, year, period)
    given = {f"{COUNTER}{code}": str(value) for code, value in asked.before.items()}
    return _form(request, service, seen, asked, given, done=done)


@PAGES.post("/mobilisation/report", response_class=HTMLResponse)
async def report(
    request: Request, service: Opened, seen: Seeing, caller: Calling, period: PeriodNamed, unit: UnitAsked = None,
    year: YearAsked = None,
) -> Response:  # fmt: skip
    """First shows what will be recorded and what changes; recorded when it comes back confirmed."""
    given = await fields_of(request)
    asked = await _asked(service, seen, unit, year, period)
    if given.get("again"):
        return _form(request, service, seen, asked, given)
    words = Words(chosen(request))
    command, errors = _command(words, asked, given)
    if command is None:
        return _form(request, service, seen, asked, given, errors)
    try:
        offered.must_be_counters(command.counters, command.occurred_on)
        if given.get("confirmed") == "yes":
            result = await caller.ask(command)
            where = {"unit": asked.place.unit_id, "year": asked.place.year}
            return recorded(request, "/mobilisation", result.last_position, **where)
        [decided] = await caller.rehearse([command])
        if decided.refusal is not None:
            raise decided.refusal
    except Refused as refusal:
        field = "reason" if refusal.code == "activity.reason_missing" else _first_field(asked)
        return _form(request, service, seen, asked, given, [(field, str(said(refusal, words.language)))])
    return _confirmation(request, service, asked, command, given)


def _command(
    words: Words, asked: Asked, given: Mapping[str, str]
) -> tuple[ReportActivity | None, list[tuple[str, str]]]:
    """What is asked for, or what is wrong with it, a field each."""
    counters, errors = dict(asked.before), []
    for name, text in given.items():
        if not name.startswith(COUNTER):
            continue
        try:
            value = number_of(text)
        except ValueError:
            errors.append(
                (name, words("“%(written)s” không phải là số: hãy ghi một số nguyên, ví dụ 120", written=text))
            )
            continue
        code = name.removeprefix(COUNTER)
        if value is not None:
            counters[code] = value
        elif code in counters:
            counters[code] = 0
    if not counters and not errors:
        errors.append((_first_field(asked), words("Hãy ghi ít nhất một chỉ số; không làm gì thì ghi 0")))
    try:
        day = day_of(given.get("day", ""), asked.place.today)
    except ValueError:
        day = asked.place.today
        errors.append(("day", words("Ngày phải có dạng năm-tháng-ngày")))
    if errors:
        return None, errors
    code, number = asked.period
    fields = {"unit_id": asked.place.unit_id, "year": asked.place.year, "period": code, "period_number": number}
    try:
        return ReportActivity(occurred_on=day, counters=counters, reason=given.get("reason") or None, **fields), []
    except ValidationError:
        return None, [(_first_field(asked), words("Có số quá lớn, hoặc kỳ báo cáo không có"))]


def _first_field(asked: Asked) -> str:
    on_offer = offered.asked_in(asked.period[0], asked.place.today)  # type: ignore[arg-type]
    return f"{COUNTER}{on_offer[0].code}" if on_offer else "day"


def _form(
    request: Request,
    service: Service,
    seen: Sight,
    asked: Asked,
    given: Mapping[str, str],
    errors: Sequence[tuple[str, str]] = (),
    done: int | None = None,
) -> Response:
    words, place = Words(chosen(request)), asked.place
    day = _day_or(given.get("day", ""), place.today)
    on_offer = offered.asked_in(asked.period[0], day)  # type: ignore[arg-type]
    listed = {counter.code for counter in on_offer}
    others = [c for c in offered.counters().counters if c.code in asked.before.keys() - listed]
    values: dict[str, Any] = {
        "asked": asked,
        "period": written(asked.period),
        "period_words": wording.period(words, *asked.period),
        "fields": [
            (f"{COUNTER}{counter.code}", wording.called(counter, words.language), asked.before.get(counter.code))
            for counter in (*on_offer, *others)
        ],
        "given": given,
        "errors": errors,
        "lacking": seen.viewer.lacks(PERMISSIONS[ReportActivity], place.unit_id),
        "done": done,
    }  # fmt: skip
    return shown(request, service, "report_form.html", place, status=422 if errors else 200, **values)


def _day_or(text: str, today: date) -> date:
    try:
        return day_of(text, today)
    except ValueError:
        return today


def _confirmation(
    request: Request, service: Service, asked: Asked, command: ReportActivity, given: Mapping[str, str]
) -> Response:
    words = Words(chosen(request))
    names = {counter.code: wording.called(counter, words.language) for counter in offered.counters().counters}
    lines = [(names.get(code, code), asked.before.get(code), value) for code, value in sorted(command.counters.items())]
    kept = {name: value for name, value in given.items() if name not in ("again", "confirmed")}
    values: dict[str, Any] = {
        "lines": lines,
        "command": command,
        "period": written(asked.period),
        "period_words": wording.period(words, *asked.period),
        "fields": kept,
        "corrects": asked.told is not None,
    }
    return shown(request, service, "report_confirm.html", asked.place, **values)

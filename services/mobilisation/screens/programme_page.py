"""One joint programme: its parties and term, its reviews year by year, and what may be done: review, renew, end."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight
from portal.words import Words
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.programme import EndProgramme, RenewProgramme, ReviewProgramme
from services.mobilisation.projections import programme_reviews, programmes
from services.mobilisation.projections.programmes import ProgrammeRow
from services.mobilisation.screens import wording
from services.mobilisation.screens.own_tables import reviews_table
from services.mobilisation.screens.programmes_page import review_due
from services.mobilisation.screens.shell import YearAsked, day_of, file_of, place_of, shown

PAGES = APIRouter()
Id = Annotated[Identifier, Path()]
Errors = list[tuple[str, str]]
Given = Mapping[str, str]


@PAGES.get("/mobilisation/programmes/{programme}", response_class=HTMLResponse)
async def programme_page(
    request: Request, service: Opened, seen: Seeing, programme: Id, year: YearAsked = None, done: DoneAsked = None
) -> Response:
    return await _page(request, service, seen, programme, year, {}, [], done)


@PAGES.post("/mobilisation/programmes/{programme}/review", response_class=HTMLResponse)
async def review(
    request: Request, service: Opened, seen: Seeing, caller: Calling, programme: Id, year: YearAsked = None
) -> Response:
    return await _take(request, service, seen, caller, programme, year, _review)


@PAGES.post("/mobilisation/programmes/{programme}/renew", response_class=HTMLResponse)
async def renew(
    request: Request, service: Opened, seen: Seeing, caller: Calling, programme: Id, year: YearAsked = None
) -> Response:
    return await _take(request, service, seen, caller, programme, year, _renew)


@PAGES.post("/mobilisation/programmes/{programme}/end", response_class=HTMLResponse)
async def end(
    request: Request, service: Opened, seen: Seeing, caller: Calling, programme: Id, year: YearAsked = None
) -> Response:
    """Cannot be changed back, so it is asked twice."""
    return await _take(request, service, seen, caller, programme, year, _end, confirmed=True)


def _review(words: Words, programme: str, today: date, given: Given) -> tuple[Command | None, Errors]:
    fields = {
        "year": given.get("year", ""), "grade": given.get("grade", ""), "result": given.get("result", ""),
        "document_number": given.get("document_number", ""), "occurred_on": _day(given.get("reviewed_on", ""), today),
    }  # fmt: skip
    return _made(words, ReviewProgramme, {"programme_id": programme, **fields}, {"occurred_on": "reviewed_on"})


def _renew(words: Words, programme: str, today: date, given: Given) -> tuple[Command | None, Errors]:
    fields = {
        "document_number": given.get("renewed_by", ""), "last_day": given.get("last_day") or None,
        "occurred_on": _day(given.get("renewed_on", ""), today),
    }  # fmt: skip
    named = {"document_number": "renewed_by", "occurred_on": "renewed_on"}
    return _made(words, RenewProgramme, {"programme_id": programme, **fields}, named)


def _end(words: Words, programme: str, today: date, given: Given) -> tuple[Command | None, Errors]:
    fields = {"reason": given.get("reason", ""), "occurred_on": _day(given.get("ended_on", ""), today)}
    return _made(words, EndProgramme, {"programme_id": programme, **fields}, {"occurred_on": "ended_on"})


def _day(text: str, today: date) -> Any:
    """The day, or what was typed where it is none: the shape of the command says so."""
    try:
        return day_of(text, today)
    except ValueError:
        return text


def _made(
    words: Words, made: type[Command], fields: Mapping[str, Any], named: Mapping[str, str]
) -> tuple[Command | None, Errors]:
    """The command, or which fields of the form it cannot be made of."""
    try:
        return made.model_validate(fields), []
    except ValidationError as error:
        wrong = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        return None, [(named.get(field, field), words("Hãy điền ô này, đúng dạng")) for field in wrong]


async def _take(
    request: Request, service: Service, seen: Sight, caller: Caller, programme: str, year: int | None,
    made: Callable[[Words, str, date, Given], tuple[Command | None, Errors]], *, confirmed: bool = False,
) -> Response:  # fmt: skip
    """Carries out what a form of the page asks, or shows the page again with what is wrong."""
    given = await fields_of(request)
    row = await known(seen, programme)
    words = Words(chosen(request))
    command, errors = made(words, programme, service.clock.today(), given)
    if command is None:
        return await _page(request, service, seen, programme, year, given, errors)
    try:
        if confirmed and given.get("confirmed") != "yes":
            [decided] = await caller.rehearse([command])
            if decided.refusal is not None:
                raise decided.refusal
            return await _confirmation(request, service, seen, row, year, given)
        if isinstance(command, ReviewProgramme):
            file_sha256 = await file_of(request, caller.viewer, row.unit_id)
            command = command.model_copy(update={"file_sha256": file_sha256})
        result = await caller.ask(command)
    except Refused as refusal:
        errors = [("actions", str(said(refusal, words.language)))]
        return await _page(request, service, seen, programme, year, given, errors)
    return recorded(request, f"/mobilisation/programmes/{programme}", result.last_position, year=year)


async def known(seen: Sight, programme: str) -> ProgrammeRow:
    """The programme, where its unit is in sight. Raises Refused (`programme.unknown`)."""
    row = await programmes.programme(seen.connection, programme)
    if row is None or not seen.scope.sees(row.unit_id):
        raise Refused("programme.unknown", vi="Không có chương trình này", en="There is no such programme")
    return row


async def _confirmation(
    request: Request, service: Service, seen: Sight, row: ProgrammeRow, year: int | None, given: Given
) -> Response:
    place = await place_of(service, seen, row.unit_id, year)
    kept = {name: value for name, value in given.items() if name != "confirmed"}
    return shown(request, service, "programme_end.html", place, row=row, fields=kept)


async def _page(
    request: Request, service: Service, seen: Sight, programme: str, year: int | None, given: Given, errors: Errors,
    done: int | None = None,
) -> Response:  # fmt: skip
    row = await known(seen, programme)
    place = await place_of(service, seen, row.unit_id, year)
    reviews = await programme_reviews.reviews_of_programme(seen.connection, programme)
    of_year = next((one for one in reviews if one.year == place.year), None)
    due = await review_due(seen, place.year)
    reviewed_on = of_year.reviewed_on if of_year else None
    return shown(
        request, service, "programme.html", place, status=422 if errors else 200, row=row, due=due,
        reviews=reviews_table(Words(chosen(request)), reviews),
        state=programmes.review_state(row, place.year, due, reviewed_on, place.today), given=given, errors=errors,
        kind=wording.PROGRAMME_KINDS[row.programme_kind], done=done, bytes_max=service.settings.attachment_bytes_max,
        lacking=seen.viewer.lacks(PERMISSIONS[ReviewProgramme], row.unit_id),
    )  # fmt: skip

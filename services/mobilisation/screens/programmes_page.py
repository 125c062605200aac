"""Joint programmes of the levels at and below a unit, with how the review of the year stands; and a form for a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.asked import BLANK
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen, said
from portal.sent_forms import fields_of, recorded
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.programme import SignProgramme, programme_id
from services.mobilisation.projections import programme_reviews, programmes
from services.mobilisation.projections.programme_reviews import ProgrammeReviewRow
from services.mobilisation.projections.programmes import ProgrammeRow, ReviewState
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, day_of, file_of, name_of, place_of, shown

PAGES = APIRouter()
StateAsked = Annotated[Literal["overdue", "due", "late", "done", "not_owed"] | None, BLANK, Query()]
Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme and how its review of the year stands."""

    programme: ProgrammeRow
    review: ProgrammeReviewRow | None
    state: ReviewState


async def review_due(seen: Sight, year: int) -> date | None:
    """Until when the year is reviewed in time, where that is written."""
    campaign = await offered.campaign_of(seen.connection, year)
    return campaign.programme_reviews.due if campaign and campaign.programme_reviews else None


async def listed_below(seen: Sight, place: Place) -> list[Listed]:
    """Those of the unit and of what stands below it, as far as that is in sight: what is owed first."""
    below = seen.viewer.tree.below([place.unit_id])
    within = sorted(unit for unit in below if seen.scope.sees(unit))
    due = await review_due(seen, place.year)
    reviews = await programme_reviews.reviews_of_year(seen.connection, within, place.year)
    found = []
    for row in await programmes.programmes_of_units(seen.connection, within):
        review = reviews.get(row.programme_id)
        reviewed_on = review.reviewed_on if review else None
        found.append(Listed(row, review, programmes.review_state(row, place.year, due, reviewed_on, place.today)))
    order = list(wording.REVIEW_STATES)
    return sorted(found, key=lambda one: order.index(one.state))


def programmes_table(words: Words, seen: Sight, place: Place, rows: Sequence[Listed]) -> Table[Listed]:
    """A programme a row."""

    def number(one: Listed) -> Cell:
        to = Address(f"/mobilisation/programmes/{one.programme.programme_id}", {"year": place.year})
        return Cell(one.programme.number, to=to, written=True)

    def term(one: Listed) -> Cell:
        if one.programme.ended_on:
            return Cell(words("đã kết thúc ngày %(day)s", day=words.day(one.programme.ended_on)))
        return Cell(words.day(one.programme.last_day) if one.programme.last_day else words("không thời hạn"))

    def grade(one: Listed) -> Cell:
        return Cell(words(wording.GRADES[one.review.grade]) if one.review else "")

    return Table(
        (
            Column("number", words("Số, ký hiệu"), number),
            Column(
                "kind", words("Loại"), lambda one: Cell(words(wording.PROGRAMME_KINDS[one.programme.programme_kind]))
            ),
            Column("unit", words("Cấp"), lambda one: Cell(name_of(seen, one.programme.unit_id), written=True)),
            Column("parties", words("Các bên"), lambda one: Cell("; ".join(one.programme.parties), written=True)),
            Column("dated", words("Ngày ký"), lambda one: Cell(one.programme.dated), "day"),
            Column("term", words("Thời hạn"), term),
            Column(
                "review",
                words("Tổng kết năm %(year)s", year=place.year),
                lambda one: wording.review_cell(words, one.state),
            ),
            Column("grade", words("Kết quả"), grade),
        ),
        rows,
    )


@PAGES.get("/mobilisation/programmes", response_class=HTMLResponse)
async def programmes_listed(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    state: StateAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    every = await listed_below(seen, place)
    counts = {code: sum(one.state == code for one in every) for code in wording.REVIEW_STATES}
    rows = [one for one in every if state in (None, one.state)]
    return shown(
        request, service, "programmes.html", place, table=programmes_table(Words(chosen(request)), seen, place, rows),
        counts=counts, total=len(every), state=state, due=await review_due(seen, place.year),
        lacking=seen.viewer.lacks(PERMISSIONS[SignProgramme], place.unit_id),
    )  # fmt: skip


@PAGES.get("/mobilisation/programmes.{file_kind}")
async def programmes_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    year: YearAsked = None, state: StateAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    rows = [one for one in await listed_below(seen, place) if state in (None, one.state)]
    words = Words(chosen(request))
    filters = ((words("Tình trạng"), words(wording.REVIEW_STATES[state]) if state else words("Mọi tình trạng")),)
    lines = about(words, place.name, place.year, filters, place.freshness, moment(service, place.freshness))
    title = words("Các chương trình phối hợp")
    sheet = Sheet(title, lines, programmes_table(words, seen, place, rows), words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {place.year}")


@PAGES.get("/mobilisation/new-programme", response_class=HTMLResponse)
async def sign_form(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    return _form(request, service, seen, await place_of(service, seen, unit, year), {})


@PAGES.post("/mobilisation/new-programme", response_class=HTMLResponse)
async def sign(
    request: Request, service: Opened, seen: Seeing, caller: Calling, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    given = await fields_of(request)
    place = await place_of(service, seen, unit, year)
    words = Words(chosen(request))
    command, errors = _command(words, place, given)
    if command is None:
        return _form(request, service, seen, place, given, errors)
    field = "file"
    try:
        file_sha256 = await file_of(request, caller.viewer, place.unit_id)
        field = "number"
        result = await caller.ask(command.model_copy(update={"file_sha256": file_sha256}))
    except Refused as refusal:
        return _form(request, service, seen, place, given, [(field, str(said(refusal, words.language)))])
    made = programme_id(command.unit_id, command.number, command.dated)
    return recorded(request, f"/mobilisation/programmes/{made}", result.last_position, year=place.year)


def _command(words: Words, place: Place, given: Mapping[str, str]) -> tuple[SignProgramme | None, Errors]:
    """What is asked for, or what is missing or wrong, a field each."""
    errors = Errors()
    days: dict[str, date | None] = {}
    for name in ("dated", "first_day", "last_day"):
        try:
            days[name] = day_of(given[name], place.today) if given.get(name) else None
        except ValueError:
            errors.append((name, words("Ngày phải có dạng năm-tháng-ngày")))
    parties = tuple(line.strip() for line in given.get("parties", "").splitlines() if line.strip())
    if len(parties) < 2:
        errors.append(("parties", words("Hãy ghi ít nhất hai bên, mỗi bên một dòng")))
    for name, missing in (
        ("number", words("Hãy ghi số và ký hiệu")), ("subject", words("Hãy ghi nội dung phối hợp")),
        ("dated", words("Hãy ghi ngày ký")),
    ):  # fmt: skip
        if not given.get(name):
            errors.append((name, missing))
    if errors:
        return None, errors
    fields: dict[str, Any] = {
        "occurred_on": place.today, "unit_id": place.unit_id, "programme_kind": given.get("kind", ""),
        "parties": parties, "number": given["number"], "subject": given["subject"], **days,
        "first_day": days["first_day"] or days["dated"],
    }  # fmt: skip
    try:
        return SignProgramme.model_validate(fields), []
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        return None, [(wrong, words("Ô này không ghi như vậy được"))]


def _form(
    request: Request,
    service: Service,
    seen: Sight,
    place: Place,
    given: Mapping[str, str],
    errors: Sequence[tuple[str, str]] = (),
) -> Response:
    lacking = seen.viewer.lacks(PERMISSIONS[SignProgramme], place.unit_id)
    return shown(
        request, service, "programme_form.html", place, status=422 if errors else 200, given=given, errors=errors,
        lacking=lacking, bytes_max=service.settings.attachment_bytes_max,
    )  # fmt: skip

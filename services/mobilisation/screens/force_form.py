"""A unit counts its core forces: the kinds there are on the day, heads and teams each, filled with the newest counts."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.languages import chosen, said
from portal.sent_forms import fields_of, recorded
from portal.sight import Sight
from portal.words import Words
from services.mobilisation.force import CountForce
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.projections import forces
from services.mobilisation.projections.forces import ForceRow
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.forces_page import DayAsked
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, day_of, number_of, place_of, shown

PAGES = APIRouter()
Errors = list[tuple[str, str]]


@PAGES.get("/mobilisation/forces/count", response_class=HTMLResponse)
async def count_form(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None, on: DayAsked = None
) -> Response:
    place = await place_of(service, seen, unit, year)
    day = on or place.today
    given = {"day": day.isoformat()}
    for row in _newest(await forces.counts_of_unit(seen.connection, place.unit_id), day).values():
        given[f"heads-{row.force_kind}"] = str(row.head_count)
        given[f"teams-{row.force_kind}"] = "" if row.teams is None else str(row.teams)
    return _form(request, service, seen, place, day, given)


def _newest(rows: Sequence[ForceRow], day: date) -> dict[str, ForceRow]:
    """The count of each kind that holds on the day; `rows` have the newest first."""
    found: dict[str, ForceRow] = {}
    for row in rows:
        if row.as_of <= day:
            found.setdefault(row.force_kind, row)
    return found


@PAGES.post("/mobilisation/forces/count", response_class=HTMLResponse)
async def count(
    request: Request, service: Opened, seen: Seeing, caller: Calling, unit: UnitAsked = None, year: YearAsked = None
) -> Response:
    """Another count takes its place at any time, so it is not asked twice. A blank kind is not counted."""
    given = await fields_of(request)
    place = await place_of(service, seen, unit, year)
    words = Words(chosen(request))
    try:
        day = day_of(given.get("day", ""), place.today)
    except ValueError:
        errors = [("day", words("Ngày phải có dạng năm-tháng-ngày"))]
        return _form(request, service, seen, place, place.today, given, errors)
    commands, errors = _commands(words, place, day, given)
    if not errors:
        decided = await caller.rehearse(commands)
        errors = [
            (f"heads-{command.force_kind}", str(said(one.refusal, words.language)))
            for command, one in zip(commands, decided, strict=True)
            if one.refusal is not None
        ]
    if errors:
        return _form(request, service, seen, place, day, given, errors)
    position = 0
    for command in commands:
        position = max(position, (await caller.for_part(command.force_kind).ask(command)).last_position or 0)
    return recorded(request, "/mobilisation/forces", position, unit=place.unit_id, year=place.year, on=day.isoformat())


def _commands(words: Words, place: Place, day: date, given: Mapping[str, str]) -> tuple[list[CountForce], Errors]:
    """A command for each kind that was filled in, and what is wrong with the others."""
    commands, errors = list[CountForce](), Errors()
    for name, text in given.items():
        if not name.startswith("heads-"):
            continue
        code = name.removeprefix("heads-")
        try:
            offered.must_be_a_force(code, day)
            heads, teams = number_of(text), number_of(given.get(f"teams-{code}", ""))
            if heads is not None:
                fields = {"unit_id": place.unit_id, "force_kind": code, "head_count": heads, "teams": teams}
                commands.append(CountForce.model_validate({"occurred_on": day, **fields}))
        except Refused as refusal:
            if text:
                errors.append((name, str(said(refusal, words.language))))
        except ValidationError:
            errors.append((name, words("Số quá lớn")))
        except ValueError:
            errors.append(
                (name, words("“%(written)s” không phải là số: hãy ghi một số nguyên, ví dụ 120", written=text))
            )
    if not commands and not errors:
        errors.append(("day", words("Hãy ghi số người của ít nhất một loại; không có ai thì ghi 0")))
    return commands, errors


def _form(
    request: Request,
    service: Service,
    seen: Sight,
    place: Place,
    day: date,
    given: Mapping[str, str],
    errors: Sequence[tuple[str, str]] = (),
) -> Response:
    words = Words(chosen(request))
    kinds = [(kind.code, wording.called(kind, words.language)) for kind in offered.forces().on(day)]
    lacking = seen.viewer.lacks(PERMISSIONS[CountForce], place.unit_id)
    return shown(
        request, service, "force_form.html", place, status=422 if errors else 200, kinds=kinds, day=day, given=given,
        errors=errors, lacking=lacking,
    )  # fmt: skip

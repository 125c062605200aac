"""The forms that change a unit: filled in, looked at once more with what will happen, and then recorded."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.languages import chosen, said
from portal.links import address
from portal.sight import Sight
from portal.sign_in.forms import field_characters_max, go_on, must_be_ours
from portal.words import Words, message
from services.registration.permissions import PERMISSIONS
from services.registration.projections import units
from services.registration.screens.shell import SHELL
from services.registration.screens.unit_changes import (
    CHANGES,
    KINDS,
    WAYS,
    Change,
    Question,
    begins_with,
    offered,
    will_happen,
)
from services.registration.screens.unit_page import Id, known_unit
from services.registration.screens.unit_words import REGISTER, called, page_of

PAGES = APIRouter()

What = Annotated[
    Literal["rename", "kind", "move", "code", "scope", "list", "succeed", "end"], Path(description="which change")
]
Errors = list[tuple[str, str]]

MISSING = message("%(title)s: hãy điền vào")
NO_DAY = message("%(title)s: hãy chọn một ngày")
NO_UNIT = message("%(title)s: không có đơn vị đang hoạt động nào mang mã hoặc tên này")
MANY_UNITS = message("%(title)s: nhiều đơn vị mang tên này, hãy ghi mã đơn vị")
NOT_FITTING = message("%(title)s: quá dài hoặc có ký tự không dùng được")
STILL_BELOW = message("Còn %(n)s đơn vị trực thuộc đang hoạt động: hãy chuyển hoặc kết thúc chúng trước")
ALREADY = message("Danh bạ đã ghi đúng như vậy, không có gì để thay đổi")


@PAGES.get(f"{REGISTER}/{{unit_id}}/change/{{what}}")
async def form(request: Request, service: Opened, seen: Seeing, unit_id: Id, what: What) -> Response:
    change, unit = CHANGES[what], await known_unit(seen, unit_id)
    return _form(request, seen, change, unit, begins_with(change, unit, service.clock.today()), [])


@PAGES.post(f"{REGISTER}/{{unit_id}}/change/{{what}}")
async def changed(
    request: Request, service: Opened, seen: Seeing, caller: Calling, unit_id: Id, what: What
) -> Response:
    """Without `sure` the page that asks once more; with it the change is recorded."""
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    must_be_ours(request, given.get("form", ""))
    words, change, unit = Words(chosen(request)), CHANGES[what], await known_unit(seen, unit_id)
    values = {q.name: given.get(q.name, "").strip()[:field_characters_max] for q in change.questions}
    meant, shown, errors = await _read(seen, words, change, values)
    if not errors and change.ends(values) and (n := await units.standing_below(seen.connection, unit_id)):
        errors = [(change.questions[0].name, words(STILL_BELOW, n=words.number(n)))]
    command, more = (None, []) if errors else _made(words, change, unit, meant)
    errors = errors or more or await _refused(words, change, caller, command)
    if errors or command is None:
        return _form(request, seen, change, unit, values, errors)
    if given.get("sure") != "yes":
        return _asked_again(request, words, change, unit, values, shown, given["form"])
    await caller.ask(command)
    return go_on(address(request, page_of(getattr(command, "unit_id", unit_id)), done="yes"))


async def _read(
    seen: Sight, words: Words, change: Change, values: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str], Errors]:
    """(what is meant: days, ids of units; how it reads; what is wrong with it)"""
    meant: dict[str, Any] = {}
    shown: dict[str, str] = {}
    errors: Errors = []
    for question in change.questions:
        try:
            meant[question.name], shown[question.name] = await _one(seen, words, question, values[question.name])
        except ValueError as problem:
            errors.append((question.name, words(str(problem), title=words(question.title))))
    return meant, shown, errors


async def _one(seen: Sight, words: Words, question: Question, text: str) -> tuple[Any, str]:
    """One answer. Raises ValueError with the message of what is wrong."""
    if not text:
        if question.wanted:
            raise ValueError(MISSING)
        return "", ""
    if question.kind == "day":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(NO_DAY) from None
        return day, words.day(day)
    if question.kind == "unit":
        found = await units.called(seen.connection, seen.scope.named, text)
        if len(found) != 1:
            raise ValueError(MANY_UNITS if found else NO_UNIT)
        return found[0]["unit_id"], called(found[0])
    known = {"kind": KINDS, "way": WAYS}.get(question.kind)
    if known is not None and text not in known:
        raise ValueError(MISSING)
    return text, text


def _made(
    words: Words, change: Change, unit: Mapping[str, Any], meant: dict[str, Any]
) -> tuple[Command | None, Errors]:
    """The command; a unit that is listed gets an id that follows from what is entered, so that sending it twice lists it once."""
    named = [str(meant.get(name, "")) for name in ("kind", "title", "unit_name", "code", "day")]
    meant = {**meant, "new_id": str(derived_id("listed below " + "/".join([unit["unit_id"], *named])))}
    try:
        return change.made(unit, meant), []
    except ValidationError as error:
        fields = {str(step) for found in error.errors() for step in found["loc"]}
        wrong = [q for q in change.questions if {q.name, q.of} & fields] or list(change.questions[:1])
        return None, [(question.name, words(NOT_FITTING, title=words(question.title))) for question in wrong]


async def _refused(words: Words, change: Change, caller: Caller, command: Command | None) -> Errors:
    """What the decision says beforehand: refused, or already so."""
    if command is None:
        return []
    [decided] = await caller.rehearse([command])
    if decided.refusal is not None:
        return [(change.questions[0].name, said(decided.refusal, words.language) or "")]
    return [] if decided.facts else [(change.questions[0].name, words(ALREADY))]


def _form(
    request: Request, seen: Sight, change: Change, unit: Mapping[str, Any], values: Mapping[str, str], errors: Errors
) -> Response:
    if not offered(change, unit):
        raise Refused("unit.ended", vi="Đơn vị đã kết thúc, không thay đổi được nữa", en="The unit has ended")
    lacking = said(seen.viewer.lacks(PERMISSIONS[change.command], unit["unit_id"]), chosen(request))
    return SHELL.page(
        request, "unit_change.html", status=422 if errors else 200, change=change, unit=unit, called=called(unit),
        values=values, errors=errors, kinds=KINDS, ways=WAYS, lacking=lacking, register=REGISTER,
    )  # fmt: skip


def _asked_again(
    request: Request, words: Words, change: Change, unit: Mapping[str, Any], values: Mapping[str, str],
    shown: Mapping[str, str], token: str,
) -> Response:  # fmt: skip
    return SHELL.page(
        request, "confirm.html", title=words("%(title)s: %(unit)s?", title=words(change.title), unit=called(unit)),
        consequences=will_happen(words, change, {**shown, "way": values.get("way", "")}), verb=words(change.verb),
        action=address(request, request.url.path), fields={**values, "form": token, "sure": "yes"},
        back=address(request, request.url.path), irreversible=change.irreversible,
    )  # fmt: skip

"""Returning a dossier: what is to be corrected is ticked item by item, each with a note the unit can act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from contracts.recognition import Shortfall
from portal.api import Calling, Opened, Seeing
from services.recognition.checking import ReturnDossier
from services.recognition.screens.looking import Looked
from services.recognition.screens.sending import Errors, carry, do_path, form_before, form_page, sent_back
from services.recognition.screens.shell import DossierAsked

PAGES = APIRouter()
NAME = "return"
note_characters_max = 500


@dataclass(frozen=True, slots=True)
class Tickable:
    """What may be asked to be corrected; `number` makes the ids of its boxes."""

    number: int
    code: str
    title: str
    said: str
    """What there is of it now."""


@PAGES.get(do_path(NAME), response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, dossier_id: DossierAsked) -> HTMLResponse:
    looked, given = await form_before(request, service, seen, dossier_id, NAME)
    missing = {code for code in looked.documents if code not in looked.story.documents}
    ticked = {f"tick:{code}": "yes" for code in missing}
    noted = {f"note:{code}": "Thiếu giấy tờ này, đề nghị bổ sung" for code in missing}
    return _page(request, looked, {**ticked, **noted, **given})


@PAGES.post(do_path(NAME), response_class=HTMLResponse)
async def send(request: Request, service: Opened, seen: Seeing, caller: Calling, dossier_id: DossierAsked) -> Response:
    sent = await sent_back(request)
    looked, _ = await form_before(request, service, seen, dossier_id, NAME)
    ticked = [item for item in tickable(looked) if sent.text(f"tick:{item.code}")]
    errors = _errors(looked, ticked, sent.given)
    if errors:
        return _page(request, looked, sent.given, errors)
    shortfalls = tuple(Shortfall(item=item.code, note=sent.text(f"note:{item.code}")) for item in ticked)
    command = ReturnDossier(occurred_on=looked.today, dossier_id=dossier_id, shortfalls=shortfalls)
    became = await carry(request, caller, looked, NAME, sent, command)
    return became if isinstance(became, Response) else _page(request, looked, sent.given, [("do", became)])


def tickable(looked: Looked) -> list[Tickable]:
    """Every document of the checklist, then every criterion with what the unit says of it."""
    words, story = looked.words, looked.story
    found: list[tuple[str, str, str]] = []
    for code in looked.documents:
        found.append((code, looked.title_of(code), words("đã có") if code in story.documents else words("chưa có")))
    for each in looked.criteria:
        answer = story.answers.get(each.code)
        said = (
            words("chưa tự chấm")
            if answer is None
            else words("tự chấm đạt")
            if answer.met
            else words("tự chấm chưa đạt")
        )
        found.append((each.code, looked.text_of(each), said))
    return [Tickable(number, *item) for number, item in enumerate(found)]


def _errors(looked: Looked, ticked: list[Tickable], given: Mapping[str, str]) -> Errors:
    words = looked.words
    if not ticked:
        return [("tick-0", words("Hãy chọn ít nhất một mục phải sửa"))]
    return [
        (f"note-{item.number}", words("%(item)s: hãy ghi cần sửa gì", item=item.title))
        for item in ticked
        if not given.get(f"note:{item.code}", "").strip()
    ]


def _page(request: Request, looked: Looked, given: Mapping[str, str], errors: Errors = ()) -> HTMLResponse:
    values: dict[str, Any] = {"items": tickable(looked), "note_characters_max": note_characters_max}
    return form_page(request, "dossier_return.html", looked, NAME, given, errors, **values)

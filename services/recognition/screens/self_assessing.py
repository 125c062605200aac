"""The self-assessment of a unit, in as many parts as it likes: criterion by criterion, with points where the sheet has them."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from contracts.recognition import SelfAnswer
from portal.api import Calling, Opened, Seeing
from services.recognition.compiling import AssessSelf
from services.recognition.screens.criteria_form import asks_points, first_wrong, wrong_points
from services.recognition.screens.dossier_page import criteria
from services.recognition.screens.looking import Looked
from services.recognition.screens.sending import Errors, Sent, carry, do_path, form_before, form_page, sent_back
from services.recognition.screens.shell import DossierAsked

PAGES = APIRouter()
NAME = "self-assess"


@PAGES.get(do_path(NAME), response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, dossier_id: DossierAsked) -> HTMLResponse:
    looked, given = await form_before(request, service, seen, dossier_id, NAME)
    return await _page(request, looked, {**_before(looked, await looked.answers()), **given})


@PAGES.post(do_path(NAME), response_class=HTMLResponse)
async def send(request: Request, service: Opened, seen: Seeing, caller: Calling, dossier_id: DossierAsked) -> Response:
    sent = await sent_back(request)
    looked, _ = await form_before(request, service, seen, dossier_id, NAME)
    answers, errors = _answers(looked, sent)
    if errors:
        return await _page(request, looked, sent.given, errors)
    command = AssessSelf(occurred_on=looked.today, dossier_id=dossier_id, answers=tuple(answers))
    became = await carry(request, caller, looked, NAME, sent, command)
    return became if isinstance(became, Response) else await _page(request, looked, sent.given, [("do", became)])


def _before(looked: Looked, answers: Mapping[str, Any]) -> dict[str, str]:
    """What the unit said last; where it said nothing yet, what the facts say."""
    given: dict[str, str] = {}
    for each in looked.criteria:
        code, own = each.code, looked.story.answers.get(each.code)
        known = answers.get(code)
        met = own.met if own else known.met if known else None
        given[f"met:{code}"] = "" if met is None else "yes" if met else "no"
        given[f"points:{code}"] = (own and own.points) or ""
        given[f"number:{code}"] = (own and own.document_number) or ""
    return given


def _answers(looked: Looked, sent: Sent) -> tuple[list[SelfAnswer], Errors]:
    """What is left open the unit says nothing about yet; what was answered is answered otherwise, and not taken back."""
    answers: list[SelfAnswer] = []
    errors: list[tuple[str, str]] = []
    for number, each in enumerate(looked.criteria):
        code, met, points = each.code, sent.text(f"met:{each.code}"), sent.text(f"points:{each.code}")
        if asks_points(each):
            met = "yes" if points else ""
            if not points and code in looked.story.answers:
                errors.append((f"points-{number}", looked.words("Đã chấm trước đây; hãy ghi điểm, hoặc điểm 0")))
                continue
            if points and (problem := wrong_points(looked.words, each, points)):
                errors.append((f"points-{number}", problem))
                continue
        if met not in ("yes", "no"):
            continue
        said = {"document_number": sent.text(f"number:{code}") or None, "points": points or None}
        try:
            answers.append(SelfAnswer(criterion=code, met=met == "yes", **said))
        except ValidationError as unfit:
            errors.append(first_wrong(looked.words, number, unfit))
    if not answers and not errors:
        return [], [("met-0", looked.words("Hãy trả lời ít nhất một tiêu chí"))]
    return answers, errors


async def _page(request: Request, looked: Looked, given: Mapping[str, str], errors: Errors = ()) -> HTMLResponse:
    lines = [(line, asks_points(each)) for line, each in zip(await criteria(looked), looked.criteria, strict=True)]
    left = sum(each.code not in looked.story.answers for each in looked.criteria)
    return form_page(request, "dossier_self.html", looked, NAME, given, errors, lines=lines, left=left)

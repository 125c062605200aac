"""The findings of the committee, criterion by criterion: filled in from facts, judged by people; and how it sat and voted."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import NotAllowed, Refused
from contracts.fact import Count, Text
from contracts.recognition import Criterion, CriterionResult, Sitting
from portal.api import Calling, Opened, Seeing
from portal.filled import Field, filled
from portal.problems import Rejected
from portal.words import message
from services.recognition.appraisal import reaches
from services.recognition.appraising import AppraiseDossier
from services.recognition.screens.answered import Answer
from services.recognition.screens.criteria_form import asks_points, first_wrong, whole_number, wrong_points
from services.recognition.screens.dossier_page import criteria
from services.recognition.screens.looking import Looked
from services.recognition.screens.sending import (
    Errors,
    Sent,
    carry,
    do_path,
    file_sha256,
    form_before,
    form_page,
    refusal_said,
    sent_back,
)
from services.recognition.screens.shell import DossierAsked

PAGES = APIRouter()
NAME = "appraise"
SITTING = (
    Field("form_of_sitting", message("Hình thức"), "choice", choices="forms"),
    Field("members", message("Số thành viên hội đồng"), "number"),
    Field("took_part", message("Số người dự họp hoặc cho ý kiến"), "number"),
    Field("in_favour", message("Số tán thành"), "number"),
    Field("against", message("Số không tán thành"), "number"),
    Field("minutes_number", message("Số, ký hiệu biên bản"), required=False),
    Field("occurred_on", message("Ngày thẩm định"), "day"),
)


class SittingForm(Command):
    """What the form asks about the sitting."""

    form_of_sitting: Literal["meeting", "written_opinions"]
    members: Count
    took_part: Count
    in_favour: Count
    against: Count
    minutes_number: Text | None = None


@PAGES.get(do_path(NAME), response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, dossier_id: DossierAsked) -> HTMLResponse:
    looked, given = await form_before(request, service, seen, dossier_id, NAME)
    before = {"occurred_on": looked.today.isoformat(), **_before(looked, await looked.answers())}
    return await _page(request, looked, {**before, **given})


@PAGES.post(do_path(NAME), response_class=HTMLResponse)
async def send(request: Request, service: Opened, seen: Seeing, caller: Calling, dossier_id: DossierAsked) -> Response:
    sent = await sent_back(request)
    looked, _ = await form_before(request, service, seen, dossier_id, NAME)
    results, errors = _results(looked, sent, await looked.answers())
    sitting, more = _sitting(looked, sent)
    if errors or more:
        return await _page(request, looked, sent.given, [*errors, *more])
    try:
        minutes = await file_sha256(request, looked, sent)
    except (NotAllowed, Refused, Rejected) as refusal:
        return await _page(request, looked, sent.given, [("file", refusal_said(looked, refusal))])
    command = AppraiseDossier(
        occurred_on=sitting["occurred_on"], dossier_id=dossier_id, results=tuple(results),
        sitting=Sitting(**{name: value for name, value in sitting.items() if name != "occurred_on"}, minutes_sha256=minutes),
    )  # fmt: skip
    became = await carry(request, caller, looked, NAME, sent, command)
    return became if isinstance(became, Response) else await _page(request, looked, sent.given, [("members", became)])


def _before(looked: Looked, answers: Mapping[str, Answer]) -> dict[str, str]:
    """What the facts say; what only the committee can judge is left open."""
    given: dict[str, str] = {}
    for each in looked.criteria:
        code, known = each.code, answers.get(each.code)
        own = looked.story.answers.get(code)
        if known is not None and known.met is not None:
            given[f"met:{code}"] = "yes" if known.met else "no"
        if known is not None and known.denominator is not None:
            given |= {f"numerator:{code}": str(known.numerator), f"denominator:{code}": str(known.denominator)}
        given[f"points:{code}"] = (own and own.points) or ""
    return given


def _results(
    looked: Looked, sent: Sent, answers: Mapping[str, Answer]
) -> tuple[list[CriterionResult], list[tuple[str, str]]]:
    results: list[CriterionResult] = []
    errors: list[tuple[str, str]] = []
    for number, each in enumerate(looked.criteria):
        code = each.code
        points = sent.text(f"points:{code}")
        if asks_points(each) and (problem := wrong_points(looked.words, each, points)):
            errors.append((f"points-{number}", problem))
            continue
        try:
            result = _share(each, sent) if each.at_least is not None else _judged(each, sent)
        except ValidationError as unfit:
            errors.append(first_wrong(looked.words, number, unfit))
            continue
        if result is None:
            errors.append((f"met-{number}", looked.words("%(item)s: hãy kết luận", item=looked.text_of(each))))
            continue
        results.append(result.model_copy(update={"evidence": _evidence(result, answers.get(code))}))
    return results, errors


def _share(criterion: Criterion, sent: Sent) -> CriterionResult:
    """Met follows from the counts: nobody says otherwise than they do."""
    code = criterion.code
    said: dict[str, Any] = {name: whole_number(sent.text(f"{name}:{code}")) for name in ("numerator", "denominator")}
    met = (
        isinstance(said["numerator"], int) and isinstance(said["denominator"], int)
        and reaches(said["numerator"], said["denominator"], criterion.at_least or "1/1")
    )  # fmt: skip
    return CriterionResult(criterion=code, met=met, **said, **_beside(code, sent))


def _judged(criterion: Criterion, sent: Sent) -> CriterionResult | None:
    """What is scored counts for the sum alone, and is never unmet by itself."""
    code = criterion.code
    met = "yes" if asks_points(criterion) else sent.text(f"met:{code}")
    if met not in ("yes", "no"):
        return None
    return CriterionResult(criterion=code, met=met == "yes", numerator=None, denominator=None, **_beside(code, sent))


def _beside(code: str, sent: Sent) -> dict[str, str | None]:
    names = {"points": "points", "document_number": "number", "note": "note"}
    return {name: sent.text(f"{box}:{code}") or None for name, box in names.items()}


def _evidence(result: CriterionResult, known: Answer | None) -> tuple[int, ...]:
    """The facts are named where the committee found what they say."""
    if known is None or known.met is None or known.met != result.met:
        return ()
    if (known.numerator, known.denominator) != (result.numerator, result.denominator):
        return ()
    return known.positions


def _sitting(looked: Looked, sent: Sent) -> tuple[dict[str, Any], Errors]:
    """The fields of the sitting and its day, or what is wrong with them."""
    found = filled(looked.words, SITTING, SittingForm, sent.given, {})
    if found.command is None:
        return {}, found.errors
    said = found.command.model_dump()
    return {"form": said.pop("form_of_sitting"), **said}, ()


async def _page(request: Request, looked: Looked, given: Mapping[str, str], errors: Errors = ()) -> HTMLResponse:
    lines = [
        (line, each, asks_points(each)) for line, each in zip(await criteria(looked), looked.criteria, strict=True)
    ]
    return form_page(request, "dossier_appraise.html", looked, NAME, given, errors, lines=lines, sitting=SITTING)

"""The plain forms of a dossier: file and take back, submit, accept, take on, propose, correct, withdraw, close a review."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import NotAllowed, Refused
from portal.api import Calling, Opened, Seeing
from portal.filled import filled
from portal.problems import Rejected
from portal.sign_in.colleagues import colleagues_of
from services.recognition.aftermath import CloseReview, CorrectDecision, WithdrawRecognition
from services.recognition.compiling import FileDocument
from services.recognition.screens import wording
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
from services.recognition.screens.tasks import TASKS, Task, chair_of

PAGES = APIRouter()
PLAIN = tuple(name for name in TASKS if name not in ("self-assess", "return", "appraise", "decide"))
Options = list[tuple[str, str]]


@PAGES.get(do_path("{name}"), response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, name: str, dossier_id: DossierAsked) -> HTMLResponse:
    _must_be_plain(name)
    looked, given = await form_before(request, service, seen, dossier_id, name)
    return await _page(request, service, looked, name, {**_before(looked, TASKS[name]), **given})


@PAGES.post(do_path("{name}"), response_class=HTMLResponse)
async def send(
    request: Request, service: Opened, seen: Seeing, caller: Calling, name: str, dossier_id: DossierAsked
) -> Response:
    _must_be_plain(name)
    sent = await sent_back(request)
    looked, _ = await form_before(request, service, seen, dossier_id, name)
    task = TASKS[name]
    found = filled(looked.words, task.fields, task.command, sent.given, _fixed(looked, name, sent))
    if found.command is None:
        return await _page(request, service, looked, name, sent.given, list(found.errors))
    try:
        command = await _with_its_file(request, looked, found.command, sent)
    except (NotAllowed, Refused, Rejected) as refusal:
        return await _page(request, service, looked, name, sent.given, [("file", refusal_said(looked, refusal))])
    became = await carry(request, caller, looked, name, sent, command)
    if isinstance(became, Response):
        return became
    box = task.fields[0].name if task.fields else "do"
    return await _page(request, service, looked, name, sent.given, [(box, became)])


def _must_be_plain(name: str) -> None:
    if name not in PLAIN:
        raise Refused("form.unknown", vi="Không có biểu mẫu này", en="There is no such form")


def _before(looked: Looked, task: Task) -> dict[str, str]:
    """What stands in the boxes at first."""
    found = {field.name: looked.today.isoformat() for field in task.fields if field.kind == "day"}
    if looked.story.appraisal is not None:
        found["outcome"] = "recognised" if looked.story.appraisal.met else "refused"
    return found


def _fixed(looked: Looked, name: str, sent: Sent) -> dict[str, Any]:
    """What a form does not ask."""
    fixed: dict[str, Any] = {"dossier_id": looked.dossier_id, "occurred_on": looked.today}
    if TASKS[name].command in (CorrectDecision, WithdrawRecognition, CloseReview):
        fixed["decided_by"], fixed["delegated_by"] = chair_of(looked)
    if name == "correct":
        fixed["before"] = said_before(looked).get(sent.text("item"), "–")
    if name == "claim":
        fixed["holder"] = str(looked.seen.viewer.account_id)
    if name == "give-back":
        fixed["holder"] = None
    return fixed


def said_before(looked: Looked) -> Mapping[str, str]:
    """What the decision says now, item by item, with what was corrected already."""
    decision = looked.story.decision
    if decision is None:
        return {}
    said = {
        "decision_number": decision.decision_number,
        "decided_on": decision.decided_on.isoformat(),
        "unit_name": looked.then,
    }
    if decision.reason:
        said["reason"] = decision.reason
    return said | {each.item: each.after for each in looked.story.corrections}


async def _with_its_file(request: Request, looked: Looked, command: Command, sent: Sent) -> Command:
    """Without a file the document lies there on paper. Raises NotAllowed, Refused, Rejected."""
    if not isinstance(command, FileDocument):
        return command
    return command.model_copy(update={"file_sha256": await file_sha256(request, looked, sent)})


async def _page(
    request: Request, service: Opened, looked: Looked, name: str, given: Mapping[str, str], errors: Errors = ()
) -> HTMLResponse:
    lists = {each.choices: await _options(service, looked, each.choices) for each in TASKS[name].fields if each.choices}
    return form_page(request, "dossier_ask.html", looked, name, given, errors, lists=lists)


async def _options(service: Opened, looked: Looked, choices: str) -> Options:
    words = looked.words
    match choices:
        case "documents":
            return [(code, looked.title_of(code)) for code in looked.documents]
        case "filed":
            return [(code, looked.title_of(code)) for code in looked.story.documents]
        case "outcomes":
            return [(code, words(said)) for code, said in wording.OUTCOMES.items()]
        case "items":
            now = said_before(looked)
            return [(code, f"{words(said)}: {now[code]}") for code, said in wording.CORRECTED.items() if code in now]
        case "upheld":
            return [("true", words("Giữ nguyên quyết định")), ("false", words("Thu hồi công nhận"))]
        case "colleagues":
            found = await colleagues_of(service.pool, looked.seen.viewer.account_id, looked.today)
            return [(str(one.account_id), one.title) for one in found if not one.away_on(looked.today)]
    raise KeyError(choices)

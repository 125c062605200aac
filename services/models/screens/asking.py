"""The forms of a model: filled in, asked once more where it cannot be changed back, carried out; what was typed is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.command import Command, fresh_id
from chronicle.refusal import Refused
from portal.access import opened as opened_service
from portal.api import Calling, Opened, Seeing
from portal.attachments.receiving import chosen as chosen_file
from portal.attachments.receiving import form_of, receive
from portal.carrying_out import carried_out, done, once
from portal.filled import Filled, filled
from portal.languages import chosen
from portal.problems import Rejected
from portal.sent_forms import given_in
from portal.sight import Sight
from portal.words import Words
from services.models.model import ProposeModel
from services.models.papers import FilePaper
from services.models.routes import model_or_refused, must_be_on_the_checklist
from services.models.screens import wording
from services.models.screens.chosen_from import Choices, Options
from services.models.screens.hinting import hints_of
from services.models.screens.likeness import Hint
from services.models.screens.shell import SHELL
from services.models.screens.tasks import TASKS, Task, refused, refused_to_propose
from services.models.state import Model

PAGES = APIRouter()


@dataclass(frozen=True, slots=True)
class Form:
    """One form before somebody: the task, the model it is about (None where one is proposed), and who looks."""

    name: str
    task: Task
    model: Mapping[str, Any] | None
    seen: Sight
    words: Words
    today: date

    def choices(self) -> Choices:
        return Choices(self.seen, self.words, self.words.language, self.today, self.model)

    @property
    def back(self) -> str:
        return "/models" if self.model is None else f"/models/model/{self.model['model_id']}"


@PAGES.get("/models/do/{name}", response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, name: str, model: str = "") -> HTMLResponse:
    opened = await _opened(request, service, seen, name, model)
    given = {key: value for key, value in request.query_params.items() if key not in ("model", "language")}
    return await _page(request, opened, {"ask": str(fresh_id()), **_before(opened), **given})


@PAGES.post("/models/do/{name}", response_class=HTMLResponse)
async def send(
    request: Request, service: Opened, seen: Seeing, caller: Calling, name: str, model: str = ""
) -> Response:
    sent = await form_of(request)
    given = given_in(request, sent)
    opened = await _opened(request, service, seen, name, model)
    fixed: dict[str, Any] = {"model_id": model or once(given), "occurred_on": opened.today}
    result = filled(opened.words, opened.task.fields, opened.task.command, given, fixed)
    if result.command is None:
        return await _page(request, opened, given, errors=list(result.errors))
    try:
        if isinstance(result.command, FilePaper):
            must_be_on_the_checklist(result.command.paper, opened.today)
            result = Filled(await _with_its_file(request, opened, result.command, sent.get("file")))
        assert result.command is not None
        if given.get("confirmed") != "yes" and (page := await _asked_once_more(request, opened, given, result.command)):
            return page
        await carried_out(caller, given, result.command)
    except (Refused, Rejected) as refusal:
        box = "file" if isinstance(refusal, Rejected) else opened.task.fields[0].name
        what = (box, refusal.en if opened.words.language == "en" else refusal.vi)
        return await _page(request, opened, given, errors=[what])
    return done(request, f"/models/model/{fixed['model_id']}", name)


async def _with_its_file(request: Request, opened: Form, command: FilePaper, given: Any) -> FilePaper:
    """The command with the hash of the file that came with it, where one did. Raises Refused, NotAllowed, Rejected."""
    upload = chosen_file(given)
    if upload is None or opened.model is None:
        return command
    kept = await receive(request, opened.seen.viewer, opened.model["unit_id"], upload)
    return command.model_copy(update={"file_sha256": kept.sha256})


async def _opened(request: Request, service: Any, seen: Sight, name: str, model_id: str) -> Form:
    """Raises Refused for a form or a model there is none of."""
    task = TASKS.get(name)
    if task is None or (name == "propose") == bool(model_id):
        raise Refused("form.unknown", vi="Không có biểu mẫu này", en="There is no such form")
    model = await model_or_refused(service, seen, model_id) if model_id else None
    return Form(name, task, model, seen, Words(chosen(request)), service.clock.today())


def _before(opened: Form) -> dict[str, str]:
    """What stands in the boxes at first."""
    today = opened.today.isoformat()
    found = {field.name: today for field in opened.task.fields if field.kind == "day"}
    if opened.name == "review":
        found["period_first"] = date(opened.today.year, 1, 1).isoformat()
    held = {authority.unit_id for authority in opened.seen.viewer.authorities if authority.unit_id}
    if opened.model is None and len(held) == 1:
        found["unit_id"] = next(iter(held))
    if opened.model is not None:
        found |= {"model_name": opened.model["model_name"], "monitor_id": opened.model["monitor_id"] or ""}
    return found


async def _page(
    request: Request, opened: Form, given: Mapping[str, str], errors: list[tuple[str, str]] | None = None
) -> HTMLResponse:
    language, choices = opened.words.language, opened.choices()
    lists: dict[str, Options] = {
        field.choices: await choices.of(field.choices) for field in opened.task.fields if field.choices
    }
    if opened.model is None:
        why_not = refused_to_propose(opened.seen.viewer, given.get("unit_id"), language)
    else:
        why_not = refused(opened.seen.viewer, opened.task.command, Model(unit_id=opened.model["unit_id"]), language)
    return SHELL.page(
        request, "ask.html", status=422 if errors else 200, opened=opened, given=given, errors=errors or [],
        lists=lists, why_not=why_not, unit_name=_unit_name(opened),
        bytes_max=opened_service(request).settings.attachment_bytes_max,
    )  # fmt: skip


def _unit_name(opened: Form) -> str:
    return "" if opened.model is None else wording.unit_name(opened.seen.viewer.tree, opened.model["unit_id"])


async def _asked_once_more(
    request: Request, opened: Form, given: Mapping[str, str], command: Command
) -> HTMLResponse | None:
    """The page that restates what is about to be done, where there is a reason to ask."""
    found: list[Hint] = []
    if isinstance(command, ProposeModel):
        found = await hints_of(opened.seen, command.model_name, command.model_kind, command.unit_id)
    words, task = opened.words, opened.task
    if not task.consequences and not found:
        return None
    title = words("%(verb)s: %(name)s?", verb=words(task.verb), name=_called(opened, command))
    consequences = [words(text) for text in task.consequences] or [
        words("Mô hình được đề xuất dù có mô hình giống; gợi ý này không chặn gì.")
    ]
    return SHELL.page(
        request, "ask_once_more.html", title=title, consequences=consequences, verb=words(task.verb),
        given=given, irreversible=bool(task.consequences), opened=opened,
        restated=await _restated(opened, given), hints=found, codes=wording, tree=opened.seen.viewer.tree,
    )  # fmt: skip


def _called(opened: Form, command: Command) -> str:
    return str(getattr(command, "model_name", "") if opened.model is None else opened.model["model_name"])


async def _restated(opened: Form, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was filled in, in words."""
    choices, found = opened.choices(), []
    for field in opened.task.fields:
        text = given.get(field.name, "").strip()
        if field.kind == "choice":
            text = dict(await choices.of(field.choices)).get(text, text)
        elif field.kind == "day" and text:
            text = opened.words.day(date.fromisoformat(text))
        found.append((opened.words(field.label), text or opened.words("để trống")))
    return found

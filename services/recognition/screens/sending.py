"""What the forms of a dossier have in common: opened, sent back, carried out once, or shown again with what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.command import Command, fresh_id
from chronicle.refusal import NotAllowed, Refused
from chronicle.service import Service
from portal.access import Caller, opened
from portal.attachments.receiving import chosen, receive
from portal.carrying_out import carried_out, done
from portal.languages import said
from portal.links import CARRIED
from portal.problems import Rejected
from portal.sent_forms import given_in
from portal.sight import Sight
from services.recognition.compiling import SubmitDossier
from services.recognition.deciding import DecideDossier
from services.recognition.screens import wording
from services.recognition.screens.addressing import addressed
from services.recognition.screens.looking import Looked, look
from services.recognition.screens.outcome_counts import counted_again
from services.recognition.screens.shell import LIST, SHELL, path_of
from services.recognition.screens.tasks import TASKS, Task, is_open, refused

fields_max = 1_000
"""A score sheet asks some things of each of its criteria."""
Errors = Sequence[tuple[str, str]]
"""(box, what to do) each."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: what was typed, and the file that came with it."""

    given: Mapping[str, str]
    file: Any = None

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()


def do_path(name: str) -> str:
    """Where a form of a dossier is, without the dossier."""
    return f"{LIST}/do/{name}"


async def form_before(
    request: Request, service: Service, seen: Sight, dossier_id: str, name: str
) -> tuple[Looked, dict[str, str]]:
    """The dossier, and what the address already fills into the form of a step."""
    looked = await look(request, service, seen, dossier_id)
    given = {key: value for key, value in request.query_params.items() if key not in ("dossier", "language", *CARRIED)}
    return looked, {"ask": str(fresh_id()), **given}


async def sent_back(request: Request) -> Sent:
    """What a browser sent. Raises 403 for a form that is none of ours."""
    fields = await request.form(max_files=1, max_fields=fields_max)
    return Sent(given_in(request, fields), fields.get("file"))


def why_not(looked: Looked, name: str) -> str:
    """Why the button of a form is disabled; "" where it works."""
    task = TASKS[name]
    return refused(looked, task.command) if is_open(looked, name) else looked.words(task.not_now)


def form_page(
    request: Request, template: str, looked: Looked, name: str, given: Mapping[str, str], errors: Errors = (), **values: Any
) -> HTMLResponse:  # fmt: skip
    """A step's form, with what is wrong with it."""
    task: Task = TASKS[name]
    return SHELL.page(
        request, template, status=422 if errors else 200, looked=looked, name=name, task=task, given=given, errors=errors,
        wrong=[box for box, _ in errors], why_not=why_not(looked, name), codes=wording,
        bytes_max=opened(request).settings.attachment_bytes_max, **values,
    )  # fmt: skip


async def file_sha256(request: Request, looked: Looked, sent: Sent) -> str | None:
    """The hash of the file that came with a form, kept for the dossier's unit; None without one. Raises Refused, Rejected."""
    upload = chosen(sent.file)
    if upload is None:
        return None
    return (await receive(request, looked.seen.viewer, looked.unit_id, upload)).sha256


async def carry(
    request: Request, caller: Caller, looked: Looked, name: str, sent: Sent, command: Command
) -> Response | str:
    """Leads on to the dossier; or says what was refused."""
    try:
        await carried_out(caller, sent.given, await completed(command, caller))
    except (NotAllowed, Refused) as refusal:
        return said(refusal, looked.words.language) or ""
    return done(request, path_of(looked.dossier_id), name)


async def completed(command: Command, caller: Caller) -> Command:
    """A submission comes with to whom it goes, a decision with what it rests on, counted now."""
    if isinstance(command, SubmitDossier):
        return await addressed(command, caller)
    return await counted_again(command, caller) if isinstance(command, DecideDossier) else command


def refusal_said(looked: Looked, refusal: Refused | Rejected) -> str:
    return said(refusal, looked.words.language) or ""

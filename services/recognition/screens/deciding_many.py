"""One decision about many dossiers: chosen of one body, rehearsed row by row, then recorded whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.batch import BatchRefused, Decided
from chronicle.command import fresh_id
from chronicle.refusal import NotAllowed, Refused
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.authority.roles import CHAIRS
from portal.carrying_out import as_one, once
from portal.filled import Filled, filled
from portal.languages import chosen, said
from portal.links import address
from portal.sight import Sight
from portal.sign_in.forms import go_on
from portal.words import Words
from reference.vietnamese import sort_key
from services.recognition.deciding import DecideDossier
from services.recognition.permissions import DECIDING
from services.recognition.screens import wording
from services.recognition.screens.deciding_page import DECISION
from services.recognition.screens.outcome_counts import counted_again
from services.recognition.screens.sending import Errors, Sent, do_path, sent_back
from services.recognition.screens.shell import SHELL, UnitAsked, must_be_in_sight

PAGES = APIRouter()
NAME = "decide-many"
dossiers_max = 1_000
"""In one decision: more than any body has below it."""
FIELDS = tuple(field for field in DECISION if field.name != "reason")
DoneAsked = Annotated[int | None, Query(ge=0, le=dossiers_max, description="so many were just decided")]


@dataclass(frozen=True, slots=True)
class Row:
    """A proposed dossier; `refusal` says why it cannot be decided so, after a rehearsal."""

    number: int
    dossier_id: str
    unit_id: str
    name: str
    outcome: str
    proposal_number: str
    refusal: str | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """The body whose dossiers are decided, whose chair does, and the dossiers that were proposed to it."""

    body: str
    decided_by: str
    delegated_by: str | None
    rows: Sequence[Row]
    why_not: str


@PAGES.get(do_path(NAME), response_class=HTMLResponse)
async def choose(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, done: DoneAsked = None
) -> HTMLResponse:
    desk = await desk_of(request, seen, unit)
    given = {"ask": str(fresh_id()), "occurred_on": service.clock.today().isoformat(), "signed_as": "chair"}
    ticked = {f"tick:{row.dossier_id}": "yes" for row in desk.rows if row.outcome == "recognised"}
    return _page(request, service, seen, desk, {**given, **ticked}, done=done)


@PAGES.post(do_path(NAME), response_class=HTMLResponse)
async def decide(request: Request, service: Opened, seen: Seeing, caller: Calling, unit: UnitAsked = None) -> Response:
    sent = await sent_back(request)
    desk = await desk_of(request, seen, unit)
    ticked = [row for row in desk.rows if sent.text(f"tick:{row.dossier_id}")]
    if sent.text("step") == "record" and not ticked and (already := await _decided_already(seen, desk, sent)):
        return go_on(address(request, do_path(NAME), unit=desk.body, done=already))
    commands, errors = _commands(Words(chosen(request)), desk, ticked, sent)
    if errors:
        return _page(request, service, seen, desk, sent.given, errors)
    counted = [await counted_again(command, caller) for command in commands]
    decided = await caller.rehearse(counted)
    if sent.text("step") == "record" and not any(one.refusal for one in decided):
        try:
            await _record(caller, decided, UUID(once(sent.given)))
        except (BatchRefused, NotAllowed, Refused) as refusal:
            return _preview(request, service, seen, desk, sent, ticked, await caller.rehearse(counted), refusal)
        return go_on(address(request, do_path(NAME), unit=desk.body, done=len(ticked)))
    return _preview(request, service, seen, desk, sent, ticked, decided)


async def _decided_already(seen: Sight, desk: Desk, sent: Sent) -> int:
    """How many were decided when this very form came before; 0 where it did not, or others decided otherwise."""
    asked = [name.removeprefix("tick:") for name, value in sent.given.items() if name.startswith("tick:") and value]
    found: int = await seen.connection.fetchval(
        "SELECT count(*) FROM recognition.dossiers "
        "WHERE dossier_id = ANY($1) AND decision_number = $2 AND decided_by = $3",
        asked, sent.text("decision_number"), desk.decided_by,
    )  # fmt: skip
    return found if found == len(asked) else 0


async def desk_of(request: Request, seen: Sight, unit: str | None) -> Desk:
    """The body asked for, else the one whose chair looks; and what was proposed to it. Raises Refused."""
    viewer, language = seen.viewer, chosen(request)
    held = [each.unit_id for each in viewer.authorities if each.role in CHAIRS and each.unit_id]
    body = unit or (held[0] if held else seen.top(min(viewer.tree.tops, default=None)) or "")
    if not any(
        each.role in CHAIRS and given.from_unit == body for each in viewer.authorities for given in each.decides_for
    ):
        await must_be_in_sight(seen, body)
    decided_by = body if body in held or not held else held[0]
    lacking = viewer.lacks(DECIDING, decided_by) if decided_by else None
    below = [each for each in viewer.tree.children(body) if viewer.tree.parent(each) == body]
    rows = await seen.connection.fetch(
        "SELECT dossier_id, unit_id, proposed_outcome, proposal_number FROM recognition.dossiers "
        "WHERE state = 'proposed' AND unit_id = ANY($1) LIMIT $2",
        below, dossiers_max,
    )  # fmt: skip
    named = sorted(rows, key=lambda row: sort_key(wording.unit_name(viewer.tree, row["unit_id"])))
    listed = [
        Row(number, row["dossier_id"], row["unit_id"], wording.unit_name(viewer.tree, row["unit_id"]),
            row["proposed_outcome"], row["proposal_number"])
        for number, row in enumerate(named)
    ]  # fmt: skip
    return Desk(body, decided_by, None if decided_by == body else body, listed, said(lacking, language) or "")


def _commands(
    words: Words, desk: Desk, ticked: Sequence[Row], sent: Sent
) -> tuple[list[DecideDossier], list[tuple[str, str]]]:
    if not ticked:
        return [], [("tick-0", words("Hãy chọn ít nhất một hồ sơ"))]
    commands: list[DecideDossier] = []
    errors: list[tuple[str, str]] = []
    for row in ticked:
        reason = sent.text(f"reason:{row.dossier_id}") or None
        if row.outcome == "refused" and reason is None:
            errors.append(
                (f"reason-{row.number}", words("%(unit)s: không công nhận thì phải nêu lý do", unit=row.name))
            )
        fixed = {
            "dossier_id": row.dossier_id, "outcome": row.outcome, "decided_by": desk.decided_by,
            "delegated_by": desk.delegated_by, "reason": reason,
        }  # fmt: skip
        found: Filled = filled(words, FIELDS, DecideDossier, sent.given, fixed)
        if found.command is None:
            return [], [*found.errors]
        assert isinstance(found.command, DecideDossier)
        commands.append(found.command)
    return commands, errors


async def _record(caller: Caller, decided: Sequence[Decided], ask: UUID) -> None:
    """All of them at once. Raises BatchRefused, NotAllowed, Refused."""
    await as_one(caller, [one.command for one in decided if one.facts], f"decision {ask}")


def _preview(
    request: Request, service: Opened, seen: Sight, desk: Desk, sent: Sent, ticked: Sequence[Row],
    decided: Sequence[Decided], refusal: Exception | None = None,
) -> Response:  # fmt: skip
    language = chosen(request)
    rows = [
        Row(row.number, row.dossier_id, row.unit_id, row.name, row.outcome, row.proposal_number,
            said(one.refusal, language), any(getattr(fact, "late", False) for fact in one.facts))
        for row, one in zip(ticked, decided, strict=True)
    ]  # fmt: skip
    words = Words(language)
    refused = said(refusal, language) if isinstance(refusal, Refused) else None
    told = refused or (
        words("Trong lúc bạn xem, người khác đã thay đổi một số hồ sơ; hãy xem lại.") if refusal else None
    )
    errors: Errors = [("rows", told)] if told else []
    return _page(request, service, seen, desk, sent.given, errors, preview=rows, status=409 if refusal else 200)


def _page(
    request: Request, service: Opened, seen: Sight, desk: Desk, given: Mapping[str, str], errors: Errors = (),
    preview: Sequence[Row] | None = None, status: int = 0, done: int | None = None,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    values: dict[str, Any] = {
        "desk": desk, "given": given, "errors": errors, "wrong": [box for box, _ in errors], "preview": preview,
        "fields": FIELDS, "codes": wording, "body": wording.unit_name(seen.viewer.tree, desk.body), "done": done,
        "office": wording.unit_name(seen.viewer.tree, desk.decided_by), "today": seen.today,
        "lists": {"signed_as": [(code, words(name)) for code, name in wording.SIGNED_AS.items()]},
        "day": _day(words, given.get("occurred_on", "")), "why_not": desk.why_not,
    }  # fmt: skip
    return SHELL.page(request, "decide_many.html", status=status or (422 if errors else 200), **values)


def _day(words: Words, text: str) -> str:
    """The day as it is read; what is none as it was typed."""
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text

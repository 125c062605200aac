"""One unit's part of an inventory: each of its models confirmed, or closed with a reason, many at once; then it is complete."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier, UnitId
from portal.api import Calling, Opened, Seeing
from portal.carrying_out import ask_of, carried_out, done
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.sent_forms import given_in
from portal.sight import Sight
from portal.words import Words
from services.models.inventory import CompleteInventory, ConfirmModel, Part
from services.models.model import CloseModel
from services.models.projections.confirmations import to_confirm
from services.models.routes import must_be_in_sight
from services.models.screens import wording
from services.models.screens.inventories_page import inventory_or_refused
from services.models.screens.shell import SHELL
from services.models.screens.tasks import refused

PAGES = APIRouter()
fields_max = 5_000
END = "end"
"""What a line of the form says for a model that is to be closed now, and confirmed as closed."""
Given = Mapping[str, str]


@PAGES.get("/models/inventories/{inventory_id}/units/{unit_id:path}", response_class=HTMLResponse)
async def part(
    request: Request, service: Opened, seen: Seeing, inventory_id: Identifier, unit_id: UnitId, done: str = ""
) -> HTMLResponse:
    await must_be_in_sight(seen, unit_id)
    return await _page(request, service, seen, inventory_id, unit_id, {}, [], done)


@PAGES.post("/models/inventories/{inventory_id}/units/{unit_id:path}", response_class=HTMLResponse)
async def confirm(
    request: Request, service: Opened, seen: Seeing, caller: Calling, inventory_id: Identifier, unit_id: UnitId
) -> Response:
    """A line with nothing chosen stays as it was. Where a model is to be closed, a page asks once more."""
    given = given_in(request, await request.form(max_fields=fields_max))
    await must_be_in_sight(seen, unit_id)
    rows, words = await to_confirm(seen.connection, inventory_id, unit_id), Words(chosen(request))
    back = f"/models/inventories/{inventory_id}/units/{unit_id}"
    if errors := [*_unexplained(words, rows, given)]:
        return await _page(request, service, seen, inventory_id, unit_id, given, errors)
    ended = [row for row in rows if given.get(f"finding:{row['model_id']}") == END]
    if ended and given.get("confirmed") != "yes":
        return await _asked_once_more(request, words, given, back, ended)
    commands = [*_commands(service, rows, given, inventory_id, unit_id)]
    try:
        await carried_out(caller, given, *commands)
    except Refused as refusal:
        what = [("models", str(said(refusal, words.language)))]
        return await _page(request, service, seen, inventory_id, unit_id, given, what)
    return done(request, back, "complete" if given.get("complete") else "confirmed")


def _unexplained(words: Words, rows: list[dict[str, Any]], given: Given) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows):
        needs = given.get(f"finding:{row['model_id']}") in (END, "missing")
        if needs and not given.get(f"note:{row['model_id']}", "").strip():
            yield f"note-{number}", words("%(name)s: hãy ghi lý do", name=row["model_name"])


def _commands(
    service: Service, rows: list[dict[str, Any]], given: Given, inventory_id: str, unit_id: str
) -> Iterator[Command]:
    """Models are closed first, and then confirmed as closed; last the unit says that it is complete, where it does."""
    today = service.clock.today()
    for row in rows:
        model_id = row["model_id"]
        finding, note = given.get(f"finding:{model_id}", ""), given.get(f"note:{model_id}", "").strip() or None
        if finding == END:
            yield CloseModel(occurred_on=today, model_id=model_id, reason=note or "")
            finding = "closed"
        if finding in wording.INVENTORY_FINDINGS:
            yield ConfirmModel(
                occurred_on=today, inventory_id=inventory_id, unit_id=unit_id, model_id=model_id,
                finding=finding, note=note,
            )  # fmt: skip
    if given.get("complete"):
        keeps = tuple(row["model_id"] for row in rows)
        yield CompleteInventory(occurred_on=today, inventory_id=inventory_id, unit_id=unit_id, keeps=keeps)


async def _asked_once_more(
    request: Request, words: Words, given: Given, back: str, ended: list[dict[str, Any]]
) -> HTMLResponse:
    consequences = [
        words("%(name)s kết thúc: %(reason)s", name=row["model_name"], reason=given[f"note:{row['model_id']}"])
        for row in ended
    ]
    title = words.several("Kết thúc %(shown)s mô hình và ghi xác nhận?", len(ended))
    return SHELL.page(
        request, "confirm_part.html", title=title, consequences=consequences, verb=words("Kết thúc và ghi xác nhận"),
        irreversible=True, given=given, back_path=back,
    )  # fmt: skip


async def _page(
    request: Request, service: Service, seen: Sight, inventory_id: str, unit_id: str, given: Given,
    errors: list[tuple[str, str]], done: str = "",
) -> HTMLResponse:  # fmt: skip
    found = await inventory_or_refused(seen, inventory_id)
    rows, language = await to_confirm(seen.connection, inventory_id, unit_id), chosen(request)
    fresh = await freshness(service, seen.connection)
    ask = ask_of(seen, f"{inventory_id}/{unit_id}", fresh)
    values: dict[str, Any] = {
        "inventory": found, "unit_id": unit_id, "rows": rows, "given": {"ask": ask, **given}, "errors": errors, "done": done,
        "codes": wording, "tree": seen.viewer.tree, "options": [_options(row) for row in rows], "end": END,
        "confirmed": sum(row["finding"] is not None for row in rows),
        "why_not": refused(seen.viewer, ConfirmModel, Part(), language, _Confirms(unit_id)),
        "freshness": fresh, "recorded_at": moment(service, fresh),
    }  # fmt: skip
    return SHELL.page(request, "inventory_part.html", status=422 if errors else 200, **values)


def _options(row: Mapping[str, Any]) -> list[str]:
    """What may be said of a model: of one that ended only that; one from before the inventory is not new."""
    if row["state"] == "closed":
        return ["closed"]
    return ["new" if row["is_new"] else "found", "missing", END]


class _Confirms:
    """As much of the command as its permission looks at."""

    def __init__(self, unit_id: str) -> None:
        self.unit_id = unit_id

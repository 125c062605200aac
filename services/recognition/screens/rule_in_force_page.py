"""A draft put in force: restated with what it changes and what is unconfirmed, and asked once more."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from portal.api import Calling, Opened, Seeing
from portal.languages import said
from services.recognition.rule_set import PutRuleSetDraftInForce
from services.recognition.rule_set_checks import hindrances
from services.recognition.screens.rule_comparison import differences
from services.recognition.screens.rule_page import after_window
from services.recognition.screens.rule_shell import (
    Errors,
    Page,
    RuleSetId,
    content_of,
    number_in,
    sent_form,
    shown_or_refused,
    text_of,
)
from services.recognition.screens.rule_tables import unconfirmed

PAGES = APIRouter()


@PAGES.get("/recognition/rules/{rule_set}/put-in-force", response_class=HTMLResponse)
async def confirm(request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId) -> HTMLResponse:
    return await _confirm(Page(request, service, seen), rule_set, None, [])


@PAGES.post("/recognition/rules/{rule_set}/put-in-force", response_class=HTMLResponse)
async def put_in_force(
    request: Request, service: Opened, seen: Seeing, caller: Calling, rule_set: RuleSetId
) -> Response:
    page, form = Page(request, service, seen), await sent_form(request)
    holds, edition = text_of(form, "in_force_on"), number_in(form, "edition")
    try:
        day = date.fromisoformat(holds)
    except ValueError:
        return await _confirm(page, rule_set, holds, [("in_force_on", page.words("Áp dụng từ ngày: phải là một ngày"))])
    try:
        await caller.ask(PutRuleSetDraftInForce(occurred_on=day, rule_set=rule_set, edition=edition))
    except Refused as refusal:
        return await _confirm(page, rule_set, holds, [("in_force_on", str(said(refusal, page.words.language)))])
    return page.go_on(f"/recognition/rules/{rule_set}", done="in_force")


async def _confirm(page: Page, rule_set: str, holds: str | None, errors: Errors) -> HTMLResponse:
    shown = await shown_or_refused(page.seen, rule_set, None)
    if shown.row["standing"] != "draft":
        raise Refused("rule_set.not_the_draft", vi="Bộ quy định không có bản thảo", en="The rule set has no draft")
    replaced = shown.standing("in_force")
    before = await content_of(page.seen, replaced)
    today = page.service.clock.today()
    values: dict[str, Any] = {
        "shown": shown, "replaced": replaced, "errors": errors,
        "changes": len(differences(before, shown.content)) if before else 0,
        "hindrances": [said(refusal, page.words.language) for refusal in hindrances(shown.content, before)],
        "unconfirmed": unconfirmed(shown.content), "after_window": after_window(shown), "today": today,
        "holds": holds if holds is not None else min(shown.row["intended_on"], today).isoformat(),
    }  # fmt: skip
    return await page.show("rule_in_force.html", status=422 if errors else 200, **values)

"""A draft: what still keeps it from being put in force, its parts to edit one at a time, a file of it all, and giving it up."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.recognition import RuleSetContent
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.languages import said
from portal.words import Words, message
from reference.refusal import DataRefused
from services.recognition.rule_set import DiscardRuleSetDraft, DraftRuleSet
from services.recognition.rule_set_checks import hindrances
from services.recognition.rule_set_files import draft
from services.recognition.screens.rule_editing import Part as EditedPart
from services.recognition.screens.rule_editing import Place, boxes, changed, errors_of, removed, rules_of, there
from services.recognition.screens.rule_layers import after_editing
from services.recognition.screens.rule_list_page import problems, read_upload
from services.recognition.screens.rule_shell import (
    DoneAsked,
    Errors,
    Page,
    RuleSetId,
    Shown,
    based_on,
    content_of,
    number_in,
    sent_form,
    shown_or_refused,
    text_of,
)
from services.recognition.screens.rule_wording import KINDS

PAGES = APIRouter()
CodeAsked = Annotated[str, Query(max_length=64)]

TITLES: Mapping[str, str] = {
    "set": message("Văn bản và ngày áp dụng"),
    "rules": message("Kỳ xét, thời hạn, thẩm quyền"),
    "criterion": message("Tiêu chí"),
    "document": message("Thành phần hồ sơ"),
    "ground": message("Căn cứ và xác nhận"),
}


async def newest_or_refused(page: Page, rule_set: str) -> Shown:
    """What one edits. Raises Refused where there is neither a draft nor anything in force."""
    shown = await shown_or_refused(page.seen, rule_set, None)
    if shown.newest is None:
        raise Refused(
            "rule_set.nothing_to_edit",
            vi="Bản thảo đã hủy; hãy bắt đầu lại từ tệp hoặc từ một bộ quy định khác",
            en="The draft was discarded: begin again from a file or from another rule set",
        )
    return shown


@PAGES.get("/recognition/rules/{rule_set}/draft", response_class=HTMLResponse)
async def draft_page(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, done: DoneAsked = ""
) -> HTMLResponse:
    return await _draft(Page(request, service, seen), rule_set, [], done)


async def _draft(page: Page, rule_set: str, errors: Errors, done: str = "") -> HTMLResponse:
    shown = await newest_or_refused(page, rule_set)
    before = await content_of(page.seen, shown.standing("in_force"))
    found = [said(refusal, page.words.language) for refusal in hindrances(shown.content, before)]
    return await page.show(
        "rule_draft.html", status=422 if errors else 200, shown=shown, hindrances=found, errors=errors, done=done
    )


@PAGES.post("/recognition/rules/{rule_set}/draft", response_class=HTMLResponse)
async def send_file(request: Request, service: Opened, seen: Seeing, caller: Calling, rule_set: RuleSetId) -> Response:
    """The whole content as a file: it becomes the draft."""
    page, form = Page(request, service, seen), await sent_form(request)
    try:
        loaded = await read_upload(form.get("file"))
        if loaded.rule_set != rule_set:
            raise Refused(
                "rule_set.another",
                vi=f"Tệp là của bộ quy định “{loaded.rule_set}”",
                en=f"The file is of the rule set “{loaded.rule_set}”",
            )
        base = based_on(form, rule_set)
        before = await shown_or_refused(seen, rule_set, base.edition)
        await caller.ask(after_editing(before.content, draft(loaded, base, service.clock.today())))
    except DataRefused as refused:
        return await _draft(page, rule_set, problems(page.words, refused))
    except Refused as refusal:
        return await _draft(page, rule_set, [("file", str(said(refusal, page.words.language)))])
    return page.go_on(f"/recognition/rules/{rule_set}/draft", done="drafted")


@PAGES.get("/recognition/rules/{rule_set}/draft/{part}", response_class=HTMLResponse)
async def part_page(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, part: EditedPart, kind: CodeAsked = "",
    code: CodeAsked = "",
) -> HTMLResponse:  # fmt: skip
    return await _part(Page(request, service, seen), rule_set, Place(part, kind, code), None, [])


@PAGES.post("/recognition/rules/{rule_set}/draft/{part}", response_class=HTMLResponse)
async def change_part(
    request: Request, service: Opened, seen: Seeing, caller: Calling, rule_set: RuleSetId, part: EditedPart,
    kind: CodeAsked = "", code: CodeAsked = "",
) -> Response:  # fmt: skip
    page, form, place = Page(request, service, seen), await sent_form(request), Place(part, kind, code)
    typed = _typed(form, place)
    shown = await newest_or_refused(page, rule_set)
    _must_be_there(shown.content, place)
    try:
        if text_of(form, "remove") and place.removable:
            content = removed(shown.content, place)
        else:
            content = changed(shown.content, place, typed)
        content = after_editing(shown.content, content)
        await _ask(caller, shown, content, form, place, typed, service.clock.today())
    except ValidationError as problem:
        return await _part(page, rule_set, place, typed, errors_of(page.words, place, problem))
    except Refused as refusal:
        box = (place.fields[0].name if place.fields else "remove", str(said(refusal, page.words.language)))
        return await _part(page, rule_set, place, typed, [box])
    return page.go_on(f"/recognition/rules/{rule_set}/draft", done="drafted")


async def _ask(
    caller: Caller, shown: Shown, content: RuleSetContent, form: FormData, place: Place, typed: Mapping[str, Any], today: date
) -> None:  # fmt: skip
    """`based_on` is the edition whose boxes were filled in, not the newest: else one would undo another's change unseen."""
    holds = shown.row["in_force_on"] or shown.row["intended_on"]
    if place.part == "set" and typed["in_force_on"]:
        holds = typed["in_force_on"]
    base = based_on(form, shown.rule_set)
    await caller.ask(DraftRuleSet(occurred_on=today, **dict(content), in_force_on=holds, based_on=base))


def _typed(form: FormData, place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in place.fields:
        several = [value for value in form.getlist(field.name) if isinstance(value, str)]
        found[field.name] = several if field.kind == "several" else text_of(form, field.name)
    return found


def _must_be_there(content: RuleSetContent, place: Place) -> None:
    """Raises Refused for a kind, criterion or document there is none of."""
    is_new = place.part in ("criterion", "document") and not place.code
    found = rules_of(content, place.unit_kind) if is_new else there(content, place)
    if found is None:
        raise Refused("rule_set.no_such_part", vi="Bộ quy định không có phần này", en="The rule set has no such part")


async def _part(
    page: Page, rule_set: str, place: Place, typed: Mapping[str, Any] | None, errors: Errors
) -> HTMLResponse:
    shown = await newest_or_refused(page, rule_set)
    _must_be_there(shown.content, place)
    before = boxes(there(shown.content, place), place)
    if place.part == "set":
        before["in_force_on"] = (shown.row["in_force_on"] or shown.row["intended_on"]).isoformat()
    return await page.show(
        "rule_part.html", status=422 if errors else 200, shown=shown, place=place, given=typed or before, errors=errors,
        heading=_heading(page.words, place), choices=_choices(shown.content, place),
    )  # fmt: skip


def _heading(words: Words, place: Place) -> str:
    if place.part == "kind":
        return words("Bỏ loại đơn vị này") if place.unit_kind else words("Thêm loại đơn vị")
    return words(TITLES[place.part])


def _choices(content: RuleSetContent, place: Place) -> Mapping[str, Mapping[str, str]]:
    """Of a new kind: what there are no rules for yet, and from which it may be copied."""
    if place.part != "kind":
        return {}
    known = {rules.unit_kind for rules in content.kinds}
    return {
        "unit_kind": {kind: text for kind, text in KINDS.items() if kind not in known},
        "like": {kind: text for kind, text in KINDS.items() if kind in known},
    }


@PAGES.post("/recognition/rules/{rule_set}/discard", response_class=HTMLResponse)
async def discard(request: Request, service: Opened, seen: Seeing, caller: Calling, rule_set: RuleSetId) -> Response:
    """Asks once more first: what the draft said stays readable, but nobody edits it any more."""
    page, form = Page(request, service, seen), await sent_form(request)
    edition = number_in(form, "edition")
    if text_of(form, "confirmed") != "yes":
        shown = await shown_or_refused(seen, rule_set, edition)
        return await page.show("rule_discard.html", shown=shown)
    await caller.ask(DiscardRuleSetDraft(occurred_on=service.clock.today(), rule_set=rule_set, edition=edition))
    return page.go_on(f"/recognition/rules/{rule_set}", done="discarded")

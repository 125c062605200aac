"""One rule set as a document: what it asks of each kind of unit, where each part stands, and what is unconfirmed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from contracts.registration import UnitKind
from portal.api import Opened, Seeing
from portal.downloads import FileKind, disposition
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.sign_in import audit
from portal.tables import Sheet
from portal.words import Words
from services.recognition.rule_set_checks import hindrances
from services.recognition.rule_set_files import written
from services.recognition.screens import rule_layer_words, rule_tables
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.rule_shell import (
    DoneAsked,
    EditionAsked,
    Page,
    RuleSetId,
    Shown,
    shown_or_refused,
    title,
)

PAGES = APIRouter()
KindAsked = Annotated[UnitKind | None, Query(description="a kind of unit; default: all")]


@PAGES.get("/recognition/rules/{rule_set}", response_class=HTMLResponse)
async def rule_set_page(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, edition: EditionAsked = None, done: DoneAsked = ""
) -> HTMLResponse:  # fmt: skip
    page = Page(request, service, seen)
    shown = await shown_or_refused(seen, rule_set, edition)
    words, content = page.words, shown.content
    values: dict[str, Any] = {
        "shown": shown, "done": done, "unconfirmed": rule_tables.unconfirmed(content), "grounds": rule_tables.grounds,
        "criteria": lambda rules: rule_tables.criteria_table(words, content, (rules,), on_page=True),
        "documents": lambda rules: rule_tables.documents_table(words, content, (rules,), on_page=True),
        "layers": rule_layer_words.layers_table(words, content),
        "of_set": lambda *fields: rule_layer_words.of_set(words, content, *fields),
        "of_ground": lambda kind, about: rule_layer_words.of_ground(words, content, kind, about),
        "of_category": lambda entry: rule_layer_words.of_category(words, content, entry),
        "after_window": after_window(shown), "hindered": bool([*hindrances(content, None)]),
    }  # fmt: skip
    return await page.show("rule_set.html", **values)


def after_window(shown: Shown) -> list[str]:
    """Kinds whose window had closed before the rules came."""
    came = shown.row["in_force_on"] or shown.row["intended_on"]
    return [rules.unit_kind for rules in shown.content.kinds if came is not None and came > rules.window_to]


@PAGES.get("/recognition/rules/{rule_set}/rules.yaml")
async def rule_set_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, edition: EditionAsked = None
) -> Response:
    """The whole content in the form in which it can be edited and sent back as a draft."""
    shown = await shown_or_refused(seen, rule_set, edition)
    holds = shown.row["in_force_on"] or shown.row["intended_on"]
    await audit.note(service.pool, "exported", seen.viewer.account_id, f"{request.url.path} {shown.edition}", request)
    headers = {"Content-Disposition": disposition(rule_set, "yaml"), "Cache-Control": "no-cache"}
    return Response(written(shown.content, holds), media_type="application/yaml; charset=utf-8", headers=headers)


@PAGES.get("/recognition/rules/{rule_set}/{part}.{file_kind}")
async def table_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, part: rule_tables.Part, file_kind: FileKind,
    edition: EditionAsked = None, kind: KindAsked = None,
) -> Response:  # fmt: skip
    """Of one kind of unit, or of all."""
    words = Words(chosen(request))
    shown = await shown_or_refused(seen, rule_set, edition)
    named = {
        "criteria": words("Tiêu chí"), "documents": words("Thành phần hồ sơ"), "days": words("Kỳ xét và thời hạn"),
        "layers": words("Các lớp"),
    }  # fmt: skip
    fresh = await freshness(service, seen.connection)
    version = (
        (words("Bản"), f"{shown.edition}, {words(codes.STANDINGS[shown.row['standing']])}"),
        (words("Mã"), rule_set),
    )
    kinds = tuple(rules for rules in shown.content.kinds if kind in (None, rules.unit_kind))
    called = (words("Bộ quy định"), title(words, shown.row))
    lines = about(words, "", shown.content.year, version, fresh, moment(service, fresh))[1:]
    sheet = Sheet(named[part], (called, *lines), rule_tables.table(words, shown.content, kinds, part), words)
    return await sent(request, service, seen, sheet, file_kind, f"{named[part]} {rule_set}")

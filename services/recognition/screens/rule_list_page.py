"""All rule sets with their versions; a new draft from a file, from one that is shipped, or from another rule set."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.recognition import Edition, RuleSetContent
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.tables import Sheet
from portal.words import Words
from reference.refusal import DataRefused
from reference.rule_sets import RuleSet, read_rule_set, shipped
from services.recognition.projections import editions
from services.recognition.rule_set import DraftRuleSet
from services.recognition.rule_set_files import draft
from services.recognition.screens.rule_layers import after_editing
from services.recognition.screens.rule_shell import (
    RULES,
    DoneAsked,
    Errors,
    Page,
    number_in,
    sent_form,
    shown_or_refused,
    text_of,
)
from services.recognition.screens.rule_tables import list_table

PAGES = APIRouter()
file_bytes_max = 200_000
problems_shown_max = 20


@PAGES.get(RULES, response_class=HTMLResponse)
async def all_rule_sets(request: Request, service: Opened, seen: Seeing, done: DoneAsked = "") -> HTMLResponse:
    return await _list(Page(request, service, seen), [], {}, done)


@PAGES.get(RULES + ".{file_kind}")
async def list_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind) -> Response:
    words, fresh = Words(chosen(request)), await freshness(service, seen.connection)
    table = list_table(words, await editions.editions(seen.connection))
    lines = about(words, words("Toàn tỉnh"), None, (), fresh, moment(service, fresh))
    sheet = Sheet(words("Các bộ quy định"), lines, table, words)
    return await sent(request, service, seen, sheet, file_kind, words("Các bộ quy định"))


@PAGES.post(RULES, response_class=HTMLResponse)
async def begin(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    """Drafts what a file says, or a copy of a rule set under another id and for another year."""
    page, form = Page(request, service, seen), await sent_form(request)
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        if text_of(form, "way") == "copy":
            command = await _copy(page, form, service.clock.today())
        else:
            command = await _from_a_file(page, form.get("file"), text_of(form, "shipped"), service.clock.today())
        await caller.ask(command)
    except DataRefused as refused:
        return await _list(page, problems(page.words, refused), given, "")
    except Refused as refusal:
        box = "rule_set" if text_of(form, "way") == "copy" else "file"
        return await _list(page, [(box, str(said(refusal, page.words.language)))], given, "")
    return page.go_on(f"{RULES}/{command.rule_set}", done="drafted")


def problems(words: Words, refused: DataRefused) -> Errors:
    """What is wrong with a file, with its line, at its box."""
    found: Errors = []
    for problem in refused.problems[:problems_shown_max]:
        text = problem.english if words.language == "en" else problem.vietnamese
        where = " ".join(part for part in (str(problem.line or ""), problem.column or "") if part)
        found.append(("file", words("Dòng %(where)s: %(problem)s", where=where or "–", problem=text)))
    if len(refused.problems) > problems_shown_max:
        left = len(refused.problems) - problems_shown_max
        found.append(("file", words("Còn %(left)s chỗ khác trong tệp.", left=left)))
    return found


async def read_upload(upload: Any) -> RuleSet:
    """The rule set of an uploaded file. Raises Refused where none came or it is too large, DataRefused where it is wrong."""
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("upload.not_a_file", vi="Hãy chọn một tệp", en="Choose a file")
    raw = await upload.read(file_bytes_max + 1)
    if len(raw) > file_bytes_max:
        raise Refused("upload.too_large", vi="Tệp quá lớn (tối đa 200 KB)", en="The file is too large (200 KB at most)")
    return read_rule_set(upload.filename, raw)


async def _from_a_file(page: Page, upload: Any, name: str, today: date) -> DraftRuleSet:
    known = shipped() if name else {}
    rule_set = known[name] if name in known else await read_upload(upload)
    rows = await editions.editions(page.seen.connection, rule_set.rule_set)
    newest = next((row for wanted in ("draft", "in_force") for row in rows if row["standing"] == wanted), None)
    base = None if newest is None else Edition(rule_set=rule_set.rule_set, edition=newest["edition"])
    before = None if base is None else await editions.content(page.seen.connection, base.rule_set, base.edition)
    try:
        made = draft(rule_set, base, today)
        return made if before is None else after_editing(before, made)
    except ValidationError as error:  # what only the log's own shapes refuse: unprintable characters, for instance
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise Refused("rule_set.unfit", vi=f"Không dùng được: {where}", en=f"Cannot be used: {where}") from error


async def _copy(page: Page, form: Any, today: date) -> DraftRuleSet:
    """Its days move with the year; nothing else changes, and what was confirmed of its days is not any more."""
    shown = await shown_or_refused(page.seen, text_of(form, "of"), None)
    year, name = number_in(form, "year"), text_of(form, "rule_set")
    if not 2000 <= year <= 2100 or not name.replace("-", "").isalnum() or not name.isascii() or len(name) > 64:
        raise Refused(
            "rule_set.misnamed",
            vi="Mã gồm chữ thường không dấu, chữ số và dấu gạch nối; năm từ 2000 đến 2100",
            en="The id has plain letters, digits and hyphens; the year is from 2000 to 2100",
        )
    holds = shown.row["in_force_on"] or shown.row["intended_on"]
    content = after_editing(shown.content, moved_to(shown.content, name, year))
    base = Edition(rule_set=shown.rule_set, edition=shown.edition)
    years = year - shown.content.year
    return DraftRuleSet(occurred_on=today, **dict(content), in_force_on=_moved(holds, years), based_on=base)


def moved_to(content: RuleSetContent, name: str, year: int) -> RuleSetContent:
    """The same rules for another year: windows and deadlines move, and are to be confirmed again."""
    years = year - content.year
    kinds = tuple(
        rules.model_copy(
            update={
                "window_from": _moved(rules.window_from, years),
                "window_to": _moved(rules.window_to, years),
                "decide_before": rules.decide_before and _moved(rules.decide_before, years),
                "grounds": tuple(
                    ground.model_copy(update={"confirmed": False}) if ground.about in ("window", "deadline") else ground
                    for ground in rules.grounds
                ),
            }
        )
        for rules in content.kinds
    )
    update = {"rule_set": name, "year": year, "kinds": kinds, "title_vi": None, "title_en": None}
    return content.model_copy(update={**update, "in_force_confirmed": False})


def _moved(day: date, years: int) -> date:
    """29 February moves to the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


async def _list(page: Page, errors: Errors, given: dict[str, str], done: str) -> HTMLResponse:
    rows = await editions.editions(page.seen.connection)
    known = {row["rule_set"] for row in rows}
    waiting = [rules for name, rules in sorted(shipped().items()) if name not in known]
    copied = list({row["rule_set"]: row for row in rows}.values())
    return await page.show(
        "rule_list.html", status=422 if errors else 200, table=list_table(page.words, rows), waiting=waiting, given=given,
        copied=copied, errors=errors, done=done, bytes_max=file_bytes_max,
    )  # fmt: skip

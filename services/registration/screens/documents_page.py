"""The documents of a year: who owes which, who is missing and since when, what was issued; recording, correcting, striking off."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.attachments.receiving import chosen as chosen_file
from portal.attachments.receiving import form_of, receive
from portal.downloads import FileKind
from portal.exports import about, sent
from portal.languages import chosen, said
from portal.links import address
from portal.problems import Rejected
from portal.sight import Sight, looking
from portal.sign_in.forms import field_characters_max, go_on, must_be_ours
from portal.tables import Sheet, Table
from portal.words import Words, message
from reference.vietnamese import sort_key
from services.registration.document import CorrectDocument, IssueDocument, StrikeDocument
from services.registration.permissions import PERMISSIONS
from services.registration.projections.document_duties import Owed, owed
from services.registration.screens import document_tables, wording, year_tables
from services.registration.screens.asked import ISSUING, Asked, UnitAsked, YearAsked, asked_of
from services.registration.screens.entering import day_of, text_of
from services.registration.screens.list_page import RecordedAsked
from services.registration.screens.shell import SHELL

PAGES = APIRouter()

Part = Literal["owed", "issued"]
Which = Literal["missing", "all"]
TITLES: dict[Part, str] = {"owed": message("Văn bản phải ban hành"), "issued": message("Văn bản đã ghi nhận")}
WhichAsked = Annotated[Which, Query(description="only what is missing, or all that is owed")]
FIELDS = ("document_kind", "number", "dated", "subject", "signer_title", "reason", "do")
COMMANDS: dict[str, Any] = {"issue": IssueDocument, "correct": CorrectDocument, "strike": StrikeDocument}


@PAGES.get("/registration/documents", response_class=HTMLResponse)
async def documents_page(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    which: WhichAsked = "missing", recorded: RecordedAsked = None,
) -> Response:  # fmt: skip
    return await _page(request, service, seen, await asked_of(service, seen, unit, year), which, recorded=recorded)


@PAGES.post("/registration/documents", response_class=HTMLResponse)
async def record(
    request: Request, service: Opened, caller: Calling, unit: UnitAsked = None, year: YearAsked = None,
    which: WhichAsked = "missing",
) -> Response:  # fmt: skip
    """Takes the forms of the page; a file is kept before the command names its hash."""
    form = await form_of(request)
    must_be_ours(request, str(form.get("form", "")))
    given = {name: str(form.get(name, ""))[:field_characters_max] for name in FIELDS}
    async with looking(service, caller.viewer) as seen:
        asked = await asked_of(service, seen, unit, year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    try:
        command = _command(asked, given, caller.context.today)
        if not isinstance(command, StrikeDocument) and (file := chosen_file(form.get("file"))):
            kept = await receive(request, caller.viewer, asked.unit.unit_id, file)
            command = command.model_copy(update={"file_sha256": kept.sha256})
        await caller.ask(command)
    except (Refused, Rejected) as refusal:
        async with looking(service, caller.viewer) as now:
            asked = await asked_of(service, now, unit, year)
            return await _page(request, service, now, asked, which, [(f"{given['do']}-number", refusal)], given)
    here = {"unit": asked.unit.unit_id, "year": asked.campaign.year}
    return go_on(address(request, "/registration/documents", **here, recorded=1))


def _command(asked: Asked, given: dict[str, str], today: Any) -> Any:
    """Raises Refused where something is missing."""
    if given["do"] not in COMMANDS:
        raise Refused("form.unknown", vi="Biểu mẫu không đúng", en="There is no such form")
    filled: dict[str, Any] = {
        "occurred_on": today, "campaign_id": asked.campaign_id, "issuer_id": asked.unit.unit_id,
        "number": _filled(given["number"], "Số, ký hiệu", "number and symbol"), "dated": day_of(given["dated"]),
    }  # fmt: skip
    if given["do"] != "strike":
        if given["document_kind"] not in wording.DOCUMENTS:
            raise Refused("document.kind_missing", vi="Hãy chọn loại văn bản", en="Choose the kind of document")
        filled |= {
            "document_kind": given["document_kind"],
            "subject": _filled(given["subject"], "Trích yếu", "subject"),
            "signer_title": _filled(given["signer_title"], "Chức vụ người ký", "title of the signer"),
        }
    if given["do"] != "issue":
        filled["reason"] = text_of(given["reason"])
    return COMMANDS[given["do"]](**filled)


def _filled(text: str, vi: str, en: str) -> str:
    if not text.strip():
        raise Refused("document.field_missing", vi=f"Hãy ghi: {vi}", en=f"Fill in: {en}")
    return text


@PAGES.get("/registration/documents.{file_kind}")
async def documents_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, part: Part = "owed",
    unit: UnitAsked = None, year: YearAsked = None, which: WhichAsked = "missing",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    asked = await asked_of(service, seen, unit, year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    tables, _ = await _tables(seen, words, asked, which)
    title, name = words(TITLES[part]), asked.unit.name
    chosen_rows = ((words("Lọc"), words("Còn thiếu") if which == "missing" else words("Tất cả")),)
    lines = about(
        words, name, asked.campaign.year, chosen_rows if part == "owed" else (), asked.freshness, asked.recorded_at
    )
    sheet = Sheet(title, lines, tables[part], words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {name} {asked.campaign.year}")


async def _tables(
    seen: Sight, words: Words, asked: Asked, which: Which
) -> tuple[dict[Part, Table[Any]], dict[str, int]]:
    """What is owed below the unit, itself included, and what the unit itself issued; how many are owed, and missing."""
    rows = await owed(seen.connection, seen.scope.named, asked.campaign_id, asked.unit.unit_id, asked.standing_on)
    missing = [row for row in rows if row.issued_on is None and asked.day > row.due_on]
    ordered = sorted(missing if which == "missing" else rows, key=_place)
    issued = await document_tables.issued_by(seen.connection, asked.campaign_id, asked.unit.unit_id)
    tables: dict[Part, Table[Any]] = {
        "owed": year_tables.owed(words, asked, ordered), "issued": document_tables.issued(words, issued),
    }  # fmt: skip
    return tables, {
        "owed": len(rows),
        "issued": sum(row.issued_on is not None for row in rows),
        "missing": len(missing),
    }


def _place(row: Owed) -> Any:
    """The longest missing first, then from the top, then by the alphabet."""
    return (
        row.issued_on is not None,
        row.due_on,
        ISSUING.index(row.unit_kind),
        sort_key(row.unit_name),
        row.document_kind,
    )


async def _page(
    request: Request, service: Service, seen: Sight, asked: Asked | None, which: Which,
    problems: Sequence[tuple[str, Refused | Rejected]] = (), given: dict[str, str] | None = None,
    recorded: int | None = None,
) -> Response:  # fmt: skip
    if asked is None:
        return SHELL.page(request, "no_year.html")
    language = chosen(request)
    words = Words(language)
    tables, counted = await _tables(seen, words, asked, which)
    lacking = seen.viewer.lacks(PERMISSIONS[IssueDocument], asked.unit.unit_id)
    values: dict[str, Any] = {
        "asked": asked, "codes": wording, "which": which, "tables": tables, "counted": counted, "titles": TITLES,
        "issues": asked.unit.unit_kind in ISSUING, "lacking": said(lacking, language), "given": given,
        "errors": [(field, refusal.en if language == "en" else refusal.vi) for field, refusal in problems],
        "recorded": recorded,
    }  # fmt: skip
    return SHELL.page(request, "documents.html", status=422 if problems else 200, **values)

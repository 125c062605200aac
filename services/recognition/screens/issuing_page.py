"""The forms that issue papers and void them: what will be printed is restated, number and signer confirmed, sent once."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import derived_id, fresh_id
from chronicle.refusal import NotAllowed, Refused
from chronicle.service import Service
from contracts.fact import Identifier, items_max
from contracts.recognition import PaperKind
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.carrying_out import asked_once, once
from portal.languages import chosen, said
from portal.links import address
from portal.sent_forms import given_in
from portal.sight import Sight
from portal.sign_in.forms import go_on
from portal.words import Words
from reference.printing import SignerKind
from services.recognition.documents.composing import Asked, signers_of
from services.recognition.permissions import PERMISSIONS
from services.recognition.register import NumberDocuments, VoidDocument
from services.recognition.screens import paper_words
from services.recognition.screens.issuing import drawn, issue, of_decision
from services.recognition.screens.papers_api import paper_or_refused
from services.recognition.screens.shell import SHELL

PAGES = APIRouter()
parameter_characters_max = 500
Parameter = Annotated[str, Query(max_length=parameter_characters_max)]


class Form:
    """The form for one kind of paper by one office: about dossiers named one by one, or all that a decision recognised."""

    def __init__(self, kind: str, issuer: str, dossiers: list[str], decision: str, year: int | None) -> None:
        if kind not in get_args(PaperKind):
            raise Refused("document.kind_unknown", vi="Không có loại văn bản này", en="There is no such kind of paper")
        self.kind: PaperKind = kind  # type: ignore[assignment]
        self.issuer, self.dossiers, self.decision, self.year = issuer, dossiers, decision, year

    async def about(self, seen: Sight) -> list[str]:
        if self.decision and self.year:
            return await of_decision(seen, self.issuer, self.decision, self.year)
        return self.dossiers

    def query(self) -> list[tuple[str, str]]:
        said = [("kind", self.kind), ("issuer", self.issuer), *(("dossier", dossier) for dossier in self.dossiers)]
        return said + ([("decision", self.decision), ("year", str(self.year))] if self.decision else [])

    @property
    def back(self) -> dict[str, Any]:
        return {"dossier": self.dossiers[0]} if self.dossiers else {"number": self.decision}


@PAGES.get("/recognition/documents/issue", response_class=HTMLResponse)
async def show(
    request: Request, service: Opened, seen: Seeing, kind: Parameter, issuer: Parameter,
    dossier: Annotated[list[str] | None, Query(max_length=items_max)] = None, decision: Parameter = "",
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> HTMLResponse:  # fmt: skip
    form = Form(kind, issuer, dossier or [], decision, year)
    given = {"ask": str(fresh_id()), "signed_on": service.clock.today().isoformat(), "signer": "head"}
    return await _page(request, service, seen, form, given, [])


@PAGES.post("/recognition/documents/issue", response_class=HTMLResponse)
async def send(
    request: Request, service: Opened, seen: Seeing, caller: Calling, kind: Parameter, issuer: Parameter,
    dossier: Annotated[list[str] | None, Query(max_length=items_max)] = None, decision: Parameter = "",
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Response:  # fmt: skip
    form = Form(kind, issuer, dossier or [], decision, year)
    given = given_in(request, await request.form())
    words = Words(chosen(request))
    asked, errors = _filled(words, form, given)
    if asked is None:
        return await _page(request, service, seen, form, given, errors)
    expected = given.get("first_serial", "")
    try:
        own = asked_once(caller, given)
        first = int(expected) if expected.isdecimal() and not asked.foreign_number else None
        await issue(service, seen, own, form.issuer, asked, await form.about(seen), first)
    except NotAllowed as refusal:
        return await _page(request, service, seen, form, given, [("signer", str(said(refusal, words.language)))])
    except Refused as refusal:
        return await _page(request, service, seen, form, given, [("signed_on", str(said(refusal, words.language)))])
    return go_on(address(request, "/recognition/documents", **form.back, done="issued"))


def _filled(words: Words, form: Form, given: Mapping[str, str]) -> tuple[Asked | None, list[tuple[str, str]]]:
    errors = []
    days: dict[str, date | None] = {}
    for name, label in (("signed_on", words("Ngày ký")), ("new_due_on", words("Ngày hẹn mới"))):
        text = given.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            errors.append((name, words("%(label)s: phải là một ngày", label=label)))
    if not errors and days["signed_on"] is None:
        errors.append(("signed_on", words("Ngày ký: chưa điền")))
    if errors or days["signed_on"] is None:
        return None, errors
    identity = str(derived_id(f"paper of form {once(given)}"))
    signer: SignerKind = "deputy" if given.get("signer") == "deputy" else "head"
    foreign, reason = given.get("foreign_number", "").strip(), given.get("reason", "").strip()
    return Asked(
        form.kind, identity, days["signed_on"], signer, foreign if form.kind == "decision" and foreign else None,
        days["new_due_on"], reason or None,
    ), []  # fmt: skip


async def _page(
    request: Request, service: Service, seen: Sight, form: Form, given: dict[str, str], errors: list[tuple[str, str]]
) -> HTMLResponse:
    """The form; where nothing can be drawn up, why. Raises Refused for dossiers out of sight."""
    words = Words(chosen(request))
    try:
        day = date.fromisoformat(given.get("signed_on", ""))
    except ValueError:
        day = service.clock.today()
    about = await form.about(seen)
    made = await drawn(seen, form.issuer, Asked(form.kind, "preview", day), about)
    lacking = seen.viewer.lacks(PERMISSIONS[NumberDocuments], form.issuer)
    values: dict[str, Any] = {
        "asked": form, "drawn": made, "given": given, "errors": errors, "codes": paper_words,
        "signers": signers_of(form.kind, made.office), "why_not": said(lacking, words.language),
        "action": _with_query(request, form),
    }  # fmt: skip
    return SHELL.page(request, "issue_paper.html", status=422 if errors else 200, **values)


def _with_query(request: Request, form: Form) -> str:
    here = address(request, "/recognition/documents/issue")
    return f"{here}{'&' if '?' in here else '?'}{urlencode(form.query())}"


@PAGES.get("/recognition/documents/{document_id}/void", response_class=HTMLResponse)
async def ask_void(request: Request, seen: Seeing, document_id: Identifier) -> HTMLResponse:
    return await _void_page(request, seen, document_id, {"ask": str(fresh_id())}, [])


@PAGES.post("/recognition/documents/{document_id}/void", response_class=HTMLResponse)
async def void(request: Request, service: Opened, seen: Seeing, caller: Calling, document_id: Identifier) -> Response:
    given = given_in(request, await request.form())
    found, words = await paper_or_refused(seen, document_id), Words(chosen(request))
    try:
        await _voided(service, asked_once(caller, given), found, given.get("reason", ""))
    except ValidationError:
        return await _void_page(request, seen, document_id, given, [("reason", words("Lý do: chưa điền"))])
    except Refused as refusal:
        return await _void_page(request, seen, document_id, given, [("reason", str(said(refusal, words.language)))])
    return go_on(address(request, "/recognition/documents", number=found["number"], done="voided"))


async def _voided(service: Service, caller: Caller, found: Mapping[str, Any], reason: str) -> None:
    await caller.ask(
        VoidDocument(
            occurred_on=service.clock.today(), issuer_id=found["issuer_id"], year=found["year"],
            document_id=found["document_id"], reason=reason,
        )
    )  # fmt: skip


async def _void_page(
    request: Request, seen: Sight, document_id: str, given: dict[str, str], errors: list[tuple[str, str]]
) -> HTMLResponse:
    found, language = await paper_or_refused(seen, document_id), chosen(request)
    lacking = seen.viewer.lacks(PERMISSIONS[VoidDocument], found["issuer_id"])
    values: dict[str, Any] = {
        "paper": found,
        "given": given,
        "errors": errors,
        "codes": paper_words,
        "why_not": said(lacking, language),
    }
    return SHELL.page(request, "void_paper.html", status=422 if errors else 200, **values)

"""Verification of a paper by its code, for everybody: is it valid, what stands on it, and is it what the reader holds?"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.service import Service
from contracts.recognition import DocumentNumbered
from portal.api import Opened
from portal.links import address
from portal.sign_in.forms import go_on
from services.recognition.documents.comparing import compared
from services.recognition.projections.papers import by_code
from services.recognition.projections.recognised import recognitions_of
from services.recognition.screens import paper_words
from services.recognition.screens.proving import proof_of
from services.recognition.screens.shell import SHELL
from services.recognition.verification_code import as_typed

PAGES = APIRouter()
code_characters_max = 60
field_characters_max = 500

Verdict = Literal["valid", "voided", "withdrawn", "partly_withdrawn", "not_recorded", "unknown"]
Typed = Annotated[str, Query(max_length=field_characters_max)]


@PAGES.get("/verify", response_class=HTMLResponse)
async def ask(request: Request, code: Annotated[str, Query(max_length=code_characters_max)] = "") -> Response:
    """The form; a code that was typed leads to its own address, which is what the QR code says."""
    if typed := as_typed(code):
        return go_on(address(request, f"/verify/{typed}"))
    return SHELL.page(request, "verify.html", code="", verdict=None, **_nothing())


@PAGES.get("/verify/{code}", response_class=HTMLResponse)
async def verify(
    request: Request, service: Opened, code: str, unit_name: Typed = "", number: Typed = ""
) -> HTMLResponse:
    """404 for a code there is none of, so that a program needs no eyes."""
    typed = as_typed(code[:code_characters_max])
    row = await by_code(service.pool, typed)
    if row is None:
        return SHELL.page(request, "verify.html", status=404, code=typed, verdict="unknown", **_nothing())
    fact = DocumentNumbered.model_validate_json(row["content"])
    verdict, withdrawn = await verdict_of(service, fact, row)
    values: dict[str, Any] = {
        "code": typed, "verdict": verdict, "fact": fact, "row": row, "withdrawn": withdrawn,
        "compared": compared(fact, unit_name, number), "given": {"unit_name": unit_name, "number": number},
    }  # fmt: skip
    return SHELL.page(request, "verify.html", codes=paper_words, proof=proof_of(row), **values)


def _nothing() -> dict[str, Any]:
    return {
        "fact": None, "row": None, "withdrawn": {}, "compared": [], "given": {"unit_name": "", "number": ""},
        "codes": paper_words,
    }  # fmt: skip


async def verdict_of(service: Service, fact: DocumentNumbered, row: dict[str, Any]) -> tuple[Verdict, dict[str, Any]]:
    """Whether the paper holds today, and the day on which each unit's recognition was withdrawn, by dossier."""
    if row["voided_on"] is not None:
        return "voided", {}
    if fact.kind not in ("decision", "certificate"):
        return "valid", {}
    recognised = await recognitions_of(service.pool, [concern.dossier_id for concern in fact.concerns])
    withdrawn = {dossier: day for dossier, day in recognised.items() if day is not None}
    if not recognised:
        return "not_recorded", {}
    if not withdrawn:
        return "valid", {}
    return ("withdrawn" if len(withdrawn) == len(fact.concerns) else "partly_withdrawn"), withdrawn

"""Gói bằng chứng: which question a bundle of evidence is to answer, and the bundle itself as a file."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal.api import Opened, Seeing
from portal.sight import Past
from services.audit.evidence import handing_over
from services.audit.evidence.belonging import facts_max
from services.audit.evidence.question import AskedByForm, sample_facts_max
from services.audit.screens.shell import shown

PAGES = APIRouter()


@PAGES.get("/audit/evidence", response_class=HTMLResponse)
async def evidence(request: Request, service: Opened, seen: Seeing, asked: AskedByForm) -> HTMLResponse:
    return await shown(
        request, service, seen, "evidence.html", asked=asked,
        facts_max=facts_max, sample_max=sample_facts_max,
    )  # fmt: skip


@PAGES.get("/audit/evidence.zip")
async def evidence_file(request: Request, service: Opened, looked: Past, asked: AskedByForm) -> Response:
    """The bundle. Raises Refused where it is not one question, or about what is out of sight."""
    return await handing_over.answer(request, service, looked, asked)

"""Papers as files: one as PDF or DOCX, and the certificates of a decision or of a year as one PDF."""

from asyncio import to_thread
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.fact import Identifier, Text, UnitId
from contracts.recognition import DocumentNumbered
from portal.api import Opened, Seeing
from portal.downloads import disposition
from portal.links import public_address
from portal.sign_in import audit
from portal.supposed import must_be_what_was
from services.recognition.documents.laying_out import sheet_of
from services.recognition.documents.pdf import pdf_of
from services.recognition.projections import paper_units
from services.recognition.screens.papers_api import paper_or_refused

PAGES = APIRouter()
certificates_max = 20_000
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@PAGES.get("/recognition/documents/certificates.pdf")
async def certificates(
    request: Request, service: Opened, seen: Seeing, year: Annotated[int, Query(ge=2000, le=2100)],
    issuer: UnitId | None = None, decision: Annotated[Text | None, Query()] = None,
) -> Response:  # fmt: skip
    """Those in sight that are valid, in the order of their numbers."""
    must_be_what_was(seen.moment)
    contents = await paper_units.certificates_in_sight(
        seen.connection, seen.scope.of_dossiers, year, issuer, decision, certificates_max
    )
    if not contents:
        raise Refused("certificate.none", vi="Chưa có giấy công nhận nào", en="There is no certificate yet")
    name = f"Giấy công nhận {year}" + (f" theo {decision}" if decision else "")
    made = await to_thread(_printed, contents, name, public_address(service.settings, request))
    await audit.note(service.pool, "exported", seen.viewer.account_id, f"{request.url.path} year={year}", request)
    return _file(made, "pdf", name)


@PAGES.get("/recognition/documents/{document_id}.{file_kind}")
async def paper(
    request: Request, service: Opened, seen: Seeing, document_id: Identifier, file_kind: Literal["pdf", "docx"]
) -> Response:
    """For who may see a dossier it is about."""
    must_be_what_was(seen.moment)
    found = await paper_or_refused(seen, document_id)
    name = f"{found['number'].replace('/', '-')} {found['signed_on']}"
    at = public_address(service.settings, request)
    printing = _printed if file_kind == "pdf" else _edited
    made = await to_thread(printing, [found["content"]], name, at)
    about = f"{request.url.path} {found['number']}"
    await audit.note(service.pool, "exported", seen.viewer.account_id, about, request)
    return _file(made, file_kind, name)


def _printed(contents: list[str], title: str, at: str) -> bytes:
    return pdf_of([sheet_of(DocumentNumbered.model_validate_json(content), at) for content in contents], title)


def _edited(contents: list[str], title: str, at: str) -> bytes:
    from services.recognition.documents.docx import docx_of

    [content] = contents
    return docx_of(sheet_of(DocumentNumbered.model_validate_json(content), at))


def _file(made: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": disposition(name, kind), "Cache-Control": "private, no-store"}
    return Response(made, media_type=MEDIA[kind], headers=headers)

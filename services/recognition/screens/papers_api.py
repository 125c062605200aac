"""The JSON API of printed papers: drawn up from dossiers and numbered, voided, listed, and verified by their code."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chronicle.refusal import Refused
from contracts.fact import Count, Identifier, Text, UnitId, Year, items_max
from contracts.recognition import PaperKind
from portal.api import Calling, Opened, Seeing, commands
from portal.paging import Page, paged
from services.recognition import register
from services.recognition.documents.composing import Asked
from services.recognition.projections import paper_units
from services.recognition.screens.issuing import issue

ROUTES = APIRouter()
page_papers_max = 200

commands(ROUTES, {"/void-document": register.VoidDocument})
NUMBERS = (register.NumberDocuments.__doc__ or "").strip().splitlines()[0]


class PapersAsked(BaseModel):
    """Which papers are drawn up, about which dossiers, by whose office."""

    model_config = ConfigDict(extra="forbid")
    kind: PaperKind
    issuer_id: UnitId
    dossiers: list[Identifier] = Field(min_length=1, max_length=items_max)
    occurred_on: date | None = Field(default=None, description="the day they are signed; default: today")
    signer: Literal["head", "deputy"] = "head"
    first_serial: Count | None = Field(default=None, description="the number expected; refused where it is another")
    foreign_number: Text | None = Field(default=None, description="of a decision: from the office's own book")
    new_due_on: date | None = None
    reason: Text | None = None


class PapersNumbered(BaseModel):
    """What became of it; `number` is the first one's."""

    documents: list[str]
    number: str
    changed: bool
    last_position: int | None


@ROUTES.post("/number-documents", summary=NUMBERS, status_code=201,
             responses={200: {"model": PapersNumbered}})  # fmt: skip
async def NumberDocuments(
    body: PapersAsked, service: Opened, seen: Seeing, caller: Calling, response: Response
) -> PapersNumbered:
    asked = Asked(
        kind=body.kind, document_id=str(caller.context.command_id), signed_on=body.occurred_on or service.clock.today(),
        signer=body.signer, foreign_number=body.foreign_number, new_due_on=body.new_due_on, reason=body.reason,
    )  # fmt: skip
    made, result = await issue(service, seen, caller, body.issuer_id, asked, body.dossiers, body.first_serial)
    response.status_code = 201 if result.changed else 200
    documents = [paper.document_id for paper in made.papers]
    return PapersNumbered(
        documents=documents, number=made.next_number, changed=result.changed, last_position=result.last_position
    )


@ROUTES.get("/documents", summary="Papers about units in sight, page by page")
async def documents(
    seen: Seeing,
    year: Year,
    page: Annotated[Page, paged(50, page_papers_max)],
    kind: PaperKind | None = None,
) -> list[dict[str, Any]]:
    [after] = page.after(str) or ("",)
    rows = await paper_units.papers_by_id(seen.connection, seen.scope.of_dossiers, year, kind, after, page.asked)
    return page.shown(rows, lambda row: (row["document_id"],))


@ROUTES.get("/documents/{document_id}", summary="One paper: all that stands on it")
async def document(document_id: Identifier, seen: Seeing) -> dict[str, Any]:
    return await paper_or_refused(seen, document_id)


async def paper_or_refused(seen: Any, document_id: str) -> dict[str, Any]:
    """A paper about any unit in sight. Raises Refused."""
    found = await paper_units.paper_in_sight(seen.connection, seen.scope.of_dossiers, document_id)
    if found is None:
        raise Refused("document.unknown", vi="Không có văn bản này trong sổ", en="The register holds no such paper")
    return found

"""The JSON API of audit: checkpoints, keys, proofs, the facts of the log, and rebuilds from it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse

from portal.api import Opened, Seeing, SeeingNow
from portal.paging import next_page, number_max
from portal.sight import Past
from services.audit.evidence import handing_over
from services.audit.evidence.question import Asked
from services.audit.ledger import proofs
from services.audit.ledger.proofs import Consistency, Inclusion
from services.audit.ledger.witnessing import WitnessRow, witnesses
from services.audit.projections.keys import KeyRow, keys
from services.audit.rebuilds import routes as rebuilds
from services.audit.screens.events import Event, EventsAsked, events_of, events_page, events_page_max, names_in_sight
from services.audit.screens.one_event import WholeEvent, whole_event

ROUTES = APIRouter(prefix="/api/audit", tags=["audit"])
ROUTES.include_router(rebuilds.ROUTES)

Position = Annotated[int, Path(ge=1, le=number_max, description="of the fact, from 1")]
Size = Annotated[int | None, Query(ge=1, le=number_max, description="of the checkpoint; default: the newest")]


@ROUTES.get("/checkpoint", response_class=PlainTextResponse)
async def checkpoint(service: Opened, seen: SeeingNow) -> str:
    """The newest signed checkpoint, as C2SP tlog-checkpoint writes it."""
    return (await proofs.checkpoint(seen.connection)).note


@ROUTES.get("/keys")
async def keys_of(service: Opened, seen: SeeingNow) -> list[KeyRow]:
    """Every key that signed checkpoints, the first one first; each later one is vouched for by the one before."""
    return await keys(seen.connection)


@ROUTES.get("/witnesses")
async def witnesses_of(service: Opened, seen: Seeing) -> list[WitnessRow]:
    """How far each witness has cosigned the log, and what became of the last question to it."""
    return await witnesses(seen.connection)


@ROUTES.get("/proofs/inclusion")
async def inclusion(
    service: Opened, seen: SeeingNow, position: Annotated[int, Query(ge=1, le=number_max)], size: Size = None
) -> Inclusion:
    """That a fact is in the log of a checkpoint: its leaf, the path of hashes, and the checkpoint."""
    return await proofs.inclusion_in_sight(service, await names_in_sight(seen), position, size)


@ROUTES.get("/proofs/consistency")
async def consistency(
    service: Opened, seen: SeeingNow, first: Annotated[int, Query(ge=1, le=number_max)], second: Size = None
) -> Consistency:
    """That the log of a later checkpoint begins with that of an earlier one."""
    return await proofs.consistency(seen.connection, first, second)


@ROUTES.get(
    "/evidence",
    response_class=Response,
    responses={
        200: {"content": {handing_over.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        409: {"description": "It is not one question, or more than a bundle holds"},
    },
)
async def evidence(request: Request, service: Opened, looked: Past, asked: Asked) -> Response:
    """A bundle of evidence as ZIP: the facts of one question, proofs, pages, and a program that checks them anywhere."""
    return await handing_over.answer(request, service, looked, asked)


@ROUTES.get("/events")
async def events(
    request: Request, response: Response, service: Opened, seen: Seeing, asked: EventsAsked,
    limit: Annotated[int, Query(ge=1, le=events_page_max)] = events_page,
) -> list[Event]:  # fmt: skip
    """Facts as they were recorded, the newest first, as far as they are about units in sight."""
    found = await events_of(service, await names_in_sight(seen), asked, seen.moment, limit)
    if found.earlier is not None:
        response.headers["Link"] = next_page(request, up_to=found.earlier)
    return found.events


@ROUTES.get("/events/{position}")
async def event(service: Opened, seen: Seeing, position: Position) -> WholeEvent:
    """One fact with its envelope, what it was caused by, what it caused, and what stands beside it in its stream."""
    return await whole_event(service, await names_in_sight(seen), position)

"""The JSON API of rebuilds."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from chronicle.rebuild.operation import operations
from contracts.fact import Identifier
from portal.access import Caller
from portal.api import Calling, Opened, SeeingNow
from portal.authority.permission import Asking
from portal.paging import next_page, number_max
from services.audit.permissions import REBUILDING
from services.audit.rebuilds import asking
from services.audit.rebuilds.asking import Decision, known
from services.audit.rebuilds.receipts import receipt_position, receipts_of
from services.audit.rebuilds.telling import Rebuild, told

ROUTES = APIRouter(prefix="/rebuilds")
rebuilds_page, rebuilds_page_max = 20, 100
views_asked_max = 100

Number = Annotated[int, Path(ge=1, le=number_max, description="of the rebuild")]


class AskRebuild(BaseModel):
    """Fold the log from the beginning into new tables of these views (none named: all of the service), and compare."""

    model_config = ConfigDict(extra="forbid")
    service: Identifier
    views: Annotated[tuple[Identifier, ...], Field(max_length=views_asked_max)] = ()
    switch_when_same: Annotated[bool, Field(description="switch without asking again where no row differs")] = False


class DecideRebuild(BaseModel):
    """What becomes of a rebuild."""

    model_config = ConfigDict(extra="forbid")
    decision: Decision


def role_of(caller: Caller) -> str:
    """The role in which a caller may have views rebuilt. Raises NotAllowed."""
    held = Asking(caller.viewer.authorities, caller.viewer.tree)
    return held.permit(REBUILDING, None, None, (), caller.context).role  # type: ignore[arg-type]


@ROUTES.get("/views")
async def views(service: Opened, seen: SeeingNow) -> dict[str, tuple[str, ...]]:
    """The views there are, by service."""
    return dict(await asking.views_there(service.pool))


@ROUTES.get("")
async def rebuilds(
    request: Request, response: Response, service: Opened, seen: SeeingNow,
    below: Annotated[int | None, Query(ge=1, le=number_max, description="only those numbered lower")] = None,
    limit: Annotated[int, Query(ge=1, le=rebuilds_page_max)] = rebuilds_page,
) -> list[Rebuild]:  # fmt: skip
    """Every rebuild, the newest first."""
    found = await operations(service.pool, limit + 1, below)
    if len(found) > limit:
        response.headers["Link"] = next_page(request, below=found[limit - 1].rebuild_id)
    everything = seen.scope.everything
    receipts = await receipts_of(service, found)
    return [told(one, receipts.get(one.rebuild_id), everything=everything) for one in found[:limit]]


@ROUTES.post("", status_code=201)
async def ask_rebuild(body: AskRebuild, service: Opened, caller: Calling) -> Rebuild:
    """Ask for a rebuild; the service whose views they are takes it up within a second."""
    number = await asking.ask(
        service.pool, body.service, body.views, switch_when_same=body.switch_when_same, account=caller.context.actor,
        role=role_of(caller),
    )  # fmt: skip
    return told(await known(service.pool, number), None, everything=True)


@ROUTES.get("/{number}")
async def rebuild(service: Opened, seen: SeeingNow, number: Number) -> Rebuild:
    """One rebuild: how far it has come, and what it found; rows only for who may see those of every unit."""
    one = await known(service.pool, number)
    return told(one, await receipt_position(service, one), everything=seen.scope.everything)


@ROUTES.post("/{number}/decision")
async def decide_rebuild(body: DecideRebuild, service: Opened, caller: Calling, number: Number) -> Rebuild:
    """Cancel a rebuild while it is folding; switch to what was rebuilt, or discard it, once it was compared."""
    await asking.decide(service.pool, number, body.decision, caller.context.actor, role_of(caller))
    return told(await known(service.pool, number), None, everything=True)

"""The JSON API of the portal: who calls, and what they may see and do."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from portal.access import Viewing
from portal.attachments import api

ROUTES = APIRouter(prefix="/api/portal", tags=["portal"])
ROUTES.include_router(api.ROUTES)


@ROUTES.get("/me", summary="Who calls, in which roles, over which units, and how many units are in sight")
async def me(viewer: Viewing) -> dict[str, Any]:
    return {
        "account_id": viewer.account_id,
        "title": viewer.title,
        "kind": viewer.kind,
        "authorities": [asdict(authority) for authority in viewer.authorities],
        "everything": viewer.scope.everything,
        "units": len(viewer.tree.places) if viewer.scope.everything else len(viewer.scope.units),
    }

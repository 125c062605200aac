"""The JSON API of models: one POST a command, and the views it answers from."""

from typing import Any

from fastapi import APIRouter

from contracts.fact import Identifier
from portal.api import Seeing, commands
from services.models.model import AssignMonitor, CloseModel, LaunchModel, ProposeModel, ReplicateModel, ReviewModel
from services.models.projections import inventory

ROUTES = APIRouter(prefix="/api/models", tags=["models"])

commands(
    ROUTES,
    {
        "/propose": ProposeModel,
        "/launch": LaunchModel,
        "/assign-monitor": AssignMonitor,
        "/review": ReviewModel,
        "/replicate": ReplicateModel,
        "/close": CloseModel,
    },
)


@ROUTES.get("/units/{unit_id}", summary="The models a unit keeps")
async def models_of_unit(unit_id: Identifier, seen: Seeing) -> list[dict[str, Any]]:
    seen.must_see(unit_id)
    return await inventory.models_of_unit(seen.connection, unit_id)

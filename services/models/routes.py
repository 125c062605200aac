"""The JSON API of models: one POST a command, and the views it answers from."""

from typing import Annotated, Any

from fastapi import APIRouter

from contracts.fact import UnitId
from portal.api import Seeing, commands
from portal.paging import Page, paged
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


@ROUTES.get("/units/{unit_id}", summary="The models a unit keeps, by name, page by page")
async def models_of_unit(
    unit_id: UnitId, seen: Seeing, page: Annotated[Page, paged(inventory.page_models_max, inventory.page_models_max)]
) -> list[dict[str, Any]]:
    seen.must_see(unit_id)
    rows = await inventory.models_of_unit(seen.connection, unit_id, page.after(str, str), page.asked)
    return page.shown(rows, lambda row: (row["model_name"], row["model_id"]))

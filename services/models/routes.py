"""The JSON API of models: one POST a command, and the views it answers from."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator

from chronicle.command import written_as_a_day
from chronicle.refusal import Refused
from contracts.fact import Identifier, UnitId
from portal.api import Calling, Opened, Seeing, commands
from portal.authority.tree import Tree
from portal.paging import Page, paged
from portal.sight import Sight
from reference.papers import Checklist, Paper, load_papers, papers_file
from services.models.inventory import CloseInventory, CompleteInventory, ConfirmModel, OpenInventory
from services.models.model import CloseModel, DecideModel, LaunchModel, MoveModel, PlanModel, ProposeModel, RenameModel
from services.models.papers import ConsolidateModel, FilePaper, TakePaperBack
from services.models.projections import confirmations, inventories, inventory, inventory_parts, keepers, ledger, papers
from services.models.screens import listing
from services.models.upkeep import AssignMonitor, ReplicateModel, ReviewModel

ROUTES = APIRouter(prefix="/api/models", tags=["models"])

Day = Annotated[date, BeforeValidator(written_as_a_day)]
UnitAsked = Annotated[Identifier | None, Query(description="the unit and all below it; default: all in sight")]


@lru_cache(maxsize=1)
def checklist() -> Checklist:
    """The papers of a model's dossier, read at the first request: importing a service touches no file."""
    return load_papers(papers_file())


def papers_on(day: date) -> tuple[Paper, ...]:
    """The papers asked for on a day."""
    return checklist().on(day)


class Filed(BaseModel):
    """The part of a paper that is held against the checklist."""

    paper: str
    occurred_on: Day | None = None


class Asking(BaseModel):
    """The part of an inventory that is held against the tree of units."""

    unit_id: str
    units: list[str]


def must_be_on_the_checklist(paper: str, day: date) -> None:
    """Raises Refused: the list is dated data, which a pure decision cannot read, so it is kept at the door."""
    if paper not in {known.code for known in papers_on(day)}:
        raise Refused(
            "paper.unknown",
            vi=f"Danh mục văn bản không có loại: {paper}",
            en=f"The checklist knows no such paper: {paper}",
        )


def must_stand_below(tree: Tree, unit_id: str, units: list[str]) -> None:
    """Raises Refused where a body asks units that are not its own."""
    if strange := set(units) - tree.below([unit_id]):
        raise Refused(
            "inventory.unit_elsewhere",
            vi=f"{len(strange)} đơn vị được chọn không thuộc cơ quan mở đợt",
            en=f"{len(strange)} of the units chosen do not stand below the body that asks",
        )


async def only_papers_on_the_checklist(body: Filed, caller: Calling) -> None:
    must_be_on_the_checklist(body.paper, body.occurred_on or caller.context.today)


async def only_units_below(body: Asking, caller: Calling) -> None:
    must_stand_below(caller.viewer.tree, body.unit_id, body.units)


commands(
    ROUTES,
    {
        "/propose": ProposeModel,
        "/plan": PlanModel,
        "/decide": DecideModel,
        "/launch": LaunchModel,
        "/assign-monitor": AssignMonitor,
        "/review": ReviewModel,
        "/replicate": ReplicateModel,
        "/take-paper-back": TakePaperBack,
        "/consolidate": ConsolidateModel,
        "/rename": RenameModel,
        "/move": MoveModel,
        "/close": CloseModel,
        "/inventories/close": CloseInventory,
        "/inventories/confirm": ConfirmModel,
        "/inventories/complete": CompleteInventory,
    },
)
_FILING = APIRouter(dependencies=[Depends(only_papers_on_the_checklist)])
commands(_FILING, {"/file-paper": FilePaper})
ROUTES.include_router(_FILING)
_OPENING = APIRouter(dependencies=[Depends(only_units_below)])
commands(_OPENING, {"/inventories/open": OpenInventory})
ROUTES.include_router(_OPENING)


@ROUTES.get("/units/{unit_id}", summary="The models a unit keeps, by name, page by page")
async def models_of_unit(
    unit_id: UnitId, seen: Seeing, page: Annotated[Page, paged(inventory.page_models_max, inventory.page_models_max)]
) -> list[dict[str, Any]]:
    seen.must_see(unit_id)
    rows = await inventory.models_of_unit(seen.connection, unit_id, page.after(str, str), page.asked)
    return page.shown(rows, lambda row: (row["model_name"], row["model_id"]))


async def must_be_in_sight(seen: Sight, unit_id: str) -> None:
    """A unit out of sight, by either wall, answers as one that does not exist. Raises Refused."""
    seen.must_see(unit_id)
    if not await keepers.is_there(seen.connection, unit_id):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


async def below(seen: Sight, unit_id: str | None) -> list[str] | None:
    """A unit and all below it, None for all; a unit out of sight is none. Raises Refused."""
    if unit_id is None:
        return None
    await must_be_in_sight(seen, unit_id)
    return sorted(seen.viewer.tree.below([unit_id]))


@ROUTES.get("/reconciliation", summary="What stood, came and went at a unit and all below it, from a day to a day")
async def reconciliation(
    service: Opened, seen: Seeing, unit: UnitId, first: Day | None = None, last: Day | None = None
) -> dict[str, Any]:
    until = last or seen.today
    since = first or date(until.year, 1, 1)
    units = await below(seen, unit) or []
    rows = await ledger.ledger(seen.connection, seen.scope.named, units, until)
    accounts = ledger.reconciled(rows, since, until)
    told: dict[str, Any] = {
        measure: {**asdict(account), "standing": account.standing} for measure, account in accounts.items()
    }
    return {"unit_id": unit, "first": since, "last": until, **told}


@ROUTES.get("/checklist", summary="The papers of a model's dossier asked for on a day; default: today")
async def checklist_on(seen: Seeing, service: Opened, on: Day | None = None) -> list[dict[str, Any]]:
    return [paper.model_dump() for paper in papers_on(on or service.clock.today())]


@ROUTES.get("/inventories", summary="The inventory campaigns, the newest first")
async def all_inventories(seen: Seeing) -> list[dict[str, Any]]:
    return await inventories.inventories(seen.connection)


@ROUTES.get("/inventories/{inventory_id}/units", summary="Who is asked, and how many of how many models are confirmed")
async def parts_of_inventory(
    inventory_id: Identifier, seen: Seeing,
    page: Annotated[Page, paged(inventory.page_models_max, inventory_parts.parts_max)],
) -> list[dict[str, Any]]:  # fmt: skip
    [after] = page.after(str) or ("",)
    rows = await inventory_parts.parts(seen.connection, seen.scope.named, inventory_id, after, page.asked)
    return page.shown(rows, lambda row: (row["unit_id"],))


@ROUTES.get(
    "/inventories/{inventory_id}/units/{unit_id}", summary="What an inventory asks a unit, and what it answered"
)
async def models_to_confirm(inventory_id: Identifier, unit_id: UnitId, seen: Seeing) -> list[dict[str, Any]]:
    seen.must_see(unit_id)
    return await confirmations.to_confirm(seen.connection, inventory_id, unit_id)


@ROUTES.get("/models", summary="Models in sight with what is wrong with each, by id, page by page")
async def models_in_sight(
    service: Opened, seen: Seeing, page: Annotated[Page, paged(inventory.page_models_max, inventory.page_models_max)],
    unit: UnitAsked = None, kind: str = "", state: listing.StateAsked | None = None, grade: str = "",
    finding: listing.Finding | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    today = seen.today
    [after] = page.after(str) or ("",)
    asked = listing.Asked(
        await below(seen, unit), kind=kind, state=state, grade=grade, finding=finding, order="id", after=after
    )
    rows = await listing.models_listed(
        seen.connection, seen.scope.named, asked, papers_on(today), today, page.asked
    )  # fmt: skip
    return page.shown(rows, lambda row: (row["model_id"],))


async def model_or_refused(service: Opened, seen: Sight, model_id: str) -> dict[str, Any]:
    """One model with its findings. Raises Refused for one that is out of sight as for one there is none of."""
    today = seen.today
    found = await listing.model_in_sight(seen.connection, seen.scope.named, model_id, papers_on(today), today)
    if found is None:
        raise Refused("model.unknown", vi="Không có mô hình này", en="There is no such model")
    return found


@ROUTES.get("/models/{model_id:path}", summary="One model: findings, papers, and where it was replicated from and to")
async def one_model(model_id: Identifier, service: Opened, seen: Seeing) -> dict[str, Any]:
    found = await model_or_refused(service, seen, model_id)
    tree = await inventory.replication_tree(seen.connection, seen.scope.named, model_id)
    told = [{key: row[key] for key in ("model_id", "unit_id", "model_name", "state", "depth")} for row in tree]
    return {**found, "papers": await papers.papers_of_model(seen.connection, model_id), "tree": told}

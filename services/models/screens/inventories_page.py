"""Inventory campaigns: all of them, one opened for the units below a body, and how far each unit has come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import fresh_id
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier
from portal.api import Calling, Opened, Seeing
from portal.carrying_out import ask_of, carried_out, done, once
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen, said
from portal.sent_forms import given_in
from portal.share import Share
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from reference.vietnamese import sort_key
from services.models.inventory import CloseInventory, Inventory, OpenInventory
from services.models.projections import inventories, inventory_parts
from services.models.projections.keepers import standing_in_sight
from services.models.routes import must_stand_below
from services.models.screens import wording
from services.models.screens.page_tables import inventories_table
from services.models.screens.shell import SHELL
from services.models.screens.tasks import refused

PAGES = APIRouter()
days_given = 30


@PAGES.get("/models/inventories", response_class=HTMLResponse)
async def all_inventories(request: Request, service: Opened, seen: Seeing) -> HTMLResponse:
    return await _all(request, service, seen, {}, [])


@PAGES.post("/models/inventories", response_class=HTMLResponse)
async def open_one(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    """`unit_id` is who asks; asked are all communes below it that have not ended."""
    given = given_in(request, await request.form())
    words = Words(chosen(request))
    try:
        command = OpenInventory(
            occurred_on=service.clock.today(), inventory_id=once(given), unit_id=given.get("unit_id", ""),
            inventory_name=given.get("inventory_name", ""), due=given.get("due", ""),
            units=tuple(_asked_by(seen, given.get("unit_id", ""))),
        )  # fmt: skip
        must_stand_below(seen.viewer.tree, command.unit_id, list(command.units))
        await carried_out(caller, given, command)
    except ValidationError as problem:
        boxes = {str(found["loc"][0]) for found in problem.errors()}
        known = {
            "inventory_name": words("Tên đợt: chưa điền"), "due": words("Hạn: phải là một ngày"),
            "unit_id": words("Cơ quan mở đợt: hãy chọn"),
            "units": words("Cơ quan mở đợt: bên dưới không có xã, phường nào"),
        }  # fmt: skip
        errors = [(box, text) for box, text in known.items() if box in boxes]
        return await _all(request, service, seen, given, errors)
    except Refused as refusal:
        return await _all(request, service, seen, given, [("due", str(said(refusal, words.language)))])
    return done(request, f"/models/inventories/{command.inventory_id}", "opened")


def _asked_by(seen: Sight, unit_id: str) -> list[str]:
    tree = seen.viewer.tree
    below = [(unit, tree.places.get(unit)) for unit in tree.below([unit_id])]
    return sorted(unit for unit, place in below if place and place.unit_kind == "commune" and not place.ended_on)


async def _all(
    request: Request, service: Service, seen: Sight, given: Mapping[str, str], errors: list[tuple[str, str]]
) -> HTMLResponse:
    language, fresh = chosen(request), await freshness(service, seen.connection)
    tree, today = seen.viewer.tree, seen.today
    asking = [
        (unit, wording.unit_name(tree, unit))
        for unit in await standing_in_sight(seen.connection, seen.scope.named)
        if unit in tree.places and tree.places[unit].unit_kind in ("province", "district")
        and not refused(seen.viewer, OpenInventory, Inventory(), language, _Asks(unit))
    ]  # fmt: skip
    asking.sort(key=lambda unit: (len(tree.places) - len(tree.below([unit[0]])), sort_key(unit[1])))
    nobody = refused(seen.viewer, OpenInventory, Inventory(), language, _Asks(""))
    values: dict[str, Any] = {
        "table": inventories_table(Words(language), tree, await inventories.inventories(seen.connection)),
        "codes": wording, "tree": tree, "asking": asking,
        "why_not": "" if asking else nobody, "errors": errors,
        "given": {"ask": str(fresh_id()), "due": (today + timedelta(days=days_given)).isoformat(), **given},
        "freshness": fresh, "recorded_at": moment(service, fresh),
    }  # fmt: skip
    return SHELL.page(request, "inventories.html", status=422 if errors else 200, **values)


class _Asks:
    """As much of the command as its permission looks at."""

    def __init__(self, unit_id: str) -> None:
        self.unit_id = unit_id


async def inventory_or_refused(seen: Sight, inventory_id: str) -> dict[str, Any]:
    """Raises Refused for one there is none of."""
    found = await inventories.inventory(seen.connection, inventory_id)
    if found is None:
        raise Refused("inventory.unknown", vi="Không có đợt rà soát này", en="There is no such inventory")
    return found


async def _progress(
    service: Service, seen: Sight, words: Words, inventory_id: str
) -> tuple[dict[str, Any], list[dict[str, Any]], Table[dict[str, Any]], Freshness]:
    """The campaign, its parts in sight with those first that have most to do, their table, and how fresh it is."""
    found = await inventory_or_refused(seen, inventory_id)
    rows = await inventory_parts.parts(seen.connection, seen.scope.named, inventory_id)
    tree = seen.viewer.tree
    rows.sort(
        key=lambda row: (
            row["completed_on"] is not None,
            row["confirmed"] - row["models"],
            sort_key(wording.unit_name(tree, row["unit_id"])),
        )
    )
    overdue = (found["closed_on"] or seen.today) > found["due"]
    table = _columns(words, seen, found, rows, overdue=overdue)
    return found, rows, table, await freshness(service, seen.connection)


def _columns(
    words: Words, seen: Sight, found: Mapping[str, Any], rows: list[dict[str, Any]], *, overdue: bool
) -> Table[dict[str, Any]]:
    tree = seen.viewer.tree

    def standing(row: dict[str, Any]) -> Cell:
        if row["completed_on"]:
            late = row["completed_on"] > found["due"]
            day = words.day(row["completed_on"])
            return Cell(words("%(day)s, muộn", day=day) if late else day, standing="done")
        if overdue:
            return Cell(words("Chưa báo xong, quá hạn"), standing="overdue")
        return Cell(words("Chưa báo xong"), standing="behind" if row["confirmed"] else "not_started")

    def to(row: dict[str, Any]) -> Address:
        return Address(f"/models/inventories/{row['inventory_id']}/units/{row['unit_id']}")

    counts: tuple[Column[dict[str, Any]], ...] = tuple(
        Column(code, words(text), lambda row, code=code: Cell(row[code]), "number")  # type: ignore[misc]
        for code, text in wording.INVENTORY_FINDINGS.items()
    )
    return Table(
        (
            Column("unit", words("Đơn vị"), lambda row: Cell(
                wording.unit_name(tree, row["unit_id"]), to=to(row), written=True)),
            Column("standing", words("Báo xong"), standing),
            Column("confirmed", words("Đã xác nhận"), lambda row: Cell(
                Share(row["confirmed"], row["models"]), note="" if row["models"] else words("không có mô hình")), "share"),
            *counts,
        ),
        rows,
    )  # fmt: skip


@PAGES.get("/models/inventories/{inventory_id}", response_class=HTMLResponse)
async def one_inventory(
    request: Request, service: Opened, seen: Seeing, inventory_id: Identifier, done: str = ""
) -> HTMLResponse:
    words = Words(chosen(request))
    found, rows, table, fresh = await _progress(service, seen, words, inventory_id)
    values: dict[str, Any] = {
        "inventory": found, "table": table, "codes": wording, "tree": seen.viewer.tree, "today": seen.today,
        "complete": sum(row["completed_on"] is not None for row in rows), "asked": len(rows),
        "confirmed": sum(row["confirmed"] for row in rows), "models": sum(row["models"] for row in rows),
        "why_not": refused(seen.viewer, CloseInventory, Inventory(unit_id=found["unit_id"]), words.language),
        "done": done, "ask": ask_of(seen, inventory_id, fresh), "freshness": fresh, "recorded_at": moment(service, fresh),
    }  # fmt: skip
    return SHELL.page(request, "inventory.html", **values)


@PAGES.get("/models/inventories/{inventory_id}/parts.{file_kind}")
async def inventory_file(
    request: Request, service: Opened, seen: Seeing, inventory_id: Identifier, file_kind: FileKind
) -> Response:
    words = Words(chosen(request))
    found, _, table, fresh = await _progress(service, seen, words, inventory_id)
    title = found["inventory_name"]
    chosen_lines = ((words("Hạn"), words.day(found["due"])),)
    where = wording.unit_name(seen.viewer.tree, found["unit_id"])
    lines = about(words, where, None, chosen_lines, fresh, moment(service, fresh))
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, title)


@PAGES.post("/models/inventories/{inventory_id}/close", response_class=HTMLResponse)
async def close_one(
    request: Request, service: Opened, seen: Seeing, caller: Calling, inventory_id: Identifier
) -> Response:
    """Asks once more first: nothing can be confirmed afterwards."""
    given = given_in(request, await request.form())
    found, words = await inventory_or_refused(seen, inventory_id), Words(chosen(request))
    if given.get("confirmed") != "yes":
        return SHELL.page(
            request, "close_inventory.html", title=words("Khóa đợt “%(name)s”?", name=found["inventory_name"]),
            consequences=[words("Không đơn vị nào xác nhận được nữa; đơn vị chưa báo xong vẫn hiện là chưa báo xong.")],
            verb=words("Khóa đợt"), irreversible=True, given=given, inventory=found,
        )  # fmt: skip
    command = CloseInventory(occurred_on=service.clock.today(), inventory_id=inventory_id)
    await carried_out(caller, given, command)
    return done(request, f"/models/inventories/{inventory_id}", "closed")

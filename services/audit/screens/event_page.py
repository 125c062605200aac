"""Một sự kiện: all of one fact, because of what it was recorded, what followed from it, and the proof that it is unchanged."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.catalogue import CATALOGUE
from portal import fact_names
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.paging import number_max
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from services.audit.ledger.proofs import Inclusion, inclusion_in_sight
from services.audit.routes import Position
from services.audit.screens.events import Names, names_in_sight
from services.audit.screens.events_page import events_table
from services.audit.screens.one_event import whole_event
from services.audit.screens.shell import at_home, called, log_now, shown

PAGES = APIRouter()

Part = Literal["said", "today", "causes", "effects"]
PositionAsked = Annotated[int, Query(ge=1, le=number_max)]


@dataclass(frozen=True, slots=True)
class Said:
    """One field of a fact: what it is called, what stands in it, and what its contract says of it."""

    name: str
    value: str
    meaning: str


@PAGES.get("/audit/events/{position}", response_class=HTMLResponse)
async def event(request: Request, service: Opened, seen: Seeing, position: Position) -> HTMLResponse:
    names = await names_in_sight(seen)
    whole = await whole_event(service, names, position)
    words = Words(chosen(request))
    event = whole.event
    causes, effects = (events_table(words, service, names, part) for part in (whole.causes, whole.effects))
    return await shown(
        request, service, seen, "event.html", whole=whole, event=event, recorded=at_home(service, event.recorded_at),
        fact=fact_names.fact_called(words, event.type), role=fact_names.role_called(words, event.role),
        unit=called(names, event.unit_id), office=called(names, event.office), causes=causes, effects=effects,
        said=said_table(words, event.type, whole.fact), proof=await proof_of(service, names, position),
        today=None if whole.today is None else said_table(words, event.type, whole.today),
    )  # fmt: skip


@PAGES.get("/audit/event.{file_kind}")
async def event_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, position: PositionAsked, part: Part = "said"
) -> Response:
    """One of the page's tables: what a fact says as it is stored or in today's shape, what led to it, what it led to."""
    words = Words(chosen(request))
    names = await names_in_sight(seen)
    whole = await whole_event(service, names, position)
    fresh = await log_now(service, seen.connection)
    title = words("Sự kiện %(position)s", position=words.number(position))
    narrowed = ((words("Loại sự kiện"), fact_names.fact_called(words, whole.event.type)),)
    lines = about(words, called(names, whole.event.unit_id), None, narrowed, fresh, moment(service, fresh))
    table: Table[Any]
    if part in ("causes", "effects"):
        table = events_table(words, service, names, whole.causes if part == "causes" else whole.effects)
    else:
        table = said_table(words, whole.event.type, whole.fact if part == "said" else whole.today or {})
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, title)


async def proof_of(service: Service, names: Names, position: int) -> Inclusion | None:
    """None for a fact so young that no checkpoint is over it yet."""
    try:
        return await inclusion_in_sight(service, names, position)
    except Refused as refusal:
        if refusal.code in ("event.not_sealed", "checkpoint.unknown"):
            return None
        raise


def said_table(words: Words, wire_name: str, fact: dict[str, Any]) -> Table[Said]:
    """What a fact says, field by field; a value inside of a value stands as it is stored."""
    known = CATALOGUE.facts.get(wire_name)
    fields = known.model_fields if known else {}
    rows = [
        Said(name, _written(value), getattr(fields.get(name), "description", None) or "")
        for name, value in fact.items()
    ]
    return Table(
        (
            Column("name", words("Trường"), lambda one: Cell(one.name)),
            Column("value", words("Giá trị"), lambda one: Cell(one.value, written=True)),
            Column("meaning", words("Ý nghĩa theo hợp đồng dữ liệu"), lambda one: Cell(one.meaning)),
        ),
        rows,
    )


def _written(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)

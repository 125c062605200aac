"""Who decides in whose place: the delegations there are, a form that records one, and one that ends one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from reference.vietnamese import sort_key
from services.recognition.authority import LEVELS
from services.recognition.delegation import DelegateAuthority, EndDelegation
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections.delegations import DelegationRow, delegations
from services.recognition.screens.shell import SHELL
from services.recognition.screens.wording import KINDS

PAGES = APIRouter()
PATH = "/recognition/delegations"


@PAGES.get(PATH, response_class=HTMLResponse)
async def delegations_page(request: Request, service: Opened, seen: Seeing, done: DoneAsked = None) -> Response:
    return await _page(request, service, seen, {}, [], done)


@PAGES.get(PATH + ".{file_kind}")
async def delegations_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind) -> Response:
    words, today = Words(chosen(request)), seen.today
    fresh = await freshness(service, seen.connection)
    table = _table(words, seen, await delegations(seen.connection), today)
    lines = about(words, words("Cả tỉnh"), None, (), fresh, moment(service, fresh))
    sheet = Sheet(words("Ủy quyền quyết định"), lines, table, words)
    return await sent(request, service, seen, sheet, file_kind, "uy-quyen")


@PAGES.post(PATH, response_class=HTMLResponse)
async def delegate(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    given = await fields_of(request)
    today = service.clock.today()
    fields = {
        **{name: given.get(name, "") for name in ("from_unit", "to_unit", "document_number")},
        "unit_kinds": [kind for kind in KINDS if given.get(f"kind-{kind}")],
        "valid_from": given.get("valid_from") or today.isoformat(),
        "valid_to": given.get("valid_to") or None,
        # of one unit no two documents have the same number on the same day
        "delegation_id": _id(given.get("document_number", ""), given.get("valid_from") or today.isoformat()),
        "occurred_on": today,
    }
    return await _take(request, service, seen, caller, given, DelegateAuthority, fields)


@PAGES.post(PATH + "/end", response_class=HTMLResponse)
async def end(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    given = await fields_of(request)
    fields = {name: given.get(name, "") for name in ("from_unit", "delegation_id", "reason")}
    fields["occurred_on"] = service.clock.today().isoformat()
    return await _take(request, service, seen, caller, given, EndDelegation, fields)


def _id(number: str, day: str) -> str:
    """A document's number in letters an identifier may have, with its day."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in number).strip("-")[:40] or "x"
    return f"{day}-{plain}"


async def _take(
    request: Request, service: Service, seen: Sight, caller: Caller, given: Mapping[str, str], made: type[Command],
    fields: Mapping[str, Any],
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    try:
        result = await caller.ask(made.model_validate(fields))
    except ValidationError as error:
        wrong = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        return await _page(
            request, service, seen, given, [(name, words("Hãy điền ô này, đúng dạng")) for name in wrong], None
        )
    except Refused as refusal:
        return await _page(request, service, seen, given, [("to_unit", str(said(refusal, words.language)))], None)
    return recorded(request, PATH, result.last_position)


async def _page(
    request: Request,
    service: Service,
    seen: Sight,
    given: Mapping[str, str],
    errors: list[tuple[str, str]],
    done: int | None,
) -> Response:
    words, today = Words(chosen(request)), seen.today
    rows = await delegations(seen.connection)
    fresh = await freshness(service, seen.connection)
    places = seen.viewer.tree.places
    own = [unit for unit in places if _offers(seen, unit)]
    takers = [unit for unit, place in places.items() if place.unit_kind in LEVELS and place.ended_on is None]
    return SHELL.page(
        request, "delegations.html", status=422 if errors else 200, path=PATH, rows=rows,
        table=_table(words, seen, rows, today), running=[row for row in rows if row.holds_on(today)], kinds=KINDS,
        own=_named(seen, own), takers=_named(seen, takers), name_of=lambda unit: _name(seen, unit), given=given,
        errors=errors, done=done, today=today, fresh_as_of=fresh, recorded_at=moment(service, fresh),
    )  # fmt: skip


def _offers(seen: Sight, unit_id: str) -> bool:
    """Whether the viewer may delegate what this unit decides."""
    held = {authority.unit_id for authority in seen.viewer.authorities}
    return unit_id in held and seen.viewer.lacks(PERMISSIONS[DelegateAuthority], unit_id) is None


def _named(seen: Sight, units: list[str]) -> list[tuple[str, str]]:
    return sorted(((unit, _name(seen, unit)) for unit in units), key=lambda one: sort_key(one[1]))


def _name(seen: Sight, unit_id: str) -> str:
    place = seen.viewer.tree.places.get(unit_id)
    return f"{place.title} {place.unit_name}" if place else unit_id


def _table(words: Words, seen: Sight, rows: list[DelegationRow], today: date) -> Table[DelegationRow]:
    def state(row: DelegationRow) -> Cell:
        if row.ended_on is not None:
            note = words("từ ngày %(day)s: %(reason)s", day=words.day(row.ended_on), reason=row.end_reason)
            return Cell(words("đã chấm dứt"), note=note)
        if row.valid_from is not None and today < row.valid_from:
            return Cell(words("chưa đến ngày"))
        return Cell(words("đang có hiệu lực") if row.holds_on(today) else words("đã hết hạn"))

    def kinds(row: DelegationRow) -> Cell:
        return Cell(", ".join(words(KINDS[kind]) for kind in row.unit_kinds))

    return Table(
        (
            Column("number", words("Văn bản"), lambda row: Cell(row.document_number, written=True)),
            Column("from", words("Người ủy quyền"), lambda row: Cell(_name(seen, row.from_unit), written=True)),
            Column("to", words("Người được ủy quyền"), lambda row: Cell(_name(seen, row.to_unit), written=True)),
            Column("kinds", words("Về loại đơn vị"), kinds),
            Column("first", words("Từ ngày"), lambda row: Cell(row.valid_from), "day"),
            Column("last", words("Đến hết ngày"), lambda row: Cell(row.valid_to), "day"),
            Column("state", words("Tình trạng"), state),
        ),
        rows,
    )

"""The account of models: what stood, came and went at a unit and all below it, from a day to a day; and at each unit below."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from reference.vietnamese import sort_key
from services.models.projections.ledger import MEASURES, Account, LedgerRow, Measure, ledger, reconciled
from services.models.routes import Day, UnitAsked, below
from services.models.screens import wording
from services.models.screens.shell import SHELL

PAGES = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the table: of a measure of the whole, or of the models of one unit below."""

    name: str
    account: Account
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the page and the sheet show."""

    unit_id: str
    first: date
    last: date
    whole: Table[Line]
    each: Table[Line]
    freshness: Freshness


async def accounts_of(
    service: Service, seen: Sight, words: Words, unit_id: str | None, first: date | None, last: date | None
) -> Accounts:
    """In one snapshot. Raises Refused for a unit out of sight, and where the days stand the wrong way round."""
    tree = seen.viewer.tree
    top = unit_id or seen.top(next(iter(tree.tops), None))
    if top is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    units = await below(seen, top) or []
    until = last or seen.today
    since = first or date(until.year, 1, 1)
    if until < since:
        raise Refused(
            "days.backwards", vi="Ngày cuối đứng trước ngày đầu", en="The last day stands before the first one"
        )
    seen.settle(unit=top, first=since, last=until)
    rows = await ledger(seen.connection, seen.scope.named, units, until)
    whole = reconciled(rows, since, until)
    lines = [Line(words(wording.MEASURES[measure]), whole[measure]) for measure in MEASURES]
    each = _each(seen, top, rows, since, until)
    return Accounts(
        top, since, until, _table(words, words("Cách đếm"), lines), _table(words, words("Đơn vị"), each),
        await freshness(service, seen.connection),
    )  # fmt: skip


def _each(seen: Sight, top: str, rows: list[LedgerRow], first: date, last: date) -> list[Line]:
    """Models of the unit itself and of each unit right below it, with all that stands below that."""
    tree = seen.viewer.tree
    branch = {unit: child for child in tree.children(top) for unit in tree.below([child])} | {top: top}
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(branch.get(row.unit_id, top), []).append(row)
    measure: Measure = "models"
    lines = [
        Line(wording.unit_name(tree, unit), reconciled(own, first, last)[measure], unit) for unit, own in found.items()
    ]
    return sorted(lines, key=lambda line: sort_key(line.name))


def _table(words: Words, title: str, lines: list[Line]) -> Table[Line]:
    def name(line: Line) -> Cell:
        to = line.unit_id and Address("/models/reconciliation", {"unit": line.unit_id})
        return Cell(line.name, to=to or None, written=line.unit_id is not None)

    ways: tuple[Column[Line], ...] = tuple(
        Column(way, words(text), lambda line, way=way: Cell(getattr(line.account, way)), "number")  # type: ignore[misc]
        for way, text in wording.WAYS.items()
    )
    return Table((Column("name", title, name), *ways), lines)


@PAGES.get("/models/reconciliation", response_class=HTMLResponse)
async def reconciliation(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, first: Day | None = None,
    last: Day | None = None,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await accounts_of(service, seen, words, unit, first, last)
    values: dict[str, Any] = {
        "shown": shown, "codes": wording, "tree": seen.viewer.tree, "recorded_at": moment(service, shown.freshness),
    }  # fmt: skip
    return SHELL.page(request, "reconciliation.html", **values)


@PAGES.get("/models/reconciliation.{file_kind}")
async def reconciliation_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    first: Day | None = None, last: Day | None = None, part: str = "whole",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    shown = await accounts_of(service, seen, words, unit, first, last)
    where, title = wording.unit_name(seen.viewer.tree, shown.unit_id), words("Đối chiếu tăng giảm mô hình")
    days = ((words("Từ ngày"), words.day(shown.first)), (words("Đến hết ngày"), words.day(shown.last)))
    lines = about(words, where, None, days, shown.freshness, moment(service, shown.freshness))
    sheet = Sheet(title, lines, shown.each if part == "each" else shown.whole, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {where}")

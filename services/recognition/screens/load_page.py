"""The page “Ai đang giữ gì”: who of a standing body has how many dossiers at hand, due when; and all of one's handed to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.batch import BatchRefused
from chronicle.command import fresh_id
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import identifier_characters_max
from portal.api import Calling, Opened, Seeing
from portal.authority.roles import CHAIRS, OFFICERS
from portal.carrying_out import as_one
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.links import address
from portal.sight import Sight
from portal.sign_in.colleagues import Colleague, colleagues_of
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from services.recognition.checking import AssignDossier
from services.recognition.screens.load import Load, held_by, load_of
from services.recognition.screens.shell import SHELL

PAGES = APIRouter()

handed_over_max = 500
SUNDAY = 6
OfficeAsked = Annotated[str | None, Query(max_length=identifier_characters_max)]


@dataclass(frozen=True, slots=True)
class HolderLoad:
    """What one officer has at hand; `holder` is empty for what nobody has taken on, and None in the row of sums."""

    holder: str | None
    title: str
    overdue: int = 0
    today: int = 0
    week: int = 0
    later: int = 0
    away: Colleague | None = None
    """The holder, where it is away or will be."""
    missed: int = 0
    """Due by the end of the absence, from today on."""

    @property
    def total(self) -> int:
        return self.overdue + self.today + self.week + self.later


@dataclass(frozen=True, slots=True)
class LoadPage:
    """One office's load. `colleagues` are the officers something may be handed to."""

    offices: Sequence[str]
    office: str | None
    rows: Sequence[HolderLoad]
    colleagues: Sequence[Colleague]
    freshness: Freshness


def loads(
    found: Sequence[Load], beside: Sequence[Colleague], others: str, nobody: str, today: date
) -> list[HolderLoad]:
    """A row for every colleague and for whoever else has something, those with the most overdue first; last nobody's."""
    titles = {one.account_id: one.title for one in beside}
    away = {one.account_id: one for one in beside if one.away_until is not None}
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    counts: dict[str, dict[str, int]] = {account: {} for account in titles}
    for one in found:
        held = counts.setdefault(one.holder or "", {})
        group = _group(one.due_on, today, sunday)
        held[group] = held.get(group, 0) + one.dossiers
    counts.setdefault("", {})
    rows = [
        HolderLoad(
            who, titles.get(who, others) if who else nobody, **some, away=away.get(who), missed=_missed(found, away.get(who)),
        )
        for who, some in counts.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row.holder, -row.overdue, -row.total, row.title))


def _missed(found: Sequence[Load], away: Colleague | None) -> int:
    if away is None or away.away_until is None:
        return 0
    held = [one for one in found if one.holder == away.account_id]
    return sum(one.dossiers for one in held if one.due_on is not None and one.due_on <= away.away_until)


def _group(due: date | None, today: date, sunday: date) -> str:
    if due is None or due > sunday:
        return "later"
    return "overdue" if due < today else "today" if due == today else "week"


def offices_of(seen: Sight) -> list[str]:
    """The offices in whose standing body, or as whose chair, the viewer acts."""
    held = {one.unit_id for one in seen.viewer.authorities if one.role in OFFICERS | CHAIRS}
    named = {unit for unit in held if unit is not None}
    return sorted(named | seen.viewer.tree.tops if None in held else named)


def units_below(seen: Sight, office: str) -> list[str]:
    """Those whose standing body the office is."""
    tree = seen.viewer.tree
    return sorted(unit for unit in tree.children(office) if tree.parent(unit) == office)


async def load_page_of(service: Service, seen: Sight, words: Words, office: str | None) -> LoadPage:
    """Raises Refused (`load.not_theirs`) for an office that is not the viewer's."""
    fresh, offices = await freshness(service, seen.connection), offices_of(seen)
    shown = office or (offices[0] if offices else None)
    if shown is None or shown not in offices:
        raise Refused(
            "load.not_theirs",
            vi="Chỉ cán bộ và lãnh đạo của cơ quan thường trực xem được ai đang giữ hồ sơ",
            en="Only officers and chairs of a standing body see who holds its dossiers",
        )
    everyone = await colleagues_of(service.pool, seen.viewer.account_id, fresh.day)
    beside = [one for one in everyone if one.unit_id in (shown, None) and one.role in OFFICERS]
    found = await load_of(seen.connection, units_below(seen, shown))
    rows = loads(found, beside, words("Cán bộ không còn ở cơ quan này"), words("Chưa ai nhận"), fresh.day)
    return LoadPage(offices, shown, rows, beside, fresh)


def away_words(words: Words, away: Colleague | None) -> str:
    """When a colleague is away next, or nothing."""
    if away is None or away.away_from is None or away.away_until is None:
        return ""
    return words("%(first)s đến %(last)s", first=words.day(away.away_from), last=words.day(away.away_until))


def table_of(words: Words, shown: LoadPage) -> Table[HolderLoad]:
    """A holder a row, and how near the days are."""

    def count(name: str) -> Any:
        return lambda row: Cell(getattr(row, name))

    sums = {name: sum(getattr(row, name) for row in shown.rows) for name in ("overdue", "today", "week", "later")}
    return Table(
        (
            Column("holder", words("Người giữ"), lambda row: Cell(row.title, written=bool(row.holder))),
            Column("overdue", words("Quá hạn"), count("overdue"), "number"),
            Column("today", words("Hôm nay"), count("today"), "number"),
            Column("week", words("Tuần này"), count("week"), "number"),
            Column("later", words("Sau tuần này"), count("later"), "number"),
            Column("total", words("Cộng"), count("total"), "number"),
            Column("away", words("Vắng mặt"), lambda row: Cell(away_words(words, row.away))),
        ),
        shown.rows,
        HolderLoad(None, words("Cộng"), **sums),
    )


@PAGES.get("/recognition/load", response_class=HTMLResponse)
async def load(
    request: Request, service: Opened, seen: Seeing, office: OfficeAsked = None, done: Annotated[int, Query(ge=0)] = 0
) -> Response:
    words = Words(chosen(request))
    shown = await load_page_of(service, seen, words, office)
    return SHELL.page(
        request, "load.html", shown=shown, table=table_of(words, shown), names=_named(seen, shown.offices), done=done,
        today=shown.freshness.day, warned=[row for row in shown.rows if row.away and row.total],
        ask=str(fresh_id()), recorded_at=moment(service, shown.freshness), handed_over_max=handed_over_max,
    )  # fmt: skip


def _named(seen: Sight, units: Sequence[str]) -> dict[str, str]:
    places = seen.viewer.tree.places
    return {unit: f"{places[unit].title} {places[unit].unit_name}" if unit in places else unit for unit in units}


@PAGES.get("/recognition/load.{file_kind}")
async def load_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, office: OfficeAsked = None
) -> Response:
    words = Words(chosen(request))
    shown = await load_page_of(service, seen, words, office)
    title = words("Ai đang giữ gì")
    where = _named(seen, [shown.office or ""])[shown.office or ""]
    lines = about(words, where, None, (), shown.freshness, moment(service, shown.freshness))
    sheet = Sheet(title, lines, table_of(words, shown), words)
    return await sent(request, service, seen, sheet, file_kind, title, of_facts=False)


@PAGES.post("/recognition/load")
async def hand_over(
    request: Request, service: Opened, seen: Seeing, caller: Calling, form: Field, office: Field, ask: Field, giver: Field = "",
    taker: Field = "",
) -> Response:  # fmt: skip
    """All that one has at hand goes to another, or nothing does; sent twice, it happens once."""
    must_be_ours(request, form)
    shown = await load_page_of(service, seen, Words(chosen(request)), office)
    if taker and taker not in {one.account_id for one in shown.colleagues}:
        raise Refused(
            "load.unknown_colleague", vi="Hãy chọn một cán bộ của cơ quan này", en="Choose an officer of this office"
        )
    if any(one.account_id == taker and one.away_on(caller.context.today) for one in shown.colleagues):
        raise Refused(
            "load.away",
            vi="Cán bộ đó hôm nay vắng mặt; hãy chọn người khác",
            en="That officer is away today; choose another",
        )
    if giver == taker:
        raise Refused("load.same_holder", vi="Hãy chọn hai người khác nhau", en="Choose two different holders")
    found = await held_by(seen.connection, units_below(seen, office), giver or None, handed_over_max)
    day, holder = caller.context.today, taker or None
    commands = [AssignDossier(occurred_on=day, dossier_id=dossier_id, holder=holder) for dossier_id in found]
    try:
        await as_one(caller, commands, f"hand-over {ask}")
    except BatchRefused as refused:
        raise next(one.refusal for one in refused.decided if one.refusal is not None) from refused
    return go_on(address(request, "/recognition/load", office=office, done=len(found)))

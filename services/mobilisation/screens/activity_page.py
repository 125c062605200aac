"""What was reported: a unit and its children in one period, counter by counter, and the unit's periods beside one another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.sent_forms import DoneAsked
from portal.share import Share
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from services.mobilisation.activity import ReportActivity
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.projections import figures, reports, units
from services.mobilisation.projections.figures import BranchFigure
from services.mobilisation.projections.reports import DuePeriod, Obligation
from services.mobilisation.screens import offered, wording
from services.mobilisation.screens.own_tables import own_table
from services.mobilisation.screens.shell import Place, UnitAsked, YearAsked, by_name, name_of, place_of, shown

PAGES = APIRouter()
PeriodKey = tuple[str, int]
PeriodAsked = Annotated[str | None, Query(pattern=r"^((month|quarter|half_year|year|festival)-\d{1,2})?$")]


@dataclass(frozen=True, slots=True)
class Activity:
    """Everything the page shows. `branches` is (branch or None for all, period) → counter → total."""

    place: Place
    period: PeriodKey | None
    periods: tuple[PeriodKey, ...]
    branches: Mapping[tuple[str | None, PeriodKey], Mapping[str, int]]
    counters: tuple[str, ...]
    reporting: Mapping[str, Mapping[PeriodKey, Share]]
    """Branch → period → units that reported, of those that owe or told it."""
    children: tuple[str, ...]
    own: tuple[Obligation, ...]
    """How the unit itself stands with each period, where it is one that reports."""


def key_of(text: str | None) -> PeriodKey | None:
    """`quarter-3` as it stands in an address; a box left blank asks for none."""
    if not text:
        return None
    code, _, number = text.rpartition("-")
    return code, int(number)


async def activity_of(seen: Sight, place: Place, asked: PeriodKey | None) -> Activity:
    """One unit's year, in one snapshot."""
    connection = seen.connection
    told = await figures.figures_of_branches(connection, place.unit_id, place.year)
    below = await units.reporting_below(connection, place.unit_id)
    known = await reports.reports_of_year(connection, seen.scope.named, place.year)
    due = await offered.periods_due(connection, place.year)
    owed = reports.obligations([unit for _, unit in below], known, due, place.today)
    periods = _periods(due, told)
    over = {(one.period, one.period_number) for one in due if one.last < place.today}
    period = asked or next((key for key in reversed(periods) if key in over or _told_in(told, key)), None)
    branch_of = {unit.unit_id: branch for branch, unit in below}
    return Activity(
        place=place,
        period=period,
        periods=periods,
        branches=_branches(told),
        counters=_counters(told),
        reporting=_reporting(owed, branch_of),
        children=tuple(sorted(set(branch_of.values()) - {place.unit_id}, key=lambda unit: by_name(seen, unit))),
        own=tuple(one for one in owed if one.unit_id == place.unit_id),
    )


def _periods(due: Sequence[DuePeriod], told: Sequence[BranchFigure]) -> tuple[PeriodKey, ...]:
    """In the order in which they are due; those nobody asked for stand last."""
    listed = [(one.period, one.period_number) for one in sorted(due, key=lambda one: (one.last, one.due))]
    others = {(one.period, one.period_number) for one in told} - set(listed)
    return (*listed, *sorted(others))


def _told_in(told: Sequence[BranchFigure], key: PeriodKey) -> bool:
    return any((one.period, one.period_number) == key for one in told)


def _branches(told: Sequence[BranchFigure]) -> dict[tuple[str | None, PeriodKey], dict[str, int]]:
    found: dict[tuple[str | None, PeriodKey], dict[str, int]] = defaultdict(dict)
    for one in told:
        found[one.branch, (one.period, one.period_number)][one.counter] = one.total
    return dict(found)


def _counters(told: Sequence[BranchFigure]) -> tuple[str, ...]:
    """Those that anybody told, in the order of the list; a counter that left the list stands last."""
    said = {one.counter for one in told}
    listed = [counter.code for counter in offered.counters().counters if counter.code in said]
    return (*listed, *sorted(said - set(listed)))


def _reporting(owed: Sequence[Obligation], branch_of: Mapping[str, str]) -> dict[str, dict[PeriodKey, Share]]:
    found: dict[str, dict[PeriodKey, Share]] = defaultdict(dict)
    for one in owed:
        branch, key = found[branch_of[one.unit_id]], (one.period, one.period_number)
        told = one.state in ("reported", "late")
        branch[key] = branch.get(key, Share(0, 0)) + Share(int(told), 1)
    return dict(found)


def children_table(words: Words, seen: Sight, page: Activity) -> Table[str]:
    """A child with all below it a row, a counter a column, in the period asked for; "" is everything together."""
    place, period = page.place, page.period
    names = {counter.code: wording.called(counter, words.language) for counter in offered.counters().counters}

    def of(unit: str) -> Cell:
        if not unit:
            return Cell(words("Cộng"))
        if unit == place.unit_id:
            return Cell(words("Chính đơn vị này"))
        to = Address("/mobilisation", {"unit": unit, "year": place.year, "period": period and written(period)})
        return Cell(name_of(seen, unit), to=to, written=True)

    def reporting(unit: str) -> Cell:
        shares = page.reporting.values() if not unit else [page.reporting.get(unit, {})]
        share = sum((of_period.get(period, Share(0, 0)) for of_period in shares if period), Share(0, 0))
        query = {"unit": unit or place.unit_id, "year": place.year, "period": period and written(period)}
        return Cell(share, total_to=Address("/mobilisation/reports", query))

    def counter(code: str) -> Column[str]:
        def cell(unit: str) -> Cell:
            return Cell(page.branches.get((unit or None, period), {}).get(code)) if period else Cell()

        return Column(code, names.get(code, code), cell, "number")

    alone = bool(page.counters) and not page.children
    own = (place.unit_id,) if alone or place.unit_id in page.reporting else ()
    shown_counters = [
        code for code in page.counters if period and code in page.branches.get((None, period), {})
    ]  # fmt: skip
    columns = (
        Column("unit", words("Đơn vị"), of),
        Column("reporting", words("Đã báo cáo"), reporting, "share"),
        *map(counter, shown_counters),
    )
    return Table(columns, (*page.children, *own), "" if page.children else None)


def periods_table(words: Words, page: Activity) -> Table[str]:
    """A counter a row and a period a column, everything below the unit together; what nobody told is not 0."""
    names = {counter.code: wording.called(counter, words.language) for counter in offered.counters().counters}

    def of(key: PeriodKey) -> Column[str]:
        said = page.branches.get((None, key), {})
        return Column(written(key), wording.period(words, *key), lambda code: Cell(said.get(code)), "number")

    told = [key for key in page.periods if (None, key) in page.branches]
    return Table(
        (Column("counter", words("Chỉ số"), lambda code: Cell(names.get(code, code))), *map(of, told)), page.counters
    )


def written(key: PeriodKey) -> str:
    """A period as it stands in an address."""
    return f"{key[0]}-{key[1]}"


@PAGES.get("/mobilisation", response_class=HTMLResponse)
async def activity(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    period: PeriodAsked = None, done: DoneAsked = None,
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    page = await activity_of(seen, place, key_of(period))
    words = Words(chosen(request))
    values: dict[str, Any] = {
        "page": page,
        "own_table": own_table(words, place, page.own),
        "children_table": children_table(words, seen, page),
        "periods_table": periods_table(words, page),
        "written": written,
        "period_words": page.period and wording.period(words, *page.period),
        "named": lambda key: wording.period(words, *key),
        "lacking": seen.viewer.lacks(PERMISSIONS[ReportActivity], place.unit_id),
        "done": done,
    }
    return shown(request, service, "activity.html", place, **values)


@PAGES.get("/mobilisation/activity.{file_kind}")
async def activity_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    year: YearAsked = None, period: PeriodAsked = None,
    part: Annotated[str, Query(pattern="^(children|periods)$")] = "children",
) -> Response:  # fmt: skip
    place = await place_of(service, seen, unit, year)
    page = await activity_of(seen, place, key_of(period))
    words = Words(chosen(request))
    of_period = page.period if part == "children" else None
    named = wording.period(words, *of_period) if of_period else words("Mọi kỳ")
    title = words("Hoạt động tuyên truyền, vận động")
    table = children_table(words, seen, page) if part == "children" else periods_table(words, page)
    lines = about(
        words,
        place.name,
        place.year,
        ((words("Kỳ báo cáo"), named),),
        place.freshness,
        moment(service, place.freshness),
    )
    sheet = Sheet(title, lines, table, words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {place.name} {place.year} {named}")

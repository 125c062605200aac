"""The JSON API of mobilisation: reports, core forces, joint programmes, and the views it answers from."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, BeforeValidator

from chronicle.command import written_as_a_day
from chronicle.refusal import Refused
from contracts.fact import Identifier, UnitId, Year
from contracts.mobilisation import Period
from portal.api import Calling, Opened, Seeing, commands
from portal.paging import Page, paged
from portal.sight import Sight
from services.mobilisation.activity import ReportActivity, UndoActivity
from services.mobilisation.force import CountForce
from services.mobilisation.programme import EndProgramme, RenewProgramme, ReviewProgramme, SignProgramme
from services.mobilisation.projections import figures, forces, programme_reviews, programmes, reports, units
from services.mobilisation.projections.reports import ReportState
from services.mobilisation.projections.units import UnitRow
from services.mobilisation.screens import activity_file, offered

periods_of_year_max = 12

Day = Annotated[date, BeforeValidator(written_as_a_day)]
Id = Annotated[Identifier, Path()]


class Reported(BaseModel):
    """The part of a report that is held against the list of counters."""

    counters: dict[str, int]
    occurred_on: Day | None = None


async def only_counters_on_offer(body: Reported, caller: Calling) -> None:
    """The list is dated data, which a pure decision cannot read, so it is kept at the door."""
    offered.must_be_counters(body.counters, body.occurred_on or caller.context.today)


class ForceCounted(BaseModel):
    """The part of a count that is held against the list of kinds."""

    force_kind: str
    occurred_on: Day | None = None


async def only_forces_of_the_day(body: ForceCounted, caller: Calling) -> None:
    """As for counters."""
    offered.must_be_a_force(body.force_kind, body.occurred_on or caller.context.today)


async def known_unit(seen: Sight, unit_id: str) -> UnitRow:
    """The unit asked about. Raises Refused (`unit.unknown`), also where its row is out of sight."""
    seen.must_see(unit_id)
    row = await units.unit(seen.connection, unit_id)
    if row is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return row


ROUTES = APIRouter(prefix="/api/mobilisation", tags=["mobilisation"])

_REPORTING = APIRouter(dependencies=[Depends(only_counters_on_offer)])
commands(_REPORTING, {"/report": ReportActivity})
ROUTES.include_router(activity_file.ROUTES)
ROUTES.include_router(_REPORTING)

_COUNTING = APIRouter(dependencies=[Depends(only_forces_of_the_day)])
commands(_COUNTING, {"/count-core-force": CountForce})
ROUTES.include_router(_COUNTING)

commands(
    ROUTES,
    {
        "/undo": UndoActivity,
        "/sign-programme": SignProgramme,
        "/review-programme": ReviewProgramme,
        "/renew-programme": RenewProgramme,
        "/end-programme": EndProgramme,
    },
)


@ROUTES.get("/counters", summary="The counters asked for on a day; default: today")
async def counters(seen: Seeing, service: Opened, on: Day | None = None) -> list[dict[str, Any]]:
    return [counter.model_dump() for counter in offered.counters().on(on or service.clock.today())]


@ROUTES.get("/core-force-kinds", summary="The kinds of core forces there are on a day; default: today")
async def core_force_kinds(seen: Seeing, service: Opened, on: Day | None = None) -> list[dict[str, Any]]:
    return [kind.model_dump() for kind in offered.forces().on(on or service.clock.today())]


@ROUTES.get("/periods/{year}", summary="The periods of a year that are reported, and until when")
async def periods(year: Year, seen: Seeing) -> list[dict[str, Any]]:
    return [asdict(period) for period in await offered.periods_due(seen.connection, year)]


@ROUTES.get("/units/{unit_id}/years/{year}", summary="What a unit reported in a year: totals, and which periods")
async def year_of_unit(unit_id: UnitId, year: Year, seen: Seeing) -> dict[str, Any]:
    seen.must_see(unit_id)
    return {
        "unit_id": unit_id,
        "year": year,
        "totals": await figures.totals_of_unit(seen.connection, unit_id, year),
        "reports": await reports.reports_of_unit(seen.connection, unit_id, year),
    }


@ROUTES.get(
    "/units/{unit_id}/branches/{year}",
    summary="What everything below a unit reported, by period and counter, each child with all below it",
)
async def branches_of_unit(unit_id: UnitId, year: Year, seen: Seeing) -> list[dict[str, Any]]:
    await known_unit(seen, unit_id)
    return [asdict(row) for row in await figures.figures_of_branches(seen.connection, unit_id, year)]


@ROUTES.get("/units/{unit_id}/core-forces", summary="The core forces below a unit on a day, by kind and child")
async def core_forces_of_unit(unit_id: UnitId, seen: Seeing, service: Opened, on: Day | None = None) -> dict[str, Any]:
    await known_unit(seen, unit_id)
    day = on or seen.today
    kinds = [kind.code for kind in offered.forces().on(day)]
    asked = (seen.connection, unit_id, day, kinds)
    return {
        "unit_id": unit_id,
        "on": day,
        "kinds": kinds,
        "forces": [asdict(row) for row in await forces.forces_of_branches(*asked)],
        "counting": [asdict(row) for row in await forces.communes_counting(*asked)],
    }


@ROUTES.get("/units/{unit_id}/core-forces/history", summary="Every count of core forces a unit gave, newest first")
async def core_force_history(unit_id: UnitId, seen: Seeing) -> list[dict[str, Any]]:
    seen.must_see(unit_id)
    return [asdict(row) for row in await forces.counts_of_unit(seen.connection, unit_id)]


@ROUTES.get(
    "/missing/{year}/{period}/{number}",
    summary="Communes and districts that have not reported a period, page by page",
)
async def missing(
    year: Year,
    period: Period,
    number: Annotated[int, Path(ge=1, le=periods_of_year_max)],
    seen: Seeing,
    service: Opened,
    page: Annotated[Page, paged(units.missing_shown_max, units.missing_shown_max)],
    on: Day | None = None,
) -> list[dict[str, Any]]:
    asked = (year, period, number, on or seen.today)
    rows = await units.units_without_report(seen.connection, seen.scope.named, *asked, page.after(str, str), page.asked)
    return page.shown(rows, lambda row: (row["unit_kind"], row["unit_id"]))


@ROUTES.get(
    "/reports/{year}", summary="Each commune and district with each period of a year: due, reported, late, missing"
)
async def reports_due(
    year: Year,
    seen: Seeing,
    service: Opened,
    page: Annotated[Page, paged(200, 1_000)],
    period: Period | None = None,
    number: Annotated[int | None, Query(ge=1, le=periods_of_year_max)] = None,
    state: ReportState | None = None,
    on: Day | None = None,
) -> list[dict[str, Any]]:
    """`on` is the day against which due days are held, default today; the reports are those known now."""
    connection, within = seen.connection, seen.scope.named
    due = await offered.periods_due(connection, year)
    found = reports.obligations(
        await units.reporting_units(connection, within),
        await reports.reports_of_year(connection, within, year),
        (one for one in due if period in (None, one.period) and number in (None, one.period_number)),
        on or seen.today,
    )
    after = page.after(date, str, int, str, str)
    rows = [one for one in found if state in (None, one.state) and (after is None or reports.place_of(one) > after)]
    return [asdict(one) for one in page.shown(rows[: page.asked], reports.place_of)]


@ROUTES.get("/programmes", summary="The joint programmes of the levels in sight, and how the review of a year stands")
async def programmes_listed(
    seen: Seeing,
    service: Opened,
    page: Annotated[Page, paged(100, 500)],
    year: Annotated[int | None, Query(ge=2000, le=2100, description="default: this year")] = None,
) -> list[dict[str, Any]]:
    connection, within, today = seen.connection, seen.scope.named, seen.today
    asked = year or today.year
    campaign = await offered.campaign_of(connection, asked)
    due = campaign.programme_reviews.due if campaign and campaign.programme_reviews else None
    reviewed = await programme_reviews.reviews_of_year(connection, within, asked)
    after = page.after(str)
    rows = sorted(await programmes.programmes_of_units(connection, within), key=lambda row: row.programme_id)
    shown = page.shown(
        [row for row in rows if after is None or row.programme_id > after[0]][: page.asked],
        lambda row: (row.programme_id,),
    )
    found = []
    for row in shown:
        review = reviewed.get(row.programme_id)
        state = programmes.review_state(row, asked, due, review.reviewed_on if review else None, today)
        found.append({**asdict(row), "year": asked, "review_due": due, "review": state})
    return found


@ROUTES.get("/programmes/{programme_id}", summary="One joint programme with its yearly reviews")
async def programme(programme_id: Id, seen: Seeing) -> dict[str, Any]:
    row = await programmes.programme(seen.connection, programme_id)
    if row is None or not seen.scope.sees(row.unit_id):
        raise Refused("programme.unknown", vi="Không có chương trình này", en="There is no such programme")
    reviewed = await programme_reviews.reviews_of_programme(seen.connection, programme_id)
    return {**asdict(row), "reviews": [asdict(review) for review in reviewed]}

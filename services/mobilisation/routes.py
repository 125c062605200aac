"""The JSON API of mobilisation: reporting, the counters on offer, and the views it answers from."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, BeforeValidator

from chronicle.command import written_as_a_day
from chronicle.refusal import Refused
from contracts.fact import UnitId, Year
from contracts.mobilisation import Period
from portal.api import Calling, Opened, Seeing, commands
from portal.paging import Page, paged
from reference.counters import Counters, counters_file, load_counters
from services.mobilisation.activity import ReportActivity
from services.mobilisation.projections import activity_totals, reporting_units, reports

periods_of_year_max = 12


Day = Annotated[date, BeforeValidator(written_as_a_day)]


@lru_cache(maxsize=1)
def offered() -> Counters:
    """The list of counters, read at the first request: importing a service touches no file."""
    return load_counters(counters_file())


class Reported(BaseModel):
    """The part of a report that is held against the list of counters."""

    counters: dict[str, int]
    occurred_on: Day | None = None


async def only_counters_on_offer(body: Reported, caller: Calling) -> None:
    """The list is dated data, which a pure decision cannot read, so it is kept at the door."""
    known = {counter.code for counter in offered().on(body.occurred_on or caller.context.today)}
    if strange := sorted(body.counters.keys() - known):
        named = ", ".join(strange[:5])
        raise Refused("counter.unknown", vi=f"Không có chỉ số: {named}", en=f"There are no such counters: {named}")


ROUTES = APIRouter(prefix="/api/mobilisation", tags=["mobilisation"])

_REPORTING = APIRouter(dependencies=[Depends(only_counters_on_offer)])
commands(_REPORTING, {"/report": ReportActivity})
ROUTES.include_router(_REPORTING)


@ROUTES.get("/counters", summary="The counters asked for on a day; default: today")
async def counters(seen: Seeing, service: Opened, on: Day | None = None) -> list[dict[str, Any]]:
    return [counter.model_dump() for counter in offered().on(on or service.clock.today())]


@ROUTES.get("/units/{unit_id}/years/{year}", summary="What a unit reported in a year: totals, and which periods")
async def year_of_unit(unit_id: UnitId, year: Year, seen: Seeing) -> dict[str, Any]:
    seen.must_see(unit_id)
    return {
        "unit_id": unit_id,
        "year": year,
        "totals": await activity_totals.totals_of_unit(seen.connection, unit_id, year),
        "reports": await reports.reports_of_unit(seen.connection, unit_id, year),
    }


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
    page: Annotated[Page, paged(reporting_units.missing_shown_max, reporting_units.missing_shown_max)],
    on: Day | None = None,
) -> list[dict[str, Any]]:
    asked = (year, period, number, on or service.clock.today())
    rows = await reporting_units.units_without_report(
        seen.connection, seen.scope.named, *asked, page.after(str, str), page.asked
    )
    return page.shown(rows, lambda row: (row["unit_kind"], row["unit_id"]))

"""Lists that are dated data, which a pure decision cannot read: counters, kinds of core forces, and when reports are due."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from chronicle.refusal import Refused
from contracts.mobilisation import Period
from reference.campaigns import Campaign, campaign_file, load_campaign
from reference.counters import Counter, Counters, counters_file, load_counters
from reference.forces import ForceKinds, forces_file, load_forces
from services.mobilisation.projections.campaigns import campaigns
from services.mobilisation.projections.due_days import due_days
from services.mobilisation.projections.reports import DuePeriod

campaigns_kept_max = 200


@lru_cache(maxsize=1)
def counters() -> Counters:
    """The list of counters, read at the first request: importing a service touches no file."""
    return load_counters(counters_file())


@lru_cache(maxsize=1)
def forces() -> ForceKinds:
    """The kinds of core forces, read at the first request."""
    return load_forces(forces_file())


@lru_cache(maxsize=campaigns_kept_max)
def _campaign(campaign_id: str) -> Campaign | None:
    path = campaign_file(campaign_id)
    return load_campaign(path) if path.exists() else None


async def campaign_of(connection: Any, year: int) -> Campaign | None:
    """What is written of a year that was opened; None where it was not, or where its campaign is no file of ours."""
    opened = next((row for row in await campaigns(connection) if row.year == year), None)
    return _campaign(opened.campaign_id) if opened else None


async def years(connection: Any) -> list[int]:
    """The years that were opened, the newest first."""
    return sorted({row.year for row in await campaigns(connection)}, reverse=True)


async def periods_due(connection: Any, year: int) -> list[DuePeriod]:
    """The periods a year's campaign asks reports for; a due day its calendar sets (`quarter-2`) goes before the plan's.

    None where nothing is written of it.
    """
    campaign = await campaign_of(connection, year)
    if campaign is None:
        return []
    planned = [DuePeriod(**period.model_dump()) for period in campaign.report_periods]
    return moved(planned, await due_days(connection, campaign.campaign_id))


def moved(planned: Iterable[DuePeriod], days: Mapping[str, date]) -> list[DuePeriod]:
    """The periods with the due days that were set for them; one before the period is over is no due day."""
    found = []
    for period in planned:
        day = days.get(f"{period.period}-{period.period_number}")
        found.append(replace(period, due=day, confirmed=True) if day and day >= period.last else period)
    return found


def asked_in(period: Period, day: date) -> list[Counter]:
    """The counters a form asks for: those of the festival only when the festival is reported, and then first."""
    on_offer = counters().on(day)
    of_period = [counter for counter in on_offer if not counter.periods or period in counter.periods]
    return sorted(of_period, key=lambda counter: not counter.periods)


def must_be_counters(codes: Iterable[str], day: date) -> None:
    """The list is kept at the door. Raises Refused."""
    known = {counter.code for counter in counters().on(day)}
    if strange := sorted(set(codes) - known):
        named = ", ".join(strange[:5])
        raise Refused("counter.unknown", vi=f"Không có chỉ số: {named}", en=f"There are no such counters: {named}")


def must_be_a_force(code: str, day: date) -> None:
    """Raises Refused for a kind nobody knows, and for one that does not stand on the day, saying what took its place."""
    kind = forces().named(code)
    if kind is None:
        raise Refused("core_force.unknown", vi=f"Không có loại lực lượng: {code}", en=f"There is no such force: {code}")
    if kind.stands_on(day):
        return
    successor = forces().named(kind.merged_into) if kind.merged_into and day > kind.first else None
    raise Refused(
        "core_force.not_in_force",
        vi=f"Ngày {day:%d/%m/%Y} không có lực lượng “{kind.text_vi}”"
        + (f"; hãy ghi vào “{successor.text_vi}”" if successor else ""),
        en=f"There is no force “{kind.text_en}” on {day}" + (f"; count “{successor.text_en}”" if successor else ""),
    )

"""The work of a viewer: what is owed by the units in sight, whose turn it is, and what was done in the last days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Sight
from portal.authority.roles import ENTERING
from portal.freshness import Freshness, freshness
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.screens import work_mobilisation, work_models, work_registration
from services.dashboards.screens.work import TABS, Days, Entry, Owed, Tab, held, offices_of, queue
from services.dashboards.screens.work_asked import asked_of, running, third_working_day
from services.dashboards.screens.work_done import Done, done_lately

OF_A_YEAR = (
    work_registration.documents,
    work_registration.registrations,
    work_registration.households,
    work_registration.lowered,
    work_mobilisation.reports,
    work_mobilisation.programmes,
)
"""Asked for each year that still runs."""
AT_ANY_TIME = (work_models.inventories, work_models.monitors, work_models.papers, work_models.placements)


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """`knows_days_off`: whether a calendar knew the holidays ahead; else Saturdays and Sundays are all there is."""

    entries: list[Entry]
    done: list[Done]
    days: Days
    knows_days_off: bool
    enters: bool
    """Whether the viewer enters for anybody at all."""
    years: list[CampaignRow]
    names: Mapping[str, str]
    """What the units are called that are in sight; of an office beyond it nothing is said."""
    freshness: Freshness

    def of(self, tab: Tab) -> list[Entry]:
        """The entries of a tab, earliest first."""
        return [entry for entry in self.entries if entry.tab == tab]

    @property
    def counts(self) -> Mapping[Tab, int]:
        return {tab: len(self.done) if tab == "done" else len(self.of(tab)) for tab in TABS}


async def work_of(service: Service, seen: Sight, unit_id: str | None = None) -> WorkQueue:
    """In one snapshot; `unit_id` narrows it to a unit and what stands below it. Raises Refused (`unit.unknown`)."""
    await _must_be_known(seen, unit_id)
    fresh = await freshness(service, seen.connection)
    opened, tree = await campaigns(seen.connection), seen.viewer.tree
    within = _within(seen, unit_id)
    third, known = third_working_day(opened, fresh.day)
    days, years = Days(fresh.day, third), running(opened, fresh.day)
    owed = held(await _owed(seen.connection, within, years, fresh.day), tree)
    offices = offices_of(seen.viewer.authorities, tree, ENTERING)
    done = await done_lately(seen.connection, within, fresh.position, fresh.day, service.settings.time_zone)
    mentioned = {*([unit_id] if unit_id else ()), *(one.unit_id for one in done), *(one.office for one in done)}
    mentioned.update(*((one.unit_id, *one.holders) for one in owed))
    names = await _names(seen, mentioned)
    return WorkQueue(queue(owed, offices, days), done, days, known, bool(offices), years, names, fresh)


_NAMES = """
SELECT unit_id, title || ' ' || unit_name AS called FROM dashboards.units
WHERE unit_id = ANY ($1) AND ($2::text[] IS NULL OR unit_id = ANY ($2))
"""


async def _names(seen: Sight, unit_ids: Iterable[str]) -> dict[str, str]:
    """What units are called: those of them that are in sight, behind both walls."""
    rows = await seen.connection.fetch(_NAMES, sorted(set(unit_ids)), seen.scope.named)
    return {row["unit_id"]: row["called"] for row in rows}


async def _must_be_known(seen: Sight, unit_id: str | None) -> None:
    """Raises Refused (`unit.unknown`), the same for a unit out of sight and for none at all."""
    if unit_id is not None and not await _names(seen, [unit_id]):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


def _within(seen: Sight, unit_id: str | None) -> list[str] | None:
    if unit_id is None:
        return seen.scope.named
    return sorted(unit for unit in seen.viewer.tree.below([unit_id]) if seen.scope.sees(unit))


async def _owed(connection: Any, within: Sequence[str] | None, years: list[CampaignRow], today: date) -> list[Owed]:
    found: list[Owed] = []
    for campaign in years:
        asked = asked_of(within, campaign, today)
        for question in OF_A_YEAR:
            found += await question(connection, asked)
    for at_any_time in AT_ANY_TIME:
        found += await at_any_time(connection, within, today)
    return found

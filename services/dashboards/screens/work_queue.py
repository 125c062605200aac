"""The work of a viewer: what is owed by the units in sight, whose turn it is, and what was done in the last days."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Sight
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from portal.authority.tree import Tree
from portal.freshness import Freshness, freshness
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.projections.delegations import DelegationRow, delegations_on
from services.dashboards.screens import work_mobilisation, work_models, work_registration
from services.dashboards.screens.work import (
    GROUPS,
    Claim,
    Days,
    Entry,
    Group,
    Owed,
    Tab,
    TabAsked,
    entry_of,
    group_of,
    held,
    offices_of,
    queue,
    woven,
)
from services.dashboards.screens.work_asked import asked_of, running, third_working_day
from services.dashboards.screens.work_done import Done, done_lately
from services.dashboards.screens.work_dossiers import (
    AskedOfDossiers,
    DossierCounts,
    Finished,
    dossiers_counted,
    dossiers_over,
    dossiers_over_counted,
    dossiers_owed,
)
from services.dashboards.screens.work_turns import acting, turns_of

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
class Wanted:
    """Which part of the work is asked for; `unit_id` narrows it to a unit and what stands below it."""

    tab: TabAsked = "all"
    unit_id: str | None = None
    claim: Claim | None = None
    """Only dossiers that somebody has at hand so; every other work has no holder."""
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """The part that was asked for, and how much there is of everything."""

    wanted: Wanted
    shown: Sequence[Any]
    """Entries; of what is done lately `Done`, of dossiers that are over `Finished`."""
    total: int
    """How many there are of what was asked for."""
    counts: Mapping[Tab, int]
    groups: Mapping[Group, int]
    """Of what was asked for."""
    claims: Mapping[Claim, int]
    """Of the tab's dossiers: who has them at hand."""
    done: list[Done]
    finished: int
    days: Days
    knows_days_off: bool
    """Whether a calendar knew the holidays ahead; else Saturdays and Sundays are all there is."""
    acts: bool
    """Whether the viewer enters, judges or decides for anybody at all."""
    judges: bool
    """Whether the viewer is of a standing body or its chair, who see what everybody has at hand."""
    years: list[CampaignRow]
    names: Mapping[str, str]
    """What the units are called that are in sight; of an office beyond it nothing is said."""
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the views said, and by what it is judged."""

    days: Days
    tree: Tree
    delegations: Sequence[DelegationRow]
    within: Sequence[str] | None
    asked: AskedOfDossiers
    dossiers: DossierCounts
    entries: Sequence[Entry]
    """Everything but dossiers, the earliest first."""


async def work_of(service: Service, seen: Sight, wanted: Wanted) -> WorkQueue:
    """In one snapshot. Raises Refused (`unit.unknown`)."""
    await _must_be_known(seen, wanted.unit_id)
    connection, viewer = seen.connection, seen.viewer
    fresh = await freshness(service, connection)
    opened = await campaigns(connection)
    third, known = third_working_day(opened, fresh.day)
    years = running(opened, fresh.day)
    looked = await _looked(seen, _within(seen, wanted.unit_id), years, Days(fresh.day, third))
    done = await done_lately(connection, looked.within, fresh.position, fresh.day, service.settings.time_zone)
    finished = await dossiers_over_counted(connection, looked.within)
    due = _due(looked, wanted)
    shown = await _shown(connection, looked, wanted, done)
    own = Counter(entry.tab for entry in looked.entries)
    counts: dict[Tab, int] = {tab: own[tab] + looked.dossiers.by_day(tab).total() for tab in ("to_do", "waiting")}
    held_by = {held.role for held in viewer.authorities}
    return WorkQueue(
        wanted=wanted,
        shown=shown,
        total={"done": len(done), "finished": finished}.get(wanted.tab, due.total()),
        counts={**counts, "done": len(done) + finished},
        groups=_grouped(due, looked.days),
        claims=looked.dossiers.by_claim(wanted.tab),
        done=done,
        finished=finished,
        days=looked.days,
        knows_days_off=known,
        acts=bool(held_by & (ENTERING | CHAIRS)),
        judges=bool(held_by & (OFFICERS | CHAIRS)),
        years=years,
        names=await _names(seen, {*_mentioned([*shown, *done]), *([wanted.unit_id] if wanted.unit_id else ())}),
        freshness=fresh,
    )


async def _looked(seen: Sight, within: Sequence[str] | None, years: list[CampaignRow], days: Days) -> _Looked:
    connection, viewer, tree = seen.connection, seen.viewer, seen.viewer.tree
    delegations = await delegations_on(connection, days.today)
    asked = AskedOfDossiers(within, turns_of(viewer.authorities, tree, delegations), str(viewer.account_id))
    owed = held(await _owed(connection, within, years, days.today), tree)
    entries = queue(owed, offices_of(viewer.authorities, tree, ENTERING), days)
    return _Looked(days, tree, delegations, within, asked, await dossiers_counted(connection, asked), entries)


def _of_tab(looked: _Looked, wanted: Wanted) -> list[Entry]:
    """What is owed beside dossiers; nobody has it at hand, so that a claim leaves all of it out."""
    return [] if wanted.claim else [one for one in looked.entries if wanted.tab in (one.tab, "all")]


def _due(looked: _Looked, wanted: Wanted) -> Counter[date | None]:
    """How much of what was asked for is due on which day."""
    own = Counter(entry.owed.due for entry in _of_tab(looked, wanted))
    return own + looked.dossiers.by_day(wanted.tab, wanted.claim)


def _grouped(due: Mapping[date | None, int], days: Days) -> dict[Group, int]:
    found: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    for day, count in due.items():
        found[group_of(day, days)] += count
    return found


async def _shown(connection: Any, looked: _Looked, wanted: Wanted, done: list[Done]) -> Sequence[Any]:
    """The part that was asked for."""
    if wanted.tab == "done":
        return done[wanted.offset : wanted.offset + wanted.limit]
    if wanted.tab == "finished":
        return await dossiers_over(connection, looked.within, wanted.offset, wanted.limit)
    own = _of_tab(looked, wanted)
    counted = looked.dossiers.by_day(wanted.tab, wanted.claim)
    part = woven([entry.owed.due for entry in own], counted, wanted.offset, wanted.limit)
    found = await dossiers_owed(connection, looked.asked, wanted.tab, wanted.claim, part.skipped, part.taken)
    dossiers = [entry_of(_with_its_office(one, looked), tab, looked.days) for tab, one in found]
    return sorted([*own[part.first : part.last], *dossiers], key=lambda entry: entry.owed.due or date.max)


def _with_its_office(one: Owed, looked: _Looked) -> Owed:
    office = acting(one.turn, one.unit_id, looked.tree, looked.delegations)
    return one.held_by(*((office,) if office else ()))


def _mentioned(shown: Sequence[Any]) -> Iterable[str]:
    """The units that the shown rows name."""
    for one in shown:
        match one:
            case Entry():
                yield from (one.owed.unit_id, *one.owed.holders)
            case Done():
                yield from (one.unit_id, one.office)
            case Finished():
                yield from (one.unit_id, one.decided_by)


_NAMES = """
SELECT unit_id, title || ' ' || unit_name AS called FROM dashboards.units
WHERE unit_id IN (SELECT unnest($1::text[])) AND ($2::text[] IS NULL OR unit_id IN (SELECT unnest($2::text[])))
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

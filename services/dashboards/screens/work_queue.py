"""The work of a viewer: what is owed by the units in sight, whose turn it is, and what was done in the last days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from portal.authority.tree import Tree
from portal.freshness import Freshness, freshness
from portal.sight import Sight
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.projections.delegations import DelegationRow, delegations_on
from services.dashboards.screens.work import GROUPS, Claim, Days, Entry, Group, Tab, TabAsked, entry_of, group_of
from services.dashboards.screens.work_asked import asked_of, running, third_working_day
from services.dashboards.screens.work_done import Done, done_lately
from services.dashboards.screens.work_dossiers import Finished, dossiers_over, dossiers_over_counted
from services.dashboards.screens.work_owed import AskedOfWork, Counted, Placed, owed_of
from services.dashboards.screens.work_question import named
from services.dashboards.screens.work_turns import acting, acts_for, turns_of


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
    """What is owed, and by what it is judged."""

    days: Days
    tree: Tree
    delegations: Sequence[DelegationRow]
    within: str | None
    of_dossiers: str | None
    """`within`, and the units whose dossiers alone are in sight."""
    counted: Counted
    part: Sequence[Placed]

    def entry(self, placed: Placed) -> Entry:
        """With the office that does it, in its group."""
        owed = placed.owed
        office = acting(owed.turn, owed.unit_id, self.tree, self.delegations)
        return entry_of(replace(owed, office=office), placed.tab, self.days)


async def work_of(service: Service, seen: Sight, wanted: Wanted) -> WorkQueue:
    """In one snapshot. Raises Refused (`unit.unknown`)."""
    await _must_be_known(seen, wanted.unit_id)
    connection, viewer = seen.connection, seen.viewer
    fresh = await freshness(service, connection)
    opened = await campaigns(connection)
    third, known = third_working_day(opened, fresh.day)
    years = running(opened, fresh.day)
    looked = await _looked(seen, wanted, years, Days(fresh.day, third))
    done = await done_lately(seen, looked.within, fresh.position, fresh.day, service.settings.time_zone)
    finished = await dossiers_over_counted(connection, looked.of_dossiers)
    shown = await _shown(connection, looked, wanted, done)
    due = looked.counted.by_day(wanted.tab, wanted.claim)
    counts: dict[Tab, int] = {tab: looked.counted.by_day(tab).total() for tab in ("to_do", "waiting")}
    held_by = {held.role for held in viewer.authorities}
    return WorkQueue(
        wanted=wanted,
        shown=shown,
        total={"done": len(done), "finished": finished}.get(wanted.tab, due.total()),
        counts={**counts, "done": len(done) + finished},
        groups=_grouped(due, looked.days),
        claims=looked.counted.by_claim(wanted.tab),
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


async def _looked(seen: Sight, wanted: Wanted, years: list[CampaignRow], days: Days) -> _Looked:
    connection, viewer, tree = seen.connection, seen.viewer, seen.viewer.tree
    delegations = await delegations_on(connection, days.today)
    within, delegated = (
        _within(seen, wanted.unit_id, units) for units in (seen.scope.named, sorted(seen.scope.delegated))
    )
    asked = AskedOfWork(
        named(within), days.today, [asked_of(year) for year in years], turns_of(viewer.authorities, tree, delegations),
        str(viewer.account_id), acts_for(viewer.authorities), named(delegated),
    )  # fmt: skip
    limit = 0 if wanted.tab in ("done", "finished") else wanted.limit
    counted, part = await owed_of(connection, asked, wanted.tab, wanted.claim, wanted.offset, limit)
    of_dossiers = None if within is None else [*within, *(delegated or ())]
    return _Looked(days, tree, delegations, named(within), named(of_dossiers), counted, part)


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
        return await dossiers_over(connection, looked.of_dossiers, wanted.offset, wanted.limit)
    return [looked.entry(one) for one in looked.part]


def _mentioned(shown: Sequence[Any]) -> Iterable[str]:
    """The units that the shown rows name."""
    for one in shown:
        match one:
            case Entry():
                yield from (one.owed.unit_id, one.owed.office or "")
            case Done():
                yield from (one.unit_id, one.office)
            case Finished():
                yield from (one.unit_id, one.decided_by)


_NAMES = """
SELECT unit_id, title || ' ' || unit_name AS called FROM dashboards.units WHERE unit_id = ANY($1::text[])
"""


async def _names(seen: Sight, unit_ids: Iterable[str]) -> dict[str, str]:
    """What units are called: those of them that are in sight, behind both walls."""
    rows = await seen.connection.fetch(
        _NAMES, [unit for unit in set(unit_ids) if unit and seen.scope.sees_dossier(unit)]
    )
    return {row["unit_id"]: row["called"] for row in rows}


async def _must_be_known(seen: Sight, unit_id: str | None) -> None:
    """Raises Refused (`unit.unknown`), the same for a unit out of sight and for none at all."""
    if unit_id is not None and not await _names(seen, [unit_id]):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


def _within(seen: Sight, unit_id: str | None, units: list[str] | None) -> list[str] | None:
    """Of these units, None: all, those below the one asked for."""
    if unit_id is None:
        return units
    below = seen.viewer.tree.below([unit_id])
    return sorted(below if units is None else below.intersection(units))

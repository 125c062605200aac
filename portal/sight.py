"""What whoever calls sees of a service: a snapshot of its views behind both walls, as they are or as of a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request

from chronicle.past.moment import AsOf, Moment, Rebuilt
from chronicle.past.version_table import AS_OF
from chronicle.rebuild.standing import StandsNoMore, hold
from chronicle.refusal import Refused
from chronicle.service import Service
from chronicle.supposed import overlay
from contracts.envelope import position_max
from portal.access import Opened, Viewer, Viewing
from portal.as_of import readable, tree_of
from portal.authority.remembered_tree import RememberedTree
from portal.authority.scope import Scope
from portal.authority.tree import Tree
from portal.downloads import is_difference, is_sheet
from portal.printouts.question import WITHIN
from portal.printouts.settling import sheet_moment
from portal.printouts.within import narrowed
from portal.problems import Rejected
from portal.rebuilt import other_history, waits_no_more
from portal.supposed import HistoryAsked, must_be_what_was, tree_supposed


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer sees: a snapshot behind the second wall, and the scope that every question to it names."""

    viewer: Viewer
    connection: Any
    """Reads views as a role that row policies hold for, in one read-only transaction; at a moment, as they stood then."""
    today: date
    """The day on which one looks; of a moment of the past, its day."""
    moment: Moment | None = None
    settled: dict[str, str] = field(default_factory=dict)
    """What the address left open and was answered about: the unit, the year. A sheet says it by name."""

    def settle(self, **named: object) -> None:
        """Notes what was answered about, by the name of the parameter that would ask for it."""
        self.settled.update({name: str(value) for name, value in named.items() if value is not None})

    @property
    def scope(self) -> Scope:
        return self.viewer.scope

    @property
    def newest_known(self) -> int:
        """The position after which nothing is known here: among the facts of years that came since, nobody needs to look."""
        return position_max if self.moment is None else self.moment.known_up_to(position_max)

    def as_it_is(self) -> "Sight":
        """The same snapshot with the views as they are, also where one looks at a moment: for what is supposed of that time."""
        return self if self.moment is None else replace(self, connection=self.connection.now, moment=None)

    def top(self, province_id: str | None) -> str | None:
        """Where a viewer begins who asks for no unit: the province where it is in sight, else the widest unit that is."""
        if province_id is not None and self.scope.sees(province_id):
            return province_id
        held = {authority.unit_id for authority in self.viewer.authorities if authority.unit_id is not None}
        widest = sorted(held, key=lambda unit: (-len(self.viewer.tree.below([unit])), unit))
        return widest[0] if widest else None

    def must_see(self, unit_id: str | None) -> None:
        """A unit out of sight answers as one that does not exist. Raises Refused."""
        if not self.scope.sees(unit_id):
            raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


@asynccontextmanager
async def looking(service: Service, viewer: Viewer, moment: Moment | None = None) -> AsyncIterator[Sight]:
    """One snapshot of the service's views, as of a moment or as they are, as the viewer may see them today."""
    today = service.clock.today()
    async with service.viewer_pool.acquire() as connection:
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
        try:
            if moment is not None and moment.rebuilt is not None:
                await connection.execute(begin)
                await _hold(service, connection, moment.rebuilt)
                begin = ""
            # one round trip for what every page begins with; a UUID and a day have no character that could end a literal
            await connection.execute(
                f"{begin}SELECT portal.look_as('{viewer.account_id}', '{today.isoformat()}')" + _set(moment)
            )
            await _must_stand(service, connection, moment)
            yield _sight_of(service, viewer, connection, today, moment)
        finally:
            # also where whoever asked went away in the middle: no connection goes back with a snapshot of long ago
            await connection.execute("ROLLBACK")


def _set(moment: Moment | None) -> str:
    """Of versions the planner expects a row where thousands stand, and would go through all of them for each unit (measured)."""
    if moment is None:
        return ""
    supposed = "" if moment.supposed is None else f"; SET LOCAL {overlay.SUPPOSED} = {moment.supposed.number}"
    return f"; SET LOCAL {AS_OF} = {moment.position}; SET LOCAL enable_nestloop = off{supposed}"


async def _hold(service: Service, connection: Any, rebuilt: Rebuilt) -> None:
    """Raises Rejected."""
    try:
        await hold(connection, service.name, rebuilt)
    except StandsNoMore as error:
        raise waits_no_more(rebuilt.number) from error


async def _must_stand(service: Service, connection: Any, moment: Moment | None) -> None:
    """What is supposed may have made room for something else since it was worked out. Raises Rejected."""
    supposed = moment and moment.supposed
    if supposed and not await overlay.stands(connection, service.name, supposed.number):
        raise Rejected(
            503, "supposed.gone", vi="Điều giả sử vừa được dọn đi; hãy tải lại", en="What was supposed was cleared away; ask again",
            headers={"Retry-After": "1"},
        )  # fmt: skip


def _sight_of(service: Service, viewer: Viewer, connection: Any, today: date, moment: Moment | None) -> Sight:
    if moment is None:
        return Sight(viewer, connection, today)
    today = moment.looked_on or moment.day
    return Sight(viewer, AsOf(connection, moment, service.name, service.views), today, moment)


@asynccontextmanager
async def looking_freely(
    service: Service, moment: Moment | None = None, tree: Tree | None = None
) -> AsyncIterator[Sight]:
    """Everything: for what is public, and for the programs of the installation themselves."""
    viewer = replace(Viewer.of_the_installation(tree or Tree()), looks_back=moment is not None)
    async with service.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        if moment is not None:
            if moment.rebuilt is not None:
                await _hold(service, connection, moment.rebuilt)
            await connection.execute(_set(moment).removeprefix("; "))
        await _must_stand(service, connection, moment)
        yield _sight_of(service, viewer, connection, service.clock.today(), moment)


async def moment(request: Request, service: Opened, asked: Annotated[HistoryAsked, Depends()]) -> Moment | None:
    """The moment that is asked for, of the past or supposed, readable from now on; the page says so. Raises Rejected."""
    if is_sheet(request):
        return await sheet_moment(request, service, asked)
    request.state.moment = found = await _moment(request, service, asked)
    return found


async def _moment(request: Request, service: Service, asked: HistoryAsked) -> Moment | None:
    if (found := await other_history(request, service, asked)) is not None:
        return found
    return None if asked.as_of is None else await readable(service, asked.as_of)


At = Annotated[Moment | None, Depends(moment)]


async def settled_moment(request: Request, service: Opened, asked: Annotated[HistoryAsked, Depends()]) -> Moment:
    """The moment that is asked for, else that of the newest fact: for what must say of which log it speaks. Raises Rejected."""
    found = await moment(
        request, service,
        asked if asked.as_of or asked.rebuilt else replace(asked, as_of=str(await service.log.head())),
    )  # fmt: skip
    assert found is not None
    must_be_what_was(found)
    return found


@asynccontextmanager
async def looking_at(request: Request, service: Service, viewer: Viewer, moment: Moment | None) -> AsyncIterator[Sight]:
    """What the viewer sees at a moment that is readable, units by their names of then; or now. Raises Rejected."""
    if moment is not None:
        tree = await _tree(service, request.app.state.tree, moment)
        viewer = replace(viewer, tree=tree, looks_back=True)
    if is_sheet(request) and (within := request.query_params.get(WITHIN)):
        viewer = narrowed(viewer, viewer.tree, within, service.clock.today())
    freely = viewer.is_the_installation
    async with (
        request.app.state.comparing if is_difference(request) else nullcontext(),
        looking_freely(service, moment, viewer.tree) if freely else looking(service, viewer, moment) as seen,
    ):
        yield seen


async def _tree(service: Service, remembered: RememberedTree, moment: Moment) -> Tree:
    was = await tree_of(service, remembered, moment.position)
    if moment.supposed is None:
        return was
    return await tree_supposed(
        service, moment, was, await tree_of(service, remembered, moment.supposed.supposition.after)
    )


async def sight(request: Request, service: Opened, viewer: Viewing, at: At) -> AsyncIterator[Sight]:
    async with looking_at(request, service, viewer, at) as seen:
        yield seen


async def sight_of_the_past(
    request: Request, service: Opened, viewer: Viewing, at: Annotated[Moment, Depends(settled_moment)]
) -> AsyncIterator[Sight]:
    async with looking_at(request, service, viewer, at) as seen:
        yield seen


async def sight_now(service: Opened, viewer: Viewing) -> AsyncIterator[Sight]:
    async with looking(service, viewer) as seen:
        yield seen


Seeing = Annotated[Sight, Depends(sight)]
Past = Annotated[Sight, Depends(sight_of_the_past)]
"""As of a moment in any case: the one asked for, else that of the newest fact."""
SeeingNow = Annotated[Sight, Depends(sight_now)]
"""For what is no view of facts, as accounts and files are: it is shown as it is now, and its page says so."""

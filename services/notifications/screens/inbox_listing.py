"""What stands in the inbox of the offices one acts for: filtered by office and kind, part by part, and as a table to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from chronicle.service import Service
from portal.asked import BLANK
from portal.freshness import Freshness, freshness
from portal.sight import Sight
from portal.tables import Cell, Column, Table
from portal.words import Words
from services.notifications.notice import LEAVING, Preferable
from services.notifications.projections import inbox
from services.notifications.projections.deliveries import deliveries_of_notices
from services.notifications.projections.inbox import News
from services.notifications.screens.kinds import KINDS
from services.notifications.screens.shell import UnitAsked, called, names_in_sight, offices_of
from services.notifications.screens.telling import Told, told, units_in

PATH = "/notifications"
notices_page = 50
Which = Literal["unread", "all"]
KindAsked = Annotated[Preferable | None, BLANK, Query(alias="kind", description="the template; default: all")]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, as it stands there."""

    which: Annotated[Which, Query(description="unread ones, or all")] = "unread"
    unit: UnitAsked = None
    kind: KindAsked = None

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.kind)

    def query(self) -> dict[str, Any]:
        """The parameters of the address; what is not asked for is None."""
        return {"which": None if self.which == "unread" else self.which, "unit": self.unit, "kind": self.kind}


FiltersAsked = Annotated[Filters, Depends()]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A part of the notices; `after` is where the next part begins. `news` is of the whole inbox, `unread` of what matches."""

    filters: Filters
    notices: Sequence[Told]
    news: News
    unread: int
    names: dict[str, str]
    after: int | None
    offices: Sequence[str]
    freshness: Freshness


def offices_asked(own: Sequence[str], filters: Filters) -> list[str]:
    """One's own offices, or the one of them that is asked for; another's inbox is nobody's to filter by."""
    return [unit for unit in own if filters.unit in (None, unit)]


async def inbox_page_of(
    service: Service, seen: Sight, words: Words, filters: Filters, before: int | None, limit: int
) -> InboxPage:
    """One snapshot."""
    connection, own = seen.connection, offices_of(seen.viewer)
    offices, after = offices_asked(own, filters), None if before is None else (before,)
    rows = await inbox.notices_of_offices(
        connection, offices, after, limit + 1, unread_only=filters.which == "unread", template=filters.kind
    )
    shown = rows[:limit]
    carried = await deliveries_of_notices(connection, [row["notice_id"] for row in shown])
    names = await names_in_sight(seen, units_in(shown) | set(own))
    zone = ZoneInfo(service.settings.time_zone)
    return InboxPage(
        filters=filters,
        notices=[told(row, carried[row["notice_id"]], names, words.language, zone) for row in shown],
        news=await inbox.news_of_offices(connection, own),
        unread=await inbox.unread_of_offices(connection, offices, filters.kind),
        names=names,
        after=shown[-1]["position"] if len(rows) > limit else None,
        offices=own,
        freshness=await freshness(service, connection),
    )


def table_of(words: Words, shown: InboxPage) -> Table[Told]:
    """A notice a row, in the order of the page."""

    def outside(channel: str) -> Any:
        return lambda one: Cell(dict(one.deliveries).get(channel))

    def office(one: Told) -> Cell:
        return Cell(shown.names.get(one.notice["unit_id"], one.notice["unit_id"]), written=True)

    columns: tuple[Column[Told], ...] = (
        Column("notice", words("Thông báo"), lambda one: Cell(one.subject)),
        Column("text", words("Nội dung"), lambda one: Cell(" ".join(one.text.split()))),
        Column("office", words("Của cơ quan"), office),
        Column("kind", words("Loại thông báo"), lambda one: Cell(
            words(KINDS.get(one.notice["template"], one.notice["template"])))),
        Column("raised", words("Ngày báo"), lambda one: Cell(one.notice["raised_on"]), "day"),
        Column("due", words("Hạn"), lambda one: Cell(one.notice["due_on"]), "day"),
        Column("read", words("Đọc ngày"), lambda one: Cell(one.notice["read_on"]), "day"),
    )  # fmt: skip
    ways: list[Column[Told]] = [Column(name, called(words, name), outside(name)) for name in LEAVING]
    return Table((*columns, *ways), shown.notices)

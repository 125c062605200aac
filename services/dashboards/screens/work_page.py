"""The page “Việc của tôi”: what is due, by how near its day is, each with the button that leads to where it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from chronicle.service import Service
from portal.access import Sight
from portal.exports import about, moment
from portal.numbered_pages import Paging
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.dashboards.screens.work import GROUPS, TABS, Entry, Group, Tab
from services.dashboards.screens.work_done import DONE, Done, days_back
from services.dashboards.screens.work_queue import WorkQueue, work_of
from services.dashboards.screens.work_words import WORK

TabAsked = Tab | Literal["all"]
"""`all`: what is owed, whoever's turn it is."""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A part of one tab. `groups` cuts the rows of a table where the next group begins."""

    queue: WorkQueue
    tab: TabAsked
    unit_id: str | None
    unit_name: str
    counts: Mapping[Tab, int]
    group_counts: Mapping[Group, int]
    paging: Paging
    table: Table[Any]
    groups: list[tuple[Group, list[Entry]]]
    recorded_at: datetime | None


async def work_page_of(
    service: Service, seen: Sight, words: Words, unit_id: str | None, tab: TabAsked, page: int, limit: int | None
) -> WorkPage:
    """One tab; without a limit all of it, as for a sheet. Raises Refused (`unit.unknown`)."""
    found = await work_of(service, seen, unit_id)
    listed: Sequence[Any] = found.done if tab == "done" else found.entries if tab == "all" else found.of(tab)
    paging = Paging(page, limit or sheet_rows_max, len(listed))
    rows = listed[paging.offset : paging.offset + paging.limit]
    return WorkPage(
        queue=found,
        tab=tab,
        unit_id=unit_id,
        unit_name=found.names[unit_id] if unit_id else words("Mọi đơn vị trong phạm vi"),
        counts=found.counts,
        group_counts={} if tab == "done" else {group: sum(one.group == group for one in listed) for group in GROUPS},
        paging=paging,
        table=_done(words, found.names, rows) if tab == "done" else _owed(words, found.names, rows, tab),
        groups=[] if tab == "done" else [(name, list(some)) for name, some in groupby(rows, lambda one: one.group)],
        recorded_at=moment(service, found.freshness),
    )


def _owed(words: Words, names: Mapping[str, str], rows: Sequence[Entry], tab: TabAsked) -> Table[Entry]:
    """What is owed: what, by whom, until when; and for whom one waits, where that is in sight."""

    def unit(row: Entry) -> Cell:
        unit_id = row.owed.unit_id
        return Cell(
            names.get(unit_id, unit_id), to=Address("/", {"unit": unit_id, "year": row.owed.year}), written=True
        )

    def due(row: Entry) -> Cell:
        return Cell(row.owed.due)

    def holder(row: Entry) -> Cell:
        office = row.owed.holders[-1] if row.owed.holders else ""
        return Cell(names[office], written=True) if office in names else Cell(words("Cấp trên"))

    return Table(
        (
            Column("work", words("Việc"), lambda row: Cell(WORK[row.owed.kind].said(words, row.owed))),
            Column("unit", words("Đơn vị"), unit),
            Column("due", words("Hạn"), due, "day"),
            Column("group", words("Đến hạn"), lambda row: Cell(words(GROUPS[row.group])), on_page=False),
            Column("late", words("Số ngày quá hạn"), lambda row: Cell(row.late_days or None), "number", on_page=False),
            Column("holder", words("Đang chờ"), holder, on_page=tab != "to_do"),
            Column("kind", words("Loại việc"), lambda row: Cell(words(WORK[row.owed.kind].title)), on_page=False),
        ),
        rows,
    )


def _done(words: Words, names: Mapping[str, str], rows: Sequence[Done]) -> Table[Done]:
    """What was done: what, how often, about whom, in which office's name."""

    def unit(row: Done) -> Cell:
        return Cell(names.get(row.unit_id, row.unit_id), to=Address("/", {"unit": row.unit_id}), written=True)

    def office(row: Done) -> Cell:
        return Cell(names.get(row.office, ""), written=True)

    return Table(
        (
            Column("work", words("Việc"), lambda row: Cell(words(DONE[row.type]))),
            Column("unit", words("Đơn vị"), unit),
            Column("count", words("Số lần ghi"), lambda row: Cell(row.count), "number"),
            Column("day", words("Ngày ghi"), lambda row: Cell(row.done_on), "day"),
            Column("office", words("Người ghi"), office),
        ),
        rows,
    )


def work_sheet(words: Words, shown: WorkPage) -> tuple[Sheet[Any], str]:
    """A tab as a sheet, and what its file is called."""
    title = words("Việc cần làm") if shown.tab == "all" else words(TABS[shown.tab])
    chosen = [(words("Danh sách"), title)]
    if shown.tab == "done":
        chosen.append((words("Trong"), words("%(days)s ngày qua", days=days_back)))
    lines = about(words, shown.unit_name, None, tuple(chosen), shown.queue.freshness, shown.recorded_at)
    return Sheet(title, lines, shown.table, words), f"{words('Việc của tôi')} {title}"

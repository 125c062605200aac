"""The page “Việc của tôi”: what is due, by how near its day is, each with the button that leads to where it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from chronicle.service import Service
from portal.exports import about, moment
from portal.numbered_pages import Paging
from portal.sight import Sight
from portal.sign_in.colleagues import titles_of_colleagues
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words, message
from services.dashboards.screens.work import CLAIMS, GROUPS, TABS, Claim, Entry, Group, TabAsked
from services.dashboards.screens.work_done import DONE, Done, days_back
from services.dashboards.screens.work_dossiers import Finished
from services.dashboards.screens.work_queue import Wanted, WorkQueue, work_of
from services.dashboards.screens.work_words import ENDINGS, WORK, dossier_at


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A part of one tab. `groups` cuts the rows of a table where the next group begins."""

    queue: WorkQueue
    unit_name: str
    paging: Paging
    table: Table[Any]
    groups: list[tuple[Group, list[Entry]]]
    recorded_at: datetime | None

    @property
    def tab(self) -> TabAsked:
        return self.queue.wanted.tab

    @property
    def unit_id(self) -> str | None:
        return self.queue.wanted.unit_id


async def work_page_of(
    service: Service, seen: Sight, words: Words, unit_id: str | None, tab: TabAsked, claim: Claim | None, page: int,
    limit: int | None,
) -> WorkPage:  # fmt: skip
    """One tab; without a limit all of it, as for a sheet. Raises Refused (`unit.unknown`)."""
    rows_max = limit or sheet_rows_max
    found = await work_of(service, seen, Wanted(tab, unit_id, claim, (page - 1) * rows_max, rows_max))
    owed = tab not in ("done", "finished")
    return WorkPage(
        queue=found,
        unit_name=found.names[unit_id] if unit_id else words("Mọi đơn vị trong phạm vi"),
        paging=Paging(page, rows_max, found.total),
        table=await _table(service, seen, words, found),
        groups=[(name, list(some)) for name, some in groupby(found.shown, lambda one: one.group)] if owed else [],
        recorded_at=moment(service, found.freshness),
    )


async def _table(service: Service, seen: Sight, words: Words, found: WorkQueue) -> Table[Any]:
    if found.wanted.tab == "done":
        return _done(words, found.names, found.shown)
    if found.wanted.tab == "finished":
        return _finished(words, found.names, found.shown)
    holders = {entry.owed.holder for entry in found.shown}
    titles: Mapping[str, str] = {}
    if holders - {None}:
        titles = await titles_of_colleagues(service.pool, seen.viewer.account_id, found.freshness.day)
    return _owed(words, found, titles)


def _owed(words: Words, found: WorkQueue, titles: Mapping[str, str]) -> Table[Entry]:
    """What is owed: what, by whom, until when; for whom one waits, where that is in sight; who has it at hand."""
    names, tab = found.names, found.wanted.tab

    def unit(row: Entry) -> Cell:
        unit_id = row.owed.unit_id
        return Cell(
            names.get(unit_id, unit_id), to=Address("/", {"unit": unit_id, "year": row.owed.year}), written=True
        )

    def holder(row: Entry) -> Cell:
        office = row.owed.office or ""
        called = names.get(office, words("Cấp trên"))
        if row.owed.turn == "chair":
            return Cell(words("Chủ tịch: %(office)s", office=called))
        return Cell(called, written=office in names)

    def claim(row: Entry) -> Cell:
        if row.owed.claim in (None, "nobody"):
            return Cell("" if row.owed.claim is None else words("chưa ai nhận"))
        mine = row.owed.claim == "mine"
        title = titles.get(row.owed.holder or "")
        return Cell(words("tôi") if mine else title or words("cán bộ khác"), written=not mine and title is not None)

    claimed = any(row.owed.claim for row in found.shown)
    return Table(
        (
            Column("work", words("Việc"), lambda row: Cell(WORK[row.owed.kind].said(words, row.owed))),
            Column("unit", words("Đơn vị"), unit),
            Column("due", words("Hạn"), lambda row: Cell(row.owed.due), "day"),
            Column("group", words("Đến hạn"), lambda row: Cell(words(GROUPS[row.group])), on_page=False),
            Column("late", words("Số ngày quá hạn"), lambda row: Cell(row.late_days or None), "number", on_page=False),
            Column("holder", words("Đang chờ"), holder, on_page=tab != "to_do"),
            Column("claim", words("Người giữ"), claim, on_page=claimed),
            Column("kind", words("Loại việc"), lambda row: Cell(words(WORK[row.owed.kind].title)), on_page=False),
        ),
        found.shown,
    )


def _finished(words: Words, names: Mapping[str, str], rows: Sequence[Finished]) -> Table[Finished]:
    """Dossiers that are over: how, when, in time or not, by which decision."""

    def outcome(row: Finished) -> Cell:
        note = words("quyết định muộn") if row.late else ""
        return Cell(words(ENDINGS[row.ending]), note=note)

    def unit(row: Finished) -> Cell:
        return Cell(names.get(row.unit_id, row.unit_id), to=dossier_at(row.dossier_id), written=True)

    return Table(
        (
            Column("unit", words("Đơn vị"), unit),
            Column("year", words("Năm"), lambda row: Cell(str(row.year))),
            Column("outcome", words("Kết quả"), outcome),
            Column("number", words("Quyết định"), lambda row: Cell(row.decision_number, written=True)),
            Column("day", words("Ngày"), lambda row: Cell(row.ended_on), "day"),
            Column(
                "office",
                words("Nơi quyết định"),
                lambda row: Cell(names.get(row.decided_by, ""), written=True),
            ),
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


TITLES: Mapping[TabAsked, str] = {
    "to_do": TABS["to_do"],
    "waiting": TABS["waiting"],
    "all": message("Việc cần làm"),
    "done": TABS["done"],
    "finished": message("Hồ sơ đã kết thúc"),
}


def work_sheet(words: Words, shown: WorkPage) -> tuple[Sheet[Any], str]:
    """A tab as a sheet, and what its file is called."""
    title = words(TITLES[shown.tab])
    chosen = [(words("Danh sách"), title)]
    if shown.tab == "done":
        chosen.append((words("Trong"), words("%(days)s ngày qua", days=days_back)))
    if shown.queue.wanted.claim:
        chosen.append((words("Người giữ"), words(CLAIMS[shown.queue.wanted.claim])))
    lines = about(words, shown.unit_name, None, tuple(chosen), shown.queue.freshness, shown.recorded_at)
    return Sheet(title, lines, shown.table, words), f"{words('Việc của tôi')} {title}"

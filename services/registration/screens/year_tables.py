"""The tables of a unit's year: its counts by day, the documents it owes, the calendar, and what was recorded of it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from portal.authority.roles import ROLES
from portal.authority.tree import Tree
from portal.share import Share
from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.registration.projections.document_duties import Owed
from services.registration.projections.household_counts import CountRow
from services.registration.projections.occasions import OccasionRow
from services.registration.projections.year_history import HistoryRow
from services.registration.screens import wording
from services.registration.screens.asked import Asked


def counts(words: Words, rows: Sequence[CountRow]) -> Table[CountRow]:
    """One line a day, the newest first; a count below that of the day before it says so."""
    lower = {
        row.as_of for row, before in pairwise(rows) if row.total < before.total or row.registered < before.registered
    }

    def note(row: CountRow) -> Cell:
        said = []
        if row.as_of in lower:
            said.append(words("thấp hơn lần trước, cần xem lại"))
        if row.corrected_because:
            said.append(words("đã sửa: %(reason)s", reason=row.corrected_because))
        if row.late_entry_basis:
            said.append(words("nhập muộn theo %(basis)s", basis=row.late_entry_basis))
        return Cell("; ".join(said))

    return Table(
        (
            Column("as_of", words("Tính đến ngày"), lambda row: Cell(row.as_of), "day"),
            Column(
                "households",
                words("Hộ đăng ký"),
                lambda row: Cell(Share(row.registered, row.total)),
                "share",
                percent=True,
            ),
            Column("note", words("Ghi chú"), note),
        ),
        rows,
    )


def owed(words: Words, asked: Asked, rows: Sequence[Owed]) -> Table[Owed]:
    """One line a document a unit owes: issued, due, or missing since."""

    def state(row: Owed) -> Cell:
        standing, said = wording.due(words, asked.day, row.due_on, done=row.issued_on is not None)
        return Cell(said, standing=standing)

    def days_missing(row: Owed) -> Cell:
        late = (asked.day - row.due_on).days
        return Cell(late if row.issued_on is None and late > 0 else None)

    def name(row: Owed) -> Cell:
        to = Address("/registration/documents", {"unit": row.unit_id, "year": asked.campaign.year})
        return Cell(f"{row.title} {row.unit_name}", to=to, written=True)

    return Table(
        (
            Column("unit", words("Đơn vị"), name),
            Column("under", words("Thuộc"), lambda row: Cell(row.under or "", written=True)),
            Column("kind", words("Loại văn bản"), lambda row: Cell(words(wording.DOCUMENTS[row.document_kind]))),
            Column("due", words("Hạn ban hành"), lambda row: Cell(row.due_on), "day"),
            Column("state", words("Tình trạng"), state),
            Column("days", words("Số ngày thiếu"), days_missing, "number"),
            Column("issued", words("Ngày văn bản"), lambda row: Cell(row.issued_on), "day"),
            Column("number", words("Số, ký hiệu"), lambda row: Cell(row.number or "", written=True)),
        ),
        rows,
    )


def occasions(words: Words, asked: Asked, rows: Sequence[OccasionRow]) -> Table[OccasionRow]:
    """The calendar; what is over, what is now and what is to come."""

    def state(row: OccasionRow) -> Cell:
        if row.last < asked.day:
            return Cell(words("Đã qua"))
        return Cell(words("Đang diễn ra")) if row.first <= asked.day else Cell(words("Sắp tới"))

    def title(row: OccasionRow) -> Cell:
        english = words.language == "en" and row.title_en
        return Cell(row.title_en if english else row.title_vi, written=not english)

    return Table(
        (
            Column("title", words("Việc"), title),
            Column("kind", words("Loại"), lambda row: Cell(words(wording.OCCASIONS[row.kind]))),
            Column("first", words("Từ ngày"), lambda row: Cell(row.first), "day"),
            Column("last", words("Đến hết ngày"), lambda row: Cell(row.last), "day"),
            Column("state", words("Tình trạng"), state),
        ),
        rows,
    )


def history(
    words: Words, tree: Tree, sees: Any, rows: Sequence[HistoryRow], times: Mapping[int, str]
) -> Table[HistoryRow]:
    """What was recorded, the newest first; an office out of sight is told by its role alone."""

    def by(row: HistoryRow) -> Cell:
        role = ROLES.get(row.role)
        who = role.words(words.language) if role else words("Hệ thống")
        place = tree.places.get(row.office) if row.office and sees(row.office) else None
        said = f"{who}, {place.title} {place.unit_name}" if place else who
        return Cell(words("%(who)s (người được ủy quyền)", who=said) if row.by_deputy else said)

    def details(row: HistoryRow) -> Cell:
        said = []
        if row.day is not None:
            said.append(words.day(row.day))
        if row.total is not None and row.registered is not None:
            shown = f"{words.number(row.registered)}/{words.number(row.total)}"
            said.append(words("%(share)s hộ", share=shown))
        if row.words:
            said.append(row.words)
        if row.late:
            said.append(words("muộn"))
        return Cell(" · ".join(said), written=True)

    return Table(
        (
            Column("fact", words("Việc đã ghi"), lambda row: Cell(words(wording.FACTS[row.type]))),
            Column("details", words("Nội dung"), details),
            Column("on", words("Có hiệu lực ngày"), lambda row: Cell(row.occurred_on), "day"),
            Column("recorded", words("Ghi lúc"), lambda row: Cell(times[row.position])),
            Column("by", words("Người ghi"), by),
        ),
        rows,
    )

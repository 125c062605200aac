"""The tables of a campaign: its marks, which documents are due, and who may still enter after the close."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from portal.sight import Sight
from portal.tables import Cell, Column, Table
from portal.words import Words
from services.registration.projections.document_duties import DutyRow
from services.registration.projections.late_entries import LateEntryRow
from services.registration.projections.marks import MarkRow
from services.registration.projections.targets import TargetRow
from services.registration.screens import wording
from services.registration.screens.asked import Asked


def targets(words: Words, asked: Asked, rows: Sequence[TargetRow], own: Sequence[MarkRow]) -> Table[Any]:
    """A line a mark of the province, then those the unit set for itself."""

    def share(row: Any) -> Cell:
        wanted = words.percent(Fraction(row.share))
        return Cell(words("trên %(percent)s", percent=wanted) if row.strictly_over else wanted)

    def whose(row: Any) -> Cell:
        return Cell(words("Chỉ tiêu của tỉnh")) if isinstance(row, TargetRow) else Cell(asked.unit.name, written=True)

    return Table(
        (
            Column("measure", words("Chỉ tiêu"), lambda row: Cell(words(wording.MEASURES[row.measure]))),
            Column("kind", words("Loại đơn vị"), lambda row: Cell(words(wording.KINDS[row.unit_kind]))),
            Column("share", words("Mức"), share),
            Column("whose", words("Do ai đặt"), whose),
        ),
        [*rows, *own],
    )


def duties(words: Words, rows: Sequence[DutyRow]) -> Table[DutyRow]:
    """A line a level and a kind of document."""
    return Table(
        (
            Column("level", words("Cấp"), lambda row: Cell(words(wording.KINDS[row.unit_kind]))),
            Column("kind", words("Loại văn bản"), lambda row: Cell(words(wording.DOCUMENTS[row.document_kind]))),
            Column("due", words("Hạn ban hành"), lambda row: Cell(row.due_on), "day"),
        ),
        rows,
    )


def late_entries(words: Words, asked: Asked, seen: Sight, rows: Sequence[LateEntryRow]) -> Table[LateEntryRow]:
    """A line a permission: who, until when, by whose word and why."""

    tree = seen.viewer.tree

    def under(row: LateEntryRow) -> Cell:
        parent = tree.parent(row.unit_id)
        place = tree.places.get(parent) if parent and seen.scope.sees(parent) else None
        return Cell(f"{place.title} {place.unit_name}" if place else "", written=True)

    def name(row: LateEntryRow) -> Cell:
        place = tree.places.get(row.unit_id)
        called = f"{place.title} {place.unit_name}" if place else row.unit_id
        return Cell(called, to=wording.year_of(row.unit_id, asked.campaign.year), written=True)

    return Table(
        (
            Column("unit", words("Đơn vị"), name),
            Column("under", words("Thuộc"), under),
            Column("period", words("Kỳ"), lambda row: Cell(words(wording.PERIODS[row.period]))),
            Column("allowed", words("Cho phép ngày"), lambda row: Cell(row.allowed_on), "day"),
            Column("until", words("Đến hết ngày"), lambda row: Cell(row.until), "day"),
            Column("by", words("Người có thẩm quyền"), lambda row: Cell(row.decided_by, written=True)),
            Column("basis", words("Văn bản"), lambda row: Cell(row.basis, written=True)),
            Column("reason", words("Lý do"), lambda row: Cell(row.reason, written=True)),
        ),
        rows,
    )

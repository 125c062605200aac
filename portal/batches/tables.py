"""The tables of entered files, on their pages and as sheets: the batches in sight, and what one of them recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.batches.entry import Entry
from portal.projections.places import PlaceRow
from portal.tables import Address, Cell, Column, Table
from portal.words import Words

Places = Mapping[str, PlaceRow]


def called(places: Places, unit_id: str) -> str:
    """What people call a unit; nothing for one that the tree of who looks does not name."""
    place = places.get(unit_id)
    return f"{place.title} {place.unit_name}".strip() if place else ""


def batches_table(
    words: Words, places: Places, service: str, batches: Sequence[Mapping[str, Any]]
) -> Table[Mapping[str, Any]]:
    """A batch a row, each leading to its page; the sheet also tells who entered it and what was left out."""

    def state(row: Mapping[str, Any]) -> Cell:
        undone = row["undone_on"]
        return Cell(words("Đã rút lại ngày %(day)s", day=words.day(undone)) if undone else words("Đã ghi nhận"))

    def day(row: Mapping[str, Any]) -> Cell:
        return Cell(row["applied_on"], to=Address(f"/{service}/batches/{row['batch_id']}"))

    return Table(
        (
            Column("day", words("Ngày"), day, "day"),
            Column("unit", words("Đơn vị"), lambda row: Cell(called(places, row["unit_id"]), written=True)),
            Column("office", words("Người ghi"), lambda row: Cell(called(places, row["office"])), on_page=False),
            Column("rows", words("Dòng"), lambda row: Cell(row["rows"]), "number"),
            Column("left", words("Dòng để lại"), lambda row: Cell(row["rows_left"]), "number", on_page=False),
            Column("changes", words("Mục đã ghi"), lambda row: Cell(row["changes"]), "number"),
            Column("state", words("Trạng thái"), state),
            Column("batch", words("Mã lần nhập"), lambda row: Cell(row["batch_id"]), on_page=False),
        ),
        batches,
    )


def changes_table(words: Words, places: Places, entry: Entry, facts: Sequence[Any]) -> Table[Any]:
    """A fact a row, in the order of the file; `facts` are in their envelopes."""
    return Table(
        (
            Column("unit", words("Đơn vị"), lambda one: Cell(called(places, one.fact.unit_id), written=True)),
            Column("told", words("Thay đổi"), lambda one: Cell(entry.told[one.type](one.fact, words))),
        ),
        facts,
    )

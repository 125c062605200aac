"""The tables of the register: units found, units right below one, its past, and its lineage."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.tables import Cell, Column, Table
from portal.words import Words
from services.registration.screens.unit_words import ATTRIBUTES, KINDS, standing, to_unit

Row = Mapping[str, Any]
Named = Mapping[str, Row]
"""Units by id, those in sight."""


def units_table(words: Words, rows: Sequence[Row], named: Named, *, with_parent: bool) -> Table[Row]:
    """Units of the register, one a row; what they stand under where they stand under different ones."""
    parent: tuple[Column[Row], ...] = (
        (Column("parent", words("Trực thuộc"), lambda row: to_unit(named.get(row["parent_id"]), row["parent_id"])),)
        if with_parent
        else ()
    )
    return Table(
        columns=(
            Column("name", words("Đơn vị"), lambda row: to_unit(row, row["unit_id"])),
            Column("kind", words("Loại"), lambda row: Cell(words(KINDS[row["unit_kind"]]))),
            Column("code", words("Mã đơn vị"), lambda row: Cell(row["code"])),
            *parent,
            Column("from", words("Từ ngày"), lambda row: Cell(row["valid_from"]), "day"),
            Column("standing", words("Tình trạng"), lambda row: standing(words, row)),
            Column("scope", words("Lý do ngoài diện đăng ký"), lambda row: Cell(row["out_of_scope_reason"], written=True),
                   on_page=False),
        ),
        rows=rows,
    )  # fmt: skip


def past_table(words: Words, periods: Sequence[Row], named: Named) -> Table[Row]:
    """Names, kinds, parents, codes and scope of a unit, each with the days it held."""

    def attribute(row: Row) -> Cell:
        said = words(ATTRIBUTES[row["attribute"]])
        return Cell(f"{said} ({row['detail']})" if row["detail"] else said)

    def value(row: Row) -> Cell:
        if row["attribute"] == "parent":
            return to_unit(named.get(row["value"]), row["value"])
        if row["attribute"] == "title":
            return Cell(row["value"], written=True, note=words(KINDS[row["means"]]))
        if row["attribute"] == "scope":
            if row["value"] is None:
                return Cell(words("Thuộc diện phải đăng ký"), note=row["means"] or "", note_written=True)
            return Cell(row["value"], written=True, note=row["means"] or "", note_written=True)
        return Cell(row["value"], written=row["attribute"] == "name")

    return Table(
        columns=(
            Column("attribute", words("Nội dung"), attribute),
            Column("value", words("Giá trị"), value),
            Column("from", words("Từ ngày"), lambda row: Cell(row["valid_from"]), "day"),
            Column("to", words("Đến trước ngày"), lambda row: Cell(row["valid_to"]), "day"),
        ),
        rows=periods,
    )


def lineage_table(words: Words, unit_id: str, rows: Sequence[Row], named: Named) -> Table[Row]:
    """What a unit went over into, and what went over into it, with day, share and legal basis."""

    def direction(row: Row) -> Cell:
        if row["unit_id"] != unit_id:
            return Cell(words("Nhận từ"))
        if row["share"] == "whole":
            return Cell(words("Nhập vào"))
        return Cell(words("Chia về") if row["ended"] else words("Chuyển một phần sang"))

    def other(row: Row) -> str:
        return str(row["successor_id"] if row["unit_id"] == unit_id else row["unit_id"])

    def share(row: Row) -> Cell:
        if row["share"] == "whole":
            return Cell(words("Toàn bộ"))
        return Cell(words("Một phần"), note=words("số liệu không cộng được"))

    return Table(
        columns=(
            Column("day", words("Từ ngày"), lambda row: Cell(row["valid_from"]), "day"),
            Column("direction", words("Thay đổi"), direction),
            Column("other", words("Đơn vị"), lambda row: to_unit(named.get(other(row)), other(row))),
            Column("share", words("Phạm vi"), share),
            Column("basis", words("Căn cứ pháp lý"), lambda row: Cell(row["legal_basis"], written=True)),
        ),
        rows=rows,
    )

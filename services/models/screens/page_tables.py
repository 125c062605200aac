"""The tables of a model's page, of the inventories and of one unit's part of one: on their pages, and as sheets."""

from typing import Any

from portal.authority.tree import Tree
from portal.tables import Address, Cell, Column, Table
from portal.words import Words, message
from services.models.screens import wording
from services.models.screens.dossier import Happened, OnTheList

Rows = list[dict[str, Any]]
PAPER_STATES = {"filed": message("Đã có"), "missing": message("Còn thiếu"), "later": message("Chưa cần")}


def inventories_table(words: Words, tree: Tree, rows: Rows) -> Table[dict[str, Any]]:
    """An inventory a row, the newest first."""

    def name(row: dict[str, Any]) -> Cell:
        return Cell(row["inventory_name"], to=Address(f"/models/inventories/{row['inventory_id']}"), written=True)

    return Table(
        (
            Column("name", words("Đợt"), name),
            Column("unit", words("Cơ quan mở đợt"), lambda row: Cell(
                wording.unit_name(tree, row["unit_id"]), written=True)),
            Column("opened", words("Mở ngày"), lambda row: Cell(row["opened_on"]), "day"),
            Column("due", words("Hạn"), lambda row: Cell(row["due"]), "day"),
            Column("closed", words("Khóa ngày"), lambda row: Cell(row["closed_on"] or words("đang mở")), "day"),
        ),
        rows,
    )  # fmt: skip


def part_table(words: Words, rows: Rows) -> Table[dict[str, Any]]:
    """A model a row, with what was confirmed of it."""
    return Table(
        (
            Column("model", words("Mô hình"), lambda row: Cell(row["model_name"])),
            Column("state", words("Tình trạng"), lambda row: Cell(words(wording.STATES[row["state"]]))),
            Column("points", words("Điểm"), lambda row: Cell(row["points"]), "number"),
            Column("teams", words("Tổ"), lambda row: Cell(row["teams"]), "number"),
            Column("finding", words("Đã xác nhận"), lambda row: Cell(
                wording.named(words, wording.INVENTORY_FINDINGS, row["finding"]) or words("Chưa"))),
            Column("day", words("Ngày"), lambda row: Cell(row["confirmed_on"]), "day"),
            Column("note", words("Lý do, ghi chú"), lambda row: Cell(row["note"])),
        ),
        rows,
    )  # fmt: skip


def papers_table(words: Words, lines: list[OnTheList]) -> Table[OnTheList]:
    """A paper of the checklist a row."""

    def paper(one: OnTheList) -> Cell:
        text = one.paper.text_en if words.language == "en" else one.paper.text_vi
        return Cell(text, note="" if one.paper.confirmed else words("chờ xác nhận danh mục"))

    return Table(
        (
            Column("paper", words("Văn bản"), paper),
            Column("state", words("Tình trạng"), lambda one: Cell(words(PAPER_STATES[one.state]))),
            Column("filed", words("Số, ngày"), lambda one: Cell(
                "; ".join(f"{row['number']}, {words.day(row['dated'])}" for row in one.filed))),
        ),
        lines,
    )  # fmt: skip


def life_table(words: Words, facts: list[Happened]) -> Table[Happened]:
    """What was recorded of a model, the newest first."""
    return Table(
        (
            Column("said", words("Việc"), lambda fact: Cell(fact.said)),
            Column("details", words("Nội dung"), lambda fact: Cell(fact.details)),
            Column("day", words("Ngày có hiệu lực"), lambda fact: Cell(fact.day), "day"),
            Column("recorded", words("Ghi lúc"), lambda fact: Cell(words.moment(fact.recorded_at)), "moment"),
            Column("by", words("Bởi"), lambda fact: Cell(fact.by)),
        ),
        facts,
    )

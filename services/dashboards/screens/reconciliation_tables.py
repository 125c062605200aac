"""Both maps as two tables: what became of the units of a year, and the sums of both with what makes the difference."""

from collections.abc import Callable

from portal.tables import Cell, Column, Table
from portal.words import Words, message
from services.dashboards.routes import Overview
from services.dashboards.screens import wording
from services.dashboards.screens.reconciliation import KindReconciled, SumReconciled

MEASURES = {
    "units": message("Số xã, khu dân cư, cơ quan, doanh nghiệp, nhà trường"),
    "units_registered": message("Đơn vị đã đăng ký"),
    "areas_registered": message("Khu dân cư đã đăng ký"),
    "households_total": message("Tổng số hộ"),
    "households_registered": message("Hộ đã đăng ký"),
}


def units(words: Words, shown: Overview) -> Table[KindReconciled]:
    """A kind a row: how many there were, what became of them, how many there are."""

    def counted(name: str, title: str, n: Callable[[KindReconciled], int]) -> Column[KindReconciled]:
        return Column(name, title, lambda row: Cell(n(row)), "number")

    return Table(
        (
            Column("kind", words("Loại"), lambda row: Cell(words(wording.KINDS[row.unit_kind]))),
            counted("then", words("Cuối năm %(year)s", year=shown.year), lambda row: row.then),
            counted("standing", words("Còn đến nay"), lambda row: row.standing),
            counted("merged", words("Nhập toàn phần"), lambda row: row.merged),
            counted("divided", words("Bị chia"), lambda row: row.divided),
            counted("ended", words("Kết thúc, không có đơn vị kế tục"), lambda row: row.ended),
            counted("begun", words("Thành lập sau đó"), lambda row: row.begun),
            counted("today", words("Hiện hành"), lambda row: row.today),
        ),
        shown.reconciliation.kinds if shown.reconciliation else (),
    )


def sums(words: Words, shown: Overview) -> Table[SumReconciled]:
    """A number a row: as it was, what left and what came, as it is recast, and how much of that could not be divided."""

    def counted(name: str, title: str, n: Callable[[SumReconciled], int]) -> Column[SumReconciled]:
        return Column(name, title, lambda row: Cell(n(row)), "number")

    return Table(
        (
            Column(
                "measure",
                words("Số liệu năm %(year)s", year=shown.year),
                lambda row: Cell(words(MEASURES[row.measure])),
            ),
            counted("then", words("Theo địa giới khi đó"), lambda row: row.then),
            counted("left", words("− nay thuộc nơi khác"), lambda row: row.left),
            counted("came", words("+ đến từ nơi khác"), lambda row: row.came),
            counted("recast", words("= theo địa giới hiện hành"), lambda row: row.recast),
            counted("undivided", words("trong đó không tách được"), lambda row: row.undivided),
        ),
        shown.reconciliation.sums if shown.reconciliation else (),
    )

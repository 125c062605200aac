"""The tables of the pages about rebuilds, as they stand there and in their files."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from chronicle.rebuild.operation import Operation
from chronicle.service import Service
from portal import fact_names
from portal.fact_table import to_event
from portal.tables import Address, Cell, Column, Table
from portal.words import Words, message
from services.audit.rebuilds.telling import DifferingRow, ViewFound

REBUILDS = "/audit/rebuilds"

STATES: dict[str, str] = {
    "asked": message("Đang chờ dịch vụ nhận"),
    "folding": message("Đang dựng"),
    "compared": message("Đã so sánh, chờ quyết định"),
    "switched": message("Đã thay thế"),
    "discarded": message("Đã bỏ bản dựng lại"),
    "cancelled": message("Đã hủy"),
    "failed": message("Dừng vì lỗi"),
}


SERVICES = {**fact_names.SERVICES, "dashboards": message("Tổng quan"), "portal": message("Tài khoản, phạm vi")}


def service_called(words: Words, service: str) -> str:
    return words(SERVICES[service]) if service in SERVICES else service


def views_called(words: Words, one: Operation) -> str:
    return ", ".join(one.views) if one.views else words("mọi khung nhìn")


def rebuilds_table(
    words: Words, service: Service, rebuilds: list[Operation], receipts: Mapping[int, int]
) -> Table[Operation]:
    """A rebuild a row; its number leads to it."""
    zone = ZoneInfo(service.settings.time_zone)

    def differing(one: Operation) -> Cell:
        if not one.found:
            return Cell()
        counts = [found.differing for found in one.found]
        return Cell(None if None in counts else sum(count for count in counts if count is not None))

    def receipt(one: Operation) -> Cell:
        position = receipts.get(one.rebuild_id)
        return Cell(position, to=None if position is None else to_event(position))

    return Table(
        (
            Column(
                "rebuild", words("Lần"),
                lambda one: Cell(f"#{one.rebuild_id}", to=Address(f"{REBUILDS}/{one.rebuild_id}")),
            ),
            Column("service", words("Dịch vụ"), lambda one: Cell(service_called(words, one.service))),
            Column("views", words("Khung nhìn"), lambda one: Cell(views_called(words, one))),
            Column("state", words("Trạng thái"), lambda one: Cell(words(STATES[one.state]))),
            Column("asked", words("Yêu cầu lúc"), lambda one: Cell(words.moment(one.asked_at.astimezone(zone))), "moment"),
            Column("role", words("Vai trò"), lambda one: Cell(fact_names.role_called(words, one.asked_role))),
            Column("facts", words("Số sự kiện"), lambda one: Cell(one.position), "number"),
            Column("differing", words("Hàng khác nhau"), differing, "number"),
            Column("receipt", words("Biên nhận ở sự kiện"), receipt, "number"),
        ),
        rebuilds,
    )  # fmt: skip


def found_table(words: Words, found: tuple[ViewFound, ...]) -> Table[ViewFound]:
    """A view a row: how many rows, and in how many it is not what is in use."""

    def apart(one: ViewFound) -> Cell:
        return Cell(one.apart_since, to=None if one.apart_since is None else to_event(one.apart_since))

    return Table(
        (
            Column("view", words("Khung nhìn"), lambda one: Cell(one.view)),
            Column("position", words("So sánh đến sự kiện"), lambda one: Cell(one.position), "number"),
            Column("rows", words("Số hàng dựng lại"), lambda one: Cell(one.rows), "number"),
            Column("only_rebuilt", words("Chỉ có ở bản dựng lại"), lambda one: Cell(one.only_rebuilt), "number"),
            Column("only_in_use", words("Chỉ có ở bản đang dùng"), lambda one: Cell(one.only_in_use), "number"),
            Column("changed", words("Khác nội dung"), lambda one: Cell(one.changed), "number"),
            Column("apart", words("Rời nhật ký chậm nhất từ sự kiện"), apart, "number"),
            Column("sha256", words("Băm kết quả (SHA-256)"), lambda one: Cell(one.sha256), on_page=False),
        ),
        found,
    )


def rows_table(words: Words, found: tuple[ViewFound, ...]) -> Table[tuple[str, DifferingRow]]:
    """Some of the rows that differ: in what, and which facts have a say in them."""

    def fact(position: int | None) -> Cell:
        return Cell(position, to=None if position is None else to_event(position))

    return Table(
        (
            Column("key", words("Khóa của hàng"), lambda one: Cell(" · ".join(value or "" for value in one[1].key))),
            Column("view", words("Khung nhìn"), lambda one: Cell(one[0])),
            Column("in_use", words("Đang dùng"), lambda one: Cell(_values(words, one[1], one[1].in_use), written=True)),
            Column(
                "rebuilt", words("Dựng lại"), lambda one: Cell(_values(words, one[1], one[1].rebuilt), written=True)
            ),
            Column("last", words("Sự kiện cuối về hàng này"), lambda one: fact(one[1].last_fact), "number"),
            Column(
                "stopped", words("Đang dùng giống bản trước sự kiện"), lambda one: fact(one[1].stopped_before), "number"
            ),
        ),
        [(each.view, row) for each in found for row in each.rows_differing],
    )


def _values(words: Words, row: DifferingRow, values: Mapping[str, str | None] | None) -> str:
    """Of the columns that differ; all of a row that only one of both has say no more than that it is there."""
    if values is None:
        return words("không có hàng này")
    if row.in_use is None or row.rebuilt is None:
        return words("có hàng này")
    return "; ".join(f"{name}: {'–' if values[name] is None else values[name]}" for name in row.columns)

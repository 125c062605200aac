"""Facts of the log as a table: which, about which unit, when it held and was recorded, in whose name; each leads to all of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from portal.fact_names import fact_called, role_called
from portal.tables import Address, Cell, Column, Table
from portal.words import Words

EVENTS = "/audit/events"


class Told(Protocol):
    """What is told of a fact without what it says."""

    @property
    def position(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def occurred_on(self) -> date | None: ...
    @property
    def recorded_at(self) -> datetime | None: ...
    @property
    def role(self) -> str: ...
    @property
    def office(self) -> str: ...


Row = TypeVar("Row", bound=Told)


def to_event(position: int) -> Address:
    """Where a fact is shown whole, with its causes, its effects and its proof."""
    return Address(f"{EVENTS}/{position}")


def fact_table(
    words: Words, zone: ZoneInfo, called: Callable[[str | None], str], rows: Sequence[Row], *more: Column[Row]
) -> Table[Row]:
    """A fact a row; `called` says what a unit is called; `more` columns stand last."""

    def recorded(one: Row) -> Cell:
        return Cell(one.recorded_at and words.moment(one.recorded_at.astimezone(zone)))

    return Table(
        (
            Column("fact", words("Sự kiện"), lambda one: Cell(fact_called(words, one.type), to=to_event(one.position))),
            Column("position", words("Vị trí"), lambda one: Cell(one.position), "number"),
            Column("type", words("Tên kỹ thuật"), lambda one: Cell(one.type), on_page=False),
            Column("unit", words("Đơn vị"), lambda one: Cell(called(one.unit_id), written=True)),
            Column("occurred", words("Có hiệu lực ngày"), lambda one: Cell(one.occurred_on), "day"),
            Column("recorded", words("Ghi lúc"), recorded, "moment"),
            Column("role", words("Vai trò"), lambda one: Cell(role_called(words, one.role))),
            Column("office", words("Nhân danh"), lambda one: Cell(called(one.office), written=True)),
            *more,
        ),
        rows,
    )

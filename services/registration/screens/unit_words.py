"""What the kinds and particulars of units are called on the pages."""

from collections.abc import Mapping
from typing import Any

from portal.tables import Address, Cell
from portal.words import Words, message

KINDS: Mapping[str, str] = {
    "province": message("Tỉnh"),
    "district": message("Huyện, thị xã, thành phố"),
    "commune": message("Xã, phường, thị trấn"),
    "residential_area": message("Khu dân cư"),
    "agency": message("Cơ quan"),
    "enterprise": message("Doanh nghiệp"),
    "school": message("Nhà trường"),
}

ATTRIBUTES: Mapping[str, str] = {
    "title": message("Loại"),
    "name": message("Tên gọi"),
    "parent": message("Trực thuộc"),
    "code": message("Mã đơn vị"),
    "scope": message("Diện đăng ký"),
}

REGISTER = "/registration/units"


def called(unit: Mapping[str, Any]) -> str:
    """As people say it: title and name."""
    return f"{unit['title']} {unit['unit_name']}"


def page_of(unit_id: str) -> str:
    """The address of a unit's page in the register."""
    return f"{REGISTER}/{unit_id}"


def to_unit(unit: Mapping[str, Any] | None, unit_id: str | None) -> Cell:
    """A unit by name, leading to its page; one out of sight is not named."""
    if unit is None:
        return Cell() if unit_id is None else Cell("…")
    return Cell(called(unit), to=Address(page_of(unit["unit_id"])), written=True)


def standing(words: Words, unit: Mapping[str, Any]) -> Cell:
    """Whether a unit is there, and since when not any more."""
    if unit["ended_on"] is None:
        return Cell(words("Đang hoạt động"))
    return Cell(
        words("Kết thúc từ %(day)s", day=words.day(unit["ended_on"])), note=unit["end_reason"] or "", note_written=True
    )

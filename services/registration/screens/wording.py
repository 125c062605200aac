"""What codes of the year are called, and the cells that several tables share."""

from collections.abc import Mapping
from typing import Any

from portal.share import NOTHING, Share, Standing
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
DOCUMENTS: Mapping[str, str] = {
    "plan": message("Kế hoạch"),
    "resolution": message("Nghị quyết chuyên đề"),
    "guidance": message("Hướng dẫn"),
}
PERIODS: Mapping[str, str] = {
    "registering": message("Kỳ đăng ký"),
    "counting": message("Kỳ báo số hộ"),
}
OCCASIONS: Mapping[str, str] = {
    "phase": message("Đợt cao điểm"),
    "festival": message("Ngày hội"),
    "election": message("Bầu cử"),
    "report_due": message("Hạn báo cáo"),
    "other": message("Mốc khác"),
}
MEASURES: Mapping[str, str] = {
    "units_registered": message("Đơn vị đăng ký"),
    "households_registered": message("Hộ gia đình đăng ký"),
}
FACTS: Mapping[str, str] = {
    "registration.unit_registered": message("Đăng ký"),
    "registration.registration_withdrawn": message("Rút đăng ký"),
    "registration.registration_undone": message("Hoàn tác đăng ký theo lô"),
    "registration.households_reported": message("Báo số hộ"),
    "registration.households_corrected": message("Sửa số hộ"),
    "registration.households_undone": message("Hoàn tác số hộ theo lô"),
    "registration.document_issued": message("Ghi nhận văn bản"),
    "registration.document_corrected": message("Sửa văn bản đã ghi"),
    "registration.document_struck": message("Xóa văn bản ghi nhầm"),
    "registration.late_entry_allowed": message("Cho phép nhập muộn"),
}


def year_of(unit_id: str, year: int) -> Address:
    """Where the year of a unit is."""
    return Address("/registration/year", {"unit": unit_id, "year": year})


def registration(words: Words, row: Any, *, overdue: bool) -> Cell:
    """Whether and when a unit registered; why it need not, or that it took it back."""
    if row["out_of_scope_reason"]:
        return Cell(words("Ngoài phạm vi"), standing="out_of_scope", note=row["out_of_scope_reason"], note_written=True)
    if row["registered_on"]:
        note = words("theo %(basis)s", basis=row["late_entry_basis"]) if row["late_entry_basis"] else ""
        day = words.day(row["registered_on"])
        return Cell(words("%(day)s, muộn", day=day) if row["late"] else day, standing="done", note=note)
    if row["withdrawn_on"]:
        day = words.day(row["withdrawn_on"])
        return Cell(
            words("Đã rút ngày %(day)s", day=day), standing="not_started", note=row["withdrawal_reason"] or "",
            note_written=True,
        )  # fmt: skip
    if overdue:
        return Cell(words("Chưa đăng ký, quá hạn"), standing="overdue")
    return Cell(words("Chưa đăng ký"), standing="not_started")


def households(words: Words, row: Any) -> Cell:
    """Households registered of all; nothing for who has none, and that nobody counted them is not the same as none."""
    if row["unit_kind"] != "residential_area":
        return Cell(NOTHING)
    if row["households_as_of"] is None:
        return Cell(NOTHING, note=words("Chưa báo số hộ"))
    note = words("thấp hơn lần trước, cần xem lại") if row["households_lowered"] else ""
    return Cell(Share(row["households_registered"], row["households_total"]), note=note)


def due(words: Words, day: Any, due_on: Any, *, done: bool) -> tuple[Standing, str]:
    """How something that was due on a day stands."""
    if done:
        return "done", words("Đã ban hành")
    if day > due_on:
        return "overdue", words("Thiếu từ %(day)s", day=words.day(due_on.fromordinal(due_on.toordinal() + 1)))
    return "not_started", words("Chưa ban hành")

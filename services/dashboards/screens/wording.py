"""What codes are called, and the cells that say how one unit stands: the same on the page and on the sheet."""

from collections.abc import Mapping
from datetime import date

from portal.share import NOTHING, Share
from portal.tables import Cell
from portal.words import Words, message
from services.dashboards.projections.coverage import CoverageRow
from services.dashboards.projections.dossiers import DossierRow
from services.dashboards.projections.units import UnitRow

KINDS: Mapping[str, str] = {
    "province": message("Tỉnh"),
    "district": message("Huyện, thị xã, thành phố"),
    "commune": message("Xã, phường, thị trấn"),
    "residential_area": message("Khu dân cư"),
    "agency": message("Cơ quan"),
    "enterprise": message("Doanh nghiệp"),
    "school": message("Nhà trường"),
    "institution": message("Cơ quan, doanh nghiệp, nhà trường"),
}

STEPS: Mapping[str, str] = {
    "opened": message("Đang lập"),
    "submitted": message("Đã nộp, chờ kiểm tra"),
    "returned": message("Trả lại để bổ sung"),
    "accepted": message("Đã nhận, chờ thẩm định"),
    "appraised": message("Đã thẩm định, chờ đề nghị"),
    "proposed": message("Đã đề nghị, chờ quyết định"),
    "lapsed": message("Hết hiệu lực vì đơn vị kết thúc"),
    "recognised": message("Được công nhận"),
    "refused": message("Không công nhận"),
    "withdrawn": message("Đã thu hồi công nhận"),
}

STANDINGS: Mapping[str, str] = {
    "done": message("Đủ"),
    "behind": message("Chưa đủ"),
    "overdue": message("Quá hạn"),
    "not_started": message("Chưa bắt đầu"),
    "out_of_scope": message("Ngoài phạm vi"),
}

MODEL_STATES: Mapping[str, str] = {
    "launched": message("Đang hoạt động"),
    "proposed": message("Đề xuất, chưa ra mắt"),
    "closed": message("Đã kết thúc"),
}


def period(words: Words, code: str, number: int) -> str:
    """What a period of reports is called."""
    if code == "month":
        return words("Tháng %(number)s", number=number)
    if code == "quarter":
        return words("Quý %(number)s", number=number)
    if code == "half_year":
        return words("6 tháng đầu năm") if number == 1 else words("6 tháng cuối năm")
    return words("Ngày hội 19/8") if code == "festival" else words("Cả năm")


def name_of(unit: UnitRow) -> str:
    """What people call it: its title and its name."""
    return f"{unit.title} {unit.unit_name}"


def registration(words: Words, unit: UnitRow, own: CoverageRow | None, *, overdue: bool) -> Cell:
    """Whether and when a unit registered; the reason of one that need not."""
    if unit.out_of_scope_reason:
        return Cell(words("Ngoài phạm vi"), standing="out_of_scope", note=unit.out_of_scope_reason, note_written=True)
    if own and own.registered_on:
        day = words.day(own.registered_on)
        return Cell(words("%(day)s, muộn", day=day) if own.late else day, standing="done")
    if own and own.withdrawn_on:
        return Cell(words("Đã rút ngày %(day)s", day=words.day(own.withdrawn_on)), standing="not_started")
    if overdue:
        return Cell(words("Chưa đăng ký, quá hạn"), standing="overdue")
    return Cell(words("Chưa đăng ký"), standing="not_started")


def households(words: Words, own: CoverageRow | None) -> Cell:
    """Households registered of all, or that nobody counted them yet: not the same as none."""
    if own is None or own.households_as_of is None:
        return Cell(NOTHING, note=words("Chưa báo số hộ"))
    return Cell(Share(own.households_registered, own.households_total))


def counted_on(own: CoverageRow | None) -> date | None:
    """The day for which a unit's households were counted."""
    return own.households_as_of if own else None


def dossier(words: Words, found: DossierRow | None) -> Cell:
    """At which step a dossier stands."""
    if found is None:
        return Cell(words("Chưa mở"))
    step = words(STEPS[found.outcome or found.state])
    return Cell(step, note=words("quyết định muộn") if found.late else "")

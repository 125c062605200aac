"""What codes of mobilisation are called, and the cells that say how something stands."""

from collections.abc import Mapping
from typing import Any

from portal.share import Standing
from portal.tables import Cell
from portal.words import Words, message
from reference.vietnamese import Language
from services.mobilisation.projections.programmes import ReviewState
from services.mobilisation.projections.reports import ReportState

REPORT_STATES: Mapping[ReportState, str] = {
    "missing": message("Còn thiếu, quá hạn"),
    "due": message("Chưa nộp, còn hạn"),
    "late": message("Đã nộp, muộn"),
    "reported": message("Đã nộp đúng hạn"),
    "coming": message("Kỳ chưa bắt đầu"),
}
REPORT_STANDINGS: Mapping[str, Standing] = {
    "missing": "overdue", "due": "not_started", "late": "behind", "reported": "done", "coming": "out_of_scope",
}  # fmt: skip
REVIEW_STATES: Mapping[ReviewState, str] = {
    "overdue": message("Chưa tổng kết, quá hạn"),
    "due": message("Chưa tổng kết, còn hạn"),
    "late": message("Đã tổng kết, muộn"),
    "done": message("Đã tổng kết"),
    "not_owed": message("Không phải tổng kết năm này"),
}
REVIEW_STANDINGS: Mapping[str, Standing] = {
    "overdue": "overdue", "due": "not_started", "late": "behind", "done": "done", "not_owed": "out_of_scope",
}  # fmt: skip
GRADES: Mapping[str, str] = {
    "good": message("Tốt"),
    "fair": message("Khá"),
    "average": message("Trung bình"),
    "weak": message("Yếu"),
}
PROGRAMME_KINDS: Mapping[str, str] = {
    "joint_programme": message("Chương trình phối hợp"),
    "joint_resolution": message("Nghị quyết liên tịch"),
}
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("activity", "/mobilisation", message("Hoạt động")),
    ("reports", "/mobilisation/reports", message("Nộp báo cáo")),
    ("festival", "/mobilisation/festival", message("Ngày hội 19/8")),
    ("forces", "/mobilisation/forces", message("Lực lượng nòng cốt")),
    ("programmes", "/mobilisation/programmes", message("Các chương trình phối hợp")),
)
"""(code, path, title) of the pages; a template leads from one to the next."""


def period(words: Words, code: str, number: int) -> str:
    """What a period of reports is called."""
    if code == "month":
        return words("Tháng %(number)s", number=number)
    if code == "quarter":
        return words("Quý %(number)s", number=number)
    if code == "half_year":
        return words("6 tháng đầu năm") if number == 1 else words("6 tháng cuối năm")
    return words("Ngày hội 19/8") if code == "festival" else words("Cả năm")


def period_of_year(words: Words, code: str, number: int, year: int) -> str:
    return words("%(period)s năm %(year)s", period=period(words, code, number), year=year)


def called(item: Any, language: Language) -> str:
    """A counter or a kind of force in the language of the page."""
    return str(item.text_en if language == "en" else item.text_vi)


def report_cell(words: Words, state: str) -> Cell:
    return Cell(words(REPORT_STATES[state]), standing=REPORT_STANDINGS[state])  # type: ignore[index]


def review_cell(words: Words, state: str) -> Cell:
    return Cell(words(REVIEW_STATES[state]), standing=REVIEW_STANDINGS[state])  # type: ignore[index]

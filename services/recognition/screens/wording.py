"""What codes of recognition are called: states, kinds of unit, steps, documents, outcomes; and what a unit is called."""

from collections.abc import Mapping

from portal.authority.tree import Tree
from portal.share import Standing
from portal.words import Words, message

STATES: Mapping[str, str] = {
    "opened": message("Đang lập"),
    "submitted": message("Đã nộp, chờ kiểm tra"),
    "returned": message("Trả lại để sửa"),
    "accepted": message("Đã tiếp nhận, chờ thẩm định"),
    "appraised": message("Đã thẩm định, chờ trình"),
    "proposed": message("Đã trình, chờ quyết định"),
    "recognised": message("Được công nhận"),
    "refused": message("Không công nhận"),
    "withdrawn": message("Đã thu hồi"),
    "lapsed": message("Hết hiệu lực"),
}
"""In the order of a dossier's life; a decided one is told by its outcome."""
SIGNS: Mapping[str, Standing] = {
    "opened": "not_started",
    "submitted": "behind",
    "returned": "overdue",
    "accepted": "behind",
    "appraised": "behind",
    "proposed": "behind",
    "recognised": "done",
    "refused": "overdue",
    "withdrawn": "overdue",
    "lapsed": "out_of_scope",
}
KINDS: Mapping[str, str] = {
    "residential_area": message("Khu dân cư"),
    "commune": message("Xã, phường, thị trấn"),
    "agency": message("Cơ quan"),
    "enterprise": message("Doanh nghiệp"),
    "school": message("Nhà trường"),
}
"""What can have a dossier."""
LEVELS: Mapping[str, str] = {
    "province": message("tỉnh"),
    "district": message("huyện"),
    "commune": message("xã"),
    "managing_level": message("cấp quản lý trực tiếp"),
}
STEPS: Mapping[str, str] = {
    "check_completeness": message("Kiểm tra hồ sơ"),
    "correct": message("Sửa và nộp lại"),
    "appraise": message("Thẩm định"),
    "propose": message("Trình Chủ tịch UBND"),
    "decide": message("Ra quyết định"),
}
DOCUMENTS: Mapping[str, str] = {
    "proposal_letter": message("Tờ trình đề nghị công nhận"),
    "results_report": message("Báo cáo kết quả (ký tên và đóng dấu)"),
    "registration_form": message("Bản đăng ký"),
    "meeting_minutes": message("Biên bản họp"),
    "self_score_sheet": message("Bảng tự chấm điểm"),
}
OUTCOMES: Mapping[str, str] = {"recognised": message("Công nhận"), "refused": message("Không công nhận")}
FORMS: Mapping[str, str] = {
    "meeting": message("Họp hội đồng"),
    "written_opinions": message("Lấy ý kiến bằng văn bản"),
}
SIGNED_AS: Mapping[str, str] = {"chair": message("Chủ tịch"), "deputy": message("Phó Chủ tịch ký thay")}
CORRECTED: Mapping[str, str] = {
    "decision_number": message("Số, ký hiệu quyết định"),
    "decided_on": message("Ngày quyết định"),
    "reason": message("Lý do"),
    "unit_name": message("Tên đơn vị"),
}
GRADES: Mapping[str, str] = {
    "good": message("Tốt"),
    "fair": message("Khá"),
    "average": message("Trung bình"),
    "weak": message("Yếu"),
    "not_working": message("Không hoạt động"),
}
ISSUED: Mapping[str, str] = {
    "resolution": message("Nghị quyết"),
    "plan": message("Kế hoạch"),
    "guidance": message("Hướng dẫn"),
}
FACTS: Mapping[str, str] = {
    "recognition.dossier_opened": message("Mở hồ sơ khi đơn vị đăng ký"),
    "recognition.dossier_discarded": message("Bỏ hồ sơ, đăng ký đã được rút lại"),
    "recognition.dossier_lapsed": message("Hồ sơ hết hiệu lực, đơn vị đã kết thúc"),
    "recognition.dossier_document_filed": message("Đưa giấy tờ vào hồ sơ"),
    "recognition.dossier_document_taken_back": message("Rút giấy tờ khỏi hồ sơ"),
    "recognition.dossier_self_assessed": message("Tự chấm điểm"),
    "recognition.dossier_submitted": message("Nộp hồ sơ"),
    "recognition.dossier_returned": message("Trả lại để sửa"),
    "recognition.dossier_accepted": message("Tiếp nhận, hồ sơ đầy đủ"),
    "recognition.dossier_assigned": message("Phân công"),
    "recognition.dossier_appraised": message("Thẩm định"),
    "recognition.dossier_proposed": message("Trình Chủ tịch UBND"),
    "recognition.dossier_decided": message("Quyết định"),
    "recognition.decision_corrected": message("Đính chính quyết định"),
    "recognition.recognition_withdrawn": message("Thu hồi công nhận"),
    "recognition.review_opened": message("Mở việc xem xét lại"),
    "recognition.review_closed": message("Kết thúc xem xét lại"),
    "recognition.due_date_moved": message("Hạn thay đổi"),
    "recognition.outcomes_counted": message("Đếm lại hồ sơ mà quyết định dựa vào"),
}


def unit_name(tree: Tree, unit_id: str | None) -> str:
    """What people call a unit today; its id where the register does not know it (yet)."""
    place = tree.places.get(unit_id or "")
    return (unit_id or "") if place is None else f"{place.title} {place.unit_name}"


def named(words: Words, table: Mapping[str, str], code: str | None) -> str:
    """What a code is called, nothing for none; a code that is data of a rule set may be any, and is shown as it stands."""
    return words(table[code]) if code and code in table else code or ""

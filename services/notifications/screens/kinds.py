"""What each kind of notice is called where one chooses among them; the words of the notices themselves stand in templates."""

from collections.abc import Mapping

from portal.words import message
from services.notifications.notice import DIGEST, Template

GROUPS: Mapping[str, Mapping[Template, str]] = {
    message("Hồ sơ và quyết định về đơn vị mình"): {
        "dossier_returned": message("Hồ sơ được trả lại để bổ sung"),
        "dossier_accepted": message("Hồ sơ được tiếp nhận"),
        "dossier_recognised": message("Đơn vị được công nhận"),
        "dossier_refused": message("Đơn vị không được công nhận"),
        "decision_corrected": message("Quyết định được đính chính"),
        "recognition_withdrawn": message("Công nhận bị thu hồi"),
        "review_opened": message("Quyết định được xem xét lại"),
        "review_closed": message("Có kết quả xem xét lại"),
    },
    message("Việc đơn vị mình chưa làm"): {
        "not_registered": message("Chưa đăng ký, sắp hết hạn"),
        "not_registered_in_time": message("Chưa đăng ký, đã quá hạn"),
        "not_handed_in": message("Chưa nộp hồ sơ, sắp hết hạn"),
        "not_handed_in_in_time": message("Chưa nộp hồ sơ, đã quá hạn"),
        "document_missing": message("Chưa có văn bản phải ban hành, sắp hết hạn"),
        "document_missing_in_time": message("Chưa có văn bản phải ban hành, đã quá hạn"),
    },
    message("Việc của cơ quan xử lý hồ sơ"): {
        "dossier_submitted": message("Có hồ sơ nộp đến, chờ kiểm tra"),
        "review_to_do": message("Có quyết định cần xem xét lại"),
        "step_due_soon": message("Bước xử lý hồ sơ sắp đến hạn"),
        "step_overdue": message("Bước xử lý hồ sơ quá hạn"),
        "step_overdue_below": message("Cấp dưới để hồ sơ quá hạn"),
    },
    message("Mốc thời gian của phong trào"): {
        "registration_closing": message("Sắp hết hạn đăng ký"),
        "registration_closed": message("Đã hết hạn đăng ký"),
        "documents_due": message("Sắp hết hạn ban hành văn bản"),
        "documents_overdue": message("Đã hết hạn ban hành văn bản"),
        "decisions_due": message("Sắp hết hạn quyết định công nhận"),
        "decisions_overdue": message("Đã hết hạn quyết định công nhận"),
    },
    message("Nhật ký, để giữ ở nơi khác"): {
        "checkpoint_published": message("Điểm kiểm tra của nhật ký, mỗi ngày; không gửi nếu không chọn"),
    },
}
"""By what they are about; an office may want each kind its own way."""

KINDS: Mapping[str, str] = {
    **{template: said for kinds in GROUPS.values() for template, said in kinds.items()},
    DIGEST: message("Bản tin hằng ngày"),
}
"""Every template, in the order of the groups; the digest last."""

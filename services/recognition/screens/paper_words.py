"""What kinds of papers, their states and outcomes are called on the pages around them."""

from collections.abc import Mapping

from portal.words import message
from services.recognition.screens import wording

KINDS: Mapping[str, str] = {
    "submission": message("Tờ trình"),
    "minutes": message("Biên bản họp"),
    "appraisal": message("Biên bản thẩm định"),
    "decision": message("Quyết định công nhận"),
    "certificate": message("Giấy công nhận"),
    "slip": message("Giấy tiếp nhận, phiếu kiểm soát"),
    "apology": message("Thư xin lỗi"),
}
VERDICTS: Mapping[str, str] = {
    "valid": message("Văn bản có trong sổ và còn hiệu lực."),
    "voided": message("Văn bản đã bị hủy, không còn hiệu lực."),
    "withdrawn": message("Văn bản có trong sổ, nhưng việc công nhận đã bị thu hồi sau đó."),
    "partly_withdrawn": message("Văn bản có trong sổ; việc công nhận một phần các đơn vị đã bị thu hồi sau đó."),
    "not_recorded": message("Số văn bản đã lấy, nhưng quyết định công nhận chưa được ghi nhận."),
    "unknown": message("Không có văn bản nào mang mã này."),
}
FIELDS: Mapping[str, str] = {"unit_name": message("Tên đơn vị"), "number": message("Số, ký hiệu")}
UNIT_KINDS = wording.KINDS
OUTCOMES: Mapping[str, str] = {"recognised": message("Đạt"), "refused": message("Chưa đạt")}

"""Thư xin lỗi: the result comes late; why, and by which new day."""

from contracts.recognition import DocumentNumbered
from reference.vietnamese import official_date
from services.recognition.documents.sheet import STANDARD, Content, paragraph, within_sentence


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    [concern] = fact.concerns
    unit = within_sentence(concern.unit_name)
    received = "" if printed.received_on is None else f" {official_date(printed.received_on)}"
    due = "" if printed.due_on is None else f" vào {official_date(printed.due_on)}"
    promised = (
        "ngay khi có quyết định" if printed.new_due_on is None else f"chậm nhất vào {official_date(printed.new_due_on)}"
    )
    return Content(
        title="THƯ XIN LỖI",
        subject=printed.subject,
        addressee=printed.addressee or concern.unit_name,
        blocks=(
            paragraph(
                f"{printed.issuer_name} đã tiếp nhận hồ sơ của {unit} đề nghị công nhận đạt tiêu chuẩn {STANDARD} năm "
                f"{printed.year}{received}, hẹn trả kết quả{due}."
            ),
            paragraph(
                "Đến nay hồ sơ chưa được giải quyết xong đúng hạn"
                + (f" vì lý do: {within_sentence(printed.reason).rstrip('.')}." if printed.reason else ".")
            ),
            paragraph(f"{printed.issuer_name} xin lỗi {unit} về sự chậm trễ này và hẹn trả kết quả {promised}."),
            paragraph("Rất mong nhận được sự thông cảm của quý đơn vị./."),
        ),
    )

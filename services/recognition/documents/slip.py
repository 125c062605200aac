"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả, with the control slip on its back: A5, as the one-stop rules have them."""

from contracts.recognition import DocumentNumbered, PrintedStep
from reference.vietnamese import short_date
from services.recognition.documents.sheet import DOTS, STANDARD, Annex, Block, Content, Table

by_hand_rows = 4
BY_HAND = ("", "", "..... giờ .....", "", "")
"""For going from hand to hand once more than planned."""


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    [concern] = fact.concerns
    where = f"{concern.unit_name}{f', {concern.place}' if concern.place else ''}"
    received = "" if printed.received_on is None else short_date(printed.received_on)
    due = "" if printed.due_on is None else short_date(printed.due_on)
    return Content(
        title="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        subject="",
        blocks=(
            Block("field", f"{printed.issuer_name}, Thường trực Ban Chỉ đạo", "Bộ phận tiếp nhận"),
            Block("field", where, "Tiếp nhận hồ sơ của"),
            Block("field", f"Công nhận đạt tiêu chuẩn {STANDARD} năm {printed.year}", "Nội dung giải quyết"),
            Block("field", concern.dossier_id, "Mã hồ sơ"),
            Block("field", received or DOTS, "Ngày nhận hồ sơ"),
            Block("field", due or DOTS, "Ngày hẹn trả kết quả"),
            Block("field", f"trực tiếp tại {printed.issuer_name}", "Nơi trả kết quả"),
        ),
        annex=Annex(
            title="PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            about=f"Hồ sơ {fact.number} của {where}",
            note="",
            table=Table("steps", (*(_row(step) for step in printed.steps), *(BY_HAND,) * by_hand_rows)),
            sum="Phiếu đi kèm hồ sơ; mỗi lần giao, nhận ghi giờ, ngày và ký.",
        ),
        signatures_before=(("NGƯỜI NỘP HỒ SƠ",),),
    )


def _row(step: PrintedStep) -> tuple[str, ...]:
    due = "" if step.due_on is None else short_date(step.due_on)
    done = "..... giờ ....." if step.done_on is None else f"..... giờ, {short_date(step.done_on)}"
    return (step.text, due, done, "", "")

"""Giấy công nhận: one unit, one year, one page to hang up."""

from contracts.recognition import DocumentNumbered
from reference.vietnamese import official_date
from services.recognition.documents.sheet import STANDARD, Block, Content


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    [concern] = fact.concerns
    rests_on = "" if printed.refers_to is None else f"Theo Quyết định số {printed.refers_to}"
    if rests_on and printed.refers_to_day is not None:
        rests_on += f" {official_date(printed.refers_to_day)}"
    said = {
        "by": f"Chủ tịch {printed.issuer_name}".upper(),
        "unit": concern.unit_name.upper(),
        "place": concern.place or "",
        "standard": f"Đạt tiêu chuẩn {STANDARD} năm {printed.year}",
        "basis": f"{rests_on} của Chủ tịch {printed.issuer_name}" if rests_on else "",
    }
    return Content("CÔNG NHẬN", printed.subject, tuple(Block("part", text, label) for label, text in said.items()))

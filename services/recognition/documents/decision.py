"""Quyết định công nhận: articles, and the list of units as its annex."""

from contracts.recognition import DocumentNumbered
from reference.vietnamese import number, official_date
from services.recognition.documents.sheet import STANDARD, Annex, Block, Content, Table, sentence_ends, within_sentence


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    many = number(len(fact.concerns))
    chair, named = f"Chủ tịch {printed.issuer_name}", _named(fact)
    bases = sentence_ends([*(f"Căn cứ {basis}" for basis in printed.bases), f"Xét {_proposed(fact)}"])
    return Content(
        title="QUYẾT ĐỊNH",
        subject=printed.subject,
        authority=chair.upper(),
        bases=bases,
        verb="QUYẾT ĐỊNH:",
        blocks=(
            Block("article", _recognised(fact, many), "Điều 1."),
            Block("article", f"{chair} cấp Giấy công nhận cho {named}.", "Điều 2."),
            Block("article", "Quyết định này có hiệu lực kể từ ngày ký.", "Điều 3."),
            Block("article", _carried_out_by(fact), "Điều 4."),
        ),
        annex=_annex(fact, chair, many) if len(fact.concerns) > 1 else None,
    )


def _proposed(fact: DocumentNumbered) -> str:
    printed = fact.printed
    said = "đề nghị của Thường trực Ban Chỉ đạo"
    if printed.refers_to is None or printed.refers_to_day is None:
        return said
    return f"{said} tại Tờ trình số {printed.refers_to} {official_date(printed.refers_to_day)}"


def _recognised(fact: DocumentNumbered, many: str) -> str:
    standard = f"đạt tiêu chuẩn {STANDARD} năm {fact.printed.year}"
    if len(fact.concerns) > 1:
        return f"Công nhận {many} đơn vị {standard} (có danh sách kèm theo)."
    [concern] = fact.concerns
    where = "" if concern.place is None else f", {concern.place}"
    return f"Công nhận {within_sentence(concern.unit_name)}{where} {standard}."


def _named(fact: DocumentNumbered) -> str:
    """Whoever Article 1 names: one unit stands there, or a list."""
    return "các đơn vị có tên tại Điều 1" if len(fact.concerns) > 1 else "đơn vị có tên tại Điều 1"


def _carried_out_by(fact: DocumentNumbered) -> str:
    return (
        f"Chánh Văn phòng (công chức Văn phòng - thống kê) {fact.printed.issuer_name}, Thường trực Ban Chỉ đạo, "
        f"thủ trưởng các cơ quan, đơn vị có liên quan và {_named(fact)} chịu trách nhiệm thi hành Quyết định này./."
    )


def _annex(fact: DocumentNumbered, chair: str, many: str) -> Annex:
    rows = [
        (str(place), concern.unit_name, concern.place or "") for place, concern in enumerate(fact.concerns, start=1)
    ]
    return Annex(
        title="DANH SÁCH",
        about=f"Các đơn vị đạt tiêu chuẩn {STANDARD} năm {fact.printed.year}",
        note=f"(Kèm theo Quyết định số {fact.number} {official_date(fact.signed_on)} của {chair})",
        table=Table("units", tuple(rows)),
        sum=f"Danh sách có {many} đơn vị./.",
    )

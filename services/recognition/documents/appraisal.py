"""Biên bản thẩm định: one dossier, criterion by criterion, with counts, points and the papers that findings rest on."""

from contracts.recognition import DocumentNumbered, PrintedCriterion
from reference.vietnamese import number, short_date
from services.recognition.documents.sheet import STANDARD, Block, Content, heading, outcome_words, paragraph, table


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    [concern] = fact.concerns
    with_points = any(criterion.points is not None for criterion in printed.criteria)
    rows = [
        (str(place), criterion.text, _counted(criterion, with_points=with_points), _met(criterion.met),
         criterion.document_number or "")
        for place, criterion in enumerate(printed.criteria, start=1)
    ]  # fmt: skip
    unmet = sum(not criterion.met for criterion in printed.criteria)
    return Content(
        title="BIÊN BẢN THẨM ĐỊNH",
        subject=printed.subject,
        has_place_and_day=False,
        blocks=(
            *_about(fact, f"{concern.unit_name}{f', {concern.place}' if concern.place else ''}"),
            heading("II. KẾT QUẢ THẨM ĐỊNH TỪNG TIÊU CHÍ"),
            table("points" if with_points else "criteria", rows),
            heading("III. KẾT LUẬN"),
            paragraph(
                f"{concern.unit_name}: {outcome_words(concern.outcome).lower()} tiêu chuẩn {STANDARD} năm {printed.year}"
                + (f" ({number(unmet)}/{number(len(rows))} tiêu chí chưa đạt)." if unmet else " (tất cả các tiêu chí đều đạt).")
            ),
            paragraph(f"Đề nghị {printed.addressee or 'cấp có thẩm quyền'} xem xét, quyết định./."),
        ),
        signatures_before=(("NGƯỜI LẬP BIÊN BẢN",),),
    )  # fmt: skip


def _about(fact: DocumentNumbered, unit: str) -> tuple[Block, ...]:
    printed, sitting = fact.printed, fact.printed.sitting
    found = [Block("field", unit, "Đơn vị đề nghị công nhận")]
    if printed.received_on:
        found.append(Block("field", short_date(printed.received_on), "Ngày nhận hồ sơ hợp lệ"))
    found.append(Block("field", short_date(fact.signed_on), "Ngày thẩm định"))
    if sitting is not None:
        form = "họp" if sitting.form == "meeting" else "lấy ý kiến bằng văn bản"
        voted = f"{number(sitting.in_favour)} tán thành, {number(sitting.against)} không tán thành"
        took_part = f"{number(sitting.took_part)}/{number(sitting.members)} thành viên"
        found.append(Block("field", f"{form}; {took_part} tham gia; {voted}", "Hình thức"))
    if printed.refers_to:
        found.append(Block("field", printed.refers_to, "Biên bản họp số"))
    return (heading("I. HỒ SƠ"), *found)


def _counted(criterion: PrintedCriterion, *, with_points: bool) -> str:
    if with_points:
        return (criterion.points or "").replace(".", ",")
    if criterion.numerator is None or criterion.denominator is None:
        return ""
    return f"{number(criterion.numerator)}/{number(criterion.denominator)}"


def _met(met: bool) -> str:
    return "Đạt" if met else "Chưa đạt"

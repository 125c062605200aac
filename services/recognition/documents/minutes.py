"""Biên bản họp: the committee appraised these dossiers; who took part stands there by hand, votes where they are known."""

from contracts.recognition import Concern, DocumentNumbered
from reference.vietnamese import number, official_date
from services.recognition.documents.sheet import (
    DOTS,
    STANDARD,
    Block,
    Content,
    heading,
    outcome_words,
    paragraph,
    table,
)


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    sitting = printed.sitting
    written = sitting is not None and sitting.form == "written_opinions"
    votes = ("", "") if sitting is None else (number(sitting.in_favour), number(sitting.against))
    rows = [_row(place, concern, votes) for place, concern in enumerate(fact.concerns, start=1)]
    return Content(
        title="BIÊN BẢN",
        subject=printed.subject,
        has_place_and_day=False,
        blocks=(
            *_beginning(fact, written=written),
            *_present(fact, written=written),
            heading("III. NỘI DUNG"),
            paragraph(
                f"Thường trực Ban Chỉ đạo báo cáo kết quả kiểm tra hồ sơ của {number(len(fact.concerns))} đơn vị đề nghị công nhận "
                f"đạt tiêu chuẩn {STANDARD} năm {printed.year}. Các thành viên "
                + ("cho ý kiến bằng văn bản" if written else "thảo luận, biểu quyết")
                + " từng trường hợp, kết quả như sau:"
            ),
            table("votes", rows),
            heading("IV. KẾT LUẬN"),
            *_concluded(fact),
        ),
        signatures_before=(("THƯ KÝ",),),
    )


def _beginning(fact: DocumentNumbered, *, written: bool) -> tuple[Block, ...]:
    day = official_date(fact.signed_on)
    if written:
        return (heading("I. THỜI GIAN, HÌNH THỨC"), paragraph(f"Tổng hợp ý kiến bằng văn bản, hoàn thành {day}."))
    return (
        heading("I. THỜI GIAN, ĐỊA ĐIỂM"),
        paragraph(f"Bắt đầu lúc ...... giờ ......, {day}."),
        paragraph(f"Địa điểm: {fact.printed.place}, {DOTS}"),
    )


def _present(fact: DocumentNumbered, *, written: bool) -> tuple[Block, ...]:
    sitting = fact.printed.sitting
    counted = (
        "Số thành viên: ......; có mặt: ......; vắng mặt: ......"
        if sitting is None
        else f"Số thành viên: {number(sitting.members)}; {'có ý kiến' if written else 'có mặt'}: {number(sitting.took_part)}; "
        f"{'không có ý kiến' if written else 'vắng mặt'}: {number(max(0, sitting.members - sitting.took_part))}."
    )
    return (
        heading("II. THÀNH PHẦN"),
        paragraph(f"Chủ trì: {DOTS} Chức vụ: {fact.signer_title.capitalize()}"),
        paragraph(f"Thư ký: {DOTS} Chức vụ: {'.' * 24}"),
        paragraph(counted),
    )


def _row(place: int, concern: Concern, votes: tuple[str, str]) -> tuple[str, ...]:
    return (str(place), concern.unit_name, outcome_words(concern.outcome), *votes)


def _concluded(fact: DocumentNumbered) -> tuple[Block, ...]:
    reached = sum(concern.outcome == "recognised" for concern in fact.concerns)
    lines = [f"{number(reached)}/{number(len(fact.concerns))} đơn vị đạt tiêu chuẩn"]
    if missing := [concern.unit_name for concern in fact.concerns if concern.outcome != "recognised"]:
        lines.append(f"chưa đạt: {', '.join(missing)}")
    return (
        paragraph("; ".join(lines) + "."),
        paragraph(
            f"Biên bản kết thúc lúc ...... giờ ......, {official_date(fact.signed_on)}, được các thành viên nhất trí thông qua./."
        ),
    )

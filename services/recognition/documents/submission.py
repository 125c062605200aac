"""Tờ trình: the standing body proposes to the chair, unit by unit, recognition or not."""

from contracts.recognition import DocumentNumbered
from reference.vietnamese import number
from services.recognition.documents.sheet import (
    STANDARD,
    Content,
    listed,
    outcome_words,
    paragraph,
    sentence_ends,
    table,
)


def content(fact: DocumentNumbered) -> Content:
    printed = fact.printed
    reached = sum(concern.outcome == "recognised" for concern in fact.concerns)
    rows = [
        (str(place), concern.unit_name, concern.place or "", _proposed(concern.outcome))
        for place, concern in enumerate(fact.concerns, start=1)
    ]
    found = [f"{number(reached)} đơn vị đạt tiêu chuẩn, đề nghị công nhận"]
    if reached < len(fact.concerns):
        found.append(f"{number(len(fact.concerns) - reached)} đơn vị chưa đạt tiêu chuẩn")
    return Content(
        title="TỜ TRÌNH",
        subject=printed.subject,
        addressee=printed.addressee or "",
        blocks=(
            paragraph(f"Căn cứ {'; căn cứ '.join(printed.bases)};"),
            paragraph(
                f"{printed.issuer_name}, Thường trực Ban Chỉ đạo, đã tiếp nhận, kiểm tra và cùng Ban Chỉ đạo thẩm định hồ sơ của "
                f"{number(len(fact.concerns))} đơn vị đề nghị công nhận đạt tiêu chuẩn {STANDARD} năm {printed.year}. Kết quả:"
            ),
            *listed(sentence_ends(found)),
            table("outcomes", rows),
            paragraph(f"Kính trình {printed.addressee or 'cấp có thẩm quyền'} xem xét, quyết định./."),
        ),
    )


def _proposed(outcome: str | None) -> str:
    return {"recognised": "Công nhận", "refused": "Chưa công nhận", None: outcome_words(None)}[outcome]

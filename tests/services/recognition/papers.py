"""One paper of every kind, as the ward of Mũi Né and its police would have them in 2021."""

from datetime import date
from typing import Any

from contracts.recognition import (
    SERIES_OF,
    Concern,
    DocumentNumbered,
    PaperKind,
    Printed,
    PrintedCriterion,
    PrintedStep,
    Sitting,
)
from reference.printing import printing
from services.recognition.documents.laying_out import Sheet, sheet_of

ADDRESS = "https://antoan.binhthuan.gov.vn"
WARD, PLACE = "mui-ne", "phường Mũi Né, thành phố Phan Thiết, tỉnh Bình Thuận"
CODE = "7WMH-4C8V-RSZW-AC95"
BASES = printing().bases_on(date(2021, 11, 8), "23/2012/TT-BCA")
STANDARD = "đạt tiêu chuẩn “An toàn về an ninh, trật tự” năm 2021"
ENDS = ("Thường trực Ban Chỉ đạo", "Các đơn vị có tên tại Điều 1", "Lưu: VT")
SITTING = Sitting(
    form="meeting", members=9, took_part=8, in_favour=8, against=0, minutes_number="06/BB-BCĐ", minutes_sha256=None
)


def concern(number: int, outcome: Any = "recognised") -> Concern:
    unit = f"{WARD}-{number}"
    return Concern(
        dossier_id=f"binh-thuan-2021/{unit}", unit_id=unit, unit_kind="residential_area", unit_name=f"Khu phố {number}",
        place=PLACE, outcome=outcome,
    )  # fmt: skip


COMMITTEE: dict[str, Any] = {
    "superior": (), "body": ("ỦY BAN NHÂN DÂN", "PHƯỜNG MŨI NÉ"), "issuer_name": "Ủy ban nhân dân phường Mũi Né",
    "signature": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
}  # fmt: skip
POLICE: dict[str, Any] = {
    "superior": ("CÔNG AN THÀNH PHỐ PHAN THIẾT",), "body": ("CÔNG AN PHƯỜNG MŨI NÉ",), "issuer_name": "Công an phường Mũi Né",
    "signature": ("TRƯỞNG CÔNG AN",),
}  # fmt: skip
STEERING: dict[str, Any] = {
    "superior": ("UBND PHƯỜNG MŨI NÉ",), "body": ("BAN CHỈ ĐẠO PHONG TRÀO", "TOÀN DÂN BẢO VỆ", "AN NINH TỔ QUỐC"),
    "issuer_name": "Ban Chỉ đạo phường Mũi Né", "signature": ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"),
}  # fmt: skip
CRITERIA = (
    ("Chi bộ có nghị quyết về công tác bảo đảm an ninh, trật tự", True, None, None, "Nghị quyết số 03-NQ/CB"),
    ("100 % hộ gia đình ký cam kết thực hiện", True, 118, 118, None),
    ("Có mô hình tự phòng, tự quản về an ninh, trật tự", True, None, None, None),
    ("Không để xảy ra vụ việc nào trong danh mục của Thông tư", False, None, None, "Báo cáo số 15/BC-CAP"),
)
STEPS = (
    ("Kiểm tra thành phần hồ sơ", date(2021, 11, 1), date(2021, 10, 29)),
    ("Thẩm định", date(2021, 11, 5), None),
    ("Trình Chủ tịch Ủy ban nhân dân", date(2021, 11, 8), None),
    ("Quyết định", date(2021, 11, 9), None),
)


def printed(by: dict[str, Any], subject: str, **said: Any) -> Printed:
    fields: dict[str, Any] = {
        **by, "place": "Mũi Né", "subject": subject, "year": 2021, "addressee": None, "bases": (), "recipients": ENDS,
        "criteria": (), "steps": (), "sitting": None, "refers_to": None, "refers_to_day": None, "received_on": None,
        "due_on": None, "new_due_on": None, "reason": None,
    }  # fmt: skip
    return Printed(**{**fields, **said})


def numbered(
    kind: PaperKind, number: str, concerns: tuple[Concern, ...], said: Printed, **changed: Any
) -> DocumentNumbered:
    fields: dict[str, Any] = {
        "document_id": f"example-{kind}", "kind": kind, "series": SERIES_OF[kind], "issuer_id": WARD, "year": 2021,
        "serial": int(number.partition("/")[0]), "number": number, "signed_on": date(2021, 11, 8),
        "signer_title": said.signature[-1], "concerns": concerns, "printed": said, "verification_code": CODE,
    }  # fmt: skip
    return DocumentNumbered(**{**fields, **changed})


AREAS = tuple(concern(number) for number in range(1, 15))
MIXED = (concern(1), concern(2), concern(3, "refused"), concern(4))
CHAIR = "Chủ tịch Ủy ban nhân dân phường Mũi Né"
TO_CHAIR: dict[str, Any] = {"addressee": CHAIR}

EXAMPLES: dict[PaperKind, DocumentNumbered] = {
    "submission": numbered("submission", "05/TTr-CAP", MIXED, printed(
        POLICE, f"Về việc đề nghị công nhận khu dân cư {STANDARD}", bases=BASES[2:], recipients=("Như trên", "Lưu: VT"), **TO_CHAIR,
    )),
    "minutes": numbered("minutes", "06/BB-BCĐ", MIXED, printed(
        STEERING, f"Họp thẩm định hồ sơ đề nghị công nhận {STANDARD}", sitting=SITTING, recipients=("Như thành phần", "Lưu: HS"),
    )),
    "appraisal": numbered("appraisal", "07/BB-BCĐ", (concern(3, "refused"),), printed(
        STEERING, f"Hồ sơ đề nghị công nhận {STANDARD}", sitting=SITTING, refers_to="06/BB-BCĐ", refers_to_day=date(2021, 11, 4),
        received_on=date(2021, 10, 29), recipients=("Khu phố 3", "Lưu: HS"), **TO_CHAIR,
        criteria=tuple(PrintedCriterion(text=text, met=met, numerator=n, denominator=d, document_number=paper, points=None)
                       for text, met, n, d, paper in CRITERIA),
    )),
    "decision": numbered("decision", "112/QĐ-UBND", AREAS, printed(
        COMMITTEE, f"Về việc công nhận khu dân cư {STANDARD}", bases=BASES, refers_to="05/TTr-CAP",
        refers_to_day=date(2021, 11, 5),
    )),
    "certificate": numbered("certificate", "03/GCN-UBND", (concern(3),), printed(
        COMMITTEE, f"Công nhận {STANDARD}", refers_to="112/QĐ-UBND", refers_to_day=date(2021, 11, 8), recipients=(),
    )),
    "slip": numbered("slip", "09/TNHS-CAP", (concern(3, None),), printed(
        POLICE, "Tiếp nhận hồ sơ và hẹn trả kết quả", received_on=date(2021, 10, 25), due_on=date(2021, 11, 9), recipients=(),
        steps=tuple(PrintedStep(text=text, due_on=due, done_on=done) for text, due, done in STEPS),
    ), signed_on=date(2021, 10, 25)),
    "apology": numbered("apology", "01/TXL-CAP", (concern(3, None),), printed(
        POLICE, "Về việc chậm trả kết quả hồ sơ đề nghị công nhận", received_on=date(2021, 10, 25), due_on=date(2021, 11, 9),
        new_due_on=date(2021, 11, 16), reason="Phải xác minh thêm một vụ việc", recipients=("Như trên", "Lưu: VT"),
    ), signed_on=date(2021, 11, 10)),
}  # fmt: skip


def sheet(kind: PaperKind) -> Sheet:
    return sheet_of(EXAMPLES[kind], ADDRESS)

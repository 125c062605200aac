"""691 certificates as one PDF, from their facts to the bytes: a whole province's, each with its own code."""

import time
from datetime import date

import pypdfium2

from bench.figures import Figure
from chronicle.settings import Settings
from contracts.recognition import Concern, DocumentNumbered, Printed
from services.recognition.documents.docx import docx_of
from services.recognition.documents.laying_out import sheet_of
from services.recognition.documents.pdf import pdf_of

certificates_printed = 691
asked_times = 3
ADDRESS = "https://antoan.example.vn"
DAY = date(2021, 11, 8)


async def measure(settings: Settings) -> list[Figure]:
    """Asks no server: what is measured is reading the facts, laying them out, drawing codes and setting the pages."""
    contents = [_certificate(number).model_dump_json() for number in range(1, certificates_printed + 1)]
    waits, began_busy = [], time.process_time()
    for _ in range(asked_times):
        began = time.perf_counter()
        made = pdf_of(
            [sheet_of(DocumentNumbered.model_validate_json(content), ADDRESS) for content in contents], "bench"
        )
        waits.append(time.perf_counter() - began)
    busy = (time.process_time() - began_busy) / asked_times
    pages = len(pypdfium2.PdfDocument(made))
    assert pages == certificates_printed, f"{pages} pages"
    began = time.perf_counter()
    for content in contents[:20]:
        docx_of(sheet_of(DocumentNumbered.model_validate_json(content), ADDRESS))
    each = (time.perf_counter() - began) / 20
    also = {"seconds": min(waits), "worst_seconds": max(waits), "busy_seconds": busy, "megabytes": len(made) / 1e6}
    return [
        Figure("certificates", "one PDF", {"certificates": len(contents)}, len(contents) / min(waits), "pages/s", also),
        Figure("certificates", "DOCX, one after the other", {"certificates": 20}, 1 / each, "files/s"),
    ]  # fmt: skip


def _certificate(number: int) -> DocumentNumbered:
    unit = f"u{number}"
    printed = Printed(
        superior=(), body=("ỦY BAN NHÂN DÂN", "PHƯỜNG MŨI NÉ"), issuer_name="Ủy ban nhân dân phường Mũi Né", place="Mũi Né",
        subject="Công nhận đạt tiêu chuẩn “An toàn về an ninh, trật tự” năm 2021", year=2021, addressee=None, bases=(),
        signature=("CHỦ TỊCH",), recipients=(), criteria=(), steps=(), sitting=None, refers_to="112/QĐ-UBND",
        refers_to_day=DAY, received_on=None, due_on=None, new_due_on=None, reason=None,
    )  # fmt: skip
    concern = Concern(
        dossier_id=f"y2021/{unit}", unit_id=unit, unit_kind="residential_area", unit_name=f"Khu phố {number}",
        place="phường Mũi Né, thành phố Phan Thiết, tỉnh Bình Thuận", outcome="recognised",
    )  # fmt: skip
    return DocumentNumbered(
        document_id=f"c{number}", kind="certificate", series="certificate", issuer_id="mui-ne", year=2021, serial=number,
        number=f"{number:02}/GCN-UBND", signed_on=DAY, signer_title="CHỦ TỊCH", concerns=(concern,), printed=printed,
        verification_code=f"7WMH-4C8V-{number:04}-AC95",
    )  # fmt: skip

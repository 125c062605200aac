"""Papers on real servers: drawn up from dossiers, numbered by many at once, printed, verified by strangers, registered."""

import asyncio
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pypdfium2

from chronicle.command import Context, fresh_id
from contracts.recognition import RecognitionWithdrawn
from services.recognition.component import COMPONENT
from services.recognition.register import NumberDocuments
from tests import signed_in
from tests.services.recognition.test_register import paper
from tests.services.recognition.ward import TODAY, WARD, dossier, the_ward

callers, papers_each = 2, 20


def text_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


async def test_a_recognised_unit_gets_its_certificate_and_anybody_can_verify_it(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        answer = await ward.number("certificate", 1, 2, signer="deputy")
        assert (answer.status_code, answer.json()["number"]) == (201, "01/GCN-UBND")
        [row] = [
            row
            for row in (await ward.client.get("/api/recognition/documents?year=2021", headers=ward.officer)).json()
            if row["unit_name"] == "Khu phố 1"
        ]
        pdf = await ward.client.get(f"/recognition/documents/{row['document_id']}.pdf", headers=ward.officer)
        said = text_of_pdf(pdf.content)
        for part in (
            "KHU PHỐ 1",
            "phường Mũi Né, thành phố Phan Thiết, tỉnh Bình Thuận",
            "112/QĐ-UBND",
            row["code"],
            "KT. CHỦ TỊCH",
        ):
            assert part in said
        edited = await ward.client.get(f"/recognition/documents/{row['document_id']}.docx", headers=ward.officer)
        assert any("KHU PHỐ 1" in paragraph.text for paragraph in docx.Document(BytesIO(edited.content)).paragraphs)
        together = await ward.client.get(
            "/recognition/documents/certificates.pdf?year=2021&decision=112/QĐ-UBND", headers=ward.officer
        )
        assert len(pypdfium2.PdfDocument(together.content)) == 2
        # a stranger, without any sign-in
        page = (await ward.client.get(f"/verify/{row['code']}")).text
        assert "còn hiệu lực" in page and "Khu phố 1" in page and "112/QĐ-UBND" in page
        led = await ward.client.get(f"/verify?code={row['code'].lower().replace('-', '+')}")
        assert (led.status_code, led.headers["location"]) == (303, f"/verify/{row['code']}")


async def test_certificate_verification_detects_a_changed_name(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        await ward.number("certificate", 1)
        [row] = (await ward.client.get("/api/recognition/documents?year=2021", headers=ward.officer)).json()
        at = f"/verify/{row['code']}"
        genuine = await ward.client.get(at, params={"unit_name": "khu phố 1, phường Mũi Né", "number": "1/GCN-UBND"})
        assert "khác bản đã ghi" not in genuine.text and genuine.text.count("giống bản đã ghi") == 2
        for changed in ("Khu phố 7", "Khu phồ 1", "Khu pho 1"):
            page = (await ward.client.get(at, params={"unit_name": changed, "number": row["number"]})).text
            assert f"văn bản của bạn ghi “{changed}”, bản đã ghi là “Khu phố 1”" in page, changed
            assert "đã bị sửa" in page and page.count("giống bản đã ghi") == 1
        other = await ward.client.get(f"/verify/{row['code'][:-1]}{'0' if row['code'][-1] != '0' else '1'}")
        assert other.status_code == 404 and "Không có văn bản nào mang mã này" in other.text


async def test_verification_tells_a_void_paper_and_a_recognition_withdrawn_since(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        await ward.number("certificate", 1, 2)
        rows = (await ward.client.get("/api/recognition/documents?year=2021", headers=ward.officer)).json()
        by_unit = {row["unit_name"]: row for row in rows}
        void = {
            "issuer_id": WARD,
            "year": 2021,
            "document_id": by_unit["Khu phố 1"]["document_id"],
            "reason": "In sai tên",
        }
        void["occurred_on"] = TODAY.isoformat()
        answer = await ward.client.post("/api/recognition/void-document", json=void, headers=ward.officer)
        assert answer.status_code == 201
        withdrawn = RecognitionWithdrawn(
            dossier_id=dossier(2), unit_id=f"{WARD}-2", unit_kind="residential_area", year=2021, reason="Phát hiện vụ việc",
            decision_number="120/QĐ-UBND", decided_by=WARD, withdrawn_on=date(2021, 11, 20),
        )  # fmt: skip
        await ward.told(f"recognition.dossier:{dossier(2)}", 6, withdrawn)
        await ward.read()
        voided = (await ward.client.get(f"/verify/{by_unit['Khu phố 1']['code']}")).text
        assert "đã bị hủy" in voided and "In sai tên" in voided
        page = (await ward.client.get(f"/verify/{by_unit['Khu phố 2']['code']}")).text
        assert "đã bị thu hồi" in page and "20/11/2021" in page
        again = await ward.number("certificate", 2)
        assert again.status_code == 409, "of a recognition that was withdrawn there is no other certificate"
        assert (await ward.number("certificate", 1)).json()["number"] == "03/GCN-UBND"


async def test_papers_are_drawn_up_only_where_the_dossier_has_come_as_far(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        assert (await ward.number("certificate", 4)).json()["code"] == "document.dossier_not_as_far"
        assert (await ward.number("decision", 3, 5)).json()["code"] == "document.of_several_decisions"
        assert (await ward.number("slip", 1, 2)).json()["code"] == "document.of_one_dossier"
        numbers = [
            (await ward.number(kind, *areas)).json()["number"]
            for kind, areas in (
                ("slip", (5,)), ("minutes", (1, 2, 3, 4)), ("appraisal", (4,)), ("submission", (1, 2, 3, 4)),
                ("decision", (5,)), ("decision", (1, 2, 3)), ("apology", (5,)),
            )
        ]  # fmt: skip
        assert numbers == [
            "01/TNHS-CAP", "01/BB-BCĐ", "02/BB-BCĐ", "01/TTr-CAP", "01/QĐ-UBND", "112/QĐ-UBND", "01/TXL-CAP",
        ]  # fmt: skip
        elsewhere = await signed_in.headers(settings, ("commune_officer", "phan-thiet"))
        body = {"kind": "slip", "issuer_id": WARD, "dossiers": [dossier(5)], "occurred_on": TODAY.isoformat()}
        refused = await ward.client.post("/api/recognition/number-documents", json=body, headers=elsewhere)
        assert refused.status_code == 403


async def test_the_form_issues_once_and_says_why_not(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        at = {"kind": "decision", "issuer": WARD, "dossier": dossier(5)}
        shown = await ward.client.get("/recognition/documents/issue", params=at, headers=ward.officer)
        assert "01/QĐ-UBND" in shown.text and "PHÓ CHỦ TỊCH" in shown.text and "Khu phố 5" in shown.text
        listed = await ward.client.get("/recognition/documents", params={"dossier": dossier(5)}, headers=ward.officer)
        assert listed.status_code == 200 and "Chưa có văn bản nào" in listed.text
        stranger = await ward.client.get("/recognition/documents")
        assert stranger.status_code == 303


async def test_numbers_taken_at_once_are_neither_shared_nor_skipped(open_host: Any, settings: Any) -> None:
    """Two processes of the service, each with its own memory of the register, on one log."""
    services = [(await open_host(COMPONENT)).services["recognition"] for _ in range(callers)]

    async def ask(service: Any, name: str) -> None:
        command = NumberDocuments(occurred_on=TODAY, issuer_id=WARD, year=2021, papers=(paper(name),))
        await service.handle(command, Context("test", "test", "", TODAY, fresh_id(), fresh_id()))

    await asyncio.gather(
        *(
            ask(service, f"p{place}-{number}")
            for place, service in enumerate(services)
            for number in range(papers_each)
        ),
        *(ask(service, "the-same") for service in services),
    )
    [stream] = (await services[0].log.read_streams([(f"recognition.register:{WARD}/2021", 0)])).values()
    facts = [services[0].catalogue.decode(entry.type, entry.schema_version, entry.data) for entry in stream]
    assert [fact.serial for fact in facts] == list(range(1, callers * papers_each + 2))
    assert len({fact.document_id for fact in facts}) == callers * papers_each + 1
    assert len({fact.verification_code for fact in facts}) == callers * papers_each + 1


async def test_everybody_reads_the_register_of_recognised_units(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        await ward.number("certificate", 1)
        page = await ward.client.get("/recognised")
        assert page.status_code == 200 and "3 đơn vị được công nhận" in page.text
        assert "01/GCN-UBND" in page.text and "Phường Mũi Né" in page.text and "112/QĐ-UBND" in page.text
        found = await ward.client.get("/recognised", params={"q": "khu pho 2 mui ne"})
        assert "Khu phố 2" in found.text and "Khu phố 3" not in found.text
        for place, there in (("phan-thiet", True), (WARD, True), ("elsewhere", False)):
            answer = await ward.client.get("/recognised", params={"place": place, "kind": "residential_area"})
            assert ("Khu phố 2" in answer.text) == there, place
        second = await ward.client.get("/recognised", params={"limit": 2, "page": 2})
        assert "Khu phố 3" in second.text and "Khu phố 1" not in second.text
        csv = (await ward.client.get("/recognised/list.csv?year=2021")).content.decode("utf-8-sig")
        assert "Khu phố 1" in csv and "01/GCN-UBND" in csv and "Khu phố 4" not in csv
        english = await ward.client.get("/recognised?language=en")
        assert "3 units are recognised" in english.text

"""The pages of models before officers: a model's whole life by forms, an inventory, its account; and who may not."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chronicle.command import Context, derived_id
from chronicle.host import Host
from contracts.registration import Successor
from services.registration.succession import SucceedUnit
from tests.reading import all_read
from tests.services.models.officers import HIDDEN, SPRING, TODAY, launched, proposed


async def test_a_model_lives_by_forms_from_survey_to_its_successor(sign_in: Callable[..., Any]) -> None:
    officer = await sign_in("commune_officer", "c1")
    model_id = await launched(officer, "Tiếng kẻng an ninh xã Phong Phú")
    page = await officer.open(f"/models/model/{model_id}")
    assert "Chưa có đơn vị theo dõi" in page and "12/QĐ-UBND" in page and "Còn thiếu" in page
    assert (await officer.does("monitor", model_id, monitor_id="d", occurred_on=str(TODAY))).status_code == 303
    filed = {"paper": "decision", "number": "12/QĐ-UBND", "dated": str(SPRING)}
    assert (await officer.does("file", model_id, **filed)).status_code == 303
    assert (await officer.does("consolidate", model_id, occurred_on=str(TODAY))).status_code == 303
    review = {"review_kind": "interim", "period_first": str(SPRING), "period_last": str(TODAY), "grade": "weak"}
    assert (await officer.does("review", model_id, occurred_on=str(TODAY), **review)).status_code == 303
    added = {"added_points": "2", "added_teams": "1", "occurred_on": str(TODAY)}
    assert (await officer.does("replicate", model_id, **added)).status_code == 303
    page = await officer.open(f"/models/model/{model_id}")
    assert "Chưa có đơn vị theo dõi" not in page and "Huyện Tuy Phong" in page and "nay có 5 điểm, 3 tổ" in page
    other = await launched(officer, "Camera an ninh chợ", kind="Camera an ninh", origin_id=model_id)
    assert "Camera an ninh chợ" in await officer.open(f"/models/model/{model_id}")
    closed = {"reason": "Thay bằng camera", "successor_id": other, "occurred_on": str(TODAY)}
    assert (await officer.does("close", model_id, **closed)).status_code == 303
    page = await officer.open(f"/models/model/{model_id}?language=en")
    assert "Thay bằng camera" in page and f"/models/model/{other}" in page and "has ended" in page
    assert 'lang="vi">Camera an ninh chợ</a></p>' in page and "ended.." not in page
    goes_on = await officer.open(f"/models/model/{other}?language=en")
    assert "Successor of a model that ended" in goes_on and "Tiếng kẻng an ninh xã Phong Phú" in goes_on
    listed = await officer.open("/models?state=open")
    assert "Camera an ninh chợ" in listed and "Tiếng kẻng an ninh xã Phong Phú" not in listed
    assert "yếu" not in await officer.open("/models?finding=weak&state=open")


async def test_a_paper_comes_with_its_file_and_the_file_is_had_back(sign_in: Callable[..., Any]) -> None:
    officer = await sign_in("commune_officer", "c1")
    model_id = await proposed(officer, "Tiếng kẻng an ninh")
    page, written = f"/models/do/file?model={model_id}", b"%PDF-1.7\n%%EOF\n"
    given = {
        "paper": "proposal",
        "number": "3/TTr",
        "dated": str(SPRING),
        **dict(HIDDEN.findall(await officer.open(page))),
    }
    answer = await officer.client.post(page, data=given, files={"file": ("x.exe", b"MZ", "application/pdf")})
    assert answer.status_code == 422 and "3/TTr" in answer.text
    answer = await officer.client.post(page, data=given, files={"file": ("to-trinh.pdf", written, "application/pdf")})
    assert answer.status_code == 303, answer.text
    [address] = re.findall(r'href="(/attachments/[0-9a-f]{64})"', await officer.open(f"/models/model/{model_id}"))
    assert (await officer.client.get(address)).content == written


async def test_what_is_wrong_with_a_form_is_said_and_what_was_typed_is_kept(sign_in: Callable[..., Any]) -> None:
    officer = await sign_in("commune_officer", "c1")
    given = {"unit_id": "c1", "model_name": "Ánh sáng", "block": "residential", "occurred_on": "01/02/2021"}
    answer = await officer.does("propose", **given)
    assert answer.status_code == 422 and "Loại mô hình: chưa điền" in answer.text and 'value="Ánh sáng"' in answer.text
    answer = await officer.does("propose", model_kind="Ánh sáng", **given)
    assert answer.status_code == 422 and "phải là một ngày" in answer.text
    model_id = await proposed(officer, "Ánh sáng an ninh")
    early = str(SPRING - timedelta(days=1))
    answer = await officer.does("decide", model_id, decision_number="1", occurred_on=early)
    assert answer.status_code == 422 and "Bước trước của mô hình" in answer.text
    assert (await officer.client.get("/models/do/fly?model=x")).status_code == 404
    forged = await officer.client.post(f"/models/do/close?model={model_id}", data={"form": "x"})
    assert forged.status_code == 403


async def test_a_name_like_another_is_a_hint_that_blocks_nothing(sign_in: Callable[..., Any]) -> None:
    officer = await sign_in("commune_officer", "c1")
    first = await proposed(officer, "Tiếng kẻng an ninh chợ Phong Phú")
    given = {"unit_id": "c1", "model_kind": "Tiếng kẻng an ninh", "block": "residential", "occurred_on": str(TODAY)}
    answer = await officer.send("/models/do/propose", model_name="Tiếng kẻng an ninh khu chợ", **given)
    assert answer.status_code == 200 and f"/models/model/{first}" in answer.text and "cùng loại" in answer.text
    second = await proposed(officer, "Tiếng kẻng an ninh khu chợ")
    assert first in await officer.open(f"/models/model/{second}")
    page = await officer.open("/models/duplicates")
    assert f"/models/model/{first}" in page and f"/models/model/{second}" in page
    assert (await officer.client.get("/models/duplicates.csv")).status_code == 200


async def test_who_may_not_sees_a_disabled_button_with_the_reason(sign_in: Callable[..., Any]) -> None:
    officer, auditor = await sign_in("commune_officer", "c1"), await sign_in("auditor", "p")
    model_id = await launched(officer, "Tiếng kẻng an ninh")
    page = await auditor.open(f"/models/model/{model_id}")
    assert 'disabled aria-describedby="shared-reason">Kết thúc mô hình</button>' in page and "Ngoài thẩm quyền" in page
    answer = await auditor.does("close", model_id, reason="x", occurred_on=str(TODAY))
    assert answer.status_code == 422 and "Ngoài thẩm quyền" in answer.text
    stranger = await sign_in("commune_officer", "c2")
    assert (await stranger.client.get(f"/models/model/{model_id}")).status_code == 404
    assert "Tiếng kẻng" not in await stranger.open("/models")


async def test_an_inventory_is_opened_confirmed_and_completed(sign_in: Callable[..., Any]) -> None:
    officer, district = await sign_in("commune_officer", "c1"), await sign_in("district_officer", "d")
    stays, goes = (
        await launched(officer, "Tiếng kẻng an ninh"),
        await launched(officer, "Camera an ninh", kind="Camera"),
    )
    answer = await officer.send("/models/inventories", unit_id="c1", inventory_name="x", due=str(TODAY))
    assert answer.status_code == 422 and "Ngoài thẩm quyền" in answer.text
    answer = await district.send(
        "/models/inventories", unit_id="d", inventory_name="Rà soát", due=str(TODAY + timedelta(days=9))
    )
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"].partition("?")[0]
    assert "0/2 đơn vị" in await district.open(path)
    part = f"{path}/units/c1"
    answer = await officer.send(part, **{f"finding:{stays}": "found", f"finding:{goes}": "end", "complete": "yes"})
    assert answer.status_code == 422 and "hãy ghi lý do" in answer.text
    given = {f"finding:{stays}": "found", f"finding:{goes}": "end", f"note:{goes}": "Hỏng máy", "complete": "yes"}
    answer = await officer.send(part, **given)
    assert answer.status_code == 200 and "Camera an ninh kết thúc: Hỏng máy" in answer.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    answer = await officer.client.post(part, data=again)
    assert answer.status_code == 303, answer.text
    progress = await district.open(path)
    assert "1/2 đơn vị" in progress and "2/2 mô hình" in progress
    assert "Hỏng máy" in await officer.open(f"/models/model/{goes}")
    asked = await district.send(path, f"{path}/close")
    assert asked.status_code == 200 and "Khóa đợt" in asked.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    assert (await district.client.post(f"{path}/close", data=again)).status_code == 303
    answer = await officer.send(part, **{f"finding:{stays}": "missing", f"note:{stays}": "x"})
    assert answer.status_code == 422 and "đã khóa" in answer.text


async def test_the_account_and_the_files_say_the_same(sign_in: Callable[..., Any]) -> None:
    officer, district = await sign_in("commune_officer", "c1"), await sign_in("district_officer", "d")
    model_id = await launched(officer, "Tiếng kẻng an ninh")
    moved = {"unit_id": "c2", "reason": "Sáp nhập", "occurred_on": str(TODAY)}
    assert (await district.does("move", model_id, **moved)).status_code == 303
    page = await district.open("/models/reconciliation")
    assert "Đối chiếu tăng giảm" in page and "Thị trấn Liên Hương" in page
    told = (await district.client.get("/api/models/reconciliation?unit=d")).json()
    assert told["points"] == {
        "before": 0, "opened": 3, "replicated": 0, "moved_in": 0, "moved_out": 0, "closed": 0, "standing": 3,
    }  # fmt: skip
    told = (await district.client.get("/api/models/reconciliation?unit=c1")).json()
    assert (told["models"]["moved_out"], told["models"]["standing"]) == (1, 0)
    for path in (
        "/models/list.csv", "/models/list.xlsx?finding=any", "/models/reconciliation.csv?part=each", "/models/reconciliation.xlsx",
    ):  # fmt: skip
        answer = await district.client.get(path)
        assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment"), path
    backwards = await district.client.get("/models/reconciliation?first=2021-02-01&last=2021-01-01")
    assert backwards.status_code == 409


async def test_models_go_over_with_a_unit_that_was_merged(host: Host, sign_in: Callable[..., Any]) -> None:
    officer, district = await sign_in("commune_officer", "c1"), await sign_in("district_officer", "d")
    model_id = await launched(officer, "Tiếng kẻng an ninh")
    before = (await district.client.get("/api/models/reconciliation?unit=d")).json()
    context = Context("test", "system", "", TODAY, derived_id("merger"), derived_id("merger"))
    merger = SucceedUnit(
        occurred_on=TODAY, unit_id="c1", successors=(Successor(unit_id="c2", share="whole"),), ended=True,
        legal_basis="1365/NQ-UBTVQH15", valid_from=TODAY,
    )  # fmt: skip
    await host.services["registration"].handle(merger, context)
    for _ in range(2):  # what is done because of it is read as well
        await all_read(host.services["models"])
    told = (await district.client.get(f"/api/models/models/{model_id}")).json()
    assert (told["unit_id"], "unit_ended" in told["findings"]) == ("c2", False)
    after = (await district.client.get("/api/models/reconciliation?unit=d")).json()
    assert after == before, "a merger makes nothing grow"

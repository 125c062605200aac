"""The tables of a model, of inventories and of one unit's part leave as files with the rows of their pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.services.dashboards.page_reading import Page
from tests.services.models.officers import SPRING, TODAY, launched
from tests.sheets import csv_of, files_are, sheet_of


async def test_the_tables_of_a_model_and_of_an_inventory_leave_as_they_are_shown(sign_in: Callable[..., Any]) -> None:
    officer, district = await sign_in("commune_officer", "c1"), await sign_in("district_officer", "d")
    model_id = await launched(officer, "Tiếng kẻng an ninh")
    await launched(officer, "Camera an ninh", kind="Camera")
    for number in ("12/QĐ-UBND", "15/QĐ-UBND"):
        filed = {"paper": "decision", "number": number, "dated": str(SPRING)}
        assert (await officer.does("file", model_id, **filed)).status_code == 303
    due = str(TODAY + timedelta(days=9))
    answer = await district.send("/models/inventories", unit_id="d", inventory_name="Rà soát", due=due)
    path = answer.headers["location"].partition("?")[0]
    confirmed = {f"finding:{model_id}": "missing", f"note:{model_id}": "Kẻng đã tháo"}
    assert (await officer.send(f"{path}/units/c1", **confirmed)).status_code == 303
    for language in ("vi", "en"):
        page = Page(await officer.open(f"/models/model/{model_id}?language={language}"))
        for part in ("papers", "life"):
            given = {"model": model_id, "part": part, "language": language}
            await files_are(officer.client, page.table(part), "/models/dossier", **given)
        page = Page(await district.open(f"/models/inventories?language={language}"))
        await files_are(district.client, page.table("all-title"), "/models/inventories", language=language)
    shown = Page(await officer.open(f"{path}/units/c1")).table("models")
    answer = await officer.client.get(f"{path}/models.xlsx?unit=c1")
    about, titles, rows = sheet_of(answer.content)
    assert about["Đơn vị"] == "Xã Phong Phú" and about["Hạn"] == f"{date.fromisoformat(due):%d/%m/%Y}"
    assert [row[0] for row in rows] == [row[0] for row in shown.rows]
    told = dict(zip(titles, next(row for row in rows if row[0] == "Tiếng kẻng an ninh"), strict=True))
    assert (told["Điểm"], told["Tổ"], told["Lý do, ghi chú"]) == (3, 2, "Kẻng đã tháo")
    assert [row[titles.index("Đã xác nhận")] in shown.rows[at][2] for at, row in enumerate(rows)] == [True, True]
    assert csv_of((await officer.client.get(f"{path}/models.csv?unit=c1")).content)[0] == about

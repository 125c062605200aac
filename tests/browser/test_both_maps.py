"""The same year as it was and recast on today's map: by clicking from one to the other, with the line that reconciles both."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from chronicle.host import Host
from tests.browser.looking.checks import violations
from tests.browser.watching import complaints_of
from tests.services.dashboards.reform import reform

pytestmark = pytest.mark.browser


async def names(page: Page) -> list[str]:
    """What stands in the first column of the table of children."""
    return [
        text.split("\n")[0]
        for text in await page.get_by_role("region", name="Các đơn vị trực thuộc").locator("tbody th").all_inner_texts()
    ]


async def total(page: Page) -> str:
    return await page.get_by_role("region", name="Các đơn vị trực thuộc").locator("tfoot tr").inner_text()


async def test_the_same_table_as_it_was_and_recast(
    small_province: Host, address: str, open_browser: Callable[..., Any], axe: str
) -> None:
    await reform(small_province)
    page = await (await open_browser(viewport={"width": 1100, "height": 900})).new_page()
    complaints = complaints_of(page)
    await page.goto(address)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh Bình Thuận năm 2021")
    assert sorted(await names(page)) == ["Huyện Phú Quý", "Huyện Tuy Phong", "Thành phố Phan Thiết"]
    was = (await total(page)).split("\t")[1:]
    assert await violations(page, axe) == []
    await page.get_by_role("link", name="Xem theo địa giới hiện hành").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh Lâm Đồng năm 2021")
    recast = await names(page)
    assert recast[-1] == "Xã Phong Phú", "what could not be divided stands last, by itself"
    assert sorted(recast[:-1]) == [
        "Phường Mũi Né mới", "Phường Phan Thiết", "Xã Liên Hương mới", "Xã Tuy Phong", "Đặc khu Phú Quý",
    ]  # fmt: skip
    assert (await total(page)).split("\t")[1:] == was
    await expect(page.get_by_text("Cuối năm 2021: 3 huyện, 6 xã, 18 khu dân cư → hiện hành: 5 xã")).to_be_visible()
    await page.get_by_text("Bảng đối chiếu").click()
    await expect(page.get_by_role("region", name="Đối chiếu số liệu")).to_be_visible()
    assert await violations(page, axe) == []
    await page.get_by_role("region", name="Các đơn vị trực thuộc").get_by_role("link", name="Phường Phan Thiết").click()
    await expect(page.get_by_role("region", name="Đơn vị đã nhập vào").locator("tbody tr")).to_have_count(2)
    assert await violations(page, axe) == []
    await page.get_by_role("link", name="Xem theo địa giới tại thời điểm").click()
    await expect(page.get_by_text("Đơn vị này có từ ngày 01/7/2025; đến cuối năm 2021 chưa có.")).to_be_visible()
    await page.get_by_role("link", name="Phường Phú Tiến").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Phường Phú Thủy năm 2021")
    assert await violations(page, axe) == []
    assert complaints == []

"""The overview in a browser: both languages, by mouse and keyboard, and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.watching import complaints_of

pytestmark = pytest.mark.browser


async def test_the_page_speaks_both_languages(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    complaints = complaints_of(page)
    await page.goto(address)
    await expect(page.get_by_text("Đến 08/11/2021: 14/18 khu dân cư đã đăng ký; còn 4")).to_be_visible()
    await page.get_by_role("link", name="English").click()
    await expect(
        page.get_by_text("As of 8 Nov 2021: 14 of 18 residential areas have registered; 4 to go")
    ).to_be_visible()
    assert await page.get_attribute("html", "lang") == "en"
    await page.get_by_role("link", name="Tiếng Việt").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh Bình Thuận năm 2021")
    assert complaints == []


async def test_one_drills_down_by_clicking_and_comes_back_by_the_path(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(f"{address}/?language=en")
    for name in ("Huyện Tuy Phong", "Xã Phong Phú", "Khu phố 3"):
        await page.get_by_role("row").get_by_role("link", name=name).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    await expect(page.get_by_text("As of 8 Nov 2021: not registered, overdue since 30 Apr 2021.")).to_be_visible()
    crumbs = page.get_by_role("navigation", name="Breadcrumb")
    assert await crumbs.get_by_role("link").all_inner_texts() == ["Tỉnh Bình Thuận", "Huyện Tuy Phong", "Xã Phong Phú"]
    await crumbs.get_by_role("link", name="Huyện Tuy Phong").click()
    await expect(page).to_have_url(f"{address}/?language=en&unit=tuy-phong&year=2021")


async def test_one_drills_down_with_the_keyboard_alone(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "Huyện Phú Quý":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus cannot be seen"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Huyện Phú Quý")


async def test_everything_works_without_scripts(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser(java_script_enabled=False)).new_page()
    await page.goto(address)
    await page.locator("summary").nth(2).click()
    await expect(page.get_by_text("Khu dân cư chưa báo cáo số hộ")).to_be_visible()
    await page.get_by_role("columnheader", name="Đơn vị").get_by_role("link").first.click()
    names = await page.locator("table").first.locator("tbody th").all_inner_texts()
    assert names == ["Huyện Phú Quý", "Huyện Tuy Phong", "Thành phố Phan Thiết"]


async def test_the_map_tells_states_apart_without_colour(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address)
    shapes = await page.eval_on_selector_all("svg.land use", "found => found.map(u => u.getAttribute('href'))")
    assert sorted(shapes) == ["#is-done", "#is-overdue", "#is-overdue"]
    titles = await page.eval_on_selector_all("svg.land title", "found => found.map(t => t.textContent)")
    assert "Huyện Phú Quý: Quá hạn" in titles
